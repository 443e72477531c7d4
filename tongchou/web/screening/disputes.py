"""Disputes: two people said different things of one check; both stand beside each other until somebody decides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import words
from tongchou.pillars.screening import queries, services
from tongchou.registers.staff import queries as staff
from tongchou.web.screening.showing import check_rows
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import part_words
from tongchou.web.shell.spot import spot

#: Why one side stands.
REASONS = {
    "verified-on-site": words("已現場核實"),
    "verified-by-phone": words("已電話核實"),
    "later-information": words("以後到的情況為準"),
    "authority": words("以主管部門認定為準"),
}


@page("screening.read")
def disputes(request: HttpRequest) -> HttpResponse:
    """List the disputed checks in a place, their sides beside each other."""
    reader = who.of(request)
    here = spot(request)
    found = queries.disputes(reader.scope, place=here.place)
    names = staff.names(side.actor for one in found for side in one.sides)
    shown = check_rows(reader, [one.check for one in found])
    for row, one in zip(shown, found, strict=True):
        row["sides"] = [{"side": side, "actor": names.get(side.actor, "")} for side in one.sides]
    context = {"spot": here, "rows": shown, "reasons": REASONS, "may_decide": reader.may("screening.decide")}
    return render(request, "web/screening/disputes.html", context)


@page("screening.decide")
@require_POST
def decide(request: HttpRequest, case: int) -> HttpResponse:
    """Decide which side stands."""
    reader = who.of(request)
    chosen = request.POST.get("outcome", "")
    reason = request.POST.get("reason", "")
    return acts.act(
        request,
        lambda: services.decide(reader.scope, case, chosen, reason=reason if reason in REASONS else "", at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("已裁定：%(what)s。") % {"what": part_words(chosen)}),
        to=acts.back(request, reverse("disputes")),
    )
