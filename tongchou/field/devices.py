"""Phones: registered when somebody signs in on one, and withdrawn by a lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tongchou.base.refusals import NotAllowed, NotFound, Refused, words
from tongchou.field.models import Device, Shift
from tongchou.registers.places.tree import POSTS, Tree
from tongchou.registers.staff.access import Scope, require

#: What a worker goes round in: a small or micro cell, or a village that has none.
CELLS = ("small", "micro")


def is_cell(tree: Tree, place: int) -> bool:
    """Say whether a place is a cell: small or micro, or a leaf where people live."""
    at = tree.position(place)
    kind = str(tree.kind[at])
    if kind in CELLS:
        return True
    below = tree.is_post[at + 1 : int(tree.right[at])]
    return kind not in (*POSTS, "county", "town") and bool(below.all())


def cells_of(scope: Scope, tree: Tree) -> list[int]:
    """Return the cells that a user may work: those they hold a post in, else those within their places."""
    own = [place for place in sorted(scope.roots) if place in tree and is_cell(tree, place)]
    if own:
        return own
    return [place for place in scope.places().tolist() if place in tree and is_cell(tree, place)]


def choose_cell(scope: Scope, tree: Tree, code: str) -> int:
    """Return the cell that a device is to work: the one named, else the user's own if there is one alone.

    Raises:
        Refused("no_cell"): the user holds no post in a cell and named none. NotFound("place_not_yours").
    """
    open_to = cells_of(scope, tree)
    if code:
        place = tree.by_code.get(code)
        if place is None or not scope.covers(int(place)) or not is_cell(tree, int(place)):
            raise NotFound("place_not_yours", words("沒有這個地方，或不在您負責的範圍內。"))
        return int(place)
    own = [place for place in open_to if place in scope.roots] or open_to
    if len(own) != 1:
        raise Refused("no_cell", words("您的崗位不在一個網格內，請先選擇今天走訪哪一格。"))
    return own[0]


@dataclass(frozen=True)
class Registration:
    """What a phone says of itself when somebody signs in on it."""

    device: UUID
    public_key: dict[str, Any]
    label: str
    phone_at: datetime


def registration_of(body: Any) -> Registration:
    """Read a registration.

    Raises:
        Refused("device_malformed").
    """
    from tongchou.field.reading import instant

    try:
        key = body["public_key"]
        kept = {name: str(key[name]) for name in ("kty", "crv", "x", "y")}
        if (kept["kty"], kept["crv"]) != ("EC", "P-256") or len(kept["x"]) > 60 or len(kept["y"]) > 60:
            raise ValueError("public_key")
        return Registration(UUID(body["device"]), kept, str(body.get("label") or "")[:80], instant(body["phone_time"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused("device_malformed", words("設備信息不完整，請更新頁面後再試。")) from None


def register(scope: Scope, said: Registration, place: int, *, at: datetime, off: int) -> Device:
    """Register a device, or renew it: who signs in there now, and which cell they work.

    Raises:
        NotAllowed("not_allowed").
        Refused("device_key_changed"): the id is another browser's; the page then takes a new one.
        NotAllowed("device_withdrawn").
    """
    require(scope, "field.use", place=place)
    with transaction.atomic():
        row = Device.objects.select_for_update().filter(id=said.device).first()
        if row is not None and row.public_key != said.public_key:
            raise Refused("device_key_changed", words("這一設備編號已屬另一設備，請重新登錄。"))
        if row is None:
            row = Device(id=said.device, public_key=said.public_key, registered_at=at)
        if row.withdrawn_at:
            raise device_withdrawn()
        row.user, row.place, row.label, row.seen_at, row.clock_off = scope.user_id, place, said.label, at, off
        row.save()
        Shift.objects.get_or_create(device=row.id, user=scope.user_id, place=place, defaults={"since": at})
    return row


def mine(scope: Scope, device: UUID) -> Device:
    """Return a device of the user's.

    Raises:
        NotFound("device_unknown"): not registered, or by another.
    """
    row = Device.objects.filter(id=device, user=scope.user_id).first()
    if row is None:
        raise device_unknown()
    return row


def device_withdrawn() -> NotAllowed:
    """Return the refusal of a device that a lead withdrew."""
    return NotAllowed("device_withdrawn", words("這一設備已由負責人停用。未發送的內容請另存文件，到村（社區）錄入。"))


def device_unknown() -> NotFound:
    """Return the refusal of a device that nobody registered, or another did."""
    return NotFound("device_unknown", words("這一設備尚未登記，請重新登錄。"))
