"""The lead's pages of the field: the phones of their places, what is not in the books, and files taken in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base import clock
from tongchou.base.refusals import NotAllowed, Refused, words
from tongchou.field import clocks, outbox, overseeing
from tongchou.field.reading import ACTS
from tongchou.registers.places import queries as places
from tongchou.registers.staff import queries as staff
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import part_words
from tongchou.web.shell.refusals import sentence

ACT_WORDS = dict(
    zip(
        (*ACTS, "unknown"),
        (
            words("核查結果"), words("試過未見"), words("訪視"), words("上門遇見"), words("移交"), words("無事報零"),
            words("無法讀取"),
        ),
        strict=True,
    )
)  # fmt: skip
ANSWER_WORDS = {
    "created": words("已入賬"),
    "exists": words("此前已入賬"),
    "waiting": words("待前一筆"),
    "conflict": words("待裁定"),
    "refused": words("未入賬"),
}
#: What of an act is shown to a lead, and under which words; ids and claims say nothing to anybody.
SHOWN = {
    "name": words("姓名"),
    "number": words("證件號"),
    "phone": words("電話"),
    "address": words("住址"),
    "reason": words("事由"),
    "outcomes": words("結果"),
    "outcome": words("結果"),
    "checks": words("核查"),
    "visits": words("訪視"),
    "answer": words("所見"),
    "found": words("所見"),
    "to": words("移交到"),
    "told_by": words("何人告知"),
    "note": words("備註"),
}


@page("field.devices")
def devices(request: HttpRequest) -> HttpResponse:
    """List the phones of the reader's places."""
    reader = who.of(request)
    found = overseeing.devices_of(reader.scope)
    names = staff.names(one.user for one in found)
    labels = places.labels({one.place for one in found}, reader.today)
    rows = [
        {
            "device": one,
            "user": names.get(one.user, ""),
            "place": labels.get(one.place, ""),
            "off_minutes": round(clocks.told(one.clock_off, set_ahead=clock.set_ahead()) / 60),
        }
        for one in found
    ]
    left = len(overseeing.aside(reader.scope))
    return render(request, "field/devices.html", {"rows": rows, "left": left})


@page("field.devices")
@require_POST
def withdraw(request: HttpRequest, device: UUID) -> HttpResponse:
    """Withdraw a phone."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: overseeing.withdraw(reader.scope, device, at=reader.at),
        done=lambda _: gettext("已停用。該手機下次連線時清除名單。手機遺失的，請同時重設此人的密碼。"),
        to=reverse("field-devices"),
    )


@page("field.devices")
def aside(request: HttpRequest) -> HttpResponse:
    """List what phones sent that is not in the books, with what was said and why it was not taken."""
    reader = who.of(request)
    found = overseeing.aside(reader.scope)
    names = staff.names(one.row.user for one in found)
    labels = places.labels({one.row.place for one in found}, reader.today)
    rows = [
        {
            "row": one.row,
            "act": gettext(ACT_WORDS[one.row.act]),
            "user": names.get(one.row.user, ""),
            "place": labels.get(one.row.place, ""),
            "why": sentence(one.refusal) if one.refusal else "",
            "said": [
                (gettext(SHOWN[key]), _plain(value)) for key, value in one.content.items() if key in SHOWN and value
            ],
        }
        for one in found
    ]
    return render(request, "field/aside.html", {"rows": rows, "reasons": overseeing.REASONS})


def _plain(value: object) -> str:
    """Return what was said in words: outcomes and answers by their names, cases by their numbers."""
    if isinstance(value, dict):
        return "；".join(f"{key} {part_words(str(one))}" for key, one in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else part_words(str(value))


@page("field.devices")
@require_POST
def settle(request: HttpRequest, acknowledgement: int) -> HttpResponse:
    """Say why an act that is not in the books needs nothing more."""
    reader = who.of(request)
    reason = request.POST.get("reason", "")
    return acts.act(
        request,
        lambda: overseeing.settle(reader.scope, acknowledgement, reason=reason, at=reader.at),
        done=lambda _: gettext("已處理。"),
        to=reverse("field-aside"),
    )


@page("field.devices")
def file(request: HttpRequest) -> HttpResponse:
    """Take in an outbox that was saved as a file or came pasted as text, and say what became of each act."""
    reader = who.of(request)
    if request.method != "POST":
        return render(request, "field/outbox.html", {})
    sent = request.FILES.get("file")
    # A message on its way may have broken the text into lines; nothing in it has a blank.
    pasted = "".join(request.POST.get("text", "").split()).encode()
    try:
        if sent is None and not pasted:
            raise Refused("file_missing", words("請選擇手機另存的文件，或貼上手機複製的文字。"))
        taken = outbox.take_in(reader.scope, sent.read() if sent else pasted, at=reader.at)
    except NotAllowed:
        raise
    except Refused as refusal:
        return render(request, "field/outbox.html", {"why": sentence(refusal)}, status=400)
    answers = [{"answer": one, "word": gettext(ANSWER_WORDS[one.answer])} for one in taken.answers]
    return render(request, "field/outbox.html", {"answers": answers, "taken": True})
