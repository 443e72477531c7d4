"""Restrictions over HTTP: orders, objections, determinations, joint approvals."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from tongchou.base.refusals import NotFound, words
from tongchou.registers.staff.models import User
from tongchou.restrictions import queries, services
from tongchou.web.api.doors import api, may, plain
from tongchou.web.shell import who


class Answer(Schema):
    answer: str
    ends_on: str = ""


class Signed(Schema):
    person: int
    kind: str
    text: str
    expires_on: str
    password: str


class Many(Schema):
    asked_by: str
    rule: str


@api.get("appeals/")
@may("restrictions.read")
def appeals(request: HttpRequest) -> Any:
    """Return the unanswered objections with their orders and what was said of them so far."""
    reader = who.of(request)
    return [
        {
            "appeal": row.appeal.pk,
            "case": row.order.case,
            "register": row.order.register,
            "kind": row.order.kind,
            "ground": row.appeal.ground,
            "filed_at": plain(row.appeal.filed_at),
            "hours": round(row.hours, 1),
            "votes": [{"role": vote.role, "answer": vote.answer, "ends_on": plain(vote.ends_on)} for vote in row.votes],
        }
        for row in queries.appeals(reader.scope, at=reader.at)
    ]


@api.post("appeals/{int:number}/answer/")
@may("restrictions.read")
def answer_appeal(request: HttpRequest, number: int, body: Answer) -> Any:
    """Answer an objection; `answered` is false while an overdue one waits for the second of its two."""
    reader = who.of(request)
    ends_on = who.day_of(body.ends_on) if body.ends_on else None
    done = services.answer_appeal(reader.scope, number, answer=body.answer, ends_on=ends_on, at=reader.at)
    return {"answered": done is not None}


@api.get("determinations/")
@may("restrictions.read")
def determinations(request: HttpRequest) -> Any:
    """Return the determinations that hold, without their texts."""
    reader = who.of(request)
    return [
        {
            "determination": row.pk,
            "person": row.person,
            "kind": row.kind,
            "signed_by": row.signed_by.display_name,
            "qualification": row.qualification,
            "signed_at": plain(row.signed_at),
            "expires_on": plain(row.expires_on),
            "signature": bytes(row.signature).hex(),
        }
        for row in queries.determinations(reader.scope, at=reader.at)
    ]


@api.post("determinations/")
@may("restrictions.sign")
def sign(request: HttpRequest, body: Signed) -> Any:
    """Sign a determination; the password is asked again."""
    reader = who.of(request)
    row = services.sign(
        reader.scope,
        body.person,
        kind=body.kind,
        text=body.text,
        expires_on=who.day_of(body.expires_on),
        password=body.password,
        at=reader.at,
    )
    return {"determination": row.pk}


@api.post("determinations/{int:number}/text/")
@may("restrictions.read")
def text(request: HttpRequest, number: int) -> Any:
    """Return a determination's text; the look at the person is logged."""
    reader = who.of(request)
    return {"text": services.text_of(reader.scope, number, at=reader.at)}


@api.post("determinations/{int:number}/withdraw/")
@may("restrictions.sign")
def withdraw(request: HttpRequest, number: int) -> Any:
    """Take one's own determination back for later orders."""
    reader = who.of(request)
    return {"determination": services.withdraw(reader.scope, number, at=reader.at).pk}


@api.post("joint-approvals/")
@may("restrictions.approve_many")
def approve_many(request: HttpRequest, body: Many) -> Any:
    """Agree, as a second person of another organisation, that somebody restricts more than twenty in a day."""
    reader = who.of(request)
    asking = User.objects.filter(username=body.asked_by, is_active=True).first()
    if asking is None:
        raise NotFound("user_unknown", words("沒有這個用戶。"))
    place = reader.own_place(reader.tree)
    row = services.approve_many(reader.scope, asked_by=asking.pk, rule=body.rule, place=place, at=reader.at)
    return {"approval": row.pk}
