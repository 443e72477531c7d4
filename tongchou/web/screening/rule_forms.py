"""Forms for screening's own kinds of rule, so that an officer ticks and types instead of writing TOML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from tongchou.base.dated import Edition
from tongchou.base.refusals import Refused, words
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import GROUPS, OUTCOMES
from tongchou.registers.staff.roles import SLOTS
from tongchou.web.rules.forms import RuleForm

FLAGS = ("visits", "restricts", "returns")


def _areas(request: HttpRequest) -> dict[str, Any]:
    return {"areas": [line.strip() for line in request.POST.get("areas", "").splitlines() if line.strip()]}


def _observation(request: HttpRequest) -> dict[str, Any]:
    """Return the rule of observation.

    Raises:
        Refused("bad_number"): the number of days is none.
    """
    days = request.POST.get("days", "")
    if not days.isdecimal():
        raise Refused("bad_number", words("天數應是整數。"))
    return {
        "days": int(days),
        "legal_ground": request.POST.get("legal_ground", "").strip(),
        "concludes": request.POST.get("concludes", ""),
    }


def _outcomes(request: HttpRequest) -> dict[str, Any]:
    return {"outcome": [one for code in OUTCOMES if (one := _outcome(request, code))]}


def _outcome(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """Return one outcome of the form; None where no group may have it."""
    groups = request.POST.getlist(f"{code}:groups")
    if not groups:
        return None
    found = {"code": code, "title": request.POST.get(f"{code}:title", "").strip(), "groups": groups}
    return found | {flag: True for flag in FLAGS if request.POST.get(f"{code}:{flag}")}


def _closed_set(edition: Edition) -> Mapping[str, Any]:
    known = {one.code: one for one in rules.outcomes(edition)}
    return {"outcomes": [{"code": code, "one": known.get(code)} for code in OUTCOMES], "groups": GROUPS}


FORMS = {
    "screening.source_areas": RuleForm(
        "web/screening/_areas_form.html", lambda edition: {"areas": "\n".join(edition.body["areas"])}, _areas
    ),
    "screening.observation": RuleForm(
        "web/screening/_observation_form.html", lambda edition: {"body": edition.body, "slots": SLOTS}, _observation
    ),
    "screening.outcomes": RuleForm("web/screening/_outcomes_form.html", _closed_set, _outcomes),
}
