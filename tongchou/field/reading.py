"""What a phone sends, read and checked: no store, no clock, no user.

An entry that cannot be read is an entry all the same: it is kept and answered, and it spoils no other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from tongchou.base.refusals import Refused, words
from tongchou.journal.entries import Named

ACTS = ("outcome", "tried", "visit", "meet", "hand_over", "zero")
MOST_ENTRIES = 500
MOST_BYTES = 2 << 20
#: What an entry without a readable id of its own is kept under: made of its content, so that a repeat is known.
_NAMELESS = UUID("0190a3c2-7b1e-7f00-8000-f1e1d0000001")


@dataclass(frozen=True)
class Said:
    """One act as a phone said it. `wrong` is why it cannot be read; `body` is then whatever it was.

    `made_at` is the phone's time, None where it said none.
    """

    id: UUID
    said_id: str
    act: str
    made_at: datetime | None
    body: Mapping[str, Any]
    digest: bytes
    wrong: Refused | None = None
    by: int | None = None
    content: str = field(default="", repr=False)


@dataclass(frozen=True)
class Batch:
    """What one request brings."""

    device: UUID
    sent_at: datetime
    entries: list[Said]
    unsent: int | None = None


def malformed(what: str) -> Refused:
    """Return the refusal of what cannot be read; `what` names the part for whoever mends the page."""
    return Refused("entry_malformed", words("這一筆內容不完整或格式不對（%(what)s），未入賬，已留存。"), what=what)


def batch_of(content: bytes) -> Batch:
    """Read a request.

    Raises:
        Refused("batch_malformed"): not JSON, or without its device and time. Refused("batch_too_long").
    """
    if len(content) > MOST_BYTES:
        raise Refused("batch_too_long", words("一次發送的內容過多，請分批發送。"))
    try:
        body = json.loads(content)
        return batch_from(body)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Refused("batch_malformed", words("發送的內容無法讀取，請更新頁面後再試。")) from None


def batch_from(body: Any) -> Batch:
    """Read a batch from plain values. Raises ValueError, TypeError or KeyError where it is none."""
    entries = body["entries"]
    if not isinstance(entries, list) or not entries:
        raise ValueError("entries")
    if len(entries) > MOST_ENTRIES:
        raise Refused("batch_too_long", words("一次發送的內容過多，請分批發送。"))
    unsent = body.get("unsent")
    return Batch(
        UUID(body["device"]), instant(body["sent_at"]), [read(one) for one in entries],
        unsent if isinstance(unsent, int) and 0 <= unsent < 1 << 31 else None,
    )  # fmt: skip


def read(entry: Any) -> Said:
    """Read one entry, whatever it is."""
    content = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = sha256(content.encode("utf-8", "replace")).digest()
    body: Mapping[str, Any] = entry if isinstance(entry, dict) else {}
    wrong: Refused | None = None
    said_id = str(body.get("id", ""))[:80]
    try:
        number = UUID(said_id)
    except ValueError:
        number, wrong = uuid5(_NAMELESS, digest.hex()), malformed("id")
    act = body.get("act")
    if act not in ACTS:
        act, wrong = "unknown", wrong or malformed("act")
    made_at: datetime | None = None
    try:
        made_at = instant(body.get("made_at"))
    except (ValueError, TypeError):
        wrong = wrong or malformed("made_at")
    by = body.get("by")
    return Said(number, said_id, act, made_at, body, digest, wrong, by if _is_whole(by) else None, content)


def instant(text: Any) -> datetime:
    """Return an instant with its zone. Raises ValueError or TypeError where it is none, or has no zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or not 2000 <= found.year <= 2100:
        raise ValueError("zone")
    return found


def cases(value: Any) -> list[int]:
    """Return a list of case numbers, each once. Raises Refused("entry_malformed")."""
    if not isinstance(value, list) or not value or len(value) > 200:
        raise malformed("cases")
    return sorted({case(one) for one in value})


def case(value: Any) -> int:
    """Return a case number, which JSON may have as a key's text. Raises Refused("entry_malformed")."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= 18:
        value = int(value)
    if not _is_whole(value) or value <= 0:
        raise malformed("case")
    return int(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62


def tips(value: Any) -> dict[int, int | Named]:
    """Return the claims that a phone saw, by case: "123" is a claim's number, "<entry>:<index>" the phone's own.

    Raises:
        Refused("entry_malformed").
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise malformed("after")
    return {case(one): tip(what) for one, what in value.items()}


def tip(value: Any) -> int | Named:
    """Return one claim that a phone saw. Raises Refused("entry_malformed")."""
    if _is_whole(value) and value > 0:
        return int(value)
    if isinstance(value, str):
        entry, colon, index = value.partition(":")
        if not colon and value.isdecimal() and len(value) <= 18 and int(value) > 0:
            return int(value)
        if colon and index.isdecimal() and len(index) <= 5:
            try:
                return Named(UUID(entry), int(index))
            except ValueError:
                pass
    raise malformed("after")


def text(body: Mapping[str, Any], name: str, *, most: int, required: bool = False) -> str:
    """Return a text of an entry without spaces around it. Raises Refused("entry_malformed")."""
    value = body.get(name) or ""
    if not isinstance(value, str) or len(value) > most or (required and not value.strip()):
        raise malformed(name)
    return value.strip()
