"""Drill-down: the first page of a figure's rows, over the county's own API, as a worker of one cell and as command.

The worker is the most restricted role there is: on PostgreSQL the store itself hides what lies outside the cell. The
yardstick is a plain query for fifty such rows, by somebody who sees everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np
from django.db import connection
from django.test import Client

from tongchou.base import clock
from tongchou.bench import books
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed
from tongchou.bench.readers import reader
from tongchou.figures.declare import Figure, Flow, Stock, declared
from tongchou.journal.chart import chart
from tongchou.journal.rows import listed
from tongchou.registers.places.queries import tree

SIZE, FIGURES, ROWS = 1_000_000, 20, 50


@measure("drill", yardstick="a plain query for fifty of the same rows", size="movements, 1m by default")
def drill(asked: Asked) -> Iterator[Found]:
    """Open figures of cases into their rows, each beside its plain query."""
    seeded = books.build(asked.size or SIZE)
    places = tree(books.LAST_ON)
    # In the middle of the tree, where the seeded cases of many registers lie.
    leaves = [int(place) for place in places.ids if not len(places.children(int(place)))]
    cell = leaves[len(leaves) // 2]
    worker, command = reader("field_worker", cell), reader("county_command", places.root)
    past = books.LAST_ON - timedelta(days=books.DAYS // 2)
    with clock.at(books.AFTER):
        for kind, on, what in ((Stock, books.LAST_ON, "what stands now"), (Stock, past, "what stood a month ago"),
                               (Flow, books.LAST_ON, "what went on the day")):  # fmt: skip
            for client, place, who in ((worker, cell, "a worker's cell"), (command, places.root, "the county")):
                found = _opened(f"{what}, {who}", client, kind, place, on, seeded.movements)
                if client is worker:
                    found.bounds.append(
                        Bound("first page of a figure's rows, most restricted role, ms", found.p50_ms, 50)
                    )
                yield found


def _opened(what: str, client: Client, kind: type[Figure], place: int, on: date, movements: int) -> Found:
    """Open every figure of a kind once, after one that warms up."""
    some = [of for of in declared() if isinstance(of, kind) and of.counts == "cases" and of.measure == "count"]  # type: ignore[union-attr]
    some = [of for of in some if not of.roles][: FIGURES + 1]
    code = str(tree(on).code[tree(on).position(place)])
    turns: list[tuple[Took, Took]] = []
    sizes = []
    for of in some:
        answers: list[dict[str, int]] = []
        url = f"/api/figures/{of.name}/rows/"
        opened = timed(_asking(client, url, {"at": code, "on": on.isoformat()}, answers))
        turns.append((opened, timed(lambda of=of: _plain(of, on))))  # type: ignore[misc]
        sizes.append(answers[0]["rows"])
    facts = {"movements": movements, "rows behind the largest": max(sizes), "empty": sum(not size for size in sizes)}
    return compared(what, ROWS, turns[1:] or turns, **facts)


def _asking(client: Client, url: str, query: dict[str, str], into: list[dict[str, int]]) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(url, query)
        assert answer.status_code == 200, f"{url}: {answer.status_code} {answer.content[:300]!r}"
        into.append(answer.json())

    return ask


def _plain(of: Figure, on: date) -> None:
    """Read fifty rows: of the standings for a stock, of the day's movements for a flow."""
    accounts = of.accounts if isinstance(of, Stock) else getattr(of, "to", ())
    with listed(np.array(chart().matching(accounts), np.int64)) as (among, params), connection.cursor() as cursor:
        if isinstance(of, Stock):
            cursor.execute(f'SELECT "case", place FROM standing WHERE account {among} LIMIT {ROWS}', params)
        else:
            cursor.execute(
                'SELECT m."case", l.to_place FROM line l JOIN movement m ON m.line = l.id'
                f" WHERE l.booked_on = %s AND l.to_account {among} LIMIT {ROWS}",
                [on.toordinal(), *params],
            )
        cursor.fetchall()
