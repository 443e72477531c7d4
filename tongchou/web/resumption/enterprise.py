"""An enterprise's page: its way and the regimes, its team and plan, papers, sheets, difficulties; and its acts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.intake.doors import take
from tongchou.pillars.resumption import dated, queries, rules, services
from tongchou.pillars.resumption.accounts import DIFFICULTY_KINDS, HEALTH_COLUMNS
from tongchou.pillars.resumption.models import FINDINGS, MEASURES, ROLES, SECTORS
from tongchou.pillars.resumption.rules import Parts
from tongchou.pillars.resumption.stages import STAGES
from tongchou.registers.orgs import queries as orgs
from tongchou.registers.places import queries as places
from tongchou.registers.staff import queries as staff
from tongchou.registers.staff.models import User
from tongchou.web.resumption.enterprises import take_step
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import part_words

VERBS = (
    "consult",
    "apply",
    "inspect",
    "decide",
    "suspend",
    "take_back",
    "serve",
    "raise",
    "answer",
    "report",
    "spot_check",
)


@page("resumption.read")
def enterprise(request: HttpRequest, case: int) -> HttpResponse:
    """Show an enterprise with everything that can be done with it."""
    reader = who.of(request)
    return render(request, "web/resumption/enterprise.html", page_of(reader, case))


def page_of(reader: who.Who, case: int) -> dict[str, Any]:
    """Return all that a page of an enterprise shows."""
    scope, today = reader.scope, reader.today
    row = queries.enterprise(scope, case)
    told, whole = queries.checklist(scope, case, on=today)
    return {
        "row": row,
        "place": places.labels([row.place], today).get(row.place, ""),
        "sector": SECTORS.get(row.sector, ""),
        "stages": STAGES,
        "regime": dated.regime(row.group, today),
        "regime_words": rules.WAYS[dated.regime(row.group, today).way],
        "regimes": [(one, rules.WAYS[one.way]) for one in dated.regimes(row.group)],
        "way": _way(reader, case),
        "told": told,
        "whole": whole,
        "missing": queries.papers_missing(scope, case, on=today),
        "team": [(ROLES[member.role], member) for member in queries.team(scope, case, on=today)],
        "plan": [MEASURES[code] for code in row.plan if code in MEASURES],
        "sheets": queries.sheets(scope, case, on=today),
        "columns": HEALTH_COLUMNS,
        "difficulties": [(one, *queries.own_words(scope, one.case)) for one in queries.difficulties(scope, of=case)],
        "kinds": DIFFICULTY_KINDS,
        "spot_checks": [(one, [FINDINGS[code] for code in one.found]) for one in queries.spot_checks(scope, of=case)],
        "loans": [(one, one.fen // 100) for one in queries.loans(scope, of=case)],
        "reasons": rules.REASONS,
        "measures": MEASURES,
        "roles": ROLES,
        "findings": FINDINGS,
        "may": {verb: reader.may(f"resumption.{verb}") for verb in VERBS},
    }


def _way(reader: who.Who, case: int) -> list[dict[str, Any]]:
    steps = queries.way(reader.scope, case)
    names = staff.names(step.actor for step in steps)
    return [
        {
            "step": step,
            "actor": names.get(step.actor) or gettext("系統"),
            "regime": rules.WAYS.get(step.regime, ""),
            "reason": rules.REASONS.get(step.reason, ""),
        }
        for step in steps
    ]


def to(case: int) -> str:
    """Return the address of an enterprise's page."""
    return reverse("enterprise", args=[case])


def _step(request: HttpRequest, case: int, allowed: tuple[str, ...]) -> HttpResponse:
    """Do the step a form names, if it is one of those this route is for."""
    reader = who.of(request)
    step = request.POST.get("step", allowed[0])

    def verb() -> Any:
        if step not in allowed:
            raise Refused("step_unknown", words("企業現在的環節不能直接辦這一步。"))
        said = request.POST
        return take_step(
            reader, [case], step, reason=said.get("reason", ""), workshops=said.get("workshops", "").strip()[:200]
        )

    return acts.act(request, verb, done=_told, to=acts.back(request, to(case)))


def _told(result: Any) -> str:
    if isinstance(result, int):
        return gettext("已一次告知整份清單和聯繫人。") if result else gettext("此前已告知過，這一次記為重複。")
    return acts.booked(result, gettext("已錄入。"))


@page("resumption.consult")
@require_POST
def consult(request: HttpRequest, case: int) -> HttpResponse:
    """Tell an enterprise the whole checklist and whom to ring."""
    return _step(request, case, ("consult",))


@page("resumption.apply")
@require_POST
def apply(request: HttpRequest, case: int) -> HttpResponse:
    """Apply to go back to work."""
    return _step(request, case, ("apply",))


@page("resumption.decide")
@require_POST
def decide(request: HttpRequest, case: int) -> HttpResponse:
    """Take an application up, approve it or refuse it."""
    return _step(request, case, ("inspect", "approve", "refuse"))


@page("resumption.suspend")
@require_POST
def suspend(request: HttpRequest, case: int) -> HttpResponse:
    """Stop an enterprise, or keep a venue shut."""
    return _step(request, case, ("suspend", "shut"))


