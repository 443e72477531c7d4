"""One story: phones, a network and the server's doors, in simulated time, from a seed's plan to the last answer."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tests.simulator import deeds, server
from tests.simulator.county import WORKERS, Village
from tests.simulator.invariants import Broken, given_only_its_own
from tests.simulator.phone import Phone
from tests.simulator.plan import LENGTH, Plan
from tongchou.base import clock
from tongchou.registers.staff.models import User

#: A request nobody answers is given up after so many seconds; a phone asks for its people again after so many minutes.
PATIENCE, REFRESH = 30, 240
#: Longer than any back-off.
LONG_ENOUGH = 400
#: What a phone takes for "later": its user has no post at the moment, or its place is gone.
NOT_NOW = (403, 404, 409)
#: Calm tries after which a phone must have sent everything.
CALM_TRIES = 30
#: Statements that a request may be killed at; later ones than it has leave it alone.
STATEMENTS = 40


@dataclass
class Story:
    """All that happens in one village. `promised` are the acts of which a screen said saved, with their phone."""

    plan: Plan
    village: Village
    now: datetime = field(init=False)
    phones: list[Phone] = field(init=False)
    users: dict[str, User] = field(init=False)
    promised: dict[str, tuple[Phone, dict[str, Any], datetime]] = field(default_factory=dict)
    told: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    by_number: dict[int, str] = field(default_factory=dict)
    _queue: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _events: int = 0

    def __post_init__(self) -> None:
        self.random = Random(f"story {self.plan.seed}")
        self.now = self.village.begins_at
        self.calm_at = self.now + timedelta(minutes=LENGTH)
        self.phones = []
        for n in range(len(WORKERS)):
            own = Random(f"phone {self.plan.seed} {n}")
            off = timedelta(minutes=own.choice((0, 0, 0, -47, 190)))
            self.phones.append(Phone(str(UUID(int=own.getrandbits(128), version=4)), own, off))
        #: Minutes between which a phone has no coverage: none at all, or most of the day.
        self.dark = [sorted(self.random.choices(range(LENGTH), k=2)) if self.random.random() < 0.6 else [0, 0]
                     for _ in self.phones]  # fmt: skip
        self.users = {phone.device: user for phone, user in zip(self.phones, self.village.workers, strict=True)}

    def play(self) -> None:
        """Let everything happen, then let every phone send until nothing is left."""
        for phone in [self.phones[n] for n in sorted({step.phone for step in self.plan.steps})]:
            self.later(timedelta(seconds=self.random.randrange(600)), lambda phone=phone: self.sign_in(phone))
        for step in self.plan.steps:
            self.later(timedelta(minutes=step.minute), lambda step=step: deeds.do(self, step))
        self.later(timedelta(minutes=LENGTH), lambda: None)
        self._run()
        for phone in self.phones:
            self._drain(phone)
        for phone in self.phones:
            self._ask_again(phone)

    # Time.

    def later(self, after: timedelta, happens: Callable[[], None]) -> None:
        """Let something happen after a while."""
        self._events += 1
        heapq.heappush(self._queue, (self.now + after, self._events, happens))

    def _run(self) -> None:
        while self._queue:
            self.now, _, happens = heapq.heappop(self._queue)
            with clock.at(self.now):
                happens()

    # What phones do.

    def sign_in(self, phone: Phone) -> None:
        """Register the phone for its user, and ask for its people."""
        body = json.dumps(phone.registration(self.now)).encode()

        def registered(answer: dict[str, Any]) -> None:
            phone.memory["user"], phone.memory["registered"] = answer["user"]["user"], True
            phone.store()
            self.refresh(phone)

        again = lambda: self.later(timedelta(seconds=60), lambda: self.sign_in(phone))  # noqa: E731
        self._send(phone, "POST", "/field/api/device", body, registered, again)

    def refresh(self, phone: Phone) -> None:
        """Ask for the phone's people."""
        if phone.memory["registered"] and not self._dark_until(phone):
            path = f"/field/api/bundle?device={phone.device}"
            self._send(phone, "GET", path, b"", phone.given, lambda: None)

    def promise(self, phone: Phone, entry: dict[str, Any]) -> None:
        """Say saved: from here on the act may not be lost. Then try to send it."""
        phone.store()
        self.promised[entry["id"]] = (phone, entry, self.now)
        self.later(timedelta(seconds=self.random.uniform(1, 240)), lambda: self.send(phone))

    def send(self, phone: Phone) -> None:
        """Send what has no answer, if the phone may."""
        batch = phone.batch(self.now) if phone.memory["registered"] and phone.may_send(self.now) else None
        if batch is None:
            return
        if light := self._dark_until(phone):
            # The browser says when there is coverage again; until then nothing is tried.
            self.later(light - self.now, lambda: self.send(phone))
            return
        body = json.dumps(batch).encode()
        self._send(phone, "POST", "/field/api/sync", body, self._sent(phone), self._failed(phone))

    def _dark_until(self, phone: Phone) -> datetime | None:
        begins, ends = (
            self.village.begins_at + timedelta(minutes=minute) for minute in self.dark[self.phones.index(phone)]
        )
        return ends if begins <= self.now < ends else None

    def _sent(self, phone: Phone) -> Callable[[dict[str, Any]], None]:
        def sent(body: dict[str, Any]) -> None:
            for answer in body["answers"]:
                self._hear(answer)
            phone.answered(body)
            if phone.unsent():
                self.later(timedelta(seconds=self.random.uniform(1, 20)), lambda: self.send(phone))

        return sent

    def _failed(self, phone: Phone) -> Callable[..., None]:
        def failed(*, retry_after: int = 0) -> None:
            wait = phone.fail(self.now, retry_after=retry_after)
            if self.now < self.calm_at:
                self.later(wait, lambda: self.send(phone))

        return failed

    def _hear(self, answer: dict[str, Any]) -> None:
        """Hold the server to its acknowledgements: one number for one act, for ever."""
        said, number = answer["id"], answer["acknowledgement"]
        first = self.told.setdefault(said, [])
        if first and first[0]["acknowledgement"] != number:
            raise Broken(f"{said}: acknowledged as {first[0]['acknowledgement']}, then as {number}")
        if self.by_number.setdefault(number, said) != said:
            raise Broken(f"{number} acknowledges two acts, {said} and {self.by_number[number]}")
        if first and (first[0]["answer"] == "refused") != (answer["answer"] == "refused"):
            raise Broken(f"{said}: {first[0]['answer']}, then {answer['answer']}")
        first.append(answer)

    # The network.

    def _send(
        self,
        phone: Phone,
        method: str,
        path: str,
        body: bytes,
        heard: Callable[[dict[str, Any]], None],
        lost: Callable[..., None],
    ) -> None:
        """Send a request into the network, which may lose, repeat and delay it and its answer."""
        user, life, pick, loss = self.users[phone.device], phone.life, self.random, self.plan.loss
        calm = self.now >= self.calm_at

        def arrive(*, repeated: bool = False) -> None:
            if not calm and not repeated and pick.random() < loss / 4:
                if life == phone.life:
                    lost(**({"retry_after": pick.randrange(1, 30)} if path.endswith("sync") else {}))
                return
            kill_at = pick.randrange(1, STATEMENTS) if not calm and pick.random() < loss else 0
            answer = server.ask(user, method, path, body, kill_at=kill_at)
            if answer is not None and "bundle" in path and answer[0] == 200:
                given_only_its_own(answer[1], self.now)
            if answer is None or (not calm and pick.random() < loss):
                self.later(timedelta(seconds=PATIENCE), lambda: lost() if life == phone.life else None)
                return
            if answer[0] in NOT_NOW:
                self.later(timedelta(0), lambda: lost() if life == phone.life else None)
                return
            if answer[0] != 200:
                raise Broken(f"{method} {path} answered {answer[0]}: {answer[1]}")
            delay = timedelta(seconds=0 if calm else pick.uniform(0, 25))
            self.later(delay, lambda: heard(answer[1]) if life == phone.life else None)

        if not calm and pick.random() < loss:
            self.later(timedelta(seconds=PATIENCE), lambda: lost() if life == phone.life else None)
            return
        self.later(timedelta(seconds=0 if calm else pick.uniform(0, 20)), arrive)
        if path.endswith("sync") and not calm and pick.random() < loss:
            self.later(timedelta(seconds=pick.uniform(1, 20_000)), lambda: arrive(repeated=True))

    def _drain(self, phone: Phone) -> None:
        """Send over a good network until everything is answered."""
        for _ in range(CALM_TRIES):
            if not phone.unsent():
                break
            self.now += timedelta(seconds=LONG_ENOUGH)
            with clock.at(self.now):
                self.sign_in(phone) if not phone.memory["registered"] else self.send(phone)
            self._run()
        if phone.unsent():
            raise Broken(f"{len(phone.unsent())} acts were never taken, first {phone.unsent()[0]['entry']}")

    def _ask_again(self, phone: Phone) -> None:
        """Send everything once more: each is known, and told as the books have it now."""
        batch = phone.batch(self.now, again=True)
        if batch is not None:
            body = json.dumps(batch).encode()
            with clock.at(self.now):
                self._send(phone, "POST", "/field/api/sync", body, self._sent(phone), lambda: None)
            self._run()
