"""The drain: every phone comes back with fifty acts and sends until each has its acknowledged answer.

The server is `tongchou serve` with two workers, over HTTP. What drained is counted in the books afterwards: no act lost
and none twice, although one answer in fifty never reached its phone. The yardstick takes batches before and after the
drain and inserts their rows bare.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from time import perf_counter

from django.db import connections

from tongchou.base import clock
from tongchou.bench import again, bare, books
from tongchou.bench.drain import phones as crowd
from tongchou.bench.drain.costs import Spent, spent, store_process
from tongchou.bench.drain.county import Signed, build
from tongchou.bench.drain.outbox import claims_in, outbox
from tongchou.bench.drain.serving import server
from tongchou.bench.measuring import Asked, Bound, Found, measure, percentile, timed
from tongchou.bench.telling import tell
from tongchou.field.models import Received
from tongchou.journal.clockwork import last_commit
from tongchou.journal.models import Claim, Commit, Entry
from tongchou.journal.recount import audit

PHONES, ENTRIES, WORKERS, SEED = 100, 50, 2, 1
#: Phones that ask for their people, and how many of them at a time; batches of the yardstick.
NAMED, ABREAST, BATCHES = 100, 2, 10
#: Phones that come before the others, to warm the server up; seconds within which the others come back.
FIRST, WITHIN = 20, 30.0
#: What the county has to drain.
COUNTY = 1_500_000
#: Counting everything again is for what is counted in seconds.
AUDITED = 2_000_000
#: Acts that reach the books as claims, and where the yardstick writes.
CODES, PREFIX = ("outcome",), "bare_"


@measure(
    "sync",
    yardstick="a bare insert of the rows of the same batches, one after the other on one connection",
    size="phones, with --phones, 100 by default; 50 acts each",
)
def sync(asked: Asked) -> Iterator[Found]:
    """Build the county, ask for people, drain, count."""
    many, at = asked.phones or asked.size or PHONES, clock.now()
    tell(f"building a county of {many + FIRST:,} phones with {ENTRIES} checks each")
    signed = build(many + FIRST, ENTRIES, named=NAMED, at=at)
    books.look_over()
    for table in bare.TABLES:
        again.make(f"{PREFIX}{table}", table)
    outboxes = {one.user: outbox(one, ENTRIES, made_at=at, seed=SEED) for one in signed}
    # How many claims a phone's acts make does not depend on chance.
    claims = claims_in(outboxes[signed[0].user]) * len(signed)
    store = store_process()
    # The server's own connections only, while it is at work.
    connections.close_all()
    with server(workers=WORKERS) as served:
        tell("asking for people")
        yield _bundles(served.port, signed[:NAMED])
        start = last_commit()
        asyncio.run(crowd.drain(served.port, signed[:FIRST], lambda one: outboxes[one.user], within=1, seed=SEED))
        before, middle = _bare(start), last_commit()
        tell(f"{many:,} phones come back")
        began, cost, rest = perf_counter(), spent(served.process, store), signed[FIRST:]
        # A phone that has its answers drops them: the crowd's memory must not be the bench's.
        heard = asyncio.run(
            crowd.drain(served.port, rest, lambda one: outboxes.pop(one.user), within=min(WITHIN, many / 20), seed=SEED)
        )
        cost = spent(served.process, store).since(cost)
        after = _bare(middle)
        drained = _drained(heard, began, cost, [*before, *after])
    tell("counting what reached the books")
    counted = _counted(heard, len(signed), len(rest) * ENTRIES, claims)
    drained.facts.update(counted)
    drained.bounds.extend(Bound(f"acts of phones {kind}", float(counted[kind]), 0) for kind in ("lost", "twice"))
    yield drained


def _bundles(port: int, signed: list[Signed]) -> Found:
    """Time how phones ask for their people, beside a plain query for the same checks."""
    took = asyncio.run(crowd.bundles(port, signed, abreast=ABREAST))
    plain = [timed(lambda one=one: _plain(one)).wall for one in signed]  # type: ignore[misc]
    return Found(
        f"bundle of {ENTRIES} people, {ABREAST} at a time, against one plain query",
        ENTRIES,
        per_second=len(took) * ENTRIES / (sum(took) / ABREAST),
        p50_ms=median(took) * 1000,
        p99_ms=percentile(took, 0.99) * 1000,
        beside_ms=median(plain) * 1000,
        ratio=median(took) / median(plain),
        facts={"requests": len(took)},
    )


def _plain(one: Signed) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            'SELECT s.*, c.person FROM standing s JOIN screening_check c ON c."case" = s."case"'
            ' WHERE s."case" >= %s AND s."case" < %s',
            [one.case, one.case + ENTRIES],
        )
        cursor.fetchall()


def _bare(after: int) -> list[float]:
    """Return the seconds of bare inserts of the newest batches since a commit, into tables that nobody counts."""
    took = []
    for commit in list(Commit.objects.filter(n__gt=after).order_by("-n")[:BATCHES]):
        rows = bare.read_batch(commit.batch)
        took.append(timed(lambda rows=rows: bare.insert(rows, prefix=PREFIX)).wall)  # type: ignore[misc]
    return took


def _drained(heard: crowd.Heard, began: float, cost: Spent, yard: list[float]) -> Found:
    """Say how the phones fared, from the first one's coming to the last one's answer."""
    ended = sorted(heard.ended)
    phones, wall = len(ended) - heard.lost, ended[-1] - began
    sent = phones * ENTRIES
    # An answer that was lost is asked for once more, and its acts are there already.
    rate, quarters = sent / wall, [part * phones / len(ended) for part in _quarters(began, ended)]
    asked = len(ended) + heard.busy + heard.unanswered
    facts: dict[str, float | str] = {
        "phones": phones,
        "drained in s, to the last answer": round(wall, 1),
        "minutes for 1,500,000 at this rate": round(COUNTY / rate / 60, 1),
        "acts a second over all": round(rate),
        "in the busiest quarter": round(max(quarters)),
        "in the slowest quarter": round(min(quarters)),
        "by quarters": " ".join(f"{part:.0f}" for part in quarters),
        "longest accepted ms": round(max(heard.accepted) * 1000),
        "answered 429": heard.busy,
        "429, share of all requests": round(heard.busy / asked, 2),
        "not answered": heard.unanswered,
        "answers lost on the way": heard.lost,
        "answers": ", ".join(f"{what} {count:,}" for what, count in sorted(heard.answers.items())),
        "processor s of the server": round(cost.server, 1),
        "of the store": round(cost.store, 1),
        "of the phones": round(cost.phones, 1),
        "processor ms an act, of all three": round(cost.all / sent * 1000, 3),
        "processors busy with it": round(cost.all / wall, 2),
        "bench's memory MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    if heard.other:
        facts["other answers"] = str(heard.other)
    return Found(
        f"drain of {sent:,} acts, {ENTRIES} a request",
        sent,
        per_second=rate,
        p50_ms=median(heard.accepted) * 1000,
        p99_ms=percentile(heard.accepted, 0.99) * 1000,
        beside_ms=median(yard) * 1000,
        ratio=ENTRIES / rate / median(yard),
        facts=facts,
    )


def _quarters(began: float, ended: list[float]) -> list[float]:
    """Return acts a second in each quarter of the accepted requests, in the order they ended."""
    bounds = [len(ended) * part // 4 for part in range(5)]
    at = [began, *(ended[bound - 1] for bound in bounds[1:])]
    pairs = zip(pairwise(bounds), pairwise(at), strict=True)
    return [(to - since) * ENTRIES / max(end - start, 1e-3) for (since, to), (start, end) in pairs]


def _counted(heard: crowd.Heard, phones: int, sent: int, claims: int) -> dict[str, float | str]:
    """Count what reached the books, from the books: what every phone sent, against what is there."""
    in_books = Received.objects.filter(number__gt=0)
    entries = Entry.objects.filter(code__in=CODES)
    made = Claim.objects.filter(entry__in=entries.values("number")).count()
    return {
        "lost": phones * ENTRIES - Received.objects.count(),
        "twice": made - claims + entries.count() - in_books.filter(act__in=CODES).count(),
        "acknowledged": f"{len(heard.acknowledged):,} numbers for {sent:,} acts",
        "audit": ("clean" if not (found := audit()) else str(found[0])) if claims < AUDITED else "left out",
    }
