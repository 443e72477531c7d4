"""Makers on the desk: capacity, planned plants, the day's output."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.supplies import queries, services
from tongchou.registers.items.queries import every_item
from tongchou.registers.items.queries import item as item_of
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot
from tongchou.web.supplies import reading


@page("supplies.read")
def makers(request: HttpRequest) -> HttpResponse:
    """List the makers of a place with what they can make and what they made."""
    reader, here = who.of(request), spot(request)
    context = {
        "spot": here,
        "rows": [(row, here.name_of(row.place)) for row in queries.makers(reader.scope, on=here.on, place=here.place)],
        "items": every_item(),
        "plants": services.PLANTS,
        "may_set": reader.may("supplies.makers"),
        "may_report": reader.may("supplies.report_output"),
    }
    return render(request, "web/supplies/makers.html", context)


@page("supplies.makers")
@require_POST
def set_capacity(request: HttpRequest) -> HttpResponse:
    """Say what a maker, known or new, can make a day."""
    reader, here, post = who.of(request), spot(request), request.POST

    def verb() -> Any:
        if not post.get("item"):
            raise Refused("item_unknown", words("請選擇物資。"))
        item = item_of(post["item"])
        maker = reading.number(request, "maker")
        if not maker:
            maker = services.add_maker(reader.scope, post.get("name", ""), place=here.place, at=reader.at).pk
        lines = reading.number(request, "lines") or None
        return services.set_capacity(
            reader.scope, maker, item, reading.steps(post.get("a_day", ""), item), plant=post.get("plant", ""),
            lines=lines, at=reader.at,
        )  # fmt: skip

    return _done(request, verb, gettext("產能已登記。"), here.code)


@page("supplies.makers")
@require_POST
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """Note that a planned plant runs."""
    reader, here = who.of(request), spot(request)
    return _done(
        request,
        lambda: services.begin_operation(reader.scope, number, at=reader.at),
        gettext("已投產。"),
        here.code,
    )


@page("supplies.report_output")
@require_POST
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Report what a maker made on the day."""
    reader, here = who.of(request), spot(request)

    def verb() -> Any:
        said = {item_of(code): text for code, text in reading.numbered(request, "made-").items()}
        made = {item.id: reading.steps(text, item) for item, text in said.items()}
        return services.report_output(reader.scope, number, made, on=here.on, at=reader.at)

    return _done(request, verb, gettext("當日產量已報。"), here.code)


def _done(request: HttpRequest, verb: Any, text: str, code: str) -> HttpResponse:
    return acts.act(
        request, verb, done=lambda receipt: acts.booked(receipt, text), to=f"{reverse('supply-makers')}?at={code}"
    )
