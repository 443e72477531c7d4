"""The closing as a tree: what each place still has, who answers for it, and the button that closes it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.closing import overview, pending
from tongchou.closing.close import close_day as close_county
from tongchou.closing.close import close_place as close_one
from tongchou.closing.models import REASONS, CarryOver, Closing, Seal
from tongchou.closing.overview import Branch
from tongchou.registers.places import queries as places
from tongchou.registers.staff import queries as staff
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import Spot, spot

SILENT = "closing.silent"
#: Places listed among those that hold a closing up.
HOLDING = 30
#: Rows of what was carried over on one page.
CARRIED = 200


@page("closing.read")
def closing(request: HttpRequest) -> HttpResponse:
    """Show the closing of a day at a place: what is left by kind, the places below, who holds it up."""
    reader = who.of(request)
    here = spot(request)
    tree = overview.tree_of(here.on, scope=reader.scope_in(here.tree), place=here.place)
    branch = tree.branch(here.place)
    holding = tree.held_up_by(here.place)
    below = tree.children(here.place)
    names = staff.names([one.responsible for one in (branch, *below, *holding[:HOLDING])])
    is_county = here.place == here.tree.root
    context = {
        "spot": here,
        "branch": branch,
        "left": _left(here, branch),
        "below": [_shown(here, one, names) for one in below],
        "holding": [_shown(here, one, names) for one in holding[:HOLDING] if one.place != here.place],
        "holding_more": max(0, len(holding) - HOLDING),
        "act": {"user": staff.names([branch.act.user]).get(branch.act.user, ""), "at": branch.act.at}
        if branch.act
        else None,
        "reasons": {code: text for code, text in REASONS.items() if code not in ("overdue", "unreported")},
        "may_close": reader.may("closing.close_place") and not is_county and not branch.is_closed,
        "may_close_day": reader.may("closing.close_day") and is_county,
        "carried": _carried(here),
        **_sealed(here.on),
    }
    return render(request, "web/closing/closing.html", context)


def _left(here: Spot, branch: Branch) -> list[dict[str, Any]]:
    """Return what is left at a place by kind, each with the way to its rows; silence needs no reason, it is ended."""
    query = urlencode({"at": here.code, "on": here.on.isoformat()})
    return [
        {
            "name": kind.name,
            "title": gettext(kind.title),
            "count": branch.left.get(kind.name, 0),
            "href": f"{reverse('figure', args=[kind.figure])}?{query}" if kind.figure else "",
            "needs_reason": kind.name != SILENT,
        }
        for kind in pending.kinds()
        if branch.left.get(kind.name, 0)
    ]


def _shown(here: Spot, branch: Branch, names: dict[int, str]) -> dict[str, Any]:
    titles = {kind.name: kind.title for kind in pending.kinds()}
    return {
        "branch": branch,
        "code": here.code_of(branch.place),
        "label": here.tree.label(branch.place),
        "lead": names.get(branch.responsible, ""),
        "left": [(gettext(titles[kind]), count) for kind, count in branch.left.items() if kind in titles],
    }


def _carried(here: Spot) -> dict[str, Any]:
    """Return what was carried over from the day at a place and below, by name and reason."""
    below = set(here.tree.below(here.place).tolist())
    rows = [row for row in CarryOver.objects.filter(day=here.on).order_by("-count", "pk") if row.place in below]
    shown = rows[:CARRIED]
    names = staff.names(user for row in shown for user in (row.responsible, row.by) if user)
    labels = places.labels({row.place for row in shown}, here.on)
    titles = {kind.name: kind.title for kind in pending.kinds()}
    return {
        "total": sum(row.count for row in rows),
        "more": max(0, len(rows) - CARRIED),
        "rows": [
            {
                "row": row,
                "kind": gettext(titles.get(row.kind, row.kind)),
                "place": labels.get(row.place, ""),
                "lead": names.get(row.responsible, ""),
                "by": names.get(row.by) or gettext("系統"),
                "reason": gettext(REASONS[row.reason]),
            }
            for row in shown
        ],
    }


def _sealed(on: date) -> dict[str, Any]:
    found = Closing.objects.filter(day=on).first()
    seal = Seal.objects.filter(closing=on).first()
    return {"county_closing": found, "root": bytes(seal.root).hex() if seal else "", "seal": seal}


def _here(here: Spot) -> str:
    return f"{reverse('closing')}?{urlencode({'at': here.code, 'on': here.on.isoformat()})}"


@page("closing.close_place")
@require_POST
def close_place(request: HttpRequest) -> HttpResponse:
    """Close a day of a place, what is left carried over with the reasons given; `?at=` and `?on=` say which."""
    reader = who.of(request)
    here = spot(request)
    reasons = {
        key.removeprefix("reason:"): str(value) for key, value in request.POST.items() if key.startswith("reason:")
    }
    given = {kind: reason for kind, reason in reasons.items() if reason}
    return acts.act(
        request,
        lambda: close_one(here.place, here.on, user=reader.scope, at=reader.at, reasons=given),
        done=lambda closed: gettext("已日結。結轉 %(count)s 件，均記在責任人名下。") % {"count": closed.carried.total},
        to=_here(here),
    )


@page("closing.close_day")
@require_POST
def close_day(request: HttpRequest) -> HttpResponse:
    """Close a day of the county and seal it; what is left anywhere is carried over by the system, by name."""
    reader = who.of(request)
    here = spot(request)
    return acts.act(
        request,
        lambda: close_county(here.on, user=reader.scope, at=reader.at),
        done=lambda closed: gettext("全縣已日結並封存。當日之根：%(root)s") % {"root": closed.root},
        to=_here(here),
    )
