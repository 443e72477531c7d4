"""`announcements`: who announced their own return, by place and day; with `--take`, lists are made of what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from tongchou.base import clock
from tongchou.cli import printing
from tongchou.cli.access import ruled
from tongchou.cli.setup import day, scope_of


@ruled("screening.read")
def announcements(
    on: Annotated[str | None, typer.Option(help="到哪一天為止，默認今天")] = None,
    days: Annotated[int, typer.Option(help="看多少天")] = 14,
    take: Annotated[bool, typer.Option("--take", help="把等候的列入名單")] = False,
    by: Annotated[str | None, typer.Option(help="以誰的名義，默認台賬的 operator")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """List people's own announcements by place and day, and make lists of those that wait."""
    from tongchou.pillars.screening.announcing import queries, taking
    from tongchou.registers.places.queries import names
    from tongchou.registers.staff.access import require

    scope, until = scope_of(by), day(on)
    if take:
        require(scope, "announcement.take_list")
        taking.take_in(at=clock.now(), wait=timedelta(0))
    found = queries.arrivals(scope, since=until - timedelta(days=max(days, 1) - 1), until=until)
    named = names({one.place for one in found}, until)
    rows = [
        {
            "day": one.day, "place": named.get(one.place, ""), "came": one.came, "waiting": one.waiting,
            "aside": one.aside, "booked": one.booked, "repeated": one.repeated, "thrown_out": one.thrown_out,
            "lists": list(one.rosters),
        }
        for one in found
    ]  # fmt: skip
    if json:
        printing.as_json(rows)
    else:
        printing.table(list(rows[0]) if rows else ["day"], [list(row.values()) for row in rows])


COMMANDS = {"announcements": announcements}
