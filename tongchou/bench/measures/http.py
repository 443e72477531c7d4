"""Figures as JSON over HTTP: all that a county declares, for the county, from its own server while it is posted to.

A batch is posted before every question, so no answer is of a state that was asked before. The yardstick is the sign-in
page of the same server. Beside it is what the server keeps in memory with all its workers, shared pages counted once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from time import perf_counter, process_time

from django.db import connections

from tongchou.base import clock
from tongchou.bench import books, trial
from tongchou.bench.drain.costs import memory_mib
from tongchou.bench.drain.phones import ask
from tongchou.bench.drain.serving import server
from tongchou.bench.measuring import Asked, Found, Took, compared, measure
from tongchou.bench.readers import reader
from tongchou.journal.posting import post, post_batch
from tongchou.registers.places.queries import tree

SIZE, TURNS, WORKERS = 1_000_000, 30, 2


@measure("http", yardstick="the sign-in page of the same server", size="movements, 1m by default")
def http(asked: Asked) -> Iterator[Found]:
    """Build, serve, then post and ask in turn."""
    seeded = books.build(asked.size or SIZE)
    trial.register()
    root = tree(books.LAST_ON)
    cookie = reader("county_command", root.root).cookies["sessionid"].value
    entry, cases = trial.a_list((TURNS + 2 * WORKERS) * trial.BATCH)
    batches = trial.batches(cases, post(entry).first_claim)
    path = f"/api/figures/?at={root.code[0]}&on={books.LAST_ON.isoformat()}"
    turns: list[tuple[Took, Took]] = []
    connections.close_all()
    with server(workers=WORKERS) as served:
        for batch in batches:
            with clock.at(trial.NOW):
                post_batch(batch)
            connections.close_all()
            told, answer = _asked(served.port, path, cookie)
            turns.append((told, _asked(served.port, "/sign-in/", "")[0]))
        memory = memory_mib(served.process)
    figures = len(json.loads(answer))
    facts = {"movements": seeded.movements, "bytes": len(answer), "server with all workers MiB": memory}
    # The first answers load the cube in each worker.
    yield compared(f"all {figures} figures, after a batch posted", figures, turns[2 * WORKERS :], **facts)


def _asked(port: int, path: str, cookie: str) -> tuple[Took, bytes]:
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAccept: application/json\r\n"
    wall, cpu = perf_counter(), process_time()
    status, _, body = asyncio.run(ask(port, f"{head}Cookie: sessionid={cookie}\r\n\r\n".encode()))
    assert status == 200, f"{path}: {status} {body[:300]!r}"
    return Took(perf_counter() - wall, process_time() - cpu), body
