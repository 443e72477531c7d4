"""Splitting and merging places: a new edition from a day, and an entry that moves what stands there.

Nothing is edited and no balance vanishes: every case at a retired place takes a step of its place chain to where it is
to be looked for now, every stock is transferred. Where several places follow one, a case goes to the one it is said to
belong to, else to the lowest place they share, and waits there to be claimed: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from tongchou.base.clock import local_day
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Claims, Column, Entry, Receipt, Transfers
from tongchou.journal.posting import post
from tongchou.journal.rows import columns, listed
from tongchou.journal.standing import DISPUTED, Chain
from tongchou.registers.places.editions import Row, open_edition
from tongchou.registers.places.models import Edition, Node, Place
from tongchou.registers.places.queries import tree, whereabouts
from tongchou.registers.places.tree import Tree

#: What the entry is called in the books.
REGRID = "regrid"


@dataclass(frozen=True)
class NewPlace:
    """A place that follows others: `takes` are codes of the children that come under it."""

    code: str
    name: str
    area_kind: str = ""
    takes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reorganised:
    """What a reorganisation did: its edition, the receipt of its entry (None: nothing stood there), and the cases whose
    place is disputed, which a person has to decide first."""

    edition: int
    receipt: Receipt | None
    moved: int
    left: tuple[int, ...] = field(default=())


def rows_of(now: Tree) -> list[Row]:
    """Return a tree as the rows it was made from."""
    parents = ["" if above < 0 else str(now.code[above]) for above in now.parent.tolist()]
    texts = zip(now.code, now.name, parents, now.kind, now.area_kind, strict=True)
    return [Row(*(str(text) for text in row)) for row in texts]


@transaction.atomic
def split(
    place: int,
    into: Sequence[NewPlace],
    *,
    on: date,
    at: datetime,
    actor: int,
    role: str,
    title: str = "",
    cases: Mapping[int, str] | None = None,
) -> Reorganised:
    """Let several new places of its kind follow a place from a day on.

    `cases` says which case goes to which new code; the others, and all goods, go to the place above, to be claimed.

    Raises:
        Refused: reorganise_in_future; split_into_one; place_children_unassigned; and those of `open_edition`.
    """
    _refuse_future(on, at)
    if len(into) < 2:
        raise Refused("split_into_one", words("拆分至少要有兩個新地方。"))
    now = tree(on)
    old = rows_of(now)[now.position(place)]
    new_parent = {child: new.code for new in into for child in new.takes}
    children = {str(now.code[now.position(int(child))]) for child in now.children(place)}
    if children != set(new_parent):
        text = words("%(code)s 屬下有的網格沒有分到新地方之下，請逐一指明。")
        raise Refused("place_children_unassigned", text, code=old.code)
    rows: list[Row] = []
    for row in rows_of(now):
        if row.code == old.code:
            rows += [Row(n.code, n.name, old.parent, old.kind, n.area_kind or old.area_kind) for n in into]
        else:
            rows.append(Row(row.code, row.name, new_parent.get(row.code, row.parent), row.kind, row.area_kind))
    pairs = [(old.code, new.code) for new in into]
    edition = open_edition(rows, from_on=on, title=title or f"拆分{old.name}", successions=pairs)
    ids = dict(Place.objects.filter(code__in=(cases or {}).values()).values_list("code", "pk"))
    assigned = {case: ids[code] for case, code in (cases or {}).items()}
    return _carry(edition, on=on, at=at, actor=actor, role=role, assigned=assigned)


@transaction.atomic
def merge(
    places: Sequence[int], into: NewPlace, *, on: date, at: datetime, actor: int, role: str, title: str = ""
) -> Reorganised:
    """Let one place, new or one of them, follow several of its kind from a day on; their children come under it.

    A new one stands where the first of them stood. Everything that stood at the others moves to it.

    Raises:
        Refused: reorganise_in_future; merge_of_one; place_kinds_differ; and those of `open_edition`.
    """
    _refuse_future(on, at)
    now = tree(on)
    codes = [str(now.code[now.position(place)]) for place in places]
    gone = dict.fromkeys(code for code in codes if code != into.code)
    if len(set(codes)) < 2:
        raise Refused("merge_of_one", words("合併至少要有兩個地方。"))
    if len({now.kind[now.position(place)] for place in places}) > 1:
        raise Refused("place_kinds_differ", words("層級不同的地方不能合併。"))
    rows: list[Row] = []
    for row in rows_of(now):
        parent = into.code if row.parent in gone else row.parent
        if row.code == codes[0] and into.code not in now.by_code:
            rows.append(Row(into.code, into.name, row.parent, row.kind, into.area_kind or row.area_kind))
        if row.code == into.code:
            rows.append(Row(row.code, into.name, parent, row.kind, into.area_kind or row.area_kind))
        elif row.code not in gone:
            rows.append(Row(row.code, row.name, parent, row.kind, row.area_kind))
    pairs = [(code, into.code) for code in gone]
    edition = open_edition(rows, from_on=on, title=title or f"併入{into.name}", successions=pairs)
    return _carry(edition, on=on, at=at, actor=actor, role=role, assigned={})


@transaction.atomic
def move_to_successors(on: date, *, actor: int, role: str, at: datetime, entry: UUID | None = None) -> Reorganised:
    """Move everything that stands at places retired by the edition of a day. Done twice, nothing is left to move."""
    edition = Edition.objects.get(pk=tree(on).edition)
    return _carry(edition, on=on, at=at, actor=actor, role=role, assigned={}, entry=entry)


def _refuse_future(on: date, at: datetime) -> None:
    if on > local_day(at):
        raise Refused("reorganise_in_future", words("網格調整的生效日 %(on)s 還沒有到。"), on=on.isoformat())


def _carry(
    edition: Edition,
    *,
    on: date,
    at: datetime,
    actor: int,
    role: str,
    assigned: Mapping[int, int],
    entry: UUID | None = None,
) -> Reorganised:
    """Post the entry that moves cases and goods off retired places; where nothing stands there, post nothing."""
    standing = np.array(sorted(_occupied()), np.int64)
    retired = standing[tree(on).positions(standing) < 0]
    if not len(retired):
        return Reorganised(edition.pk, None, 0)
    target = _targets(retired, on)
    claims, left = _case_steps(retired, target, on=on, assigned=assigned)
    goods = _goods_moves(retired, target, on=on)
    if not len(claims) and not len(goods):
        return Reorganised(edition.pk, None, 0, left)
    made = Entry(
        id=entry or new_id(), code=REGRID, actor=actor, role=role, occurred_at=at, claims=claims, transfers=goods
    )
    return Reorganised(edition.pk, post(made), len(claims), left)


def _occupied() -> set[int]:
    """Return the places where cases stand or goods ever moved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT place FROM standing WHERE account > 0"
            " UNION SELECT to_place FROM line WHERE count = 0 UNION SELECT from_place FROM line WHERE count = 0"
        )
        return {row[0] for row in cursor.fetchall()}


