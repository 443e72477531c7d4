"""Beside peers: their shapes, and what they took for them when they were measured once; they are not run here.

Sahana Eden took 10,000 people into the same tree at 28 rows per CPU second, and filed 981 of 1,000 in a wrong village
where names repeat. Plain-text accounting tools report 1,000,000 movements in 32 s. Ours are people of Luoding from an
.xlsx, staged and committed, and all balances at all places. Times here are processor time; of a PostgreSQL server its
own is not among it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median

from django.conf import settings

from tongchou.base import clock
from tongchou.bench import books, lists
from tongchou.bench.measuring import Asked, Bound, Found, Took, measure, percentile, timed
from tongchou.figures.cube import cube
from tongchou.journal.models import Standing
from tongchou.pillars.screening.models import Check, Unclaimed
from tongchou.registers.places.queries import tree

ROWS, TURNS = 10_000, 3
#: People in villages whose name another town has too, for every ten of the others; movements for each of them.
REPEATED, MOVEMENTS = 10, 100
#: As they were measured once, on the same shapes.
EDEN_ROWS_A_SECOND, EDEN_WRONG, PLAIN_TEXT_S = 28.0, 981, 32.0


@measure(
    "peers",
    yardstick="what peers took for the same shapes, measured once beside: Sahana Eden at 28 rows per CPU second, "
    "plain-text accounting tools 32 s for a report of 1,000,000 movements",
    size="people, 10k by default; a hundred times as many movements",
)
def peers(asked: Asked) -> Iterator[Found]:
    """Take lists in, then report balances."""
    from demo import staff
    from demo.lists import FIRST_ON

    rows = asked.size or ROWS
    seeded = books.build(rows * MOVEMENTS)
    with clock.at(clock.local(FIRST_ON, 6)):
        staff.build_luoding(password="bench")
    yield _taken_in(rows)
    yield _repeated(rows // REPEATED)
    with clock.at(books.AFTER):
        yield _report("all balances, read and folded anew", seeded.movements, anew=True)
        yield _report("all balances, from the cube's file", seeded.movements, anew=False)


def _taken_in(rows: int) -> Found:
    """Take in people of any village; the first list warms up."""
    took = [_take_in(lists.anywhere(rows, seed=turn), seed=turn)[0] for turn in range(TURNS)][1:]
    found = _beside(f"{rows:,} people taken in", rows, took, rows / EDEN_ROWS_A_SECOND)
    found.bounds.append(Bound("rows per CPU second, Sahana Eden 28", found.per_second, EDEN_ROWS_A_SECOND, least=True))
    return found


def _repeated(rows: int) -> Found:
    """Take in people whose village's name another town has too: the town named, then left out."""
    from demo.lists import TWICE
    from demo.places import LUODING, villages

    twice = [v for v in villages(LUODING, 2019) if any(v.name.startswith(stem) for stem in TWICE)]
    pick = Random(7)
    of = [pick.choice(twice) for _ in range(rows)]
    took, wrong, unclaimed = [], [], []
    for turn, with_town in enumerate((True, False), TURNS):
        addresses = [f"罗定市{v.town if with_town else ''}{v.name}{pick.randrange(1, 90)}号" for v in of]
        spent, checks = _take_in(addresses, seed=turn)
        took.append(spent)
        wrong.append(_wrong(checks, [v.code for v in of]))
        unclaimed.append(Unclaimed.objects.filter(case__in=checks).count())
    found = _beside(f"{rows:,} people of villages whose name repeats, twice", rows, took, rows / EDEN_ROWS_A_SECOND)
    found.facts["town named: filed wrong, unclaimed"] = f"{wrong[0]:,}, {unclaimed[0]:,}"
    found.facts["town left out: filed wrong, unclaimed"] = f"{wrong[1]:,}, {unclaimed[1]:,}"
    found.facts["filed wrong by Sahana Eden, of 1,000"] = EDEN_WRONG
    found.bounds.append(Bound("filed in a wrong village where names repeat", sum(wrong), 0))
    return found


def _take_in(addresses: Sequence[str], *, seed: int) -> tuple[Took, list[int]]:
    """Stage and commit a list; return how long both took, and its checks in the order of its rows."""
    from tongchou.intake import doors, services
    from tongchou.registers.staff.models import User

    path = Path(settings.HOME.path) / f"peers-{seed}.xlsx"
    lists.write(path, addresses, seed=seed)
    officer, at = User.objects.get(username="officer"), clock.local(books.LAST_ON, 13 + seed)

    def both() -> None:
        upload = doors.receive("screening", path, user=officer, at=at)
        services.commit(upload.pk, at=at)

    with clock.at(at):
        took = timed(both)
    newest = Check.objects.order_by("-roster_id").values_list("roster_id", flat=True)[:1]
    checks = list(Check.objects.filter(roster=newest.get()).order_by("sheet", "row").values_list("case", flat=True))
    assert len(checks) == len(addresses), f"{len(checks)} checks of {len(addresses)} rows"
    return took, checks


def _wrong(checks: Sequence[int], codes: Sequence[str]) -> int:
    """Count the checks that stand in a village that is not theirs; above all villages is not in a wrong one."""
    places = tree(books.LAST_ON)
    stands = dict(Standing.objects.filter(case__in=checks).values_list("case", "place"))
    found = 0
    for case, code in zip(checks, codes, strict=True):
        left, right = places.interval(places.by_code[code])
        at = places.position(stands[case])
        found += places.depth[at] >= places.depth[left] and not left <= at < right
    return int(found)


def _report(what: str, movements: int, *, anew: bool) -> Found:
    """Report every balance of the last day: each account at each place."""
    took = []
    for _ in range(TURNS):
        if anew:
            shutil.rmtree(settings.HOME.path / "cube", ignore_errors=True)
        cube().forget()
        took.append(timed(lambda: cube().view().balances(books.LAST_ON)))
    balances = cube().view().balances(books.LAST_ON)
    beside = PLAIN_TEXT_S * movements / 1_000_000
    found = _beside(f"{what}, of {movements:,} movements", movements, took, beside)
    found.facts["balances"] = len(balances)
    found.bounds.append(Bound("seconds, plain-text accounting 32 for 1,000,000", found.p50_ms / 1000, beside))
    return found


def _beside(what: str, rows: int, took: Sequence[Took], peer_s: float) -> Found:
    """Return the line of what took so much processor time, and a peer so many seconds."""
    cpu = [one.cpu for one in took]
    return Found(
        what,
        rows,
        per_second=rows / median(cpu),
        p50_ms=median(cpu) * 1000,
        p99_ms=percentile(cpu, 0.99) * 1000,
        beside_ms=peer_s * 1000,
        ratio=median(cpu) / peer_s,
        facts={"turns": len(took), "wall s": round(median(one.wall for one in took), 2)},
    )
