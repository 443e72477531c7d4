"""What a phone's worker did while there was no coverage: mostly outcomes, some tries, households and corrections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

from tongchou.base.ids import new_id
from tongchou.bench.drain.county import Signed

#: Which acts are something else than a plain outcome, by their place in the outbox: a household of two, after which
#: nobody is at home; a try; a second outcome of the check before.
HOUSEHOLD, TRY, AGAIN = 11, 7, 13
NOTED = 0.1


def outbox(phone: Signed, entries: int, *, made_at: datetime, seed: int) -> bytes:
    """Return a phone's acts as the JSON list of a request."""
    made = list(acts(phone, entries, made_at=made_at, random=Random(f"{seed} {phone.case}")))
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def acts(phone: Signed, entries: int, *, made_at: datetime, random: Random) -> Iterator[dict[str, Any]]:
    """Give the acts in order; how many claims they make does not depend on chance."""
    single = ""
    for n in range(entries):
        act: dict[str, Any] = {"id": str(new_id()), "made_at": made_at.isoformat(), **_what(phone, n, entries, single)}
        if act["act"] == "outcome" and random.random() < NOTED:
            act["note"] = "門口有狗，電話聯繫"
        single = act["id"] if len(act.get("outcomes", ())) == 1 else ""
        yield act


def _what(phone: Signed, n: int, entries: int, single: str) -> dict[str, Any]:
    case, tip = phone.case + n, phone.tip + n
    if n % HOUSEHOLD == 0 and n + 1 < entries:
        pair = {str(case): "cleared", str(case + 1): "cleared"}
        return {"act": "outcome", "outcomes": pair, "after": {str(case): str(tip), str(case + 1): str(tip + 1)}}
    if n % AGAIN == AGAIN - 1 and single:
        return {"act": "outcome", "outcomes": {str(case - 1): "not-found"}, "after": {str(case - 1): f"{single}:0"}}
    if n % HOUSEHOLD == 1 or n % TRY == TRY - 1:
        return {"act": "tried", "checks": [case], "found": "nobody-home"}
    return {"act": "outcome", "outcomes": {str(case): "cleared"}, "after": {str(case): str(tip)}}


def claims_in(outbox: bytes) -> int:
    """Return how many claims a phone's acts make."""
    return sum(len(act.get("outcomes", ())) for act in json.loads(outbox))
