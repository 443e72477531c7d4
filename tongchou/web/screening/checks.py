"""A check's page: the person masked, what the three found, the conclusion, and the way it went through the books."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.journal.standing import Chain
from tongchou.pillars.screening import queries, rules, services
from tongchou.pillars.screening.accounts import AFTER, OBSERVED
from tongchou.pillars.screening.models import FINDINGS
from tongchou.procedures import quarantine_returnee
from tongchou.registers.places import queries as places
from tongchou.registers.staff import queries as staff
from tongchou.registers.staff.roles import SLOTS
from tongchou.restrictions import queries as restrictions
from tongchou.restrictions.services import file_appeal
from tongchou.web.restrictions.appeals import GROUNDS
from tongchou.web.screening.showing import check_rows
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import part_words, place_words

#: Why a conclusion or a hand-over is taken back.
REASONS = {
    "mistyped": words("錄錯"),
    "new-information": words("有了新情況"),
    "wrong-person": words("認錯人"),
    "wrong-place": words("認錯地方"),
}


@page("screening.read")
def check(request: HttpRequest, case: int) -> HttpResponse:
    """Show a check with everything that can be done with it."""
    reader = who.of(request)
    row = queries.check(reader.scope, case)
    context = {
        **check_rows(reader, [row])[0],
        "slots": _slots(reader, case),
        "history": _history(reader, case),
        "outcomes": rules.outcomes(rule_on("screening.outcomes", reader.today), row.group),
        "observation": restrictions.order_of(reader.scope, case),
        "is_observed": row.state in OBSERVED,
        "is_after": row.state in AFTER,
        "may": {verb: reader.may(f"screening.{verb}") for verb in VERBS}
        | {"appeal": reader.may("restrictions.appeal")},
        "places": _places(reader),
        "reasons": REASONS,
        "grounds": GROUNDS,
        "found": FINDINGS,
    }
    return render(request, "web/screening/check.html", context)


VERBS = ("find", "conclude", "hand_over", "take_back", "decide", "end_observation")


def _slots(reader: who.Who, case: int) -> list[dict[str, Any]]:
    """Return the team's three slots, each with its last finding and the earlier ones."""
    found = queries.findings(reader.scope, case)
    return [
        {"slot": slot, "title": title, "findings": [one for one in found if one.slot == slot]}
        for slot, title in SLOTS.items()
    ]


def _history(reader: who.Who, case: int) -> list[dict[str, Any]]:
    sides = queries.history(reader.scope, case)
    names = staff.names(side.actor for side in sides)
    labels = places.labels({side.place for side in sides if side.place}, reader.today)
    return [
        {
            "side": side,
            "actor": names.get(side.actor) or gettext("系統"),
            "what": part_words(side.state) if side.state else place_words(labels.get(side.place, "")),
            "is_void": side.chain == Chain.VOID,
            "can_be_taken_back": not side.settled and side.chain in (Chain.STATE, Chain.PLACE),
        }
        for side in sides
    ]


def _places(reader: who.Who) -> list[dict[str, str]]:
    """Return the villages of the county, under their towns, to hand a check over to."""
    tree = reader.tree
    villages = tree.of_kind("medium")
    return [
        {
            "code": str(tree.code[tree.position(int(place))]),
            "name": place_words(tree.label(int(place))),
        }
        for place in villages
    ]


def _page(case: int) -> str:
    return reverse("check", args=[case])


@page("screening.find")
@require_POST
def finding(request: HttpRequest, case: int) -> HttpResponse:
    """Write down what one slot of the team found."""
    reader = who.of(request)
    slot = request.POST.get("slot", "")

    def verb() -> object:
        if slot not in SLOTS:
            raise Refused("slot_unknown", words("請選擇是三人小組中的哪一方。"))
        return services.find(
            reader.scope,
            case,
            slot=slot,
            found=request.POST.get("found", ""),
            at=reader.at,
            temperature_tenths=tenths(request.POST.get("temperature", "")),
        )

    return acts.act(request, verb, done=lambda _: gettext("核查情況已記下。"), to=_page(case))


def tenths(text: str) -> int | None:
    """Return a temperature of a form in tenths of a degree, None for an empty field.

    Raises:
        Refused("bad_temperature"): it is no temperature of a living person.
    """
    text = text.strip().translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
    if not text:
        return None
    try:
        value = round(float(text) * 10)
    except ValueError:
        value = 0
    if not 300 <= value <= 450:
        raise Refused("bad_temperature", words("體溫應在 30 到 45 ℃ 之間。"))
    return value


@page("screening.conclude")
@require_POST
def outcome(request: HttpRequest, case: int) -> HttpResponse:
    """Conclude a check."""
    reader = who.of(request)
    chosen = request.POST.get("outcome", "")
    return acts.act(
        request,
        lambda: quarantine_returnee.conclude(reader.scope, {case: chosen}, at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("已錄入：%(what)s。") % {"what": part_words(chosen)}),
        to=_page(case),
    )


@page("screening.hand_over")
@require_POST
def hand_over(request: HttpRequest, case: int) -> HttpResponse:
    """Hand a check over to another village, or to another county."""
    reader = who.of(request)
    to = request.POST.get("to", "")
    if to == "outside":
        return acts.act(
            request,
            lambda: services.hand_over_outside(reader.scope, [case], at=reader.at),
            done=lambda receipt: acts.booked(receipt, gettext("已移交外縣。")),
            to=_page(case),
        )

    def verb() -> object:
        place = reader.tree.by_code.get(to)
        if place is None:
            raise Refused("place_unknown", words("請選擇移交到哪一個村（社區）。"))
        return services.hand_over(reader.scope, [case], to=int(place), at=reader.at)

    place = reader.tree.by_code.get(to)
    mine = place is not None and reader.scope.covers(int(place))
    done = gettext("已移交。接收的村（社區）會在待核查中看到。")
    return acts.act(request, verb, done=lambda _: done, to=_page(case) if mine or place is None else reverse("checks"))


@page("screening.take_back")
@require_POST
def take_back(request: HttpRequest, case: int) -> HttpResponse:
    """Reverse a claim about a check, with a reason."""
    reader = who.of(request)
    claim = request.POST.get("claim", "")
    reason = request.POST.get("reason", "")
    return acts.act(
        request,
        lambda: services.take_back(
            reader.scope,
            int(claim) if claim.isdecimal() else 0,
            reason=reason if reason in REASONS else "",
            at=reader.at,
        ),
        done=lambda receipt: acts.booked(receipt, gettext("已沖銷。原來的錄入仍在台賬中。")),
        to=_page(case),
    )


@page("screening.end_observation")
@require_POST
def release(request: HttpRequest, case: int) -> HttpResponse:
    """Release somebody whose observation has run its days."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.end_observations(reader.scope, [case], at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("觀察已解除。")),
        to=_page(case),
    )


@page("restrictions.appeal")
@require_POST
def appeal(request: HttpRequest, case: int) -> HttpResponse:
    """Note an objection to an observation."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: file_appeal(reader.scope, case, ground=request.POST.get("ground", "")[:40], at=reader.at),
        done=lambda _: gettext("申訴已記下，12 小時內應有答覆。"),
        to=_page(case),
    )
