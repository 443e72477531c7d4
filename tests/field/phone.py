"""A phone as the server meets it: registered, holding what it was given, sending what it has."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from tests.web.conftest import visitor
from tests.web.county import NOW
from tongchou.base.ids import new_id

KEY = {"kty": "EC", "crv": "P-256", "x": "x" * 43, "y": "y" * 43}


class Phone:
    """One browser of one user. `behind` is by how much its clock is slow."""

    def __init__(self, client: Client, username: str, *, behind: timedelta = timedelta()) -> None:
        self.client, self.username, self.behind = client, username, behind
        self.device = uuid4()
        self.held: dict[str, Any] = {}

    @classmethod
    def signed_in(cls, username: str, *, cell: str = "", behind: timedelta = timedelta()) -> Phone:
        """Return a phone on which a user signed in and which took its bundle."""
        phone = cls(visitor(username), username, behind=behind)
        phone.register(cell)
        phone.fetch()
        return phone

    @property
    def time(self) -> datetime:
        return NOW - self.behind

    def register(self, cell: str = "") -> dict[str, Any]:
        said = {"device": str(self.device), "public_key": KEY, "label": "紅米", "phone_time": self.time.isoformat()}
        return self.post(f"/field/api/device?cell={cell}", said)

    def fetch(self) -> dict[str, Any]:
        """Take the bundle."""
        self.held = self.client.get(f"/field/api/bundle?device={self.device}").json()
        return self.held

    def post(self, address: str, body: Any) -> dict[str, Any]:
        answer = self.client.post(address, json.dumps(body), content_type="application/json")
        found: dict[str, Any] = answer.json()
        return found | {"status": answer.status_code}

    def tip(self, case: int, *, of: str = "checks", tip: str = "tip") -> str:
        return next(one[tip] for one in self.held[of] if one["case"] == case)

    def send(self, *entries: dict[str, Any], **more: Any) -> list[Any]:
        """Send entries and return the answers, each as its word or (word, code)."""
        return [spoken(one) for one in self.send_whole(*entries, **more)["answers"]]

    def send_whole(self, *entries: dict[str, Any], **more: Any) -> dict[str, Any]:
        body = {"device": str(self.device), "sent_at": self.time.isoformat(), "entries": list(entries)}
        return self.post("/field/api/sync", body | more)

    def outcome(self, case: int, code: str, *, after: str | None = None, **more: Any) -> dict[str, Any]:
        """Return an act that concludes one check, going on from what the phone holds or from `after`."""
        return self.act("outcome", outcomes={str(case): code}, after={str(case): after or self.tip(case)}, **more)

    def visit(self, case: int, answer: str = "seen", *, after: str | None = None, **more: Any) -> dict[str, Any]:
        tip = after or self.tip(case, of="visits")
        return self.act("visit", visits=[case], answer=answer, after={str(case): tip}, **more)

    def act(self, act: str, **body: Any) -> dict[str, Any]:
        made: dict[str, Any] = {"id": str(new_id()), "act": act, "made_at": self.time.isoformat()}
        return made | body


def spoken(answer: dict[str, Any]) -> Any:
    return (answer["answer"], answer["code"]) if answer.get("code") else answer["answer"]


def own(entry: dict[str, Any], index: int = 0) -> str:
    """Name a claim of an entry that the phone made itself."""
    return f"{UUID(entry['id'])}:{index}"
