"""An enterprise's own page: the next step, what is still missing, today's sheet, its difficulties."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongchou.base.refusals import NotAllowed, words
from tongchou.pillars.resumption import queries, rules
from tongchou.pillars.resumption.accounts import ANSWERED
from tongchou.pillars.resumption.stages import AT_WORK, CONSULTATION, REFUSED, SUSPENDED
from tongchou.web.resumption.enterprise import page_of
from tongchou.web.shell import who
from tongchou.web.shell.access import page

#: What an enterprise sees first, by what there is to do; a later condition gives way to an earlier one.
NEXT = {
    "shut": words("按當日規定暫不開放，開放時會在此告知。"),
    "papers": words("請補齊下列材料，交過的不必再交。"),
    "apply": words("材料已齊，可以提出復工申請。"),
    "mend": words("驗收未通過，整改後可再次申請。"),
    "wait": words("申請已收到，等待驗收，不必再跑。"),
    "sheet": words("請報送今日職工健康情況。"),
    "confirm": words("有困難已答覆，請確認是否解決。"),
    "nothing": words("今日沒有待辦事項。"),
}


@page("resumption.own")
def own(request: HttpRequest) -> HttpResponse:
    """Show the reader's own enterprise with what is to be done next.

    Raises:
        NotAllowed("no_enterprise"): none of their organisations is in the books yet.
    """
    reader = who.of(request)
    mine = queries.own(reader.scope)
    if not mine:
        raise NotAllowed("no_enterprise", words("您的企業還沒有登記，請與鎮（街）聯繫。"))
    asked = request.GET.get("case", "")
    row = next((one for one in mine if str(one.case) == asked), mine[0])
    context = page_of(reader, row.case)
    today = next((sheet for sheet in context["sheets"] if sheet.name == reader.today.isoformat()), None)
    context |= {"others": [one for one in mine if one != row], "today": today, "next": next_step(context, today)}
    context["next_words"] = NEXT[context["next"]]
    return render(request, "web/resumption/own.html", context)


def next_step(context: dict[str, Any], today: Any) -> str:
    """Return the one thing an enterprise is to do next, by its name in `NEXT`."""
    state = context["row"].state
    if state in AT_WORK:
        if today is None or not today.said:
            return "sheet"
        return "confirm" if any(one.state == ANSWERED for one, *_ in context["difficulties"]) else "nothing"
    if context["regime"].way == rules.STAYS_SHUT:
        return "shut"
    if state in (CONSULTATION, REFUSED, SUSPENDED):
        if context["missing"]:
            return "papers"
        return "apply" if state == CONSULTATION else "mend"
    return "wait"


def home_of(reader: who.Who) -> HttpResponseRedirect | None:
    """Return the way to the enterprise's own page for those who have no other home."""
    if reader.may("resumption.own") and not reader.scope.roots:
        return HttpResponseRedirect(reverse("own-enterprise"))
    return None
