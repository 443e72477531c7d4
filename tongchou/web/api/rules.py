"""The dated rules over HTTP: every edition that holds, and the two officers' verbs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from tongchou.dated import queries, services
from tongchou.dated.kinds import kinds
from tongchou.web.api.doors import api, may
from tongchou.web.shell import who


class Proposal(Schema):
    body: dict[str, Any]
    from_on: str
    source: str


@api.get("rules/")
@may("rules.read")
def rule_editions(request: HttpRequest) -> Any:
    """Return every edition of the dated rules."""
    return {
        kind.name: [
            {"from_on": one.from_on.isoformat(), "source": one.source, "body": dict(one.body)}
            for one in queries.editions(kind)
        ]
        for kind in kinds()
    }


@api.post("rules/{name}/propose/")
@may("rules.propose")
def propose_rule(request: HttpRequest, name: str, body: Proposal) -> Any:
    """Write a new edition; it holds once another officer approved it."""
    reader = who.of(request)
    row = services.propose_rule(
        reader.scope, name, body.body, from_on=who.day_of(body.from_on), source=body.source, at=reader.at
    )
    return {"edition": row.pk}


@api.post("rules/{int:number}/approve/")
@may("rules.approve")
def approve_rule(request: HttpRequest, number: int) -> Any:
    """Approve an edition that another officer wrote."""
    reader = who.of(request)
    return {"edition": services.approve_rule(reader.scope, number, at=reader.at).pk}
