"""What is posted is seen by every worker of a real server, at once as a figure and within a second on a shared page."""

from __future__ import annotations

import os
import subprocess
import sys

from django.db import connection

from tongchou.bench.stores import a_home

SCRIPT = """
import asyncio, re, time
import django
from django.conf import settings
from django.core.management import call_command
settings.HOME.prepare()
django.setup()
for store in settings.DATABASES:
    call_command("migrate", database=store, verbosity=0, interactive=False)

from django.db import connections
from demo.places import write_luoding
from tongchou.base import clock
from tongchou.bench import trial
from tongchou.bench.drain.phones import ask
from tongchou.bench.drain.serving import server
from tongchou.bench.readers import reader
from tongchou.journal import reading
from tongchou.journal.posting import post, post_batch
from tongchou.registers.places.queries import tree

PATHS = {"/api/figures/screening_pending/": rb'"commit": (\\d+)', "/bulletin/?lang=en": rb"commit ([\\d,]+)"}
TURNS, ABREAST = 6, 4

async def said(port, path, seen):
    head = f"GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n"
    status, headers, body = await ask(port, f"{head}Cookie: sessionid={session}{seen}\\r\\n\\r\\n".encode())
    assert status == 200, (status, body[:300])
    return int(re.search(PATHS[path], body)[1].replace(b",", b""))

async def all_said(port, path, seen=""):
    return await asyncio.gather(*(said(port, path, seen) for _ in range(ABREAST)))

with clock.at(trial.NOW):
    write_luoding()
trial.register()
root = tree(trial.DAY).root
session = reader("county_command", root).cookies["sessionid"].value
entry, cases = trial.a_list(TURNS * trial.BATCH)
batches = trial.batches(cases, post(entry).first_claim)
connections.close_all()
with server(workers=2) as served:
    for path in [*PATHS] * 3:
        asyncio.run(all_said(served.port, path))
    for turn, batch in enumerate(batches):
        post_batch(batch)
        began, n = time.monotonic(), reading.tip().n
        figures = asyncio.run(all_said(served.port, "/api/figures/screening_pending/"))
        assert min(figures) >= n, ("a worker does not know of it", figures, n)
        # Who has seen it is shown nothing older, whichever worker answers.
        if turn % 2:
            told = asyncio.run(all_said(served.port, "/bulletin/?lang=en", f"; seen={n}-0.0"))
            assert min(told) >= n, ("older than what was seen", told, n)
        # Who has seen nothing is shown it within a second, and what rendering takes on a busy machine; never goes back.
        before, longest = 0, 0.0
        while before < n:
            asked = time.monotonic()
            now = min(asyncio.run(all_said(served.port, "/bulletin/?lang=en")))
            longest = max(longest, time.monotonic() - asked)
            assert now >= before, "an older number after a newer one"
            before = now
            assert before >= n or asked < began + 1 + 2 * longest, "not within a second"
    connections.close_all()
print("agreed")
"""


def test_every_worker_knows_what_was_posted_and_none_goes_back() -> None:
    with a_home(connection.vendor) as environment:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=os.environ | environment, capture_output=True, text=True, timeout=300
        )
    assert done.stdout.endswith("agreed\n"), done.stderr[-3000:]
