"""The recount: everything counted again by columns, against the store's own bare read of the same columns.

Nine tenths of its processor time are the store handing rows over. Of SQLite's claims: 1.2 µs a row of six columns, as
much without keeping any, 1.0 µs with the columns packed into fewer or joined as text. A digest that SQLite adds up
itself takes a quarter to a third of that: columns kept beside the books and proven by it would be the next step.

Beside it is what plain-text accounting reports of a million movements. The last row says what the recount answers when
one standing is wrong: it has to name the case, or it counted nothing.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import suppress

from django.db import connection, transaction

from tongchou.bench import books
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed
from tongchou.journal import recount
from tongchou.journal.reading import stream

SIZE, TURNS = 1_000_000, 3
#: What plain-text accounting tools take to report a million movements, in seconds.
PLAIN_TEXT = 32.0
TABLES = {
    "claim": recount.CLAIM_COLUMNS,
    "standing": recount.STANDING_COLUMNS,
    "line": recount.LINE_COLUMNS,
    "movement": recount.MOVEMENT_COLUMNS,
}


class _Undo(Exception):
    """Takes the wrong standing back."""


@measure("audit", yardstick="reading the same columns out of the store, unchecked", size="movements, 1m by default")
def audit(asked: Asked) -> Iterator[Found]:
    """Recount seeded books, then books with one standing wrong."""
    seeded = books.build(asked.size or SIZE)
    turns: list[tuple[Took, Took]] = []
    found: list[recount.Difference] = []
    for _ in range(TURNS):
        recounted = timed(lambda: found.extend(recount.audit()))
        turns.append((recounted, timed(_read)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    done = compared("recount of everything", seeded.movements, turns, lines=seeded.lines, cases=seeded.cases)
    done.facts["found"] = str(found[0]) if found else "clean"
    done.facts["peak memory MiB"] = memory
    beside = PLAIN_TEXT * seeded.movements / 1_000_000
    done.facts["of what plain-text accounting takes"] = round(done.p50_ms / 1000 / beside, 3)
    done.facts["one standing wrong"] = _with_one_wrong()
    rate = done.p50_ms / 1000 * 10_000_000 / seeded.movements
    done.bounds.append(Bound("recount of 10,000,000 movements in 3 s, at this rate", rate, 3))
    named = float(done.facts["one standing wrong"] == "named")
    done.bounds.append(Bound("the recount names the one that is wrong", named, 1, least=True))
    yield done


def _read() -> None:
    for table, names in TABLES.items():
        quoted = ", ".join(f'"{name}"' for name in names)
        stream(f'SELECT {quoted} FROM "{table}"', len(names))


def _with_one_wrong() -> str:
    """Return what the recount says of a case that was put elsewhere behind its back."""
    said = ""
    with suppress(_Undo), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute('SELECT min("case") FROM standing')
            (case,) = cursor.fetchone()
            cursor.execute('UPDATE standing SET place = place + 1 WHERE "case" = %s', [case])
        named = {one.number for one in recount.audit() if one.what == "case"}
        said = "named" if named == {case} else f"not named: {sorted(named)}"
        raise _Undo
    return said
