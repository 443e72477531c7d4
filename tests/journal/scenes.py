"""What other processes do to the books in the tests: `python -m tests.journal.scenes SCENE '{"argument": 1}'`.

Each scene prints one line of JSON. Several writers are threads with connections of their own; each commits for good.
"""

from __future__ import annotations

import json
import random
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import django
import numpy as np

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from tests.journal.conftest import PLACES  # noqa: E402
from tongchou.base import clock  # noqa: E402
from tongchou.base.ids import new_id  # noqa: E402
from tongchou.base.refusals import Refused  # noqa: E402
from tongchou.journal import clockwork, posting, recount  # noqa: E402
from tongchou.journal.chart import chart  # noqa: E402
from tongchou.journal.entries import Claims, Entry, Named, Transfers, claims, opening, step  # noqa: E402
from tongchou.journal.models import Commit, Line, OpenDay, Standing  # noqa: E402
from tongchou.journal.models import Entry as EntryRow  # noqa: E402
from tongchou.journal.notation import Books  # noqa: E402
from tongchou.journal.posting import claim_id, new_cases, post, post_batch  # noqa: E402
from tongchou.journal.rebuilding import rebuild  # noqa: E402
from tongchou.journal.returns import LEVEL, Answers, Return, declare_return  # noqa: E402
from tongchou.journal.returns import say as say_return  # noqa: E402
from tongchou.journal.stock import Stored, hold, on_hand  # noqa: E402

DAY = date(2020, 3, 20)
EVENING = clock.local(date(2020, 3, 27), 20)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def together(*jobs: Callable[[], None]) -> list[str]:
    """Run jobs in threads that start at once; return what went wrong."""
    wrong: list[str] = []
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], None]) -> None:
        try:
            barrier.wait()
            with clock.at(EVENING):
                job()
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def state_of_the_books() -> dict[str, Any]:
    """Return what must hold whoever wrote, and in which order."""
    known = list(Commit.objects.order_by("n").values_list("known_at", flat=True))
    balances: dict[tuple[int, int], int] = {}
    for line in Line.objects.all():
        balances[(line.to_account, line.to_place)] = balances.get((line.to_account, line.to_place), 0) + line.count
        balances[(line.from_account, line.from_place)] = (
            balances.get((line.from_account, line.from_place), 0) - line.count
        )
    return {
        "differences": [str(difference) for difference in recount.audit()],
        "standings_put_right": rebuild(),
        "known_at_rises": known == sorted(set(known)),
        "numbers": list(Commit.objects.order_by("n").values_list("n", flat=True)) == list(range(1, len(known) + 1)),
        "total": sum(balances.values()),
        "short": sum(n < 0 for (a, _), n in balances.items() if chart().world_of[a]),
    }


def migrate() -> str:
    call_command("migrate", verbosity=0)
    return "ready"


def some_text(rng: random.Random, cases: int) -> str:
    """Return claims of some cases in the books' notation: chains, forks, hand-overs, reversals, decisions."""
    lines: list[str] = []
    for case in range(1, cases + 1):
        names = [f"c{case}n{i}" for i in range(rng.randint(3, 9))]
        for i, name in enumerate(names):
            head, before = f"{name} 03-{rng.randint(16, 26)}", rng.choice(names[max(0, i - 2) : i] or [""])
            account = f"trial:{rng.choice(['below', 'above'])}:{rng.choice(['pending', 'watch', 'cleared', 'away'])}"
            verb = rng.choice(["state", "state", "state", "move", "class", "reverse"]) if i else "open"
            lines.append(
                {
                    "open": f"{head} open {account} at {rng.choice('PQR')} case {case}",
                    "move": f"{head} move {rng.choice('PQR')} after {before} case {case}",
                    "reverse": f"{head} reverse {before} case {case}",
                }.get(verb, f"{head} {verb} {account} after {before} case {case}")
            )
            if verb == "state" and rng.random() < 0.2:
                lines[-1] = lines[-1].replace(" case ", f" settling {rng.choice(names[:i])} case ")
    return "\n".join(lines)


def some_entries(rng: random.Random, cases: int) -> list[Entry]:
    """Return random facts as entries of one to three claims, in no order."""
    books = Books(some_text(rng, cases), PLACES)
    names = list(books.said)
    rng.shuffle(names)
    groups = []
    while names:
        size = rng.randint(1, 3)
        groups.append("+".join(names[:size]))
        names = names[size:]
    books.plan(groups)
    return [books.entry(group) for group in groups]


class Closer:
    """Closes one place or the county by a further day at a time, and remembers what was posted until then."""

    def __init__(self, rng: random.Random) -> None:
        self.closed: list[tuple[int, int, int]] = []
        self._rng = rng
        self._days = dict.fromkeys((*PLACES.values(), OpenDay.COUNTY), 15)
        self._one_at_a_time = threading.Lock()

    def close(self) -> None:
        with self._one_at_a_time:
            place = self._rng.choice(list(self._days))
            self._days[place] = min(self._days[place] + 1, 27)
            self.closed.append(close_through(place, self._days[place]))


