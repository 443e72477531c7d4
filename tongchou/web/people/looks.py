"""Every look at a person in full: for the auditor as a whole, and on paper for the person."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tongchou.base.refusals import Refused, words
from tongchou.registers.people import purposes, queries
from tongchou.registers.people.models import Look
from tongchou.registers.staff.models import User
from tongchou.web.shell import paging, who
from tongchou.web.shell.access import page


@page("people.looks")
def day(request: HttpRequest) -> HttpResponse:
    """List the looks of a day at persons in the reader's places, with filters that stand in the address."""
    reader = who.of(request)
    purpose, username = request.GET.get("purpose", ""), request.GET.get("user", "").strip()
    if purpose and purpose not in purposes.PURPOSES:
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    user = User.objects.filter(username=username).values_list("pk", flat=True).first() if username else None
    found = queries.looks_on(
        reader.scope, reader.on, reader.on, user=(user or 0) if username else None, purpose=purpose
    )
    total = found.count()
    shown = list(found[paging.window(request)])
    context = {
        "on": reader.on,
        "today": reader.today,
        "leaf": paging.leaf(request, rows_of(reader, shown), total),
        "purposes": purposes.PURPOSES.values(),
        "purpose": purpose,
        "user": username,
    }
    return render(request, "web/people/day_of_looks.html", context)


def rows_of(reader: who.Who, looks: Sequence[Look]) -> list[dict[str, object]]:
    """Return looks with their users named, their purposes in words and the persons masked."""
    names = dict(User.objects.filter(pk__in={row.user for row in looks}).values_list("pk", "display_name"))
    cards = queries.cards(reader.scope, {row.person_id for row in looks})
    return [
        {
            "look": row,
            "name": names.get(row.user, ""),
            "purpose": purpose_words(row.purpose),
            "ground": ground_words(row.purpose),
            "card": cards.get(row.person_id),
        }
        for row in looks
    ]


def purpose_words(code: str) -> str:
    """Return a purpose in words; one that is no longer on the list as it is."""
    known = purposes.PURPOSES.get(code)
    return gettext(known.text) if known else code


def ground_words(code: str) -> str:
    """Return the ground of a purpose in words."""
    known = purposes.PURPOSES.get(code)
    return gettext(known.ground) if known else ""
