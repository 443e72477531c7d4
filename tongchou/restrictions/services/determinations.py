"""A named epidemiologist's determination, signed: the one ground beside the dated rule."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import UTC, date, datetime
from hashlib import sha256

from django.conf import settings

from tongchou.base.canonical import digest
from tongchou.base.clock import local_day
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.intake import vouchers
from tongchou.registers.people import queries as people
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.models import Post, User
from tongchou.registers.staff.queries import live as holds_on
from tongchou.restrictions.kinds import kinds
from tongchou.restrictions.models import Determination

#: Nobody determines for longer than this at once; a longer restriction is determined anew.
MOST_DAYS = 28


def sign(
    scope: Scope, person: int, *, kind: str, text: str, expires_on: date, password: str, at: datetime
) -> Determination:
    """Sign what was determined of a person of one's places; the password is asked again and not kept.

    Raises:
        NotAllowed("not_allowed"): not an epidemiologist. NotFound("person_unknown"): not in their places.
        Refused("wrong_password"), Refused("text_missing"), Refused("kind_unknown"), Refused("bad_expiry").
    """
    require(scope, "restrictions.sign")
    if person not in people.cards(scope, [person]):
        raise NotFound("person_unknown", words("在您負責的範圍內沒有這個人。"))
    if not text.strip():
        raise Refused("text_missing", words("請寫明判定的依據和結論。"))
    if kind not in kinds():
        raise Refused("kind_unknown", words("請選擇判定適用於哪一種措施。"))
    today = local_day(at)
    if not today <= expires_on or (expires_on - today).days > MOST_DAYS:
        raise Refused("bad_expiry", words("有效期至少到今日，最長%(most)s天。"), most=MOST_DAYS)
    signer = User.objects.get(pk=scope.user_id)
    if not signer.check_password(password):
        raise Refused("wrong_password", words("密碼不對，未簽署。"))
    post = Post.objects.filter(holds_on(today), user=signer, role="epidemiologist").order_by("pk").first()
    row = Determination(
        person=person, place=post.place if post else 0, kind=kind, text=vouchers.keep(text.strip().encode()),
        signed_by=signer, qualification=post.duty if post else "", signed_at=at, expires_on=expires_on,
    )  # fmt: skip
    row.signature = _signature(row)
    row.save()
    return row


def withdraw(scope: Scope, number: int, *, at: datetime) -> Determination:
    """Take a determination back for later orders; those it carries stay until they are lifted.

    Raises:
        NotFound("determination_unknown"): none of the actor's own, or withdrawn.
    """
    require(scope, "restrictions.sign")
    row = Determination.objects.filter(pk=number, signed_by=scope.user_id, withdrawn_at=None).first()
    if row is None:
        raise NotFound("determination_unknown", words("沒有您簽署的這一份判定，或已撤回。"))
    row.withdrawn_by_id, row.withdrawn_at = scope.user_id, at
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return row


def live(persons: Iterable[int], *, on: date) -> dict[tuple[int, str], Determination]:
    """Return the genuine determinations that hold on a day, by person (also by who they turned out to be) and kind."""
    found: dict[tuple[int, str], Determination] = {}
    for person in set(persons):
        rows = Determination.objects.filter(
            person__in=people.everyone_who_is(person), withdrawn_at=None, expires_on__gte=on
        )
        found |= {(person, row.kind): row for row in rows.order_by("signed_at") if is_genuine(row)}
    return found


def is_genuine(row: Determination) -> bool:
    """Say whether a determination is still what was signed, by somebody who was an epidemiologist that day."""
    signed_on = local_day(row.signed_at)
    held = Post.objects.filter(holds_on(signed_on), user=row.signed_by_id, role="epidemiologist").exists()
    return held and hmac.compare_digest(bytes(row.signature), _signature(row))


def text_of(scope: Scope, number: int, *, at: datetime) -> str:
    """Return the text of a determination to whoever may see the person in full for tracing; the look is logged.

    Raises:
        NotFound("determination_unknown"), NotFound("person_unknown"), NotAllowed("not_allowed").
    """
    require(scope, "restrictions.read")
    row = Determination.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("determination_unknown", words("沒有這一份判定。"))
    people.look(scope, row.person, purpose="tracing", at=at)
    return vouchers.open_voucher(row.text).decode()


def _signature(row: Determination) -> bytes:
    """Return the keyed mark of everything that was signed; the key is the home's and never leaves it."""
    said = [
        row.person, row.place, row.kind, row.text, row.signed_by_id, row.qualification,
        row.signed_at.astimezone(UTC).isoformat(), row.expires_on.toordinal(),
    ]  # fmt: skip
    return hmac.new(settings.HOME.key("determinations"), digest([str(part) for part in said]), sha256).digest()
