"""Taking in a list: an .xlsx of invented people, staged and committed, against the bare insert of what it became.

The county is Luoding with all its places and staff. Staging reads, matches and compares the rows; committing writes
persons, documents and one entry. Three lists of different people; the first warms up.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection

from tongchou.base import clock
from tongchou.bench import again, lists
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed

ROWS, TURNS = 10_000, 3
TIMES_BARE, ROWS_A_SECOND = 3, 5_000


class Bare(Protocol):
    """A way of inserting the rows of tables again, behind a prefix."""

    def __call__(self, tables: again.Tables, *, prefix: str) -> None: ...


@measure(
    "intake",
    yardstick="a bare insert of all the rows that the list became; on PostgreSQL also one COPY a table",
    size="rows of the workbook, 10k by default",
)
def intake(asked: Asked) -> Iterator[Found]:
    """Take lists in, each followed by the bare insert of what it wrote."""
    from demo import staff
    from demo.lists import FIRST_ON
    from demo.places import build_luoding

    rows = asked.size or ROWS
    with clock.at(clock.local(FIRST_ON, 6)):
        build_luoding()
        staff.build_luoding(password="bench")
    ways = {"": again.insert} | ({", beside COPY": again.load} if connection.vendor == "postgresql" else {})
    turns = [_turn(rows, number, ways) for number in range(TURNS)][1:]
    memory = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB"
    for way in ways:
        yield compared(f"committed{way}", rows, [(committed, bare[way]) for _, committed, bare in turns])
        both = [(Took(s.wall + c.wall, s.cpu + c.cpu), bare[way]) for s, c, bare in turns]
        found = compared(f"staged and committed{way}", rows, both, **{"peak memory": memory})
        found.bounds.append(Bound("a list, times the same rows inserted bare", found.ratio, TIMES_BARE))
        found.bounds.append(Bound("100,000 rows in 20 s: rows a second", found.per_second, ROWS_A_SECOND, least=True))
        yield found


def _turn(rows: int, number: int, ways: dict[str, Bare]) -> tuple[Took, Took, dict[str, Took]]:
    """Return how long a list took to be staged, to be committed, and its rows to be inserted bare in each way."""
    from demo.lists import FIRST_ON
    from tongchou.intake import doors, services
    from tongchou.registers.staff.models import User

    path = Path(settings.HOME.path) / f"list-{number}.xlsx"
    lists.write(path, lists.anywhere(rows, seed=number), seed=number)
    officer, at, before = User.objects.get(username="officer"), clock.local(FIRST_ON, 7 + number), again.counts()
    uploads = []
    with clock.at(at):
        staged = timed(lambda: uploads.append(doors.receive("screening", path, user=officer, at=at)))
        committed = timed(lambda: services.commit(uploads[0].pk, at=at))
    written = again.grown(before, by=rows // 100)
    tables = {table: values[-(len(values) - before[table]) :] for table, values in written.items()}
    return staged, committed, {way: _bare(tables, f"bare{at}_", ways[way]) for at, way in enumerate(ways)}


def _bare(tables: again.Tables, prefix: str, insert: Bare) -> Took:
    """Insert a list's rows bare, into tables that hold those of the lists before it, as the county's do."""
    there = connection.introspection.table_names()
    for table in tables:
        if f"{prefix}{table}" not in there:
            again.make(f"{prefix}{table}", table)
    return timed(lambda: insert(tables, prefix=prefix))
