"""Stays: the list by state, and one stay with its order, readings, room, home, support, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.quarantine import queries, rules, services
from tongchou.pillars.quarantine.accounts import ELSEWHERE, ENDED, LEFT_AT_HOME, RESTRICTED
from tongchou.pillars.quarantine.services.home import HOW
from tongchou.pillars.quarantine.services.readings import SYMPTOMS
from tongchou.registers.places import queries as places
from tongchou.restrictions.services import file_appeal
from tongchou.web.quarantine.papers import TITLES
from tongchou.web.quarantine.showing import stay_rows
from tongchou.web.restrictions.appeals import GROUNDS
from tongchou.web.shell import acts, paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import LANGUAGE_NAMES, language_of

STATES = (*RESTRICTED, *ELSEWHERE, *ENDED)
VERBS = ("order", "extend", "release", "to_hospital", "support", "rooms", "answer_home", "paper", "care")


@page("quarantine.read")
def stays(request: HttpRequest) -> HttpResponse:
    """List stays in a state, all that are restricted without one."""
    reader = who.of(request)
    state = request.GET.get("state", "")
    if state and state not in (*STATES, "*"):
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    found = queries.stays(
        reader.scope, states=(state,) if state else RESTRICTED, after=paging.after_asked(request), limit=paging.SIZE + 1
    )
    context = {
        "state": state,
        "states": STATES,
        "strip": paging.strip(request, stay_rows(reader, found), lambda one: one["row"].case),
    }
    return render(request, "web/quarantine/stays.html", context)


@page("quarantine.read")
def stay(request: HttpRequest, case: int) -> HttpResponse:
    """Show one stay with everything that can be done with it."""
    reader = who.of(request)
    file = queries.stay_file(reader.scope, case)
    rooms = queries.rooms(reader.scope, site=file.row.place) if reader.may("quarantine.rooms") else []
    context = {
        **stay_rows(reader, [file.row])[0],
        "file": file,
        "symptoms": SYMPTOMS,
        "unanswered": rules.UNANSWERED,
        "kinds": LEFT_AT_HOME,
        "how": HOW,
        "support_kinds": rules.SUPPORT,
        "sharing": rules.SHARING,
        "rooms": [room for room in rooms if room.state in ("ready", "in-use")],
        "grounds": GROUNDS,
        "is_restricted": file.row.state in RESTRICTED,
        "is_due": file.row.order.ends_on <= reader.today,
        "papers": {kind: text for kind, text in TITLES.items() if kind != "release" or file.row.state == "released"},
        "paper_languages": LANGUAGE_NAMES,
        "paper_language": language_of(request),
        "care_places": places.labels({one.place for one in file.care}, reader.today),
        "may": {verb: reader.may(f"quarantine.{verb}") for verb in VERBS}
        | {"appeal": reader.may("restrictions.appeal")},
    }
    return render(request, "web/quarantine/stay.html", context)


def _act(request: HttpRequest, case: int, verb: Callable[[who.Who], Any], text: str) -> HttpResponse:
    reader = who.of(request)

    def done(found: Any) -> str:
        return acts.booked(found, text) if hasattr(found, "answer") and hasattr(found, "commit") else text

    return acts.act(request, lambda: verb(reader), done=done, to=acts.back(request, reverse("stay", args=[case])))


@page("quarantine.release")
@require_POST
def release(request: HttpRequest, case: int) -> HttpResponse:
    """Release somebody at the end of their term."""
    return _act(request, case, lambda r: services.release(r.scope, [case], at=r.at), gettext("隔離已解除。"))


@page("quarantine.release")
@require_POST
def to_home(request: HttpRequest, case: int) -> HttpResponse:
    """Let somebody go on at home."""
    return _act(request, case, lambda r: services.to_home(r.scope, [case], at=r.at), gettext("已轉居家隔離。"))


@page("quarantine.to_hospital")
@require_POST
def to_hospital(request: HttpRequest, case: int) -> HttpResponse:
    """Hand somebody over to hospital."""
    text = gettext("已送醫；隔離治療另有規則，不是解除。")
    return _act(request, case, lambda r: services.to_hospital(r.scope, [case], at=r.at), text)


@page("quarantine.order")
@require_POST
def positive(request: HttpRequest, case: int) -> HttpResponse:
    """Record that the disease-control authority found somebody positive."""
    return _act(request, case, lambda r: services.found_positive(r.scope, [case], at=r.at), gettext("已記下。"))


@page("quarantine.order")
@require_POST
def confirm(request: HttpRequest, case: int) -> HttpResponse:
    """Take a reported stay over as an order, and what its site said of it as looked into."""

    def verb(reader: who.Who) -> Any:
        number = request.POST.get("said", "")
        if number.isdecimal():
            return services.settle_said(reader.scope, int(number))
        return services.confirm(reader.scope, [case], at=reader.at)

    return _act(request, case, verb, gettext("已確認。"))


@page("quarantine.extend")
@require_POST
def extend(request: HttpRequest, case: int) -> HttpResponse:
    """Extend a stay on new evidence."""
    said = request.POST.get("exposed_on", "")

    def verb(reader: who.Who) -> Any:
        exposed = who.day_of(said) if said else None
        basis = "by-letter" if request.POST.get("by_letter") else ""
        return services.extend(reader.scope, case, exposed_on=exposed, basis=basis, at=reader.at)

    return _act(request, case, verb, gettext("已按新的依據延長。"))


@page("quarantine.support")
@require_POST
def support(request: HttpRequest, case: int) -> HttpResponse:
    """Write down what was given."""
    kind = request.POST.get("kind", "")
    return _act(
        request, case, lambda r: services.give_support(r.scope, [case], kind=kind, at=r.at), gettext("已記下。")
    )


@page("quarantine.rooms")
@require_POST
def move_room(request: HttpRequest, case: int) -> HttpResponse:
    """Move somebody to another room."""
    room, sharing = request.POST.get("room", ""), request.POST.get("sharing", "")

    def verb(reader: who.Who) -> Any:
        number = int(room) if room.isdecimal() else 0
        return services.move_room(reader.scope, case, room=number, sharing=sharing, at=reader.at)

    return _act(request, case, verb, gettext("已換房。"))


@page("quarantine.answer_home")
@require_POST
def answer_home(request: HttpRequest, case: int) -> HttpResponse:
    """Write down who and what is left at home, or why that cannot be answered."""

    def verb(reader: who.Who) -> Any:
        said = {kind: request.POST.get(kind, "").strip() for kind in LEFT_AT_HOME}
        if any(text and not text.isdecimal() for text in said.values()):
            raise Refused("left_unknown", words("請選擇家中還有什麼，並填寫數目。"))
        left = {kind: int(text) for kind, text in said.items() if text and int(text)}
        unanswered = "" if left else request.POST.get("unanswered", "")
        return services.answer_home(reader.scope, {case: services.Answer(left, unanswered)}, at=reader.at)

    return _act(request, case, verb, gettext("家中情況已記下，要照顧的已通知所在村（社區）。"))


@page("restrictions.appeal")
@require_POST
def appeal(request: HttpRequest, case: int) -> HttpResponse:
    """Note an objection to the order in force."""
    ground = request.POST.get("ground", "")[:40]
    text = gettext("申訴已記下，12 小時內應有答覆。")
    return _act(request, case, lambda r: file_appeal(r.scope, case, ground=ground, at=r.at), text)
