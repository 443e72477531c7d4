"""`close`, `audit`, `verify`: a day ends, the books are counted again, a day-book is proved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongchou.base import clock
from tongchou.base.refusals import Refused, words
from tongchou.cli import printing
from tongchou.cli.access import HOST, ruled
from tongchou.cli.setup import day, scope_of
from tongchou.config.home import current

if TYPE_CHECKING:
    from tongchou.registers.staff.access import Scope

By = Annotated[str | None, typer.Option(help="以誰的名義，默認台賬的 operator")]
Json = Annotated[bool, typer.Option("--json")]


@ruled("closing.close_day")
def close(
    on: Annotated[str, typer.Argument(help="日期，如 2020-03-27")],
    by: By = None,
    json: Json = False,
) -> None:
    """Close a day of the whole county: check, carry over by name, seal."""
    from tongchou.closing.close import close_day

    closed = close_day(day(on), user=scope_of(by), at=clock.now())
    carried = closed.carried.total
    if json:
        printing.as_json({"day": closed.day, "root": closed.root, "carried": carried})
        return
    printing.say(f"{closed.day.isoformat()}  日結  結轉 {carried:,}\n{closed.root}")


@ruled("closing.close_day")
def morning(
    on: Annotated[str | None, typer.Argument(help="日期，默認今天")] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Open what a day brings by itself: visits fall due, villages are asked to report. Run it each morning."""
    from tongchou.procedures.morning import morning as open_day

    opened = open_day(day(on), at=clock.now())
    if json:
        printing.as_json(vars(opened))
    else:
        printing.say(f"應訪 {opened.visits:,}  應報 {opened.villages:,}")


@ruled("closing.audit")
def audit(
    by: By = None,
    anew: Annotated[bool, typer.Option("--anew", help="連台賬旁留存的數列也逐行重讀、重做")] = False,
    json: Json = False,
) -> None:
    """Count the books again from claims and movements, and name the first difference of each kind.

    Claims, lines and movements never change, and are read from columns kept in the home; with --anew every row is read
    again, compared with them, and the columns are made anew.
    """
    from tongchou.journal.recount import audit as recount

    found = recount(anew=anew)
    if json:
        printing.as_json({"differences": [vars(d) for d in found]})
    else:
        for difference in found:
            printing.say(str(difference))
        printing.say("一致" if not found else f"{len(found)} 處不一致")
    sys.exit(1 if found else 0)


@ruled(HOST)
def verify(
    daybooks: Annotated[list[str], typer.Argument(help="日結冊資料夾，或本台賬的日期，如 2020-03-27")],
    key: Annotated[Path | None, typer.Option(help="公鑰文件，默認用日結冊旁的公鑰")] = None,
    json: Json = False,
) -> None:
    """Prove day-books, with the folder and the public key alone; one changed byte is found and named."""
    from tongchou.closing.verify import verify_all

    folders = [_daybook(one) for one in daybooks]
    file = key or folders[0].resolve().parent / "public-key.txt"
    if not file.exists():
        raise Refused("key_missing", words("找不到公鑰文件 %(file)s，請用 --key 指明。"), file=str(file))
    findings = verify_all(folders, bytes.fromhex(file.read_text("ascii").strip()))
    if json:
        printing.as_json([vars(f) | {"shown": str(f)} for f in findings])
    else:
        for finding in findings:
            printing.say(str(finding))
        printing.say(f"{len(daybooks)} 冊無誤" if not findings else f"{len(findings)} 處不符")
    sys.exit(1 if findings else 0)


def _daybook(said: str) -> Path:
    """Return the folder of a day-book: the one named, or that of a day in this home.

    Raises:
        Refused("daybook_missing").
    """
    folder = Path(said)
    own = current().path / "daybooks" / said
    for found in (folder, own):
        if found.is_dir():
            return found
    raise Refused("daybook_missing", words("找不到日結冊 %(said)s；請給資料夾，或本台賬已日結的日期。"), said=said)


@ruled("procedures.retire")
def retire(
    due: Annotated[bool, typer.Option("--due", help="只處理保存期已滿的；不加 --yes 只列出")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="確認：不可恢復")] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Erase people, vouchers, notes and salts at the end of the emergency; the books stay provable.

    With --due only what the retention table says is due: listed without --yes, erased with it.
    """
    if due:
        _retire_due(scope_of(by), yes=yes, json=json)
        return
    if not yes:
        raise Refused("not_confirmed", words("此舉不可恢復，確認請加 --yes。"))
    from tongchou.procedures.retire import retire as end

    ended = end(at=clock.now())
    if json:
        printing.as_json(vars(ended))
    else:
        printing.say("  ".join(f"{name} {count:,}" for name, count in vars(ended).items()))


def _retire_due(scope: Scope, *, yes: bool, json: bool) -> None:
    from tongchou.procedures import retention

    found = retention.erase_due(scope, at=clock.now()) if yes else retention.due(at=clock.now())
    rows = [{"kind": one.row.kind, "title": one.row.title, "days": one.row.days, "count": one.count} for one in found]
    if json:
        printing.as_json({"erased": yes, "due": rows})
    else:
        printing.table(["kind", "title", "days", "count"], [list(row.values()) for row in rows])


COMMANDS = {"morning": morning, "close": close, "audit": audit, "verify": verify, "retire": retire}
