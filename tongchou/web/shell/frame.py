"""The frame around every page: the ways through the desk that this reader's posts open, and who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from tongchou.base.refusals import words
from tongchou.web.shell import copies, who
from tongchou.web.shell.access import SIGNED_IN


@dataclass(frozen=True)
class Way:
    """One way from the strip at the top: a route, its words, the keys that open it, and the verb it needs.

    Those with `more` stand in a menu behind the others.
    """

    route: str
    name: str
    key: str
    verb: str
    more: bool = False


WAYS = (
    Way("home", words("今日"), "g d", SIGNED_IN),
    Way("rosters", words("名單"), "g l", "screening.read"),
    Way("checks", words("核查"), "g c", "screening.read"),
    Way("visits", words("探訪"), "g v", "screening.read"),
    Way("supplies", words("物資"), "g w", "supplies.read"),
    Way("sites", words("隔離"), "g q", "quarantine.read"),
    Way("enterprises", words("復工"), "g 1", "resumption.survey"),
    Way("own-enterprise", words("本企業"), "g 6", "resumption.own"),
    Way("people", words("找人"), "g p", "people.cards"),
    Way("closing", words("日結"), "g j", "closing.read"),
    Way("bulletin", words("簡報"), "g n", "bulletin.read"),
    Way("figures", words("數字"), "g f", "figures.read"),
    Way("books", words("台賬"), "g b", "books.read"),
    Way("seals", words("審計"), "g a", "closing.audit"),
    Way("zero", words("零報告"), "g 0", "screening.read", more=True),
    Way("day-sheets", words("日表"), "g 8", "paper.read", more=True),
    Way("announcements", words("本人申報"), "g z", "screening.read", more=True),
    Way("unclaimed", words("地址待認領"), "g u", "screening.read", more=True),
    Way("disputes", words("結論不一致"), "g x", "screening.read", more=True),
    Way("appeals", words("申訴"), "g e", "restrictions.read", more=True),
    Way("determinations", words("流調判定"), "g m", "restrictions.read", more=True),
    Way("supply-shipments", words("物資簽收"), "g y", "supplies.ledger", more=True),
    Way("donations", words("捐贈"), "g 7", "supplies.read", more=True),
    Way("donation-ledger", words("捐贈公示"), "g -", SIGNED_IN, more=True),
    Way("sheets", words("企業日報"), "g 2", "resumption.survey", more=True),
    Way("difficulties", words("企業困難"), "g 3", "resumption.survey", more=True),
    Way("spot-checks", words("抽查"), "g 4", "resumption.survey", more=True),
    Way("policies", words("政策與貸款"), "g 5", "resumption.read", more=True),
    Way("intake", words("收表"), "g i", "intake.take", more=True),
    Way("field-devices", words("外勤手機"), "g g", "field.devices", more=True),
    Way("staff", words("在崗人員"), "g s", "staff.read", more=True),
    Way("teams", words("三人小組"), "g t", "staff.read", more=True),
    Way("outward-rosters", words("對外名冊"), "g h", "rosters.read", more=True),
    Way("looks", words("查閱記錄"), "g o", "people.looks", more=True),
    Way("retention", words("保存期限"), "g 9", "closing.audit", more=True),
    Way("rules", words("規則"), "g r", "rules.read", more=True),
    Way("conflicts", words("錄入衝突"), "g k", "books.settle", more=True),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return `desk`: the reader, their posts in words, the moment the page was made, and the ways open to them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"desk": {"user": None, "ways": [], "languages": settings.LANGUAGES}}
    reader, for_all = who.of(request), copies.is_for_all(request)
    return ({"csrf_token": copies.TOKEN} if for_all else {}) | {
        "desk": {
            "user": copies.Anybody() if for_all else user,
            "notes": copies.NOTES if for_all else "",
            "at": reader.at,
            "posts": reader.posts,
            "may_meet": reader.may("screening.meet"),
            "may_intake": reader.may("intake.take"),
            "ways": _ways(request),
            # Each language is named in its own writing, so the names are not translated.
            "languages": settings.LANGUAGES,
        }
    }


def _ways(request: HttpRequest) -> list[dict[str, Any]]:
    shown = []
    for one in WAYS:
        if one.verb != SIGNED_IN and not who.of(request).may(one.verb):
            continue
        href = reverse(one.route)
        here = request.path == href or (href != "/" and request.path.startswith(href))
        shown.append({"href": href, "name": gettext(one.name), "key": one.key, "here": here, "more": one.more})
    return shown
