"""Disputes: two people said different things of one check; both stand beside each other until somebody decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.journal.entries import Receipt
from tongchou.pillars.screening import disputing, doors, services
from tongchou.pillars.screening.disputing import Contested
from tongchou.pillars.screening.queries import Side
from tongchou.registers.places import queries as places
from tongchou.registers.staff import queries as staff
from tongchou.web.screening.showing import check_rows
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import part_words, place_words
from tongchou.web.shell.spot import spot

#: Why one side stands.
REASONS = {
    "verified-on-site": words("已現場核實"),
    "verified-by-phone": words("已電話核實"),
    "later-information": words("以後到的情況為準"),
    "authority": words("以主管部門認定為準"),
}


#: By which door a side came.
DOORS = {doors.DESK: words("電腦"), doors.PHONE: words("手機"), doors.PAPER: words("紙表")}
KINDS = {
    disputing.OUTCOME: words("結論"),
    disputing.PLACE: words("移交到哪裏"),
    disputing.VISIT: words("訪視"),
}
#: The route that decides each kind, and the field that names what stands.
ROUTES = {
    disputing.OUTCOME: ("check-decide", "outcome"),
    disputing.PLACE: ("check-decide-place", "place"),
    disputing.VISIT: ("visit-decide", "outcome"),
}
#: A phone whose clock is further off shows its own time beside the county's.
MINUTES_APART = timedelta(minutes=2)


@page("screening.read")
def disputes(request: HttpRequest) -> HttpResponse:
    """List what is in dispute in a place: both sides beside each other, with who, by which door, when, and the note."""
    reader = who.of(request)
    here = spot(request)
    found = disputing.contested(reader.scope, place=here.place)
    may = reader.may("screening.decide")
    context = {"spot": here, "rows": _rows(reader, found, may=may), "reasons": REASONS, "may_decide": may}
    return render(request, "web/screening/disputes.html", context)


def _rows(reader: who.Who, found: list[Contested], *, may: bool) -> list[dict[str, Any]]:
    pairs = [pair for one in found for pair in one.sides]
    names = staff.names(user for side, told in pairs for user in (side.actor, told.seen_by) if user)
    labels = places.labels({side.place for side, _ in pairs if side.place}, reader.today)
    shown = check_rows(reader, [one.check for one in found])
    for row, one in zip(shown, found, strict=True):
        route, field = ROUTES[one.kind]
        row |= {
            "one": one,
            "kind": KINDS[one.kind],
            "act": reverse(route, args=[one.case]),
            "field": field,
            "sides": [_side(reader, one.kind, pair, names, labels, may=may) for pair in one.sides],
        }
    return shown


def _side(
    reader: who.Who,
    kind: str,
    pair: tuple[Side, doors.Told],
    names: Mapping[int, str],
    labels: Mapping[int, str],
    *,
    may: bool,
) -> dict[str, Any]:
    side, told = pair
    tree, apart = reader.tree, told.said_at and abs(told.said_at - side.occurred_at) >= MINUTES_APART
    code = str(tree.code[tree.position(side.place)]) if side.place in tree else ""
    seen_by = told.seen_by if told.seen_by and told.seen_by != side.actor else None
    return {
        "value": code if kind == disputing.PLACE else side.state,
        "what": place_words(labels.get(side.place, "")) if kind == disputing.PLACE else part_words(side.state),
        "door": DOORS[told.door],
        "seen_by": names.get(seen_by or 0, ""),
        "actor": names.get(side.actor, "") or gettext("系統"),
        "occurred_at": side.occurred_at,
        "said_at": told.said_at if apart else None,
        "received_at": told.received_at,
        "note": told.note if may else "",
    }


@page("screening.decide")
@require_POST
def decide(request: HttpRequest, case: int) -> HttpResponse:
    """Decide which side stands."""
    return _decided(request, services.decide, case)


@page("screening.decide")
@require_POST
def decide_visit(request: HttpRequest, case: int) -> HttpResponse:
    """Decide what became of a day's visit."""
    return _decided(request, services.decide_visit, case)


def _decided(request: HttpRequest, verb: Callable[..., Receipt], case: int) -> HttpResponse:
    reader = who.of(request)
    chosen = request.POST.get("outcome", "")
    return acts.act(
        request,
        lambda: verb(reader.scope, case, chosen, reason=_reason(request), at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("已裁定：%(what)s。") % {"what": part_words(chosen)}),
        to=acts.back(request, reverse("disputes")),
    )


@page("screening.decide")
@require_POST
def decide_place(request: HttpRequest, case: int) -> HttpResponse:
    """Decide which place a check was handed over to."""
    reader = who.of(request)

    def verb() -> Receipt:
        place = reader.tree.by_code.get(request.POST.get("place", ""))
        if place is None:
            raise Refused("place_unknown", words("請從各方所說的地方中選擇。"))
        return services.decide_place(reader.scope, case, int(place), reason=_reason(request), at=reader.at)

    return acts.act(
        request,
        verb,
        done=lambda receipt: acts.booked(receipt, gettext("已裁定移交的去處。")),
        to=acts.back(request, reverse("disputes")),
    )


def _reason(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "")
    return reason if reason in REASONS else ""
