"""Figures as JSON over HTTP, from the county's own server while it is posted to: 150 of them, added up from lines,
at the places down to the medium cells, 384 and two farms; and all that are declared, for the county.

A batch is posted before every question, so no answer is of a state that was asked before. The yardstick is the sign-in
page of the same server. Beside it is what the server keeps in memory with all its workers, shared pages counted once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from time import perf_counter, process_time
from urllib.parse import urlencode

from django.db import connections

from tongchou.base import clock
from tongchou.bench import books, trial
from tongchou.bench.drain.costs import memory_mib
from tongchou.bench.drain.phones import ask
from tongchou.bench.drain.serving import server
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure
from tongchou.bench.readers import reader
from tongchou.figures.declare import Flow, Ratio, Stock, declared
from tongchou.journal.posting import post, post_batch
from tongchou.registers.places.queries import tree

SIZE, TURNS, WORKERS = 1_000_000, 30, 2
#: How many figures the table has, and down to which cells.
FIGURES, LEVEL = 150, "medium"


@measure("http", yardstick="the sign-in page of the same server", size="movements, 1m by default")
def http(asked: Asked) -> Iterator[Found]:
    """Build, serve, then post and ask in turn."""
    seeded = books.build(asked.size or SIZE)
    trial.register()
    root = tree(books.LAST_ON)
    cookie = reader("county_command", root.root).cookies["sessionid"].value
    entry, cases = trial.a_list(2 * (TURNS + 2 * WORKERS) * trial.BATCH)
    batches = trial.batches(cases, post(entry).first_claim)
    where = f"at={root.code[0]}&on={books.LAST_ON.isoformat()}"
    names = [of.name for of in declared() if isinstance(of, Stock | Flow | Ratio)][:FIGURES]
    paths = {
        "table": f"/api/totals/?{where}&level={LEVEL}&{urlencode({'figure': names}, doseq=True)}",
        "all": f"/api/figures/?{where}",
    }
    turns: dict[str, list[tuple[Took, Took]]] = {name: [] for name in paths}
    answers: dict[str, bytes] = {}
    connections.close_all()
    with server(workers=WORKERS) as served:
        for number, batch in enumerate(batches):
            with clock.at(trial.NOW):
                post_batch(batch)
            connections.close_all()
            name = list(paths)[number % 2]
            told, answers[name] = _asked(served.port, paths[name], cookie)
            turns[name].append((told, _asked(served.port, "/sign-in/", "")[0]))
        memory = memory_mib(served.process)
    table, every = json.loads(answers["table"]), json.loads(answers["all"])
    facts = {"movements": seeded.movements, "server with all workers MiB": memory}
    what = {
        "table": (f"{len(table['figures'])} figures at {len(table['places'])} places", len(table["figures"])),
        "all": (f"all {len(every)} figures for the county", len(every)),
    }
    for name, (words, figures) in what.items():
        # The first answers load the cube in each worker.
        took = turns[name][2 * WORKERS :]
        found = compared(f"{words}, after a batch posted", figures, took, bytes=len(answers[name]), **facts)
        if name == "table":
            found.bounds.append(Bound("150 figures as JSON in 60 ms", found.p50_ms, 60))
            found.bounds.append(Bound("the server with all its workers, MiB", memory, 800))
        yield found


def _asked(port: int, path: str, cookie: str) -> tuple[Took, bytes]:
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAccept: application/json\r\n"
    wall, cpu = perf_counter(), process_time()
    status, _, body = asyncio.run(ask(port, f"{head}Cookie: sessionid={cookie}\r\n\r\n".encode()))
    assert status == 200, f"{path}: {status} {body[:300]!r}"
    return Took(perf_counter() - wall, process_time() - cpu), body