def crowd(seed: int, cases: int, writers: int, impatient_tries: int = posting.IMPATIENT_TRIES) -> dict[str, Any]:
    """Several writers send random facts, some of them twice, while places and the county are closed day by day."""
    posting.IMPATIENT_TRIES = impatient_tries
    rng = random.Random(seed)
    with clock.at(EVENING):
        entries = some_entries(rng, cases)
    shares: list[list[Entry]] = [[] for _ in range(writers)]
    for sent in (*entries, *rng.sample(entries, len(entries) // 5)):
        shares[rng.randrange(writers)].append(sent)
    closer = Closer(rng)
    left = set(range(writers))

    def write(which: int) -> None:
        mine = random.Random(seed + which)
        rest = shares[which]
        while rest:
            size = mine.randint(1, 4)
            post_batch(rest[:size])
            rest = rest[size:]
            # SQLite lets whoever just wrote write again at once, and a closer alone might never get in.
            if mine.random() < 0.2:
                closer.close()
        left.discard(which)

    def close() -> None:
        while left:
            closer.close()

    wrong = together(*(lambda which=which: write(which) for which in range(writers)), close)
    closed = closer.closed
    return {"wrong": wrong, "closes": len(closed), "booked_after_close": _late(closed), **state_of_the_books()}


def close_through(place: int, day: int) -> tuple[int, int, int]:
    """Close a place up to and with a day of March; return the newest commit at that moment, the place, the open day."""
    first_open = date(2020, 3, day).toordinal() + 1
    with transaction.atomic():
        n = clockwork.hold().n
        OpenDay.objects.update_or_create(place=place, defaults={"first_open": date.fromordinal(first_open)})
        clockwork.count_close()
    return n, place, first_open


def _late(closed: Sequence[tuple[int, int, int]]) -> int:
    """Return how many lines were posted after a close into a day that it closed."""
    numbers = dict(Commit.objects.values_list("batch", "n"))
    lines = [
        (numbers[line.batch], {OpenDay.COUNTY, line.from_place, line.to_place}, line.booked_on.toordinal())
        for line in Line.objects.all()
    ]
    # A close that moved nothing says nothing.
    first = {close[1:]: close for close in reversed(closed)}
    return sum(
        posted > n and place in places and booked_on < first_open
        for posted, places, booked_on in lines
        for n, place, first_open in first.values()
    )


def act(*rows: Any, ident: UUID | None = None) -> Entry:
    return Entry(ident or new_id(), "act", 1, "field_worker", clock.local(DAY, 9), claims(*rows))


def newborn(times: int) -> dict[str, Any]:
    """The first two claims of one new case arrive together, again and again.

    Every other time they are two openings, which do not know of each other at all.
    """
    first = new_cases(times)
    pairs = []
    for case in range(first, first + times):
        begins = act(opening(case=case, account="trial:below:pending", place=101, on=DAY))
        cleared = step(case=case, account="trial:below:cleared", predecessor=Named(begins.id, 0), on=DAY)
        again = opening(case=case, account="trial:below:pending", place=101, on=DAY)
        pairs.append((begins, act(again if case % 2 else cleared)))
    meeting = threading.Barrier(2, timeout=30)

    def send(which: int) -> None:
        for pair in pairs:
            meeting.wait()
            post(pair[which])

    wrong = together(lambda: send(0), lambda: send(1))
    stand_at = {
        state: Standing.objects.filter(account=chart().number(f"trial:below:{state}"), flags=0).count()
        for state in ("pending", "cleared")
    }
    return {"wrong": wrong, **stand_at, **state_of_the_books()}


def _mention(entries: Sequence[Entry]) -> None:
    """Give entries their numbers before they arrive, as somebody does who has heard of them."""
    for entry in entries:
        claim_id(entry.id, 0)


def twins(times: int) -> dict[str, Any]:
    """One entry is sent by two writers at once, again and again."""
    first = new_cases(times)
    entries = [
        act(opening(case=case, account="trial:below:pending", place=101, on=DAY))
        for case in range(first, first + times)
    ]
    _mention(entries[::2])
    meeting = threading.Barrier(2, timeout=30)
    answers: list[list[str]] = [[], []]

    def send(which: int) -> None:
        for entry in entries:
            meeting.wait()
            answers[which].append(post(entry).answer)

    wrong = together(lambda: send(0), lambda: send(1))
    kinds = sorted({tuple(sorted(pair)) for pair in zip(*answers, strict=True)})
    return {"wrong": wrong, "answers": kinds, "entries": EntryRow.objects.count(), **state_of_the_books()}


def crossing(times: int) -> dict[str, Any]:
    """A claim arrives together with the entry it wrongly builds on, or settles, of another case."""
    first = new_cases(2 * times)
    pairs = []
    for i in range(times):
        mine, other = first + 2 * i, first + 2 * i + 1
        post(act(opening(case=mine, account="trial:below:pending", place=101, on=DAY)))
        theirs = act(opening(case=other, account="trial:below:pending", place=102, on=DAY))
        name = Named(theirs.id, 0)
        wrong_step = step(case=mine, account="trial:below:cleared", predecessor=name, on=DAY)
        pairs.append((theirs, act(wrong_step)))
    _mention([theirs for theirs, _ in pairs[::2]])
    meeting = threading.Barrier(2, timeout=30)

    def send(which: int) -> None:
        for pair in pairs:
            meeting.wait()
            post(pair[which])

    wrong = together(lambda: send(0), lambda: send(1))
    conflicts = Standing.objects.filter(flags=Standing.CONFLICT).count()
    return {"wrong": wrong, "conflicts": conflicts, **state_of_the_books()}


def requests(times: int) -> dict[str, Any]:
    """Two requests of 300 meet a store that has 500, again and again: each time one is granted."""
    stock, world = chart().number("trialstock:usable"), chart().number("outside:trial")

    def one(frm: int, to: int, item: int, quantity: int) -> Entry:
        row = [np.array([n], np.int64) for n in (frm, 101, to, 101, item, quantity, DAY.toordinal())]
        return Entry(new_id(), "goods", 1, "storekeeper", clock.local(DAY, 9), transfers=Transfers(*row))

    post_batch([one(world, stock, item, 500) for item in range(1, times + 1)])
    meeting = threading.Barrier(2, timeout=30)
    granted: list[int] = []

    def ask() -> None:
        for item in range(1, times + 1):
            meeting.wait()
            wanted = Stored(stock, 101, item)
            with transaction.atomic():
                if hold([wanted])[wanted] >= 300:
                    post(one(stock, world, item, 300))
                    granted.append(item)

    wrong = together(ask, ask)
    left = set(on_hand([Stored(stock, 101, item) for item in range(1, times + 1)]).values())
    return {"wrong": wrong, "granted": len(granted), "left": sorted(left), **state_of_the_books()}


def levels(units: int) -> dict[str, Any]:
    """Two writers say the levels of the same units for two days that follow each other, at once."""
    declare_return(Return("scene-daily", {"workers": LEVEL}))
    order = list(range(1, units + 1))
    meeting = threading.Barrier(2, timeout=30)

    def send(day: int, value: int) -> None:
        for unit in order:
            meeting.wait()
            said = Entry(new_id(), "return", 1, "enterprise", clock.local(DAY, 9))
            answers = Answers(np.array([unit]), np.array([101]), {"workers": np.array([value])})
            say_return(said, "scene-daily", date(2020, 3, day), answers)

    wrong = together(lambda: send(20, 100), lambda: send(21, 130))
    account = chart().number("scene-daily:workers:said")
    stock = sum(line.quantity for line in Line.objects.filter(to_account=account))
    return {"wrong": wrong, "stock": stock, **state_of_the_books()}


def batches(writers: int, each: int) -> dict[str, Any]:
    """Many senders post small batches, every fifth of them one that is refused; each looks whether it is there."""
    first = new_cases(writers * each * 2)
    unseen: list[str] = []
    answers: list[str] = []

    def send(which: int) -> None:
        for i in range(each):
            case = first + 2 * (which * each + i)
            place = 0 if i % 5 == 4 else 101
            sent = [
                act(opening(case=case + k, account="trial:below:pending", place=101 if k == 0 else place, on=DAY))
                for k in range(2)
            ]
            try:
                answers.extend(receipt.answer for receipt in post_batch(sent))
            except Refused as refused:
                answers.append(refused.code)
            else:
                unseen.extend(str(e.id) for e in sent if not EntryRow.objects.filter(id=e.id).exists())

    wrong = together(*(lambda i=i: send(i) for i in range(writers)))
    counted = {answer: answers.count(answer) for answer in sorted(set(answers))}
    return {"wrong": wrong, "unseen": unseen, "answers": counted, **state_of_the_books()}


def taps(batches: int) -> str:
    """Post single acts without end, and say the id of each that is acknowledged."""
    first = new_cases(batches)
    say("begin")
    for case in range(first, first + batches):
        sent = act(opening(case=case, account="trial:below:pending", place=101, on=DAY))
        post_batch([sent])
        say(str(sent.id))
    return "end"


def long_list(entry: str, rows: int) -> str:
    """Post a list of cases from 1,000,000 on, saying when it begins."""
    number = np.arange(rows, dtype=np.int64)
    none = np.zeros(rows, np.int64)
    sent = Entry(
        UUID(entry),
        "list",
        1,
        "county_officer",
        clock.local(DAY, 9),
        Claims(
            case=1_000_000 + number,
            chain=none,
            predecessor=none,
            account=none + chart().number("trial:below:pending"),
            place=101 + number % 4,
            occurred_on=none + DAY.toordinal(),
            sheet=none,
            row=number,
        ),
    )
    connection.ensure_connection()
    say("begin")
    return post(sent).answer


if __name__ == "__main__":
    scene, arguments = sys.argv[1], json.loads(sys.argv[2])
    say(json.dumps(globals()[scene](**arguments)))
