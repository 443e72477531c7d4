"""A phone: what it was given, what it stored, and the rules by which it keeps and sends what its user did.

No Django here. Whatever is not in `disk` is gone when the phone crashes. The rules are those of the phone page: an act
is stored before the screen says so; it is sent until an acknowledged answer is stored; nothing is sent before it may.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

#: Seconds of the first back-off, doubled each time, and the longest; a batch's most entries.
BACK_OFF, LONGEST, BATCH = 5, 300, 100
#: How often a batch brings what was done last first.
UNORDERED = 0.5
#: What makes an act's answer final enough not to be sent again by itself.
IN_BOOKS = ("created", "exists")


@dataclass
class Phone:
    """One device. `off` is by how much its clock is ahead of the county's."""

    device: str
    random: Random
    off: timedelta = timedelta(0)
    disk: str = ""
    memory: dict[str, Any] = field(default_factory=dict)
    #: Rises with each crash: an answer to a page that is gone reaches nobody.
    life: int = 0

    def __post_init__(self) -> None:
        if not self.disk:
            self.memory = {"user": 0, "bundle": None, "outbox": [], "tries": 0, "not_before": "", "registered": False}
            self.store()

    def store(self) -> None:
        """Write everything down, as one transaction of the phone's own database."""
        self.disk = json.dumps(self.memory)

    def crash(self) -> None:
        """Lose all that was not stored, and start again from what was."""
        self.memory = json.loads(self.disk)
        self.life += 1

    @property
    def outbox(self) -> list[dict[str, Any]]:
        """Return all acts, in the order they were made: their entry, and what they were answered."""
        found: list[dict[str, Any]] = self.memory["outbox"]
        return found

    def unsent(self) -> list[dict[str, Any]]:
        """Return the acts that have no acknowledged answer."""
        return [one for one in self.outbox if not one["acknowledgement"]]

    def clock(self, now: datetime) -> str:
        """Return the phone's own time."""
        return (now + self.off).isoformat()

    # What the user does.

    def act(self, now: datetime, act: str, **body: Any) -> dict[str, Any]:
        """Put an act into the outbox; nothing is promised before `store`."""
        entry = {"id": str(self._uuid7(now)), "act": act, "made_at": self.clock(now), "by": self.memory["user"], **body}
        one = {"entry": entry, "answer": "", "code": "", "acknowledgement": 0, "commit": 0}
        self.outbox.append(one)
        return entry

    def _uuid7(self, now: datetime) -> UUID:
        milliseconds = int((now + self.off).timestamp() * 1000) & ((1 << 48) - 1)
        low, high = self.random.getrandbits(62), self.random.getrandbits(12)
        return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)

    def tip(self, case: int, chain: str = "state") -> str | None:
        """Return the newest claim about a case that this phone knows: its own, else the one it was given."""
        bundle = self.memory["bundle"]
        known = {"checks": {}, "visits": {}} if bundle is None else bundle
        for one in reversed(self.outbox):
            own = claims_of(one["entry"]).get(chain, ())
            if case in own and self._newer(one) and one["answer"] != "refused":
                return f"{one['entry']['id']}:{list(own).index(case)}"
        given = known["checks"].get(str(case)) or known["visits"].get(str(case))
        if given is None:
            return None
        found: str = given["place_tip" if chain == "place" else "tip"]
        return found

    def state(self, case: int) -> str:
        """Return the state that the phone believes a case to be in."""
        for one in reversed(self.outbox):
            entry = one["entry"]
            if one["answer"] != "refused" and self._newer(one):
                if entry["act"] == "outcome" and str(case) in entry["outcomes"]:
                    return str(entry["outcomes"][str(case)])
                if entry["act"] == "visit" and case in entry["visits"]:
                    return str(entry["answer"])
        bundle = self.memory["bundle"] or {"checks": {}, "visits": {}}
        given = bundle["checks"].get(str(case)) or bundle["visits"].get(str(case)) or {"state": ""}
        return str(given["state"])

    def _newer(self, one: Mapping[str, Any]) -> bool:
        """Say whether an act came to the books after the bundle that the phone holds, or has not come yet."""
        bundle = self.memory["bundle"]
        return bundle is None or not one["commit"] or one["commit"] > bundle["commit"]

    def held(self, kind: str) -> list[int]:
        """Return the checks or visits that the phone holds."""
        bundle = self.memory["bundle"]
        return [] if bundle is None else sorted(int(case) for case in bundle[kind])

    # What goes out and comes back.

    def registration(self, now: datetime) -> dict[str, Any]:
        """Return what the phone says of itself at the beginning of a shift."""
        key = {"kty": "EC", "crv": "P-256", "x": self.device[:8], "y": self.device[-8:]}
        return {"device": self.device, "public_key": key, "label": "模擬", "phone_time": self.clock(now)}

    def batch(self, now: datetime, *, again: bool = False) -> dict[str, Any] | None:
        """Return the next request: what has no acknowledged answer, in order; `again` asks after everything.

        A server may not rely on the order: an outbox saved to a file, or two pages at work, bring a later act first.
        """
        waiting = self.outbox if again else self.unsent()
        if not waiting:
            return None
        most = len(waiting) if again else self.random.choice((1, 2, BATCH))
        if self.random.random() < UNORDERED:
            waiting = self.random.sample(waiting, len(waiting))
        entries = [one["entry"] for one in waiting[: min(most, BATCH)]]
        return {"device": self.device, "sent_at": self.clock(now), "unsent": len(waiting), "entries": entries}

    def may_send(self, now: datetime) -> bool:
        """Say whether back-off and `Retry-After` let the phone send."""
        return self.clock(now) >= self.memory["not_before"]

    def fail(self, now: datetime, *, retry_after: int = 0) -> timedelta:
        """Note that nothing came back, or that the server asked to wait; return after how long to try again."""
        self.memory["tries"] = 0 if retry_after else self.memory["tries"] + 1
        longest = min(LONGEST, BACK_OFF * 2 ** min(self.memory["tries"], 10))
        wait = timedelta(seconds=retry_after or self.random.uniform(0, longest))
        self.memory["not_before"] = self.clock(now + wait)
        self.store()
        return wait

    def answered(self, body: Mapping[str, Any]) -> None:
        """Take the answers of a batch; each is stored before its act counts as sent."""
        by_id = {one["entry"]["id"]: one for one in self.outbox}
        for answer in body["answers"]:
            one = by_id.get(answer["id"])
            if one is not None and answer.get("acknowledgement"):
                one["answer"], one["acknowledgement"] = answer["answer"], answer["acknowledgement"]
                one["code"] = answer.get("code", "")
                one["commit"] = one["commit"] or body["commit"]
        self.memory["tries"], self.memory["not_before"] = 0, ""
        self.store()

    def given(self, bundle: Mapping[str, Any]) -> None:
        """Take a bundle, unless a newer one is here; who is no longer given is dropped, unsent work never is."""
        before = self.memory["bundle"]
        if before is not None and before["commit"] > bundle["commit"]:
            return
        self.memory["bundle"] = {
            "commit": bundle["commit"],
            "cells": [cell["code"] for cell in bundle["cells"]],
            "checks": {str(one["case"]): one for one in bundle["checks"]},
            "visits": {str(one["case"]): one for one in bundle["visits"]},
        }
        self.store()


def claims_of(entry: Mapping[str, Any]) -> dict[str, Sequence[int]]:
    """Return the cases that an entry's claims are about, by chain, each in the order of its claims."""
    if entry["act"] == "outcome":
        return {"state": sorted(map(int, entry["outcomes"]))}
    if entry["act"] == "visit":
        return {"state": sorted(entry["visits"])}
    if entry["act"] == "hand_over":
        return {"state" if entry["to"] == "outside" else "place": sorted(entry["checks"])}
    return {}


def cases_of(entry: Mapping[str, Any]) -> Iterator[int]:
    """Give every case that an entry names."""
    for cases in claims_of(entry).values():
        yield from cases
    if entry["act"] == "tried":
        yield from entry["checks"]
