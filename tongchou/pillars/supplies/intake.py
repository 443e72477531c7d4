"""The list supplies takes: the register of donations of a receiving body, a department or a town."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

import polars as pl

from tongchou.base.refusals import words
from tongchou.intake.codes import NOTE, REFUSE, WARN, declare
from tongchou.intake.kinds import Handed, Handing, Kind, register
from tongchou.intake.table import Listing, Table
from tongchou.pillars.supplies import given
from tongchou.pillars.supplies.columns import COLUMNS
from tongchou.pillars.supplies.services import Good, NewBatch, open_batches, supersede
from tongchou.registers.items.catalogue import Item
from tongchou.registers.items.services import add_items
from tongchou.registers.orgs.identity import code_of
from tongchou.registers.orgs.services import take_in
from tongchou.registers.orgs.table import OrgTable
from tongchou.registers.places.queries import tree

declare("donation_empty", REFUSE, words("既沒有物資，也沒有金額。"))
declare("item_unknown", WARN, words("物資目錄中沒有此項，按原名原單位另立。"))
declare("pack_unknown", WARN, words("不知每件包裝的數量，按所寫單位另計，請補規格。"))
declare("quantity_missing", WARN, words("未填數量。"))
declare("unit_missing", WARN, words("這種物資沒有寫單位（升、公斤、瓶、箱），按最小單位錄入，請核對。"))
declare("price_differs", WARN, words("單價乘數量與金額不符，以金額為準。"))
declare("batch_taken_up", WARN, words("此前所報的這一批已入庫或動用，未改動，請在庫存中更正。"))
declare("row_repeats", WARN, words("與另一行完全相同而沒有票據號，均已錄入，請核對是否重複。"))
declare("pack_assumed", NOTE, words("未寫規格，按目錄的常用包裝換算。"))
declare("batch_continued", NOTE, words("與上一行為同一批捐贈。"))
declare("value_from_price", NOTE, words("未填金額，按單價乘數量計。"))
declare("money_as_value", NOTE, words("物資一行只有一個金額，按物資折價記。"))
declare("donated_on_assumed", NOTE, words("未填捐贈日期，按名單日期記。"))
declare("receiver_assumed", NOTE, words("未填接收單位，按報送單位記。"))

#: What a row of a batch leaves out where the row above says it.
CARRIED = ("donor", "donated_on", "receipt_number", "receiver", "said_directed", "directed_to", "published", "status")


def check(table: Table, listing: Listing) -> None:
    """Read what each row gives, and which rows are one batch: those that leave donor and day to the row above."""
    rows = [{c.name: values[i] for c, values in columns} for i in range(len(table))] if (
        columns := [(c, table[c.name]) for c in COLUMNS]
    ) else []  # fmt: skip
    _continue(table, rows)
    found: list[dict[str, Any]] = []
    for index, row in enumerate(rows):
        read = given.read(
            row["item"] or "", row["said_quantity"] or "", row["said_unit"] or "", row["spec"] or "",
            row["value_fen"], row["money_fen"], row["price_fen"], row["category"] or "",
        )  # fmt: skip
        shares = "batch_continued" in table.codes.get(index, ())
        for code in read.codes:
            if not (code == "donation_empty" and shares and row["item"]):
                table.mark(index, code)
        found.append(_derived(table, index, row, read, listing))
    _put(table, rows, found)


def _continue(table: Table, rows: list[dict[str, Any]]) -> None:
    """Fill what rows leave to the row above, and mark them as of the same batch."""
    before: dict[str, Any] | None = None
    for index, row in enumerate(rows):
        shared = "shared_above" in table.codes.get(index, ())
        blank = not row["donor"] and not row["donated_on"] and not row["receipt_number"] and bool(row["item"])
        same = before is not None and all(row[n] in (None, before[n]) for n in ("donor", "donated_on"))
        same = same and before is not None and row["receipt_number"] in (None, before["receipt_number"])
        if before is not None and same and (shared or blank) and before["donor"]:
            for name in CARRIED:
                row[name] = row[name] if row[name] is not None else before[name]
            table.mark(index, "batch_continued")
        elif row["donor"] and before is not None and row["donated_on"] is None and before["donated_on"]:
            # A day is often written once over the rows of that day.
            row["donated_on"] = before["donated_on"]
        before = row


def _derived(table: Table, index: int, row: dict[str, Any], read: given.Read, listing: Listing) -> dict[str, Any]:
    if row["donated_on"] is None:
        row["donated_on"] = listing.on
        table.mark(index, "donated_on_assumed")
    donor = row["donor"] or ""
    hidden = row["said_anonymous"] is True or not donor or given.is_nobody(donor)
    receiver = given.receiver_of(row["receiver"] or "")
    if not receiver:
        receiver = given.receiver_of(f"{listing.unit} {listing.titles} {listing.sender}") or "other"
        table.mark(index, "receiver_assumed")
    directed, purpose = given.direction(row["said_directed"] or _directed_in(row["note"]), row["directed_to"] or "")
    one = read.goods[0] if len(read.goods) == 1 else None
    return {
        "goods": [f"{g.item.code if g.item else g.said} {g.quantity} {g.unit}" for g in read.goods] or None,
        "item_code": (one.item.code if one.item else "other") if one else ("money" if not read.goods else None),
        "quantity": one.quantity if one else None,
        "unit": one.unit if one else None,
        "value_fen": read.worth or None,
        "money_fen": read.money or None,
        "directed": directed,
        "directed_to": purpose or None,
        "receiver_code": receiver,
        "anonymous": hidden,
        "is_organisation": bool(donor) and given.is_organisation(donor),
        "pledged": given.is_pledge(row["status"] or ""),
    }


def _directed_in(note: str | None) -> str:
    """Return what a remark says of the purpose: 定向：市人民醫院."""
    found = re.match(r"(?:非|不)?定向.*", note or "")
    return found.group() if found else ""


_TYPES: dict[str, Any] = {
    "goods": pl.List(pl.String), "item_code": pl.String, "quantity": pl.Int64, "unit": pl.String,
    "value_fen": pl.Int64, "money_fen": pl.Int64, "directed": pl.Boolean, "directed_to": pl.String,
    "receiver_code": pl.String, "anonymous": pl.Boolean, "is_organisation": pl.Boolean, "pledged": pl.Boolean,
}  # fmt: skip


def _put(table: Table, rows: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
    types = {c.name: c.dtype for c in COLUMNS}
    for name in CARRIED:
        if name in table or name == "donated_on":
            table.put(name, [row[name] for row in rows], types[name])
    for name, dtype in _TYPES.items():
        table.put(name, [one[name] for one in found], dtype)
    table.put("batch", _digests(table, rows, found), pl.String)


def _digests(table: Table, rows: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    """Return a digest of what each row's batch says, the same for all its rows: if one of them changes, all do."""
    result: list[str] = []
    for group in _groups(table):
        said = repr([(sorted(rows[i].items(), key=str), sorted(found[i].items())) for i in group])
        result += [blake2b(said.encode(), digest_size=6).hexdigest()] * len(group)
    return result


