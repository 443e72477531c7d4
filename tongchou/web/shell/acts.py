"""An act from a page: call the verb, say what happened, go on. A refusal is said where the act was tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.journal.entries import Receipt
from tongchou.web.shell.refusals import sentence

Result = TypeVar("Result")


def act(
    request: HttpRequest, verb: Callable[[], Result], *, done: Callable[[Result], str], to: str
) -> HttpResponseRedirect:
    """Do a verb and go to a page that says what became of it.

    What the reader may not see or do is answered by the refusal's own page; any other refusal is told at `to`.
    """
    try:
        result = verb()
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        tell(request, sentence(refusal), tone="bad")
    else:
        tell(request, done(result), tone="done")
    return HttpResponseRedirect(to)


def go(to: str) -> HttpResponseRedirect:
    """Go on to a page of ours."""
    return HttpResponseRedirect(to)


def tell(request: HttpRequest, text: str, *, tone: str) -> None:
    """Say something at the top of the next page; `tone` is done, due or bad."""
    messages.add_message(request, messages.INFO, text, extra_tags=tone)


def booked(receipt: Receipt, text: str) -> SafeString:
    """Return the words for an entry that is now in the books, with its number as a door to it."""
    if receipt.answer == "exists":
        text = gettext("此前已錄入，未再錄入。")
    elif receipt.answer == "conflict":
        text = gettext("同一編號已有不同內容的錄入，已另存待裁定。")
    return format_html('{} <a href="{}">{}</a>', text, reverse("entry", args=[receipt.id]), gettext("查看這筆錄入"))


def back(request: HttpRequest, default: str) -> str:
    """Return the page that a form says it came from, if it is one of ours."""
    to = request.POST.get("back", "")
    return to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith("/") else default
