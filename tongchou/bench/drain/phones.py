"""The phones: each sends what it has over a connection of its own, and comes again when it may, never before.

They follow the rules of the phone page (`frontend/src/field/logic/outbox.ts`): after 429 what `Retry-After` says and as
much jitter again; after no answer, full jitter under a doubling ceiling. One answer in fifty is lost on its way.
"""

from __future__ import annotations

import asyncio
import json
import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any

from tongchou.base import clock
from tongchou.bench.drain.county import Signed
from tongchou.bench.measuring import percentile
from tongchou.bench.telling import tell

FIRST, LONGEST = 2.0, 300.0
LOST, PATIENCE = 0.02, 60.0
#: Seconds between two lines of progress.
TOLD_EVERY = 30.0
TOKEN = "b" * 32


@dataclass
class Heard:
    """What all phones heard: seconds of each accepted request and when it ended, and how often they heard no."""

    accepted: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    busy: int = 0
    unanswered: int = 0
    lost: int = 0
    other: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    acknowledged: set[int] = field(default_factory=set)
    too_soon: int = 0


class _Answer(asyncio.Protocol):
    """One request on one connection; done with the whole answer, or with nothing when the connection broke."""

    def __init__(self, request: bytes, done: asyncio.Future[bytes]) -> None:
        self.request, self.done, self.parts = request, done, bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.parts += data

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(bytes(self.parts))


async def ask(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send a request and return its status, headers and body; status 0 where nobody answered."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bytes] = loop.create_future()
    transport = None
    try:
        transport, _ = await loop.create_connection(lambda: _Answer(request, done), "127.0.0.1", port)
        raw = await asyncio.wait_for(done, PATIENCE)
    except (OSError, TimeoutError) as error:
        return 0, {}, type(error).__name__.encode()
    finally:
        if transport is not None:
            transport.close()
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/1.1 "):
        return 0, {}, b"closed"
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]), headers, body


def request(phone: Signed, method: str, path: str, body: bytes = b"") -> bytes:
    """Return the bytes of a signed-in phone's request."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAccept: application/json\r\n"
        f"Cookie: sessionid={phone.session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def drain(
    port: int, phones: Sequence[Signed], outboxes: Callable[[Signed], bytes], *, within: float, seed: int
) -> Heard:
    """Let all phones come back within some seconds, and send until each has its answers."""
    heard = Heard()
    _open_many()
    telling = asyncio.ensure_future(_tell(heard, len(phones)))
    try:
        everyone = (_phone(port, one, outboxes, Random(f"{seed} {one.user}"), within, heard) for one in phones)
        await asyncio.gather(*everyone)
    finally:
        telling.cancel()
    return heard


def _open_many() -> None:
    """Let as many phones have a connection at once as the machine allows: each takes a file of this process."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _tell(heard: Heard, phones: int) -> None:
    """Say now and then how far they are."""
    began, before = perf_counter(), 0
    while True:
        await asyncio.sleep(TOLD_EVERY)
        now, seconds = len(heard.accepted), perf_counter() - began
        lately = sorted(heard.accepted[before:])
        tell(
            f"{now:,} requests of {phones:,} phones accepted in {seconds:.0f} s, {now / seconds:.1f} a second;"
            f" lately {(now - before) / TOLD_EVERY:.1f} a second,"
            f" p99 {percentile(lately, 0.99) if lately else 0:.2f} s; {heard.busy:,} x 429,"
            f" {heard.unanswered:,} unanswered"
        )
        before = now


async def _phone(
    port: int, phone: Signed, outboxes: Callable[[Signed], bytes], random: Random, within: float, heard: Heard
) -> None:
    """Be one phone, from the moment it has coverage again."""
    await asyncio.sleep(random.uniform(0, within))
    acts, failures = outboxes(phone), 0
    while True:
        head = json.dumps({"device": str(phone.device), "sent_at": clock.now().isoformat()})[:-1].encode()
        began = perf_counter()
        status, headers, body = await ask(
            port, request(phone, "POST", "/field/api/sync", head + b',"entries":' + acts + b"}")
        )
        wait = random.uniform(0, min(LONGEST, FIRST * 2 ** min(failures, 20)))
        failures += 1
        if status == 200:
            heard.ended.append(perf_counter())
            heard.accepted.append(heard.ended[-1] - began)
            if random.random() >= LOST:
                _take(json.loads(body), heard)
                return
            heard.lost += 1
        elif status == 429:
            heard.busy += 1
            wait, failures = float(headers["retry-after"]) * (1 + random.random()), 0
        elif status == 0:
            heard.unanswered += 1
            said = f"{body.decode()} after {perf_counter() - began:.0f} s"
            heard.other[said] = heard.other.get(said, 0) + 1
        else:
            said = f"{status} {body[:200].decode('utf-8', 'replace')}"
            heard.other[said] = heard.other.get(said, 0) + 1
        await asyncio.sleep(wait)


def _take(body: dict[str, Any], heard: Heard) -> None:
    for answer in body["answers"]:
        what = answer["answer"] + (f" {answer['code']}" if answer.get("code") else "")
        heard.answers[what] = heard.answers.get(what, 0) + 1
        heard.acknowledged.add(answer["acknowledgement"])


async def bundles(port: int, phones: Sequence[Signed], *, abreast: int) -> list[float]:
    """Let phones ask for their people, so many at a time; return the seconds of each.

    Raises:
        RuntimeError: one was refused.
    """
    took: list[float] = []
    ahead = iter(phones)

    async def one_after_the_other() -> None:
        for phone in ahead:
            began = perf_counter()
            status, _, body = await ask(port, request(phone, "GET", f"/field/api/bundle?device={phone.device}"))
            if status != 200:
                raise RuntimeError(f"bundle answered {status}: {body[:300]!r}")
            took.append(perf_counter() - began)

    await asyncio.gather(*(one_after_the_other() for _ in range(abreast)))
    return took