def _groups(table: Table) -> Iterator[list[int]]:
    """Yield the rows of each batch."""
    group: list[int] = []
    for index in range(len(table)):
        if group and "batch_continued" not in table.codes.get(index, ()):
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def keys(table: Table, listing: Listing) -> Sequence[str | None]:
    """Return what names each row: its receipt, else donor and day, with the goods; and which of several such it is.

    The same row twice under one receipt is a repeat. Without a receipt both may be true: both go in, and are flagged.
    """
    seen: dict[str, list[tuple[Any, ...]]] = {}
    result: list[str | None] = []
    columns = ("receipt_number", "donor", "donated_on", "item", "said_quantity", "value_fen", "money_fen", "lot_code",
               "expires_on", "spec")  # fmt: skip
    for index, row in enumerate(zip(*(table[name] for name in columns), strict=True)):
        receipt, donor, day, item, *rest = row
        name = f"{receipt or ''}|{donor or ''}|{'' if receipt else day}|{item or ''}"
        says = tuple(rest)
        known = seen.setdefault(name, [])
        if says in known and receipt:
            result.append(f"{name}|{known.index(says)}")
            continue
        if says in known:
            table.mark(index, "row_repeats")
        known.append(says)
        result.append(f"{name}|{len(known) - 1}")
    return result


@dataclass
class _Row:
    """One row to be stored, with its own index in the list."""

    index: int
    values: dict[str, Any]


