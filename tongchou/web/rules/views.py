"""The pages of the dated rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.dated import Edition, in_force
from tongchou.base.refusals import Refused
from tongchou.dated import queries, services
from tongchou.dated.kinds import RuleKind, kind_named, kinds
from tongchou.dated.models import RuleEdition
from tongchou.registers.staff import queries as staff
from tongchou.web.rules.forms import form_of
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page


@page("rules.read")
def rules(request: HttpRequest) -> HttpResponse:
    """Show each kind of rule: the edition in force, all editions, those that wait for a second officer."""
    reader = who.of(request)
    waiting = queries.waiting()
    names = staff.names(row.proposed_by_id for row in waiting)
    context = {
        "kinds": [_kind(kind, reader) for kind in kinds()],
        "waiting": [_waiting(row, names.get(row.proposed_by_id, "")) for row in waiting],
        "may_propose": reader.may("rules.propose"),
        "may_approve": reader.may("rules.approve"),
        "may_approve_many": reader.may("restrictions.approve_many"),
    }
    return render(request, "web/rules/rules.html", context)


def _kind(kind: RuleKind, reader: who.Who) -> dict[str, Any]:
    found = queries.editions(kind)
    try:
        now: Edition | None = in_force(found, reader.today)
    except Refused:
        now = None
    return {
        "name": kind.name,
        "title": kind.title,
        "editions": [{"edition": one, "lines": kind.lines(one), "is_now": one is now} for one in found],
    }


def _waiting(row: RuleEdition, by: str) -> dict[str, Any]:
    kind = kind_named(row.kind)
    lines = kind.lines(Edition(row.from_on, row.source, row.body))
    return {"row": row, "by": by, "title": kind.title, "lines": lines}


@page("rules.propose")
def propose(request: HttpRequest, name: str) -> HttpResponse:
    """Write a new edition of a kind of rule, beginning from the one in force."""
    reader = who.of(request)
    kind, form = kind_named(name), form_of(name)
    if request.method == "POST":
        return acts.act(
            request,
            lambda: services.propose_rule(
                reader.scope,
                name,
                form.body(request),
                from_on=who.day_of(request.POST.get("from_on", "")),
                source=request.POST.get("source", ""),
                at=reader.at,
            ),
            done=lambda _: gettext("已擬好，待另一位負責人批准後生效。"),
            to=reverse("rules"),
        )
    edition = queries.rule_on(name, reader.today)
    context = {"title": kind.title, "today": reader.today, "form": form.template, **form.context(edition)}
    return render(request, "web/rules/propose.html", context)


@page("rules.approve")
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
