"""How long a whole list takes, against the bare insert of the rows it became: `python scripts/bench_list.py [ROWS]`.

An .xlsx of invented people is staged (read, matched, compared) and committed (persons, documents, one entry) in an
empty county with all of Luoding's places and staff. Then every row that this wrote is inserted once more, bare, into
tables of the same columns and indexes. The store is SQLite, or what TONGCHOU_DATABASE names:
`python -m tests.postgresql python scripts/bench_list.py`.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["TONGCHOU_HOME"] = tempfile.mkdtemp(prefix="tongchou-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tongchou.config.settings"

from tongchou.cli.setup import ready

ready(migrated=False)

import xlsxwriter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from demo import staff  # noqa: E402
from demo.lists import FIRST_ON, HEADS  # noqa: E402
from demo.people import People  # noqa: E402
from demo.places import LUODING, build_luoding, villages  # noqa: E402
from tongchou.base import clock  # noqa: E402
from tongchou.intake import doors, services  # noqa: E402
from tongchou.registers.staff.models import User  # noqa: E402

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
AT = clock.local(FIRST_ON, 7)


def workbook(path: Path) -> None:
    """Write a list as a department sends it."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("名单")
    sheet.write(0, 0, "来自重点地区人员排查表")
    sheet.write_row(1, 0, HEADS)
    pick, towns = Random(1), [v for v in villages(LUODING, 2019) if v.town_code != "445381400"]
    for number, someone in enumerate(People(1).many(ROWS), 1):
        at = pick.choice(towns)
        address = f"广东省罗定市{at.town}{at.name}{pick.randrange(1, 12)}组{pick.randrange(1, 90)}号"
        sheet.write_row(
            number + 1, 0,
            (number, someone.name, someone.sex, someone.id_number, someone.phone, address, "湖北省武汉市", "1月20日",
             "2020-01-21", "高铁", ""),
        )  # fmt: skip
    book.close()


def timed(what: str, act: Callable[[], object]) -> float:
    """Print how long an act took, and return its wall time in seconds."""
    wall, cpu = perf_counter(), process_time()
    act()
    wall, cpu = perf_counter() - wall, process_time() - cpu
    print(f"{what:<28}{wall:7.1f} s wall{cpu:7.1f} s CPU")  # noqa: T201
    return wall


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def like(table: str) -> None:
    """Make an empty table of the same columns and indexes; no triggers, nothing that refers to others."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'CREATE TABLE "bare_{table}" (LIKE "{table}" INCLUDING ALL)')
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql > '' AND type <> 'trigger'", [table])
        for (sql,) in cursor.fetchall():
            bare = re.sub(rf'"{table}"', f'"bare_{table}"', re.sub(r"REFERENCES [^,)]+\)[^,)]*", "", sql))
            bare = re.sub(r"(INDEX )\"?(\w+)\"?", r'\1"bare_\2"', bare)
            cursor.execute(re.sub(rf"(TABLE |ON ){table}\b", rf'\1"bare_{table}"', bare))


def bare(tables: dict[str, list[tuple[object, ...]]]) -> None:
    """Insert the rows of each table again, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in tables.items():
            if connection.vendor == "postgresql":
                with cursor.cursor.copy(f'COPY "bare_{table}" FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" for _ in rows[0])
                cursor.cursor.connection.executemany(f'INSERT INTO "bare_{table}" VALUES ({marks})', rows)


def rows_of(table: str) -> list[tuple[object, ...]]:
    with connection.connection.cursor() if connection.vendor == "postgresql" else connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [tuple(row) for row in cursor.fetchall()]


def main() -> None:
    """Build, take the list in, insert its rows bare, print."""
    for store in settings.DATABASES:
        call_command("migrate", database=store, verbosity=0, interactive=False)
    with clock.at(clock.local(FIRST_ON, 6)):
        build_luoding()
        staff.build_luoding(password="bench")
    path = Path(os.environ["TONGCHOU_HOME"]) / "list.xlsx"
    workbook(path)
    officer, before = User.objects.get(username="officer"), counts()
    print(f"{connection.vendor}, {ROWS:,} rows of .xlsx, {path.stat().st_size >> 20} MB")  # noqa: T201
    with clock.at(AT):
        kept = {}
        staged = timed("staged", lambda: kept.update(up=doors.receive("screening", path, user=officer, at=AT)))
        posted = timed("committed", lambda: services.commit(kept["up"].pk, at=AT))
    grown = [table for table, many in counts().items() if many > before[table] + ROWS // 100]
    tables = {table: rows_of(table) for table in grown}
    for table in grown:
        like(table)
    alone = timed(f"bare, {sum(map(len, tables.values())):,} rows", lambda: bare(tables))
    print(f"committed / bare {posted / alone:.1f}, staged + committed / bare {(staged + posted) / alone:.1f}")  # noqa: T201
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")  # noqa: T201


if __name__ == "__main__":
    main()
