"""Intake over HTTP: one file in, one object out; on trial, corrected, taken in, answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Schema
from ninja.files import UploadedFile

from tongchou.intake import doors, services, settling
from tongchou.web.api.doors import api, may, plain
from tongchou.web.intake.fetching import upload_of, uploads
from tongchou.web.intake.forms import require_offered
from tongchou.web.intake.views import workbook
from tongchou.web.shell import paging, who


class Handed(Schema):
    """What is said beside the file."""

    kind: str
    sender: str = ""
    on: str = ""
    password: str = ""
    take_in: bool = False


class Mapping(Schema):
    """Headers or letters of columns, and what each is to be read as; null leaves it out."""

    mapping: dict[str, str | None]


class Places(Schema):
    """Marks of addresses, and the code of one of each one's candidates; null leaves it to be claimed."""

    places: dict[str, str | None]


@api.get("intake/")
@may("intake.take")
def lists_received(request: HttpRequest) -> Any:
    """Return a page of the lists that were handed in, the newest first."""
    found = uploads(who.of(request))[paging.window(request)]
    return [
        {
            "upload": str(one.pk),
            "file": one.file_name,
            "kind": one.kind,
            "sender": one.sender,
            "list_on": plain(one.list_on),
            "received_at": plain(one.received_at),
            "committed_at": plain(one.committed_at),
        }
        for one in found
    ]


@api.post("intake/")
@may("intake.take")
def hand_in(request: HttpRequest, said: Form[Handed], file: File[UploadedFile]) -> Any:
    """Read a list; with `take_in` also take it in. The answer names every row with its outcome."""
    reader = who.of(request)
    require_offered(reader, said.kind)
    receive = doors.receive if said.take_in else doors.preview
    upload = receive(
        said.kind,
        file.read(),
        str(file.name),
        user=reader.user,
        at=reader.at,
        on=who.day_of(said.on) if said.on else None,
        sender=said.sender.strip(),
        password=said.password or None,
    )
    if said.take_in:
        services.commit(upload.pk, at=reader.at)
    return doors.report_of(upload.pk).as_json()


@api.get("intake/{uuid:number}/")
@may("intake.take")
def one_received(request: HttpRequest, number: UUID) -> Any:
    """Return a list as it stands now."""
    upload_of(who.of(request), number)
    return doors.report_of(number).as_json()


@api.post("intake/{uuid:number}/columns/")
@may("intake.take")
def correct(request: HttpRequest, number: UUID, body: Mapping) -> Any:
    """Read a list again with other columns."""
    reader = who.of(request)
    doors.look_again(upload_of(reader, number), at=reader.at, mapping=body.mapping)
    return doors.report_of(number).head()


@api.get("intake/{uuid:number}/addresses/")
@may("intake.take")
def open_addresses(request: HttpRequest, number: UUID) -> Any:
    """Return the addresses of a list that may be in several places, with their candidates and what was answered."""
    upload_of(who.of(request), number)
    report = doors.report_of(number)
    return [
        {
            "mark": one.mark,
            "address": one.address,
            "rows": one.rows,
            "candidates": [{"code": code, "name": name} for code, name in one.candidates],
            "said": one.said or None,
        }
        for one in settling.open_addresses(report.staged, report.kind)
    ]


@api.post("intake/{uuid:number}/settle/")
@may("intake.take")
def settle(request: HttpRequest, number: UUID, body: Places) -> Any:
    """Answer where addresses are, by their marks, for all rows of the list that have them."""
    reader = who.of(request)
    rows = doors.settle(
        upload_of(reader, number),
        {mark: code or "" for mark, code in body.places.items()},
        user=reader.scope.user_id,
        at=reader.at,
    )
    return {"rows": rows}


@api.post("intake/{uuid:number}/commit/")
@may("intake.take")
def take_in(request: HttpRequest, number: UUID) -> Any:
    """Take a list in; again answers the same."""
    reader = who.of(request)
    upload_of(reader, number)
    services.commit(number, at=reader.at)
    return doors.report_of(number).head()


@api.get("intake/{uuid:number}/answer/")
@may("intake.take")
def answer(request: HttpRequest, number: UUID) -> HttpResponse:
    """Send the list back as a workbook, each row's outcome and reason beside it."""
    return workbook(upload_of(who.of(request), number))
