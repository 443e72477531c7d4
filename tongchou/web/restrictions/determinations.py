"""Epidemiologists' determinations: those that hold, signing one with the password asked again, reading one."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongchou.base.refusals import NotFound, words
from tongchou.registers.people import queries as people
from tongchou.registers.places import queries as places
from tongchou.restrictions import queries, services
from tongchou.restrictions.kinds import kinds
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page

#: How long a new determination is offered to hold.
OFFERED_DAYS = 14


@page("restrictions.read")
def determinations(request: HttpRequest) -> HttpResponse:
    """List the determinations that hold in the reader's places."""
    reader = who.of(request)
    found = queries.determinations(reader.scope, at=reader.at)
    cards = people.cards(reader.scope, {row.person for row in found})
    labels = places.labels({row.place for row in found}, reader.today)
    rows = [
        {
            "row": row,
            "card": cards.get(row.person),
            "place": labels.get(row.place, ""),
            "kind": gettext(kinds()[row.kind].title),
            "is_genuine": services.is_genuine(row),
            "is_own": row.signed_by_id == reader.scope.user_id,
        }
        for row in found
    ]
    context = {"rows": rows, "may_sign": reader.may("restrictions.sign"), "may_look": reader.may("people.look")}
    return render(request, "web/restrictions/determinations.html", context)


@page("restrictions.sign")
@sensitive_post_parameters("password", "text")
def sign(request: HttpRequest, person: int) -> HttpResponse:
    """Sign a determination of a person; the password is asked again."""
    reader = who.of(request)
    if request.method == "POST":
        said = request.POST

        def verb() -> object:
            return services.sign(
                reader.scope,
                person,
                kind=said.get("kind", ""),
                text=said.get("text", ""),
                expires_on=who.day_of(said.get("expires_on", "")),
                password=said.get("password", ""),
                at=reader.at,
            )

        done = gettext("已簽署。在有效期內，暴露日期不足以作依據時，可據此作出決定。")
        return acts.act(request, verb, done=lambda _: done, to=reverse("determinations"))
    card = people.cards(reader.scope, [person]).get(person)
    if card is None:
        raise NotFound("person_unknown", words("在您負責的範圍內沒有這個人。"))
    context = {
        "card": card,
        "kinds": {code: kind.title for code, kind in kinds().items()},
        "today": reader.today,
        "until": reader.today + timedelta(days=OFFERED_DAYS),
    }
    return render(request, "web/restrictions/sign.html", context)


@page("restrictions.read")
@require_POST
def text(request: HttpRequest, number: int) -> HttpResponse:
    """Show the text of a determination, once; the look at the person is logged."""
    reader = who.of(request)
    said = services.text_of(reader.scope, number, at=reader.at)
    return render(request, "web/restrictions/text.html", {"number": number, "said": said})


@page("restrictions.sign")
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's own determination back for later orders."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.withdraw(reader.scope, number, at=reader.at),
        done=lambda _: gettext("已撤回，不再作為新決定的依據。"),
        to=reverse("determinations"),
    )
