"""The bulletin of a day: on screen in the reader's language, as a file for paper, frozen at a cut as a flash report."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base import clock
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.bulletin import services
from tongchou.closing.models import Cut, Seal
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.copies import shared_page
from tongchou.web.shell.naming import LANGUAGE_NAMES, language_of
from tongchou.web.shell.opening import narrowed
from tongchou.web.shell.seen import seen_by
from tongchou.web.shell.spot import Day

#: Files offered: format, ending, content type.
FILES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}


@page("bulletin.read")
@shared_page("on", "lang", "cut", kept=True)
def bulletin(request: HttpRequest) -> HttpResponse:
    """Show a day's bulletin, or a flash report of it; every number is a door for whoever may open its rows."""
    reader = who.of(request)
    lang = language_of(request)
    cut = _cut(request)
    on = cut.on if cut else reader.on
    body = services.made(on, cut=cut, fmt="fragment", lang=lang, at=reader.at, seen=seen_by(request))
    is_sealed = Seal.objects.filter(closing_id=on).exists()
    request.is_settled = cut is not None or is_sealed  # type: ignore[attr-defined]
    context = {
        "spot": Day(on, reader.today),
        "article": mark_safe(narrowed(request, str(body))),
        "lang": lang,
        "languages": LANGUAGE_NAMES,
        "cut": cut,
        "cuts": Cut.objects.filter(on=on).order_by("number"),
        "files": [fmt for fmt in FILES if fmt != "json"],
        "is_sealed": is_sealed,
        "may_cut": reader.may("closing.cut"),
        "query": _query(on.isoformat(), lang, cut),
    }
    return render(request, "web/bulletin/bulletin.html", context)


def _cut(request: HttpRequest) -> Cut | None:
    """Return the flash report that the address names.

    Raises:
        NotFound("cut_unknown").
    """
    number = request.GET.get("cut", "")
    if not number:
        return None
    found = Cut.objects.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    if found is None:
        raise NotFound("cut_unknown", words("沒有這一號快報。"))
    return found


def _query(on: str, lang: str, cut: Cut | None) -> str:
    return urlencode({"on": on, "lang": lang, **({"cut": cut.number} if cut else {})})


@page("bulletin.read")
def download(request: HttpRequest) -> HttpResponse:
    """Send a bulletin, or the public notice of a sealed day, as a file."""
    return sent(request, request.GET.get("format", "docx"))


def sent(request: HttpRequest, fmt: str) -> HttpResponse:
    """Return what the address asks for as a file in a format.

    Raises:
        Refused("format_unknown"), NotFound("cut_unknown"), Refused("day_not_sealed").
    """
    reader = who.of(request)
    lang = language_of(request)
    if fmt not in FILES:
        raise Refused("format_unknown", words("通報沒有「%(fmt)s」格式，可選 html、docx、pdf、md、json。"), fmt=fmt)
    cut = _cut(request)
    on = cut.on if cut else reader.on
    if request.GET.get("notice") == "1":
        body, kind = services.make_notice(on, fmt=fmt, lang=lang, at=reader.at), "notice"
    else:
        body = services.made(on, cut=cut, fmt=fmt, lang=lang, at=reader.at)
        kind = f"flash-{cut.number}" if cut else "bulletin"
    name = f"{kind}-{on.isoformat()}-{lang}.{fmt}"
    return HttpResponse(
        body, content_type=FILES[fmt], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@page("closing.cut")
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze a flash report of the day at a time, under the next number."""
    reader = who.of(request)
    on = request.POST.get("on", "")
    to = f"{reverse('bulletin')}?{urlencode({'on': who.day_of(on).isoformat()})}"
    made: list[Cut] = []

    def done(cut: Cut) -> str:
        made.append(cut)
        return gettext("快報第 %(number)s 號已定格。") % {"number": cut.number}

    answer = acts.act(request, lambda: frozen(reader, on=on, time=request.POST.get("time", "")), done=done, to=to)
    if made:
        answer["Location"] = f"{to}&cut={made[0].number}"
    return answer


def frozen(reader: who.Who, *, on: str, time: str) -> Cut:
    """Return the flash report of a day at a local time, the present without one; frozen now if it was not before.

    Raises:
        Refused("bad_day"), Refused("bad_time"), Refused("cut_not_come").
    """
    day = who.day_of(on)
    at = reader.at
    if time.strip():
        try:
            said = datetime.strptime(time.strip(), "%H:%M").replace(tzinfo=clock.ZONE)
        except ValueError:
            raise Refused("bad_time", words("時間的寫法應如 17:00。")) from None
        at = clock.local(day, said.hour, said.minute)
    return services.frozen_at(day, cut=at, user=reader.scope, at=reader.at)
