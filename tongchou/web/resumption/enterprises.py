"""The county's enterprises: the rates by class, where they stand, and the list to be worked off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.resumption import queries, rules, services
from tongchou.pillars.resumption.models import SECTORS
from tongchou.pillars.resumption.queries import Count, EnterpriseRow, Wanted
from tongchou.pillars.resumption.stages import AT_WORK, SIZES, STATES, VENUES
from tongchou.registers.places import queries as places
from tongchou.web.shell import acts, paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot

#: What may be done with several enterprises at once from the list: the verb's name in the form.
STEPS = ("consult", "inspect", "approve", "refuse", "suspend")


@page("resumption.survey")
def enterprises(request: HttpRequest) -> HttpResponse:
    """List the enterprises of a place, with the rates by class above them."""
    reader = who.of(request)
    here = spot(request)
    chosen = wanted(request)
    found = queries.enterprises(
        reader.scope, chosen, place=here.place, after=paging.after_asked(request), limit=paging.SIZE + 1
    )
    counts = queries.counts(reader.scope, place=here.place)
    context = {
        "spot": here,
        "strip": paging.strip(request, rows_of(reader, found), lambda row: row["row"].case),
        "rates": rates(counts),
        "states": [(state, _sum(counts, lambda c, s=state: c.state == s)) for state in STATES],
        "wanted": chosen,
        "groups": (*SIZES, *VENUES),
        "sectors": SECTORS,
        "reasons": rules.REASONS,
        "may_act": reader.may("resumption.decide"),
    }
    return render(request, "web/resumption/enterprises.html", context)


def wanted(request: HttpRequest) -> Wanted:
    """Return the filters that stand in the address.

    Raises:
        Refused("bad_filter"): one of them is no such class, state or sector.
    """
    asked = request.GET.get
    group, state, sector, cell = asked("group") or "*", asked("state") or "*", asked("sector", ""), asked("cell", "")
    known = group in (*SIZES, *VENUES, "*") and state in (*STATES, "*") and sector in ("", *SECTORS)
    if not known or (cell and not cell.isdecimal()):
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    return Wanted(group, state, sector, asked("leading") == "1", asked("q", "")[:60], int(cell) if cell else None)


def rows_of(reader: who.Who, rows: list[EnterpriseRow]) -> list[dict[str, Any]]:
    """Return enterprises with their places named."""
    labels = places.labels({row.place for row in rows}, reader.today)
    return [{"row": row, "place": labels.get(row.place, ""), "sector": SECTORS.get(row.sector, "")} for row in rows]


def rates(counts: list[Count]) -> list[dict[str, Any]]:
    """Return of each class that has any: how many, how many at work, and the rate; sizes first, then venues."""
    found = []
    for group in (*SIZES, *VENUES):
        total = _sum(counts, lambda c, g=group: c.group == g)
        work = _sum(counts, lambda c, g=group: c.group == g and c.state in AT_WORK)
        if total:
            found.append({"group": group, "total": total, "at_work": work, "rate": work / total})
    return found


def _sum(counts: list[Count], chosen: Any) -> int:
    return sum(one.count for one in counts if chosen(one))


@page("resumption.decide")
@require_POST
def step_many(request: HttpRequest) -> HttpResponse:
    """Do one step with the ticked enterprises."""
    reader = who.of(request)
    cases = [int(text) for text in request.POST.getlist("case") if text.isdecimal()]
    step = request.POST.get("step", "")

    def verb() -> int:
        if not cases:
            raise Refused("nothing_ticked", words("請先勾選企業。"))
        if step not in STEPS:
            raise Refused("step_unknown", words("企業現在的環節不能直接辦這一步。"))
        take_step(reader, cases, step, reason=request.POST.get("reason", ""))
        return len(cases)

    done = gettext("已辦理 %(count)s 家。") % {"count": len(cases)}
    return acts.act(request, verb, done=lambda _: done, to=acts.back(request, reverse("enterprises")))


def take_step(reader: who.Who, cases: list[int], step: str, *, reason: str = "", workshops: str = "") -> Any:
    """Do one step of the way with enterprises, by its name."""
    scope, at = reader.scope, reader.at
    steps: dict[str, Callable[[], Any]] = {
        "consult": lambda: services.consult(scope, cases, at=at),
        "apply": lambda: services.apply(scope, cases, at=at, workshops=workshops),
        "inspect": lambda: services.inspect(scope, cases, at=at),
        "approve": lambda: services.approve(scope, cases, at=at, workshops=workshops),
        "refuse": lambda: services.refuse(scope, cases, reason=reason, at=at),
        "suspend": lambda: services.suspend(scope, cases, reason=reason, at=at),
        "shut": lambda: services.shut(scope, cases, at=at),
        "take-back": lambda: services.take_back(scope, cases[0], reason=reason, at=at),
    }
    return steps[step]()
