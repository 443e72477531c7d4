"""`bench`: how fast the books are on this machine, in a home of its own that is thrown away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tongchou.base.refusals import Refused, words
from tongchou.cli import printing
from tongchou.cli.access import HOST, ruled

MULTIPLES = {"": 1, "k": 1_000, "m": 1_000_000}


@ruled(HOST)
def bench(
    measures: Annotated[list[str] | None, typer.Argument(help="測量的名稱，默認全部")] = None,
    store: Annotated[str, typer.Option(help="sqlite 或 postgresql")] = "sqlite",
    size: Annotated[str, typer.Option(help="規模，如 100k、1m；各項測量自有默認")] = "0",
    phones: Annotated[int, typer.Option(help="sync：同時回來的手機數")] = 0,
    kept: Annotated[Path | None, typer.Option(help="留用所建帳簿的資料夾，只讀的測量下次不再重建")] = None,
    write: Annotated[bool, typer.Option("--write", help="寫入 docs/reference/performance.md")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Measure the books beside their yardsticks. The home of this folder is not touched."""
    from tongchou.bench import measuring, page, running

    asked = measuring.Asked(size=size_of(size), phones=phones)
    chosen = [measuring.check_name(name) for name in measures or measuring.names()]
    told = []
    for name in chosen:
        told.append(running.run(name, asked, store=store, kept=kept and kept.resolve()))
        if not json:
            _print(told[-1])
    if json:
        printing.as_json(told)
    if write:
        written = page.write(told)
        if not json:
            printing.say(str(written))


def size_of(text: str) -> int:
    """Read a size: `100k`, `1m`, or a plain number.

    Raises:
        Refused("bad_size").
    """
    number, unit = text.lower().rstrip("km"), text.lower()[len(text.rstrip("kmKM")) :]
    if not number.isdigit() or unit not in MULTIPLES:
        raise Refused("bad_size", words("規模的寫法應如 100k 或 1m。"))
    return int(number) * MULTIPLES[unit]


def _print(told: dict[str, object]) -> None:
    from tongchou.bench import page

    printing.table(page.COLUMNS, page.rows_of(told), title=f"{told['measure']}, {told['store']}")
    printing.say(page.section(told).partition("\n\n- ")[2])


COMMANDS = {"bench": bench}
