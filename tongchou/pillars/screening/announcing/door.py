"""The one way in for announcements: cleaned, counted by address and by number, sealed, answered by a receipt number.

The answer is the same whoever announces and whether or not anybody knows them: a receipt. What is counted by address
is told to the address (429); what is counted by a number is told to nobody, or a stranger could ask with it whether it
came before: such an announcement is kept like any other, and waits for an officer instead of a list.
"""

from __future__ import annotations

import ipaddress
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from tongchou.base.clock import local_day
from tongchou.base.codes import new_code
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.base.sealing import Sealer
from tongchou.pillars.screening.announcing.models import Announcement, Knock
from tongchou.pillars.screening.announcing.saying import Said, cleaned
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, require

#: A town's hall or a mobile network's gateway is one address for many: an hour's limit is a queue's, a day's a hall's.
MOST_AN_HOUR, MOST_A_DAY = 60, 300
#: The same telephone or paper, in a day, before a person has to look at it.
MOST_OF_A_NUMBER = 3
#: What waits altogether: more than a county comes home in a day.
MOST_WAITING = 50_000
RECEIPT_LENGTH = 9
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@lru_cache(maxsize=4)
def _sealer(secret: bytes) -> Sealer:
    return Sealer(secret, "screening.announcement")


def sealer() -> Sealer:
    """Return what seals announcements and marks who asked."""
    return _sealer(settings.HOME.key("announcements"))


def announce(said: Said, *, entry: UUID, at: datetime, address: str) -> str:
    """Keep somebody's announcement from the public page and return its receipt number; sent twice, the same one.

    `address` is the network address it came from: it is marked, never kept.

    Raises:
        Refused("announce_wrong"): with `field`.
        Refused("announced_too_often"): this address; Refused("announcements_full").
    """
    found = cleaned(said, today=local_day(at))
    door = sealer().mark(f"address:{_network(address)}")
    with transaction.atomic():
        known = _known(entry, found)
        if known:
            return known
        _refuse_floods(door, at)
        Knock.objects.create(mark=door, at=at)
        return _keep(found, entry, at, taken_by=None)


def take_down(scope: Scope, said: Said, *, entry: UUID, at: datetime) -> str:
    """Keep what somebody said on the telephone, in the name of who took it down; return the receipt number.

    Raises:
        NotAllowed("not_allowed"), Refused("announce_wrong").
    """
    require(scope, "announcement.take_down")
    found = cleaned(said, today=local_day(at))
    with transaction.atomic():
        return _known(entry, found) or _keep(found, entry, at, taken_by=scope.user_id)


def _refuse_floods(door: bytes, at: datetime) -> None:
    Knock.objects.filter(at__lt=at - DAY).delete()
    mine = Knock.objects.filter(mark=door, at__gt=at - DAY)
    if mine.filter(at__gt=at - HOUR).count() >= MOST_AN_HOUR or mine.count() >= MOST_A_DAY:
        raise Refused(
            "announced_too_often", words("從您的網絡送來的申報太多，請過一小時再試，或打電話申報。所填內容未存。")
        )
    if Announcement.objects.filter(answer="", thrown_out="").count() >= MOST_WAITING:
        raise Refused("announcements_full", words("待處理的申報已滿，請打電話申報。所填內容未存。"))


def _keep(said: Said, entry: UUID, at: datetime, *, taken_by: int | None) -> str:
    """Seal an announcement. A number that comes again and again waits for a person; its sender is not told."""
    numbers = [sealer().mark(f"number:{one}") for one in {said.phone, said.number} if one]
    often = taken_by is None and any(
        Knock.objects.filter(mark=one, at__gt=at - DAY).count() >= MOST_OF_A_NUMBER for one in numbers
    )
    Knock.objects.bulk_create(Knock(mark=one, at=at) for one in numbers)
    kept = Announcement(
        id=entry,
        receipt=new_code(RECEIPT_LENGTH),
        place=_town(said.town, local_day(at)),
        day=local_day(at),
        received_at=at,
        said=sealer().seal(said.sealed_text()),
        mark=_mark(said),
        taken_by=taken_by,
        aside="often" if often else "",
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        # The same id in the same moment, or one that a browser kept and sent with other words: both are kept.
        known = _known(entry, said)
        if known:
            return known
        kept.id, kept.receipt = new_id(), new_code(RECEIPT_LENGTH)
        kept.save(force_insert=True)
    return kept.receipt


def _known(entry: UUID, said: Said) -> str:
    """Return the receipt of the very same announcement that came before, or an empty string."""
    found = Announcement.objects.filter(id=entry).only("receipt", "mark").first()
    return found.receipt if found and bytes(found.mark) == _mark(said) else ""


def _mark(said: Said) -> bytes:
    return sealer().mark(f"said:{said.sealed_text()}")


def _town(code: str, on: date) -> int:
    """Return the town of a code, the county where it is none: an address may still say which village."""
    now = tree(on)
    place = now.by_code.get(code)
    return int(place) if place is not None and now.kind[now.position(int(place))] == "town" else now.root


def _network(address: str) -> str:
    """Return an address, of IPv6 the household's network: a telephone has a new address of it every hour."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(found if found.version == 4 else ipaddress.ip_network((found, 64), strict=False))
