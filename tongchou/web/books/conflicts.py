"""Entries whose id came again with other content: the first stands until somebody has looked at both."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import words
from tongchou.journal import conflicts as journal
from tongchou.journal.models import Entry
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page

REASONS = {
    "same-meaning": words("兩次所說相同"),
    "posted-again": words("缺的已另行補錄"),
    "sent-in-error": words("後一次是誤送"),
}
#: Where the parts of an entry's content stand that a person can compare.
CODE, ACTOR, ROLE, AT = 1, 2, 3, 4


@page("books.settle")
def conflicts(request: HttpRequest) -> HttpResponse:
    """List the conflicts that wait, both contents beside each other."""
    found = journal.open_conflicts()
    first = {entry.id: entry for entry in Entry.objects.filter(id__in=[one.entry for one in found])}
    rows = []
    for one in found:
        content = journal.content_of(one)
        later = {"code": content[CODE], "actor": content[ACTOR], "role": content[ROLE], "at": content[AT]}
        rows.append({"conflict": one, "first": first.get(one.entry), "later": later})
    return render(request, "web/books/conflicts.html", {"rows": rows, "reasons": REASONS})


@page("books.settle")
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Note why a conflict is none any more."""
    reader = who.of(request)
    reason = request.POST.get("reason", "")
    return acts.act(
        request,
        lambda: journal.settle_conflict(
            number, actor=reader.scope.user_id, reason=reason if reason in REASONS else "", at=reader.at
        ),
        done=lambda _: gettext("已註明。先到的一筆仍然有效。"),
        to=reverse("conflicts"),
    )
