"""A person on the desk: masked for everyone; in full for a purpose that is asked for first and logged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import NotFound, words
from tongchou.registers.people import purposes, queries
from tongchou.registers.people.cards import Unmasked
from tongchou.registers.people.models import FACTS, ID_KINDS
from tongchou.web.people.looks import rows_of
from tongchou.web.people.panels import panels, papers
from tongchou.web.shell import who
from tongchou.web.shell.access import page

SAID = {**FACTS, "phone": words("電話")}


@page("people.cards")
def find(request: HttpRequest) -> HttpResponse:
    """Find a person by a number typed in; numbers go by POST, so that no address ever holds one."""
    if request.method != "POST":
        return render(request, "web/people/find.html", {})
    reader = who.of(request)
    typed = request.POST.get("number", "").strip()
    found = found_by(reader, typed)
    if len(found) == 1:
        return HttpResponseRedirect(reverse("person", args=found))
    cards = queries.cards(reader.scope, found)
    said = gettext("在您負責的範圍內沒有找到。請核對號碼。") if typed and not found else ""
    return render(
        request, "web/people/find.html", {"cards": [cards[one] for one in found if one in cards], "said": said}
    )


def found_by(reader: who.Who, typed: str) -> list[int]:
    """Return the persons of an ID, passport or telephone number within the reader's places."""
    if not typed:
        return []
    person = queries.find_number(reader.scope, typed)
    return [person] if person else queries.find_phone(reader.scope, typed)


@page("people.cards")
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show a person masked, with their checks in the reader's places, and ask for what they need to see more."""
    reader = who.of(request)
    return render(request, "web/people/person.html", _context(reader, number))


def _context(reader: who.Who, number: int) -> dict[str, Any]:
    card = queries.cards(reader.scope, [number]).get(number)
    if card is None:
        raise NotFound("person_unknown", words("在您負責的範圍內沒有這個人。"))
    cases = queries.cases_of([number])
    return {
        "card": card,
        "panels": [{"template": one.template, **one.context(reader, cases)} for one in panels()],
        "purposes": _purposes(reader),
        "differs": [gettext(SAID[kind]) for kind in sorted(card.differs)],
        "id_kind": gettext(ID_KINDS.get(card.id_kind, "")) if card.id_kind else "",
        "may_see_looks": reader.may("people.looks"),
        "may_determine": reader.may("restrictions.sign"),
    }


def _purposes(reader: who.Who) -> list[purposes.Purpose]:
    """Return the purposes that the reader's roles may name today."""
    if not reader.may("people.look"):
        return []
    return [one for one in purposes.in_force(reader.today) if one.roles & reader.scope.roles]


@page("people.look")
@require_POST
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Show a person in full, once, for the purpose named; the look is logged with it."""
    reader = who.of(request)
    shown = look_at(reader, number, request.POST.get("purpose", ""))
    purpose = purposes.purpose(request.POST.get("purpose", ""), on=reader.today)
    context = _context(reader, number) | {
        "shown": shown,
        "said": [{"said": one, "kind": gettext(SAID.get(one.kind, one.kind))} for one in shown.said],
        "purpose": purpose,
    }
    return render(request, "web/people/person.html", context)


def look_at(reader: who.Who, number: int, purpose: str) -> Unmasked:
    """Return a person in full for a purpose, logged; whose task it is, the pillars say.

    Raises:
        NotFound("person_unknown"), NotAllowed("not_allowed"), NotAllowed("not_assigned"), Refused("purpose_unknown").
    """
    cases = queries.cases_of([number])
    is_assigned = any(one.is_assigned(reader, cases) for one in panels())
    assigned = frozenset((number,)) if is_assigned else frozenset[int]()
    return queries.look(reader.scope, number, purpose=purpose, at=reader.at, assigned=assigned)


@page("people.looks")
def looks(request: HttpRequest, number: int) -> HttpResponse:
    """List who saw a person in full, when, and for what: the paper that the person can be given."""
    reader = who.of(request)
    card = queries.cards(reader.scope, [number]).get(number)
    context = {
        "card": card,
        "rows": rows_of(reader, queries.looks_of(reader.scope, number)),
        "given": [one for part in papers() for one in part(reader, number)],
    }
    return render(request, "web/people/looks.html", context)
