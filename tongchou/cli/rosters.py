"""`rosters`, `roster-ask`, `roster-approve`, `roster-fetch`: names for other departments; `looks`: who saw whom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tongchou.base import clock
from tongchou.cli import printing
from tongchou.cli.access import ruled
from tongchou.cli.setup import day, scope_of

By = Annotated[str | None, typer.Option(help="以誰的名義，默認台賬的 operator")]
Json = Annotated[bool, typer.Option("--json")]


@ruled("rosters.read")
def rosters(by: By = None, json: Json = False) -> None:
    """List the rosters that were asked for, given and fetched."""
    from tongchou.bulletin.rosters.services import listed

    rows = [
        {
            "roster": row.pk, "source": row.source, "department": row.department, "legal_basis": row.legal_basis,
            "purpose": row.purpose, "columns": row.columns, "not_collected": row.not_collected, "rows": row.rows,
            "approved_at": row.approved_at, "expires_at": row.expires_at,
        }
        for row in listed(scope_of(by))
    ]  # fmt: skip
    if json:
        printing.as_json(rows)
    else:
        printing.table(list(rows[0]) if rows else ["roster"], [list(row.values()) for row in rows])


@ruled("rosters.ask")
def roster_ask(
    source: Annotated[str, typer.Argument(help="哪一類人員，如 screening.observed")],
    columns: Annotated[list[str], typer.Argument(help="欄目，從少，如 name place")],
    department: Annotated[str, typer.Option(help="收表單位")],
    basis: Annotated[str, typer.Option(help="法律依據")],
    purpose: Annotated[str, typer.Option(help="用途")],
    at: Annotated[str | None, typer.Option("--at", help="地方代碼，默認全縣")] = None,
    also: Annotated[list[str] | None, typer.Option(help="對方另要的欄目；未採集的如實答覆")] = None,
    hours: Annotated[int, typer.Option(help="有效小時數")] = 24,
    by: By = None,
    json: Json = False,
) -> None:
    """Ask for a roster with names; somebody of another organisation has to approve it."""
    from tongchou.bulletin.rosters.services import ask
    from tongchou.registers.places.queries import by_code, tree

    today = clock.today()
    row = ask(
        scope_of(by), source, place=by_code(at, today).place if at else tree(today).root, on=today,
        department=department, legal_basis=basis, purpose=purpose, columns=columns, also=also or [], hours=hours,
        at=clock.now(),
    )  # fmt: skip
    printing.as_json({"roster": row.pk}) if json else printing.say(f"{row.pk}")


@ruled("rosters.approve")
def roster_approve(number: Annotated[int, typer.Argument(help="第幾號")], by: By = None, json: Json = False) -> None:
    """Approve a roster that somebody of another organisation asked for; it is made now."""
    from tongchou.bulletin.rosters.services import approve

    row = approve(scope_of(by), number, at=clock.now())
    made = {"roster": row.pk, "rows": row.rows, "expires_at": row.expires_at}
    printing.as_json(made) if json else printing.say("  ".join(str(value) for value in made.values()))


@ruled("rosters.ask")
def roster_fetch(
    number: Annotated[int, typer.Argument(help="第幾號")],
    out: Annotated[Path, typer.Argument(help="寫到哪裡，.xlsx 或 .docx")],
    by: By = None,
    json: Json = False,
) -> None:
    """Write a roster's file while it holds; each fetch is noted."""
    from tongchou.bulletin.rosters.services import fetch

    out.write_bytes(fetch(scope_of(by), number, fmt=out.suffix.lstrip("."), at=clock.now()))
    printing.as_json({"file": str(out)}) if json else printing.say(str(out))


@ruled("people.looks")
def looks(
    on: Annotated[str | None, typer.Option(help="日期，默認今天")] = None,
    user: Annotated[str | None, typer.Option(help="只看這個用戶所查看的")] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """List who saw whom in full on a day, at persons in the actor's places."""
    from tongchou.cli.setup import user_named
    from tongchou.registers.people.queries import looks_on
    from tongchou.registers.staff.queries import names

    found = list(looks_on(scope_of(by), day(on), day(on), user=user_named(user).pk if user else None))
    shown = names(row.user for row in found)
    rows = [
        {"at": row.at, "user": shown.get(row.user, ""), "person": row.person_id, "purpose": row.purpose}
        for row in found
    ]
    if json:
        printing.as_json(rows)
    else:
        printing.table(["at", "user", "person", "purpose"], [list(row.values()) for row in rows])


COMMANDS = {
    "rosters": rosters,
    "roster-ask": roster_ask,
    "roster-approve": roster_approve,
    "roster-fetch": roster_fetch,
    "looks": looks,
}
