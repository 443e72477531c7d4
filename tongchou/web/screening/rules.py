"""The dated rules: what holds on a day, where it comes from, and how two officers add an edition."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.pillars.screening import dated, services
from tongchou.pillars.screening import rules as pure
from tongchou.pillars.screening.accounts import GROUPS, OUTCOMES
from tongchou.pillars.screening.models import RuleEdition
from tongchou.registers.staff import queries as staff
from tongchou.registers.staff.roles import SLOTS
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page

TITLES = {
    "source_areas": words("重點地區"),
    "outcomes": words("核查結果"),
    "observation": words("醫學觀察"),
}
FLAGS = ("visits", "restricts", "returns")


@page("screening.read")
def rules(request: HttpRequest) -> HttpResponse:
    """Show each kind of rule: the edition in force, all editions, those that wait for a second officer."""
    reader = who.of(request)
    waiting = list(RuleEdition.objects.filter(approved_at=None).order_by("proposed_at"))
    names = staff.names(row.proposed_by_id for row in waiting)
    context = {
        "kinds": [_kind(name, reader) for name in pure.NAMES],
        "waiting": [
            {"row": row, "by": names.get(row.proposed_by_id, ""), "title": TITLES[row.name], "lines": _lines(row.body)}
            for row in waiting
        ],
        "may_propose": reader.may("screening.propose_rule"),
        "may_approve": reader.may("screening.approve_rule"),
        "may_approve_many": reader.may("restrictions.approve_many"),
    }
    return render(request, "web/screening/rules.html", context)


def _kind(name: str, reader: who.Who) -> dict[str, Any]:
    found = dated.editions(name)
    try:
        now: pure.Edition | None = dated.rule_on(name, reader.today)
    except Refused:
        now = None
    return {
        "name": name,
        "title": TITLES[name],
        "editions": [{"edition": one, "lines": _lines(one.body), "is_now": one is now or one == now} for one in found],
    }


def _lines(body: Any) -> list[str]:
    """Return a rule's body in short lines, whatever kind it is."""
    if "areas" in body:
        return ["、".join(body["areas"])]
    if "outcome" in body:
        return [f"{one['title']}（{one['code']}）" for one in body["outcome"]]
    days, ground = body.get("days"), body.get("legal_ground", "")
    return [gettext("%(days)s 天，%(ground)s") % {"days": days, "ground": ground}]


@page("screening.propose_rule")
def propose(request: HttpRequest, name: str) -> HttpResponse:
    """Write a new edition of a kind of rule, beginning from the one in force."""
    reader = who.of(request)
    if name not in pure.NAMES:
        raise NotFound("rule_unknown", words("沒有這一類規則。"))
    if request.method == "POST":
        return acts.act(
            request,
            lambda: services.propose_rule(
                reader.scope,
                name,
                _body(request, name),
                from_on=who.day_of(request.POST.get("from_on", "")),
                source=request.POST.get("source", ""),
                at=reader.at,
            ),
            done=lambda _: gettext("已擬好，待另一位負責人批准後生效。"),
            to=reverse("rules"),
        )
    edition = dated.rule_on(name, reader.today)
    known = {one.code: one for one in pure.outcomes(edition)} if name == "outcomes" else {}
    context = {
        "name": name,
        "title": TITLES[name],
        "body": edition.body,
        "areas": "\n".join(edition.body.get("areas", ())),
        "outcomes": [{"code": code, "one": known.get(code)} for code in OUTCOMES],
        "groups": GROUPS,
        "slots": SLOTS,
        "today": reader.today,
    }
    return render(request, "web/screening/propose.html", context)


def _body(request: HttpRequest, name: str) -> dict[str, Any]:
    """Return a rule's body from its form.

    Raises:
        Refused("bad_number"): the number of days is none.
    """
    if name == "source_areas":
        return {"areas": [line.strip() for line in request.POST.get("areas", "").splitlines() if line.strip()]}
    if name == "observation":
        days = request.POST.get("days", "")
        if not days.isdecimal():
            raise Refused("bad_number", words("天數應是整數。"))
        return {
            "days": int(days),
            "legal_ground": request.POST.get("legal_ground", "").strip(),
            "concludes": request.POST.get("concludes", ""),
        }
    return {"outcome": [one for code in OUTCOMES if (one := _outcome(request, code))]}


def _outcome(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """Return one outcome of the form; None where no group may have it."""
    groups = request.POST.getlist(f"{code}:groups")
    if not groups:
        return None
    found = {"code": code, "title": request.POST.get(f"{code}:title", "").strip(), "groups": groups}
    return found | {flag: True for flag in FLAGS if request.POST.get(f"{code}:{flag}")}


@page("screening.approve_rule")
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve an edition that another officer wrote."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.approve_rule(reader.scope, number, at=reader.at),
        done=lambda row: gettext("已批准，自 %(on)s 起生效。") % {"on": row.from_on.isoformat()},
        to=reverse("rules"),
    )


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
