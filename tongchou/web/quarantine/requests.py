"""Requests from the field, and their answer: an order, a hold for hours, or no with a reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.pillars.quarantine import queries, rules, services
from tongchou.pillars.quarantine.services.requests import REFUSALS
from tongchou.procedures import quarantine_returnee
from tongchou.registers.staff.models import User
from tongchou.web.quarantine.showing import site_asked, sites_of, ticked, with_people
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page

BASES = {"": words("按人員類別"), "by-letter": words("按指揮部函件"), "close-contact": words("密切接觸者")}


@page("quarantine.read")
def requests(request: HttpRequest) -> HttpResponse:
    """List the requests that wait for an answer, with the end an order of today would give."""
    reader = who.of(request)
    rows = with_people(reader, queries.requests(reader.scope))
    edition = rule_on("quarantine.length", reader.today)
    for one in rows:
        doc = one["row"].doc
        one["ends_on"] = rules.quarantine_ends_on(doc.exposed_on, edition, doc.basis) if doc.exposed_on else None
        one["is_over"] = one["ends_on"] is not None and one["ends_on"] < reader.today
    may_ask = reader.may("quarantine.request") and reader.may("screening.read")
    unasked = quarantine_returnee.missing(reader.scope) if may_ask else []
    context = {
        "rows": rows,
        "sites": sites_of(reader),
        "bases": BASES,
        "refusals": REFUSALS,
        "on_call": services.on_call(reader.today),
        "unasked": len(unasked),
        "may": {verb: reader.may(f"quarantine.{verb}") for verb in ("order", "hold", "request", "put_on_call")},
    }
    return render(request, "web/quarantine/requests.html", context)


@page("quarantine.order")
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Order quarantine for the ticked requests, or refuse them with a reason."""
    reader = who.of(request)
    refused = request.POST.get("reason", "")

    def verb() -> Any:
        cases = ticked(request)
        if "refuse" in request.POST:
            return services.refuse(reader.scope, cases, reason=refused, at=reader.at)
        basis = request.POST.get("basis", "")
        if basis not in BASES:
            raise Refused("basis_unknown", words("請選擇期限的依據。"))
        return services.order(reader.scope, cases, site=site_asked(request, reader), basis=basis, at=reader.at)

    text = (
        gettext("已退回，理由已寫明。")
        if "refuse" in request.POST
        else gettext("已作出隔離決定；請問清家中情況再轉運。")
    )
    return acts.act(request, verb, done=lambda receipt: acts.booked(receipt, text), to=reverse("requests"))


@page("quarantine.hold")
@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Hold the ticked people where they are, in the name of whoever is on call."""
    reader = who.of(request)
    on_call = services.on_call(reader.today)
    issuer = request.POST.get("issuer", "")
    return acts.act(
        request,
        lambda: services.hold(
            reader.scope,
            ticked(request),
            issuer=int(issuer) if issuer.isdecimal() else (on_call[0].pk if len(on_call) == 1 else 0),
            at=reader.at,
        ),
        done=lambda receipt: acts.booked(receipt, gettext("已臨時留置，到時自行解除。")),
        to=reverse("requests"),
    )


@page("quarantine.request")
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the ticked requests back."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.withdraw(reader.scope, ticked(request), at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("報請已撤回。")),
        to=reverse("requests"),
    )


@page("quarantine.request")
@require_POST
def ask_missing(request: HttpRequest) -> HttpResponse:
    """Ask for everyone whose check says so and for whom nobody has asked yet."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: quarantine_returnee.request(reader.scope, quarantine_returnee.missing(reader.scope), at=reader.at),
        done=lambda cases: gettext("已補報 %(count)s 件。") % {"count": len(cases)},
        to=reverse("requests"),
    )


@page("quarantine.put_on_call")
@require_POST
def put_on_call(request: HttpRequest) -> HttpResponse:
    """Name who is on call today."""
    reader = who.of(request)

    def verb() -> Any:
        user = User.objects.filter(username=request.POST.get("username", "").strip(), is_active=True).first()
        if user is None:
            raise Refused("user_unknown", words("沒有這個用戶。"))
        return services.put_on_call(reader.scope, user.pk, on=reader.today)

    return acts.act(request, verb, done=lambda _: gettext("今日值班簽發人已登記。"), to=reverse("requests"))
