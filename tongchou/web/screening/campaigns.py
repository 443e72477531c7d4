"""The end of a campaign: its list is deleted, the totals stay in the books."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tongchou.pillars.screening import services
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page


@page("screening.end_campaign")
def end_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Ask once more, then end a campaign: its list is deleted, the totals stay in the books."""
    reader = who.of(request)
    if request.method != "POST":
        return render(request, "web/screening/end_campaign.html", {"campaign": campaign})
    return acts.act(
        request,
        lambda: services.end_campaign(reader.scope, campaign, at=reader.at),
        done=lambda count: gettext("專項已結束，%(count)s 人的名單已刪除，合計仍在台賬中。") % {"count": count},
        to=reverse("rosters"),
    )
