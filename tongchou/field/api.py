"""The phone's door: JSON in, JSON out; a refusal is `{code, text}` with its status."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongchou.base import clock
from tongchou.base.refusals import words
from tongchou.dated.queries import rule_on
from tongchou.field import clocks, devices, photos, reading, rules, sealing, sync
from tongchou.field.bundle import bundle as bundle_of
from tongchou.field.bundle import cell_of
from tongchou.field.telling import as_plain
from tongchou.journal.clockwork import last_commit
from tongchou.web.shell import who
from tongchou.web.shell.access import page
from tongchou.web.shell.refusals import Malformed


@page("field.use")
@require_GET
def cells(request: HttpRequest) -> JsonResponse:
    """Return the cells that the user may choose to work today."""
    reader = who.of(request)
    found = devices.cells_of(reader.scope, reader.tree)
    return JsonResponse({"cells": [cell_of(reader.tree, place) for place in found]})


@page("field.use")
@require_POST
def device(request: HttpRequest) -> JsonResponse:
    """Register a device, or renew it at the beginning of a shift."""
    reader = who.of(request)
    said = devices.registration_of(_body(request))
    place = devices.choose_cell(reader.scope, reader.tree, request.GET.get("cell", ""))
    off = clocks.off_by(said.phone_at, reader.at)
    row = devices.register(reader.scope, said, place, at=reader.at, off=off)
    policy = rules.policy(rule_on("field.policy", reader.today))
    return JsonResponse(
        {
            "device": str(row.id),
            "user": {"user": reader.user.pk, "name": reader.user.display_name},
            "cell": cell_of(reader.tree, place),
            "file_key": base64.b64encode(sealing.file_key(row.id, reader.user.pk)).decode(),
            "wipe_after_days": policy.wipe_after_days,
            "cap_households": policy.cap_households,
            "server_time": reader.at.isoformat(),
            "clock_off_seconds": clocks.told(off, set_ahead=clock.set_ahead()),
        }
    )


@page("field.use")
@require_GET
def bundle(request: HttpRequest) -> JsonResponse:
    """Return everything that the phone may hold."""
    reader = who.of(request)
    row = devices.mine(reader.scope, _uuid(request.GET.get("device", "")))
    return JsonResponse(bundle_of(reader.scope, row, tree=reader.tree, on=reader.today, at=reader.at))


@page("field.use")
@require_POST
def synchronise(request: HttpRequest) -> JsonResponse:
    """Take in what the phone sends, and answer each act."""
    reader = who.of(request)
    taken = sync.take(reader.scope, reading.batch_of(request.body), at=reader.at)
    return JsonResponse(
        {
            "received_at": taken.received_at.isoformat(),
            "clock_off_seconds": clocks.told(taken.off, set_ahead=clock.set_ahead()),
            "answers": [as_plain(answer) for answer in taken.answers],
            "commit": last_commit(),
        }
    )


@page("field.use")
@require_http_methods(["GET", "PUT"])
def photo(request: HttpRequest, number: UUID) -> HttpResponse:
    """Keep a photo that an act names, or show one."""
    reader = who.of(request)
    if request.method == "PUT":
        row = devices.mine(reader.scope, _uuid(request.GET.get("device", "")))
        photos.keep(reader.scope, number, row, request.body, at=reader.at)
        return JsonResponse({"photo": str(number)})
    return HttpResponse(photos.content_of(reader.scope, number), content_type="image/jpeg")


def _body(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise Malformed("bad_request", words("請求的格式不對。請返回上一頁再試。")) from None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise devices.device_unknown() from None
