"""For the auditor: the sealed days with their roots, and the recount of everything."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.closing import audit as recounting
from tongchou.closing import keys, seal, verify
from tongchou.closing.models import Seal
from tongchou.registers.staff import queries as staff
from tongchou.web.shell import paging
from tongchou.web.shell.access import page


@page("closing.audit")
def seals(request: HttpRequest) -> HttpResponse:
    """List the sealed days, newest first."""
    return render(request, "web/closing/seals.html", _page(request))


def _page(request: HttpRequest) -> dict[str, Any]:
    found = Seal.objects.select_related("closing").order_by("-number")
    rows = list(found[paging.window(request)])
    names = staff.names(row.closing.user for row in rows)
    shown = [
        {
            "seal": row,
            "root": bytes(row.root).hex(),
            "previous": bytes(row.previous).hex(),
            "by": names.get(row.closing.user, ""),
        }
        for row in rows
    ]
    return {"leaf": paging.leaf(request, shown, found.count())}


@page("closing.audit")
@require_POST
def audit(request: HttpRequest) -> HttpResponse:
    """Recount the books from their claims, compare the cube, and verify every day-book; name the first differences."""
    context = _page(request) | {
        "told": recounted(anew="anew" in request.POST),
        "is_done": True,
        "books": Seal.objects.count(),
    }
    return render(request, "web/closing/seals.html", context)


def recounted(*, anew: bool = False) -> list[dict[str, str]]:
    """Recount everything and verify every day-book; return what does not agree, in words and where.

    `anew` also reads again what is kept of the facts beside the books.
    """
    folders = [seal.folder_of(day) for day in Seal.objects.order_by("number").values_list("closing_id", flat=True)]
    told = [
        {"said": _said(one.text, number=one.number, expected=one.expected, found=one.found), "where": ""}
        for one in recounting.audit(anew=anew)
    ]
    findings = verify.verify_all(folders, keys.public_key(settings.HOME))
    return told + [{"said": _said(one.text), "where": str(one)} for one in findings]


def _said(text: str, **params: Any) -> str:
    said = gettext(text)
    return said % params if params and "%(" in said else said