@page("resumption.take_back")
@require_POST
def take_back(request: HttpRequest, case: int) -> HttpResponse:
    """Take the last step back."""
    return _step(request, case, ("take-back",))


@page("resumption.apply")
@require_POST
def hand_in(request: HttpRequest, case: int) -> HttpResponse:
    """Hand in a paper."""
    reader = who.of(request)
    sent = request.FILES.get("file")
    question = request.POST.get("question", "")

    def verb() -> int:
        if sent is None:
            raise Refused("file_empty", words("文件是空的，請重新選擇。"))
        name = (sent.name or "").replace("\\", "/").rsplit("/", 1)[-1]
        return services.hand_in(reader.scope, {case: {question: sent.read()}}, at=reader.at, file_name=name)

    return acts.act(request, verb, done=lambda _: gettext("材料已收存，不必再交。"), to=acts.back(request, to(case)))


@page("resumption.read")
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """Return a paper as it was handed in."""
    answer, content = queries.paper(who.of(request).scope, number)
    name = quote(answer.file_name or answer.question)
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "X-Content-Type-Options": "nosniff"},
    )


@page("resumption.answer")
@require_POST
def answer(request: HttpRequest, case: int) -> HttpResponse:
    """Answer a question of the checklist, or ask for a paper again: both times the books say when it is a repeat."""
    reader = who.of(request)
    question = request.POST.get("question", "")
    ask = services.ask_paper if request.POST.get("ask") else services.answer_question

    def done(row: Any) -> str:
        if row.is_repeat:
            return gettext("此前已有答覆，這一次記為重複。")
        return gettext("已答覆。")

    return acts.act(request, lambda: ask(reader.scope, case, question=question, at=reader.at), done=done, to=to(case))


@page("resumption.read")
def contact(request: HttpRequest, case: int) -> HttpResponse:
    """Show whom one rings at an enterprise; the look is kept."""
    reader = who.of(request)
    row = queries.enterprise(reader.scope, case)
    found = orgs.contact(reader.scope, row.organisation, purpose="resumption", at=reader.at)
    return render(request, "web/resumption/contact.html", {"row": row, "contact": found})


@page("resumption.serve")
@require_POST
def serve(request: HttpRequest, case: int) -> HttpResponse:
    """Give an enterprise its plan, or put somebody in its team."""
    reader = who.of(request)
    measures, username = request.POST.getlist("measure"), request.POST.get("username", "").strip()

    def verb() -> int:
        if not username:
            return services.set_plan(reader.scope, [case], measures=measures, at=reader.at)
        user = User.objects.filter(username=username, is_active=True).values_list("pk", flat=True).first()
        return services.assign(reader.scope, [case], role=request.POST.get("role", ""), user=user or 0, at=reader.at)

    return acts.act(request, verb, done=lambda _: gettext("已記下。"), to=to(case))


@page("resumption.raise")
@require_POST
def raise_difficulty(request: HttpRequest, case: int) -> HttpResponse:
    """Raise a difficulty of an enterprise."""
    reader = who.of(request)
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")[:2000]
    return acts.act(
        request,
        lambda: services.raise_difficulty(reader.scope, case, kind=kind, text=text, at=reader.at),
        done=lambda _: gettext("困難已提出，由專班答覆。"),
        to=acts.back(request, to(case)),
    )


@page("resumption.report")
@require_POST
def report(request: HttpRequest, case: int) -> HttpResponse:
    """Say what an enterprise's sheet of today says, typed or as a file of workers."""
    reader = who.of(request)
    sent = request.FILES.get("file")

    def verb() -> Any:
        if sent is not None:
            found = take("workers-health", sent.read(), sent.name or "", user=reader.user, at=reader.at)
            return found.counts
        return services.report(reader.scope, {case: parts_in(request)}, at=reader.at)

    def done(result: Any) -> str:
        if not isinstance(result, dict):
            return acts.booked(result, gettext("今日日報已錄入。"))
        taken = result["stored"] + result["flagged"]
        text = gettext("已收 %(taken)s 行，退回 %(refused)s 行。")
        return text % {"taken": taken, "refused": result["refused"]}

    return acts.act(request, verb, done=done, to=acts.back(request, to(case)))


def parts_in(request: HttpRequest) -> Parts:
    """Return the numbers of a form; an empty field says nothing.

    Raises:
        Refused("number_unreadable").
    """
    said: dict[str, int] = {}
    for name in HEALTH_COLUMNS:
        text = request.POST.get(name, "").strip().translate(str.maketrans("０１２３４５６７８９", "0123456789"))
        if not text:
            continue
        if not text.isdecimal() or len(text) > 7:
            raise Refused("number_unreadable", words("「%(column)s」請填整數。"), column=part_words(name))
        said[name] = int(text)
    return Parts(**said)


@page("resumption.spot_check")
@require_POST
def spot_check(request: HttpRequest, case: int) -> HttpResponse:
    """Write down a spot check."""
    reader = who.of(request)
    found = request.POST.getlist("found")
    return acts.act(
        request,
        lambda: services.spot_check(reader.scope, {case: found}, at=reader.at),
        done=lambda _: gettext("抽查已記下。"),
        to=to(case),
    )
