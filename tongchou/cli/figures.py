"""`figures` and `trace`: any figure at any place and day, as known then, and the records behind it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tongchou.base.refusals import NotFound, words
from tongchou.cli import printing
from tongchou.cli.access import ruled
from tongchou.cli.setup import day, instant, scope_of

if TYPE_CHECKING:
    from tongchou.registers.staff.access import Scope

At = Annotated[str | None, typer.Option("--at", help="地方代碼，默認全縣")]
On = Annotated[str | None, typer.Option("--on", help="日期，如 2020-03-20")]
Known = Annotated[str | None, typer.Option("--known-at", help="按當時所知，如 17:00")]


@ruled("figures.read", unless="home")
def figures(
    names: Annotated[list[str] | None, typer.Argument(help="指標名，默認全部")] = None,
    at: At = None,
    on: On = None,
    known_at: Known = None,
    mission: Annotated[Path | None, typer.Option(help="逐行核對的指標表（TSV）")] = None,
    home: Annotated[list[Path] | None, typer.Option(help="各示範縣的資料夾")] = None,
    by: Annotated[str | None, typer.Option(help="以誰的名義")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Print figures with their numerators, denominators and coverage."""
    if mission is not None:
        _mission(mission, home or [], json)
        return
    from tongchou.figures.asking import ask
    from tongchou.figures.declare import declared, figure

    on_day = day(on)
    scope = scope_of(by)
    place = _place(at, on_day, scope)
    known = instant(known_at, on=on_day)
    answers = [
        ask(f, place=place, on=on_day, known_at=known)
        for f in ([figure(n) for n in names] if names else declared())
        if not f.roles or scope.roles & set(f.roles)
    ]
    if json:
        printing.as_json([_plain(a) for a in answers])
        return
    printing.table(
        ["指標", "名稱", "數值", "單位", "分子", "分母", "已報／應報"],
        [
            [a.figure.name, a.figure.title, shown(a), a.figure.unit, a.numerator, a.denominator,
             f"{a.coverage.reported}/{a.coverage.expected}" if a.coverage else None]
            for a in answers
        ],
        title=f"{on_day.isoformat()}",
    )  # fmt: skip


@ruled("figures.read")
def trace(
    name: Annotated[str, typer.Argument(help="指標名")],
    at: At = None,
    on: On = None,
    known_at: Known = None,
    by: Annotated[str | None, typer.Option(help="以誰的名義")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Print the records that a figure counts, those in the places of whoever asks."""
    from tongchou.figures.declare import figure
    from tongchou.figures.rows import rows

    on_day = day(on)
    scope = scope_of(by)
    place = _place(at, on_day, scope)
    found = rows(figure(name), scope=scope, place=place, on=on_day, known_at=instant(known_at, on=on_day))
    records = [
        {"kind": found.kind, "id": int(i), "place": int(p), "amount": int(a)}
        for i, p, a in zip(found.ids, found.places, found.amounts, strict=True)
    ]
    if json:
        printing.as_json({"figure": name, "rows": records, "hidden": found.hidden})
        return
    printing.table(["kind", "id", "place", "amount"], [list(r.values()) for r in records[:200]], title=name)
    printing.say(f"{len(records):,} + {found.hidden:,}")


def _place(code: str | None, on: date, scope: Scope) -> int:
    """Return the place of a code. The county's totals are open to everyone, as its bulletin is; others to their own.

    Raises:
        NotFound("place_not_yours"): no such place, or none of the actor's.
    """
    from tongchou.registers.places.queries import tree

    places = tree(on)
    place = places.by_code.get(code) if code else places.root
    if place is None or (place != places.root and scope.held and not scope.covers(int(place))):
        raise NotFound("place_not_yours", words("沒有這個地方，或不在您負責的範圍內。"))
    return int(place)


def shown(answer: Any) -> str:
    """Return a figure's value as text: a ratio in per cent at its precision, numbers with separators."""
    from fractions import Fraction

    value = answer.in_unit
    if value is None:
        return "–"
    if isinstance(value, Fraction):
        if answer.figure.unit == "%":
            return f"{float(value) * 100:.{answer.figure.precision}f}%"
        return f"{float(value):,.{answer.figure.precision}f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _plain(answer: Any) -> dict[str, Any]:
    return {
        "figure": answer.figure.name,
        "title": answer.figure.title,
        "value": answer.in_unit,
        "shown": shown(answer),
        "unit": answer.figure.unit,
        "numerator": answer.numerator,
        "denominator": answer.denominator,
        "coverage": [answer.coverage.reported, answer.coverage.expected] if answer.coverage else None,
        "place": answer.place,
        "on": answer.on,
        "commit": answer.n,
    }


def _mission(table: Path, homes: list[Path], json: bool) -> None:
    from tongchou.cli.mission import mission

    mission(table, homes, json=json)


COMMANDS = {"figures": figures, "trace": trace}
