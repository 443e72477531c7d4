"""The public page: nobody signs in, nothing works by script, and every answer is the same for everybody.

What is said goes by POST and comes back in no address, no log and no error page.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.pillars.screening.announcing.door import announce as keep
from tongchou.registers.places.queries import tree
from tongchou.web.announcing.asking import TRAP, Announcing, address_of, is_too_large, lines
from tongchou.web.shell.access import ANYONE, page
from tongchou.web.shell.refusals import Malformed, answer, sentence

HOUR_SECONDS = 3600


# The token is checked inside: reading it reads the whole body, and the body's size is looked at first.
@page(ANYONE)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Ask for an announcement, and answer it with its receipt number and whom to call."""
    if request.method == "POST" and is_too_large(request):
        return answer(request, Malformed("too_large", words("所填的內容太多，請簡短填寫。")))
    return _page(request)


@csrf_protect
def _page(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    places = tree(clock.local_day(now))
    if request.method != "POST":
        form = Announcing(tree=places, initial={"entry": new_id(), "arrives_on": clock.local_day(now)})
        return _form(request, form)
    form = Announcing(request.POST, tree=places)
    if request.POST.get(TRAP):
        form.add_error(None, gettext("表格最後一欄是防止機器填寫的，請留空。"))
    if form.is_valid():
        try:
            receipt = keep(form.said(), entry=form.cleaned_data["entry"], at=now, address=address_of(request))
        except Refused as refusal:
            field = refusal.params.get("field")
            form.add_error(field if field in form.fields else None, sentence(refusal))
            if refusal.code != "announce_wrong":
                return _form(request, form, status=429)
        else:
            context = {"receipt": _apart(receipt), "lines": lines(form.cleaned_data["town"]), "at": now}
            return render(request, "web/announcing/done.html", context)
    return _form(request, form, status=400)


def _form(request: HttpRequest, form: Announcing, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "lines": lines(), "trap": TRAP}
    response = render(request, "web/announcing/announce.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(HOUR_SECONDS)
    return response


def _apart(receipt: str) -> str:
    """Return a receipt number in threes, as it is read out."""
    return " ".join(receipt[at : at + 3] for at in range(0, len(receipt), 3))