def _targets(retired: Column, on: date) -> dict[int, int]:
    """Return where what stands at each retired place goes: its successor, or the lowest place that surely holds it."""
    found = {place: where.place for place, where in whereabouts(retired.tolist(), on).items()}
    now = tree(on)
    for place in set(retired.tolist()) - set(found):
        found[place] = _above(place, now)
    return found


def _above(place: int, now: Tree) -> int:
    """Return the nearest place above a retired one, as it last stood, that is in a tree."""
    node = Node.objects.filter(place=place).order_by("-edition__from_on").first()
    while node is not None and node.parent_id is not None:
        if node.parent_id in now:
            return int(node.parent_id)
        node = Node.objects.filter(place=node.parent_id, edition=node.edition_id).first()
    return now.root


def _case_steps(
    retired: Column, target: Mapping[int, int], *, on: date, assigned: Mapping[int, int]
) -> tuple[Claims, tuple[int, ...]]:
    """Return a step of the place chain for every case at retired places, and the cases whose place is disputed."""
    with listed(retired) as (where, params):
        case, place, tip, flags = columns(
            f'SELECT "case", place, place_tip, flags FROM standing WHERE account > 0 AND place {where} ORDER BY "case"',
            params,
            4,
        )
    disputed = _disputed_places(case[(flags & DISPUTED) > 0], tip[(flags & DISPUTED) > 0])
    moving = ~np.isin(case, disputed)
    case, place, tip = case[moving], place[moving], tip[moving]
    to = [assigned.get(c, target[p]) for c, p in zip(case.tolist(), place.tolist(), strict=True)]
    none = np.zeros(len(case), np.int64)
    claims = Claims(
        case=case,
        chain=none + int(Chain.PLACE),
        predecessor=tip,
        account=none,
        place=np.array(to, np.int64),
        occurred_on=none + on.toordinal(),
        sheet=none,
        row=none,
    )
    return claims, tuple(disputed.tolist())


def _disputed_places(cases: Column, tips: Column) -> Column:
    """Return the cases, of some that are disputed, whose place is: a claim builds on the place they agree on."""
    if not len(cases):
        return cases
    with listed(tips) as (where, params):
        found = columns(
            f'SELECT DISTINCT "case" FROM claim WHERE chain = {int(Chain.PLACE)} AND predecessor {where}', params, 1
        )[0]
    return np.intersect1d(cases, found)


def _goods_moves(retired: Column, target: Mapping[int, int], *, on: date) -> Transfers:
    """Return transfers of every stock at retired places. What is below zero moves too: it is the discrepancy."""
    stores = [n for n, code in chart().codes.items() if not code.startswith("outside:") and not chart().state(n)]
    with listed(retired) as (where, params), listed(np.array(stores, np.int64)) as (kept, accounts):
        place, account, item, quantity = columns(
            "SELECT place, account, item, CAST(SUM(quantity) AS bigint) FROM ("
            " SELECT to_place AS place, to_account AS account, item, quantity FROM line WHERE count = 0"
            " UNION ALL SELECT from_place, from_account, item, -quantity FROM line WHERE count = 0"
            f") AS moved WHERE place {where} AND account {kept}"
            " GROUP BY place, account, item HAVING SUM(quantity) <> 0 ORDER BY place, account, item",
            [*params, *accounts],
            4,
        )
    to = np.array([target[p] for p in place.tolist()], np.int64)
    below = quantity < 0
    return Transfers(
        from_account=account,
        from_place=np.where(below, to, place),
        to_account=account,
        to_place=np.where(below, place, to),
        item=item,
        quantity=np.abs(quantity),
        occurred_on=np.full(len(place), on.toordinal(), np.int64),
    )
