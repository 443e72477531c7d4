"""Writing an edition of the tree: from a table of rows, set-based.

An edition is written whole. One of the same day replaces itself (its places stay); one before the latest is refused,
because lines already booked were posted under the tree of their day.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

from django.db import transaction

from tongchou.base.refusals import Refused, words
from tongchou.journal.rows import insert
from tongchou.registers.places.models import AREA_KINDS, KINDS, Alias, Edition, Place
from tongchou.registers.places.tree import Order, preorder

#: Rows of one INSERT: below SQLite's limit on parameters for the widest of our tables.
BATCH = 4_000


@dataclass(frozen=True)
class Row:
    """One place of a new edition; `parent` is the code of the place it stands under, empty for the one on top."""

    code: str
    name: str
    parent: str
    kind: str
    area_kind: str = ""


def fresh_stamp() -> str:
    """Return a word no cache has seen."""
    return secrets.token_hex(16)


def arrange(rows: Sequence[Row]) -> Order:
    """Return the preorder of a table of places, having checked that it is one tree.

    Raises:
        Refused: places_empty, place_code_empty, place_name_empty, place_code_twice, place_kind_unknown,
            place_area_unknown, place_parent_unknown, place_roots (none or several), place_circle.
    """
    if not rows:
        raise Refused("places_empty", words("表中沒有任何地方。"))
    row_of: dict[str, int] = {}
    for number, row in enumerate(rows):
        _check(row)
        if row_of.setdefault(row.code, number) != number:
            raise Refused("place_code_twice", words("代碼 %(code)s 出現兩次。"), code=row.code)
    parents = []
    for row in rows:
        if row.parent and row.parent not in row_of:
            text = words("代碼 %(code)s 的上級代碼 %(parent)s 不在表中。")
            raise Refused("place_parent_unknown", text, code=row.code, parent=row.parent)
        parents.append(row_of[row.parent] if row.parent else -1)
    if parents.count(-1) != 1:
        text = words("網格樹應當只有一個最上級，表中有 %(count)s 個。")
        raise Refused("place_roots", text, count=parents.count(-1))
    order = preorder(parents)
    if len(order.rows) < len(rows):
        lost = rows[min(set(range(len(rows))) - set(order.rows))]
        raise Refused("place_circle", words("代碼 %(code)s 的上級最終又回到它自己。"), code=lost.code)
    return order


def _check(row: Row) -> None:
    if not row.code:
        raise Refused("place_code_empty", words("「%(name)s」沒有代碼。"), name=row.name)
    if not row.name:
        raise Refused("place_name_empty", words("代碼 %(code)s 沒有名稱。"), code=row.code)
    if row.kind not in KINDS:
        text = words("代碼 %(code)s 的層級「%(kind)s」不認得。")
        raise Refused("place_kind_unknown", text, code=row.code, kind=row.kind)
    if row.area_kind not in AREA_KINDS:
        text = words("代碼 %(code)s 的區域類別「%(kind)s」不認得。")
        raise Refused("place_area_unknown", text, code=row.code, kind=row.area_kind)


@transaction.atomic
def open_edition(
    rows: Sequence[Row],
    *,
    from_on: date,
    title: str,
    source: str = "",
    successions: Iterable[tuple[str, str]] = (),
) -> Edition:
    """Write the tree that holds from a day on, and who follows whom (pairs of codes, old and new). Return the edition.

    Places are found by code and made where there are none; nothing is ever deleted. A place that the rows leave out is
    retired from that day. Balances are not touched: `reorganise.move` does that.

    Raises:
        Refused: those of `arrange`; edition_before_latest; place_kind_changed; place_code_unknown (a succession).
    """
    order = arrange(rows)
    latest = Edition.objects.order_by("-from_on").first()
    if latest is not None and latest.from_on > from_on:
        text = words("已有 %(latest)s 起的版本，新版本不能早於它。")
        raise Refused("edition_before_latest", text, latest=latest.from_on.isoformat())
    places = _places(rows, opened_on=from_on)
    edition, made = Edition.objects.update_or_create(
        from_on=from_on, defaults={"title": title, "source": source, "stamp": fresh_stamp()}
    )
    if not made:
        edition.nodes.all().delete()
    _write_nodes(edition, rows, order, places)
    _write_successions(edition, successions, places)
    return edition


def _places(rows: Sequence[Row], *, opened_on: date) -> dict[str, int]:
    """Return place ids by code for all rows, making those that are new and renewing changed area kinds."""
    known = {
        place.code: place for place in Place.objects.in_bulk([row.code for row in rows], field_name="code").values()
    }
    changed = []
    for row in rows:
        place = known.get(row.code)
        if place is None:
            continue
        if place.kind != row.kind:
            text = words("代碼 %(code)s 原是 %(was)s，不能改作 %(now)s；請用新代碼。")
            raise Refused("place_kind_changed", text, code=row.code, was=place.kind, now=row.kind)
        if row.area_kind and place.area_kind != row.area_kind:
            place.area_kind = row.area_kind
            changed.append(place)
    for place in changed:
        place.save(update_fields=["area_kind"])
    opened = opened_on.toordinal()
    fresh = [(row.code, row.kind, row.area_kind, opened) for row in rows if row.code not in known]
    insert("place", ("code", "kind", "area_kind", "opened_on"), fresh)
    return {code: place.pk for code, place in known.items()} | _ids_of(code for code, *_ in fresh)


def _write_nodes(edition: Edition, rows: Sequence[Row], order: Order, places: Mapping[str, int]) -> None:
    ids = [places[rows[row].code] for row in order.rows]
    parents = [ids[above] if above >= 0 else None for above in order.parent]
    names = [rows[row].name for row in order.rows]
    columns = ("edition_id", "place_id", "parent_id", "name", "depth", "left", "right")
    values = zip(repeat(edition.pk), ids, parents, names, order.depth, range(len(ids)), order.right, strict=False)
    insert("place_node", columns, values)


def _write_successions(edition: Edition, pairs: Iterable[tuple[str, str]], places: Mapping[str, int]) -> None:
    wanted = dict.fromkeys(pairs)
    codes = {code for pair in wanted for code in pair} - set(places)
    ids = dict(places) | _ids_of(codes)
    if missing := codes - set(ids):
        raise Refused("place_code_unknown", words("沒有代碼為 %(code)s 的地方。"), code=min(missing))
    known = set(edition.successions.values_list("from_place_id", "to_place_id"))
    fresh = [(edition.pk, ids[old], ids[new]) for old, new in wanted if (ids[old], ids[new]) not in known]
    insert("place_succession", ("edition_id", "from_place_id", "to_place_id"), fresh)


def _ids_of(codes: Iterable[str]) -> dict[str, int]:
    return {code: place.pk for code, place in Place.objects.in_bulk(list(codes), field_name="code").items()}


@transaction.atomic
def add_aliases(names: Iterable[tuple[int, str]], *, source: str) -> int:
    """Give places more names, spellings or codes: pairs of place id and name. Return how many were new."""
    wanted = {(place, name.strip()) for place, name in names if name.strip()}
    places = {place for place, _ in wanted}
    known = set(Alias.objects.filter(place__in=places).values_list("place_id", "name"))
    fresh = [Alias(place_id=place, name=name, source=source) for place, name in sorted(wanted - known)]
    Alias.objects.bulk_create(fresh, batch_size=BATCH)
    if fresh:
        restamp()
    return len(fresh)


def restamp() -> None:
    """Tell every process that what it keeps of the trees is old."""
    for edition in Edition.objects.all():
        edition.stamp = fresh_stamp()
        edition.save(update_fields=["stamp"])
