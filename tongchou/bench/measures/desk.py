"""The desk: readers on boards and bulletins of the county's own server, while 600 entries a second are posted.

Every reader asks for one of the three (the boards, the bulletin of the open day, that of a sealed one), waits for the
answer and asks again after a pause, as a browser does: with the server's cookies, and with the tag of the page it was
allowed to keep. The yardstick is the sign-in page of the same server, asked in between: what a page costs that reads no
books, by some readers more. Posting is measured alone first, for as long.

Readers and poster share the machine's processors with the server: what each of them spent is told beside the times.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connections

from tongchou.base import clock
from tongchou.bench import books, trial
from tongchou.bench.drain.costs import memory_mib, spent, store_process
from tongchou.bench.drain.phones import ask
from tongchou.bench.drain.serving import server
from tongchou.bench.measuring import Asked, Bound, Found, measure, percentile, timed
from tongchou.bench.readers import reader
from tongchou.bulletin.services import publish
from tongchou.closing.close import close_day
from tongchou.config.memory import settle
from tongchou.journal.entries import Entry
from tongchou.journal.posting import post, post_batch
from tongchou.registers.places.queries import tree
from tongchou.web.shell.seen import COOKIE as SEEN

SIZE, READERS, WORKERS = 100_000, 500, 2
#: So many first readers ask for each page at least once: nobody's first page is what a start costs.
WARM = 6
#: How long readers read and batches are posted, and how long each reader pauses, in seconds; batches of 30 a second.
READ_S, PAUSE_S, BATCHES = 20.0, 20.0, 20
#: So many readers there is one more who asks for the yardstick.
A_YARDSTICK = 20
SEALED_ON = books.FIRST_ON - timedelta(days=1)
PAGES = {
    "boards": f"/?on={books.LAST_ON}",
    "bulletin": f"/bulletin/?on={books.LAST_ON}",
    "published": f"/bulletin/?on={SEALED_ON}",
}
YARDSTICK = "/sign-in/"
#: What a browser has from the page it signed in by.
TOKEN = "b" * 32

_fork = multiprocessing.get_context("fork")


@dataclass
class _Waited:
    """Seconds each answer took, how many were told that they have the page, and what was not as it should be."""

    took: list[float] = field(default_factory=list)
    had: int = 0
    other: dict[int, int] = field(default_factory=dict)


@measure("desk", yardstick="the sign-in page of the same server, asked in between", size="movements, 100k by default")
def desk(asked: Asked) -> Iterator[Found]:
    """Build, serve, post alone, then let readers read while entries are posted. `--phones` is how many readers."""
    readers = asked.phones or READERS
    seeded = books.build(asked.size or SIZE, by=_after_a_sealed_day)
    trial.register()
    root = tree(books.LAST_ON).root
    cookies = [reader("county_command", root, number=n).cookies["sessionid"].value for n in range(readers)]
    split = int(READ_S * BATCHES) * trial.BATCH
    entry, cases = trial.a_list(2 * split)
    first = post(entry).first_claim
    # Made before anybody is timed: what is measured is the books and the server, not this process.
    shares = trial.batches(cases[:split], first), trial.batches(cases[split:], first + split)
    books.look_over()
    connections.close_all()
    settle()
    with server(workers=WORKERS) as served:
        port = served.port
        asyncio.run(_read(port, cookies, min(readers, WARM), 1.0))
        store = store_process()
        connections.close_all()
        alone = _posting(shares[0], None)
        told: Any = _fork.Queue()
        poster = _fork.Process(target=_posting, args=(shares[1], told))
        poster.start()
        before = spent(served.process, store)
        waited = asyncio.run(_read(port, cookies, readers, READ_S))
        used = spent(served.process, store).since(before)
        memory = memory_mib(served.process)
        beside = told.get()
        poster.join()
    posting: dict[str, float | str] = {
        "movements": seeded.movements,
        "batches of 30 posted meanwhile": len(beside),
        "processor s of server": round(used.server, 1),
        "processor s of readers": round(used.phones, 1),
        "server with all workers MiB": memory,
        "posting p99 ms alone": round(percentile(alone, 0.99) * 1000, 1),
        "posting p99 ms beside readers": round(percentile(beside, 0.99) * 1000, 1),
    }
    plain = median(waited["sign-in"].took)
    for name in PAGES:
        one = waited[name]
        yield Found(
            f"{name}, readers: {readers}",
            len(one.took),
            per_second=len(one.took) / READ_S,
            p50_ms=median(one.took) * 1000,
            p99_ms=percentile(one.took, 0.99) * 1000,
            beside_ms=plain * 1000,
            ratio=median(one.took) / plain,
            facts={
                "longest s": round(max(one.took), 2),
                "told that they have it": one.had,
                "other answers": str(one.other or "none"),
                **posting,
            },
            bounds=[
                Bound("nobody waits over 2 s", max(one.took), 2),
                Bound("p99 of posting, times as alone", percentile(beside, 0.99) / percentile(alone, 0.99), 1.25),
            ],
        )


def _after_a_sealed_day(size: int) -> books.Seeded:
    """Fill the books, but first close and publish the day before theirs: a day that a county reads as it was sealed.

    The books' own days cannot be sealed: people stand in quarantine there whom nobody ordered to be.
    """
    at = clock.local(SEALED_ON, 24)
    with clock.at(at):
        close_day(SEALED_ON, user=None, at=at)
        publish(SEALED_ON, at=at)
    return books.fill(size)


async def _read(port: int, cookies: list[str], readers: int, seconds: float) -> dict[str, _Waited]:
    """Let all readers read for some seconds."""
    waited = {name: _Waited() for name in (*PAGES, "sign-in")}
    until = perf_counter() + seconds
    asked = [list(PAGES)[n % len(PAGES)] for n in range(readers)]
    asked += ["sign-in"] * (readers // A_YARDSTICK + 1)
    coming = Random(readers).sample(range(len(asked)), len(asked))
    await asyncio.gather(*(_reader(port, n, asked[n], cookies[n % len(cookies)], until, waited) for n in coming))
    return waited


async def _reader(port: int, number: int, name: str, cookie: str, until: float, waited: dict[str, _Waited]) -> None:
    """Be one reader: the first page at once, as leaders do, later ones after a pause."""
    random, browser = Random(number), _Browser(port, f"sessionid={cookie}; csrftoken={TOKEN}")
    while True:
        began = perf_counter()
        status = await (browser.get(PAGES[name]) if name in PAGES else _Browser(port, "").get(YARDSTICK))
        waited[name].took.append(perf_counter() - began)
        waited[name].had += status == 304
        if status not in (200, 304):
            waited[name].other[status] = waited[name].other.get(status, 0) + 1
        pause = random.uniform(0, 2 * PAUSE_S)
        if perf_counter() + pause > until:
            return
        await asyncio.sleep(pause)


@dataclass
class _Browser:
    """What a reader's browser keeps between two requests: cookies, and the tag of the page."""

    port: int
    cookies: str
    seen: str = ""
    tag: str = ""

    async def get(self, path: str) -> int:
        """Ask for a page and return its status, 304 where it is the one that was kept."""
        lines = {"Cookie": "; ".join(filter(None, (self.cookies, self.seen))), "If-None-Match": self.tag}
        more = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAccept: text/html\r\n{more}\r\n"
        status, headers, _ = await ask(self.port, head.encode())
        kept, _, _ = headers.get("set-cookie", "").partition(";")
        if kept.startswith(f"{SEEN}="):
            self.seen = kept
        if status == 200:
            self.tag = "" if "no-store" in headers.get("cache-control", "") else headers.get("etag", "")
        return status


def _posting(share: Sequence[list[Entry]], told: Any) -> list[float]:
    """Post batches at their pace; return, and tell, how long each took. Late ones follow at once."""
    took, began = [], time.monotonic()
    with clock.at(trial.NOW):
        for number, batch in enumerate(share):
            time.sleep(max(0.0, began + number / BATCHES - time.monotonic()))
            took.append(timed(lambda batch=batch: post_batch(batch)).wall)  # type: ignore[misc]
    connections.close_all()
    if told is not None:
        told.put(took)
    return took
