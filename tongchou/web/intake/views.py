"""The pages of intake: hand a list in, look at it, correct its columns, take it in, fetch the answer."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.intake import answer as answers
from tongchou.intake import doors, services, working
from tongchou.intake.models import Upload
from tongchou.intake.report import Report
from tongchou.intake.staged import OUTCOMES
from tongchou.registers.staff import queries as staff
from tongchou.web.intake import committing, preview
from tongchou.web.intake.fetching import upload_of, uploads
from tongchou.web.intake.forms import ListForm
from tongchou.web.shell import acts, paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.refusals import sentence

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("intake.take")
def intake(request: HttpRequest) -> HttpResponse:
    """Ask for a list, and show those that came in."""
    reader = who.of(request)
    if request.method == "POST":
        form = ListForm(request.POST, request.FILES, reader=reader)
        if form.is_valid():
            try:
                upload = _receive(reader, form)
            except Refused as refusal:
                form.add_error("password" if refusal.code.startswith("password") else None, sentence(refusal))
            else:
                return HttpResponseRedirect(reverse("upload", args=[upload.pk]))
        return render(request, "web/intake/intake.html", _page(request, reader, form), status=400)
    return render(request, "web/intake/intake.html", _page(request, reader, ListForm(reader=reader)))


def _receive(reader: who.Who, form: ListForm) -> Upload:
    content, name = form.content()
    data = form.cleaned_data
    return doors.preview(
        data["kind"],
        content,
        name,
        user=reader.user,
        at=reader.at,
        on=data["on"],
        sender=data["sender"].strip(),
        password=data["password"] or None,
    )


def _page(request: HttpRequest, reader: who.Who, form: ListForm) -> dict[str, Any]:
    found = uploads(reader)
    total = found.count()
    rows = list(found[paging.window(request)])
    names = staff.names(row.user for row in rows)
    shown = [{"upload": row, "user": names.get(row.user, ""), "sender": _sender(row)} for row in rows]
    return {"form": form, "leaf": paging.leaf(request, shown, total)}


def _sender(upload: Upload) -> str:
    """Return a sender's name; a list without one is known by its user alone."""
    return "" if upload.sender.startswith("user:") else upload.sender


@page("intake.take")
def upload(request: HttpRequest, number: UUID) -> HttpResponse:
    """Show a list as it was understood, before it is taken in and after."""
    reader = who.of(request)
    found = upload_of(reader, number)
    if found.committed_at is None and committing.is_working(number):
        return render(request, "web/intake/working.html", _how_far(found))
    if refusal := committing.refusal_of(number):
        acts.tell(request, sentence(refusal), tone="bad")
        found.refresh_from_db()
    report = doors.report_of(number)
    return render(request, "web/intake/upload.html", _shown(request, found, report))


def _shown(request: HttpRequest, found: Upload, report: Report) -> dict[str, Any]:
    outcome = request.GET.get("outcome", "")
    if outcome and outcome not in OUTCOMES:
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    rows, total = preview.rows(report, outcome=outcome, window=paging.window(request))
    staged = report.staged
    return {
        "upload": found,
        "sender": _sender(found),
        "kind": gettext(report.kind.title),
        "listing": staged.listing,
        "sheets": len(staged.listing.sheets),
        "counts": preview.counts(report),
        "rows_total": report.counts["rows"],
        "to_store": len(staged.to_store()),
        "columns": preview.columns(report),
        "addresses": preview.addresses(report, leaf=request.GET.get("addresses", "")),
        "choices": preview.choices(report),
        "dropped": staged.dropped,
        "unrecognised": staged.unrecognised,
        "ignored": staged.ignored,
        "outcome": outcome,
        "leaf": paging.leaf(request, rows, total),
        "is_committed": found.committed_at is not None,
        "is_stopped": found.commit_asked_at is not None and found.committed_at is None,
        "is_foretold": report.counts["rows"] <= doors.FORETOLD,
    }


@page("intake.take")
@require_POST
def columns(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take columns for what the reader says, and read the list again; the correction is remembered for the sender."""
    reader = who.of(request)
    found = upload_of(reader, number)
    said = {
        key.removeprefix("column:"): str(value) or None
        for key, value in request.POST.items()
        if key.startswith("column:")
    }
    return acts.act(
        request,
        lambda: doors.look_again(found, at=reader.at, mapping=said),
        done=lambda _: gettext("已按所選的列重新讀取。錄入時記住此對應。"),
        to=reverse("upload", args=[number]),
    )


@page("intake.take")
@require_POST
def settle(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take what the reader says of open addresses, each for all rows that have it."""
    reader = who.of(request)
    found = upload_of(reader, number)
    said = {key.removeprefix("place:"): str(v) for key, v in request.POST.items() if key.startswith("place:")}
    return acts.act(
        request,
        lambda: doors.settle(found, said, user=reader.scope.user_id, at=reader.at),
        done=lambda rows: gettext("已按所選認定，共 %(rows)s 行有變動。") % {"rows": f"{rows:,}"},
        to=acts.back(request, reverse("upload", args=[number])),
    )


@page("intake.take")
@require_POST
def commit(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take a list in: at once where it is short, beside the page where it is long."""
    reader = who.of(request)
    found = upload_of(reader, number)
    to = reverse("upload", args=[number])
    if found.committed_at is None and len(services.staged_of(found).outcomes) > services.LONG:
        committing.begin(number, at=reader.at)
        return HttpResponseRedirect(to)

    def done(staged: Any) -> str:
        stored = staged.counts()["stored"] + staged.counts()["flagged"]
        return gettext("已錄入 %(stored)s 行。請取回原表（附結果列），退回的行寫明了原因。") % {"stored": f"{stored:,}"}

    return acts.act(request, lambda: services.commit(number, at=reader.at), done=done, to=to)


@page("intake.take")
def progress(request: HttpRequest, number: UUID) -> HttpResponse:
    """Say how far a long list is; the page asks again until it is in."""
    found = upload_of(who.of(request), number)
    if found.committed_at is None and committing.is_working(number):
        return render(request, "web/intake/_working.html", _how_far(found))
    return HttpResponse(headers={"HX-Redirect": reverse("upload", args=[number])})


def _how_far(found: Upload) -> dict[str, Any]:
    return {"upload": found, "progress": working.progress_of(found.pk), "stages": len(working.STAGES)}


@page("intake.take")
@require_POST
def forget(request: HttpRequest, number: UUID) -> HttpResponse:
    """Throw a trial away: nothing of it was posted, and nothing of it is kept."""
    found = upload_of(who.of(request), number)
    return acts.act(
        request,
        lambda: services.forget(found),
        done=lambda _: gettext("已放棄。這份名單沒有入賬，也沒有留底。"),
        to=reverse("intake"),
    )


@page("intake.take")
def answer(request: HttpRequest, number: UUID) -> HttpResponse:
    """Send the list back as a workbook, each row's outcome and reason beside it."""
    return workbook(upload_of(who.of(request), number))


def workbook(upload: Upload) -> HttpResponse:
    """Return the answer workbook of an upload as a file."""
    out = BytesIO()
    answers.write_answer(doors.report_of(upload.pk), out)
    name = quote(answers.answer_name(upload.file_name))
    return HttpResponse(
        out.getvalue(),
        content_type=WORKBOOK,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )
