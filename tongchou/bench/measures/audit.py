"""The recount: everything counted again by columns, against the store's own bare read of the same columns.

The first recount reads every row once and keeps the columns of the facts beside the books; nine tenths of its processor
time are the store handing rows over (of SQLite's claims 1.2 µs a row of six columns). The following read nothing but
what was committed since and a number to which the store adds up all standings; half the processor time of these is that
number, the other half counting, and each has a core of its own: 3.0 to 3.9 s of processor time at 10,000,000 movements,
1.6 to 2.6 s on the wall. Where something else has one of two cores, the wall comes up to the processor time (3.3 s).

Beside it is what plain-text accounting reports of a million movements. The last rows say what the recount answers when
one standing is wrong, and when a line that was just committed carries fewer cases than it counts: it has to name the
case and the line, or it counted nothing.
"""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from tongchou.bench import books
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed
from tongchou.journal import facts, recount
from tongchou.journal.models import INDEX_BITS
from tongchou.journal.reading import stream
from tongchou.journal.rows import insert_columns

SIZE, TURNS = 1_000_000, 3
#: So many movements are to be recounted in three seconds.
MANY = 10_000_000
#: What plain-text accounting tools take to report a million movements, in seconds.
PLAIN_TEXT = 32.0
TABLES = {"standing": recount.STANDING_COLUMNS} | {table: tuple(kinds) for table, kinds in facts.KINDS.items()}


class _Undo(Exception):
    """Takes back what was made wrong."""


@measure("audit", yardstick="reading the same columns out of the store, unchecked", size="movements, 1m by default")
def audit(asked: Asked) -> Iterator[Found]:
    """Recount seeded books without and with the columns of the facts kept; then books with something wrong in them."""
    seeded = books.build(asked.size or SIZE)
    shutil.rmtree(settings.HOME.path / "columns", ignore_errors=True)
    yield _recounted("the first recount, which makes the columns", seeded, turns=1)
    done = _recounted("recount of everything, the columns kept", seeded, turns=TURNS)
    done.facts["one standing wrong"] = _named("standing_differs", _put_elsewhere)
    done.facts["one line wrong"] = _named("line_differs", _count_one_more)
    beside = PLAIN_TEXT * seeded.movements / 1_000_000
    done.facts["of what plain-text accounting takes"] = round(done.p50_ms / 1000 / beside, 4)
    if seeded.movements >= MANY:
        # What a recount of fewer takes beside its rows would be counted ten times.
        rate = done.p50_ms / 1000 * MANY / seeded.movements
        done.bounds.append(Bound("recount of 10,000,000 movements in 3 s, the columns kept", rate, 3))
    named = float(done.facts["one standing wrong"] == done.facts["one line wrong"] == "named")
    done.bounds.append(Bound("the recount names the one that is wrong", named, 1, least=True))
    yield done


def _recounted(what: str, seeded: books.Seeded, *, turns: int) -> Found:
    taken: list[tuple[Took, Took]] = []
    found: list[recount.Difference] = []
    for _ in range(turns):
        taken.append((timed(lambda: found.extend(recount.audit())), timed(_read)))
    done = compared(what, seeded.movements, taken, lines=seeded.lines, cases=seeded.cases)
    done.facts["found"] = str(found[0]) if found else "clean"
    done.facts["peak memory MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return done


def _read() -> None:
    for table, names in TABLES.items():
        quoted = ", ".join(f'"{name}"' for name in names)
        stream(f'SELECT {quoted} FROM "{table}"', len(names))


def _named(code: str, spoil: Callable[[], int]) -> str:
    """Return what the recount says of a case or line that was made wrong; all of it is undone."""
    said = ""
    with suppress(_Undo), transaction.atomic():
        number = spoil()
        named = {one.number for one in recount.audit() if one.code == code}
        said = "named" if named == {number} else f"not named: {sorted(named)}"
        raise _Undo
    return said


def _put_elsewhere() -> int:
    """Put a case elsewhere behind its back, and return its number."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT max("case") FROM standing')
        (case,) = cursor.fetchone()
        cursor.execute('UPDATE standing SET place = place + 1 WHERE "case" = %s', [case])
    return int(case)


def _count_one_more() -> int:
    """Commit a line that counts two cases and carries one, and return its number: those there are nobody can change."""
    _, batch = books.commit_entry("list", books.AFTER)
    number = batch << INDEX_BITS
    ends = dict.fromkeys(("from_account", "from_place", "to_account", "to_place"), 1)
    days = dict.fromkeys(("occurred_on", "booked_on"), books.LAST_ON.toordinal())
    line = {"id": number, "entry": 1, "batch": batch, "item": 0, "count": 2, "quantity": 0} | ends | days
    insert_columns("line", {name: np.array([value]) for name, value in line.items()})
    insert_columns("movement", {"line": np.array([number]), "case": np.array([1]), "claim": np.array([1])})
    return number