def commit(handing: Handing) -> Handed:
    """Open a case for each batch as one entry, and take back the batches whose rows the sender replaced."""
    table = handing.table
    if not len(table):
        return Handed()
    place = int(tree(handing.listing.on).root)
    rows = [_Row(i, {name: table.frame[name][i] for name in table.frame.columns}) for i in range(len(table))]
    for row in rows:
        row.values = {k: v.to_list() if isinstance(v, pl.Series) else v for k, v in row.values.items()}
    groups = [[rows[i] for i in group] for group in _groups(table)]
    replaced = {i: r.ref for i, r in handing.replaces.items() if r.ref}
    gone = supersede(list(set(replaced.values())), actor=handing.user.pk, role="county_officer", at=handing.at)
    codes: dict[int, list[str]] = {}
    refs: list[int | None] = [None] * len(table)
    fresh: list[list[_Row]] = []
    for group in groups:
        kept = [replaced[r.index] for r in group if r.index in replaced and replaced[r.index] not in gone]
        if not kept:
            fresh.append(group)
        for row in group if kept else ():
            codes[row.index], refs[row.index] = ["batch_taken_up"], kept[0]
    if fresh:
        goods = _items([row for group in fresh for row in group])
        organisations = _organisations(fresh, place, handing)
        cases = open_batches(
            [_batch(group, goods, organisations.get(n)) for n, group in enumerate(fresh)],
            place=place, actor=handing.user.pk, role="county_officer", at=handing.at, entry=handing.entry,
            upload=handing.upload, voucher=handing.voucher,
        )  # fmt: skip
        for case, group in zip(cases.tolist(), fresh, strict=True):
            for row in group:
                refs[row.index] = case
    return Handed(persons=[None] * len(table), refs=refs, codes=codes)


def _read_again(row: _Row) -> tuple[given.Given, ...]:
    values = row.values
    return given.read(
        values.get("item") or "", values.get("said_quantity") or "", values.get("said_unit") or "",
        values.get("spec") or "", values.get("value_fen"), None, None, values.get("category") or "",
    ).goods  # fmt: skip


def _items(rows: Sequence[_Row]) -> dict[int, list[tuple[Item, int]]]:
    """Return the goods of each row by its index; what the catalogue does not have becomes the county's own."""
    read = {row.index: _read_again(row) for row in rows}
    own = add_items((g.said or "未名", g.unit) for goods in read.values() for g in goods if g.item is None)
    return {
        index: [(g.item or own[((g.said or "未名")[:60], g.unit[:10])], g.quantity) for g in goods]
        for index, goods in read.items()
    }


def _organisations(groups: Sequence[Sequence[_Row]], place: int, handing: Handing) -> dict[int, int]:
    """Take the donors that are organisations into their register; return which group is whose."""
    firsts = {n: group[0].values for n, group in enumerate(groups) if group[0].values.get("is_organisation")}
    firsts = {n: v for n, v in firsts.items() if not given.is_nobody(v["donor"])}
    if not firsts:
        return {}
    numbers = list(firsts)
    taken = take_in(
        OrgTable(
            [firsts[n]["donor"] for n in numbers], ["donor"] * len(numbers), [place] * len(numbers),
            code=[code_of(firsts[n].get("credit_code") or "") for n in numbers],
            contact=[firsts[n].get("contact") or "" for n in numbers],
            phone=[(firsts[n].get("phones") or [""])[0] for n in numbers],
        ),
        at=handing.at,
    )  # fmt: skip
    return dict(zip(numbers, taken.organisation.tolist(), strict=True))


def _batch(group: Sequence[_Row], goods: dict[int, list[tuple[Item, int]]], organisation: int | None) -> NewBatch:
    first = group[0].values
    named = not first["anonymous"]
    donor = first.get("donor") or ""
    return NewBatch(
        donated_on=_day(first["donated_on"]),
        goods=tuple(
            Good(item, quantity, _maybe(row.values.get("expires_on")), _maybe(row.values.get("made_on")),
                 row.values.get("lot_code") or "")
            for row in group
            for item, quantity in goods[row.index]
            if quantity
        ),
        money=sum(row.values["money_fen"] or 0 for row in group),
        worth=sum(row.values["value_fen"] or 0 for row in group),
        donor=donor if organisation is None and not given.is_nobody(donor) else "",
        phone=(first.get("phones") or [""])[0] if organisation is None else "",
        organisation=organisation,
        thanked_as=donor if named and first.get("published") is True else "",
        receiver=first["receiver_code"],
        receipt_number=first.get("receipt_number") or "",
        directed_to=(first.get("directed_to") or str(words("定向"))) if first["directed"] else "",
        pledged=bool(first["pledged"]),
        rows=tuple(int(row.values["row"]) for row in group),
    )  # fmt: skip


def _maybe(value: Any) -> date | None:
    return None if value is None else _day(value)


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


DONATIONS = register(
    Kind(
        name="donations",
        title=words("捐贈登記"),
        columns=COLUMNS,
        commit=commit,
        check=check,
        keys=keys,
        list_key=lambda listing: "",
        content=("batch",),
        totals=("value_fen", "money_fen"),
        counted="批笔条",
        once=("value_fen", "money_fen"),
    )
)
