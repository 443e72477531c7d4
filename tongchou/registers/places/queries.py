"""Reading places: the tree of a day, what is within, names, and where a retired place went.

Trees are kept per process under their edition's stamp; each call asks the small table of editions which stamp holds,
so an edition opened by another process is seen at once and a rolled-back one is never served.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import Q, QuerySet

from tongchou.base.refusals import NotFound, words
from tongchou.journal.rows import once
from tongchou.registers.places.models import Node, Place, Succession
from tongchou.registers.places.tree import Ints, Tree

#: Trees a process keeps: today's, yesterday's, and those of older editions that a figure of the past asks for.
KEPT = 12

_trees: dict[str, Tree] = {}


def edition_on(on: date) -> tuple[int, date, str] | None:
    """Return id, first day and stamp of the edition in force on a day; the first edition holds for all days before.

    A county stood before its books did, and its lists tell of days before them.
    """
    # All of them, since a county has few: a bulletin asks for nine days, and asks the store once.
    rows = once("SELECT id, from_on, stamp FROM place_edition ORDER BY from_on")
    in_force = [row for row in rows if row[1] <= on.toordinal()][-1:] or rows[:1]
    return next(((number, date.fromordinal(first), stamp) for number, first, stamp in in_force), None)


def tree(on: date) -> Tree:
    """Return the tree of a day. One small query when it is known already.

    Raises:
        NotFound("no_edition"): this home has no places yet.
    """
    edition = edition_on(on)
    if edition is None:
        raise NotFound("no_edition", words("還沒有地方，請先導入地方表。"))
    number, from_on, stamp = edition
    kept = _trees.get(stamp)
    if kept is None:
        kept = _load(number, from_on, stamp)
        while len(_trees) >= KEPT:
            _trees.pop(next(iter(_trees)), None)
        _trees[stamp] = kept
    return kept


def _load(edition: int, from_on: date, stamp: str) -> Tree:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT n.place_id, n.parent_id, n."right", n.depth, p.kind, p.area_kind, n.name, p.code'
            ' FROM place_node n JOIN place p ON p.id = n.place_id WHERE n.edition_id = %s ORDER BY n."left"',
            [edition],
        )
        rows = cursor.fetchall()
    ids, parents, right, depth, *texts = zip(*rows, strict=True)
    position = {place: number for number, place in enumerate(ids)}
    kind, area_kind, name, code = (np.array(column, dtype=object) for column in texts)
    return Tree(
        edition=edition,
        stamp=stamp,
        from_on=from_on,
        ids=np.array(ids, dtype=np.int64),
        right=np.array(right, dtype=np.int64),
        parent=np.array([position.get(parent, -1) for parent in parents], dtype=np.int64),
        depth=np.array(depth, dtype=np.int64),
        kind=kind,
        area_kind=area_kind,
        name=name,
        code=code,
        heirs=_heirs(from_on, frozenset(ids)),
    )


def _heirs(on: date, standing: frozenset[int]) -> dict[int, tuple[int, ...]]:
    """Return, for every retired place, the standing ones that came out of it alone; none where it was merged away."""
    before: dict[int, set[int]] = {}
    after: dict[int, list[int]] = {}
    rows = Succession.objects.filter(edition__from_on__lte=on)
    for old, new, since, opened in rows.values_list(
        "from_place", "to_place", "edition__from_on", "to_place__opened_on"
    ):
        # A place that stood before takes others in: it is nobody's heir.
        before.setdefault(new, set()).add(old if opened == since else 0)
        after.setdefault(old, []).append(new)
    found = {}
    for place in after.keys() - standing:
        mine, ends, ahead = {place}, [], list(after[place])
        while ahead:
            step = ahead.pop(0)
            if step in mine or not before[step] <= mine:
                continue
            mine.add(step)
            if step in standing:
                ends.append(step)
            else:
                ahead += after.get(step, ())
        if ends:
            found[place] = tuple(ends)
    return found


def within(places: int | Iterable[int], on: date) -> QuerySet[Node, Any]:
    """Return a subquery of the place ids at and below some places, to narrow any list: `place__in=within(town, on)`.

    No places give an empty subquery: an empty scope sees nothing.
    """
    wanted = [places] if isinstance(places, int) else list(places)
    return within_intervals([tree(on).interval(place) for place in wanted], on)


def within_intervals(intervals: Sequence[tuple[int, int]], on: date) -> QuerySet[Node, Any]:
    """Return a subquery of the place ids in half-open intervals of the tree of a day."""
    if not intervals:
        return Node.objects.none().values("place_id")
    spans = Q()
    for left, right in intervals:
        spans |= Q(left__gte=left, left__lt=right)
    return Node.objects.filter(spans, edition_id=tree(on).edition).values("place_id")


def names(places: Iterable[int], on: date) -> dict[int, str]:
    """Return the own name of each place as of a day; a place that is retired by then keeps its last name."""
    wanted = list(dict.fromkeys(int(place) for place in places))
    now = tree(on)
    found = {place: str(now.name[now.position(place)]) for place in wanted if place in now}
    gone = [place for place in wanted if place not in found]
    for start in range(0, len(gone), 900):
        nodes = Node.objects.filter(place__in=gone[start : start + 900]).order_by("edition__from_on")
        found |= dict(nodes.values_list("place_id", "name"))
    return found


def labels(places: Iterable[int], on: date) -> dict[int, str]:
    """Return the full name of each place from the town down; a retired place has its own name alone."""
    now = tree(on)
    wanted = [int(place) for place in places]
    own = names([place for place in wanted if place not in now], on)
    return {place: now.label(place) if place in now else own.get(place, "") for place in wanted}


@dataclass(frozen=True)
class Whereabouts:
    """Where a place is to be looked for on a day.

    `place` stands in that day's tree: the place itself, or its one successor, or, when several followed it, the lowest
    place they have in common; `certain` is False only then, with the several in `candidates`.
    """

    place: int
    certain: bool
    candidates: tuple[int, ...]


def followers(on: date) -> dict[int, tuple[int, ...]]:
    """Return, for every place that was ever followed by another up to a day, the places that followed it directly."""
    pairs = Succession.objects.filter(edition__from_on__lte=on).values_list("from_place_id", "to_place_id")
    found: dict[int, list[int]] = {}
    for old, new in pairs.order_by("edition__from_on", "pk"):
        found.setdefault(old, []).append(new)
    return {old: tuple(new) for old, new in found.items()}


def whereabouts(places: Iterable[int], on: date) -> dict[int, Whereabouts]:
    """Return where places of any edition are on a day. A place that no edition leads to has no key."""
    now = tree(on)
    wanted = [int(place) for place in places]
    found = {place: Whereabouts(place, True, (place,)) for place in wanted if place in now}
    gone = [place for place in wanted if place not in found]
    if not gone:
        return found
    after = followers(on)
    for place in gone:
        ends = _ends(place, now, after)
        if ends:
            found[place] = Whereabouts(now.common(ends), len(ends) == 1, tuple(ends))
    return found


def places_called(codes: Iterable[str], on: date) -> dict[str, int]:
    """Return the places of some codes on a day: itself, else where all that was there went; unknown ones have no key.

    Whoever named a cell before it was split or merged means those who live there: they are where its cases were moved.
    """
    now, wanted = tree(on), set(codes)
    found = {code: int(now.by_code[code]) for code in wanted if code in now.by_code}
    if retired := wanted - set(found):
        gone = dict(Place.objects.filter(code__in=retired).values_list("code", "pk"))
        where = whereabouts(gone.values(), on)
        found |= {code: where[place].place for code, place in gone.items() if place in where}
    return found


def _ends(place: int, now: Tree, after: dict[int, tuple[int, ...]]) -> list[int]:
    """Return the places of a tree that a retired place ended in, in order."""
    ends: dict[int, None] = {}
    seen = {place}
    ahead = list(after.get(place, ()))
    while ahead:
        step = ahead.pop(0)
        if step in seen:
            continue
        seen.add(step)
        if step in now:
            ends[step] = None
        else:
            ahead.extend(after.get(step, ()))
    return list(ends)


def standing_positions(places: Ints, on: date) -> Ints:
    """Return, for places of any edition, their positions in the tree of a day; -1 where nothing leads there.

    A figure of past days uses it to give what was booked at a retired place to whoever answers for it now.
    """
    positions = tree(on).positions(places)
    missing = np.flatnonzero(positions < 0)
    retired, at = retired_positions(on)
    if len(missing) and len(retired):
        wanted = np.asarray(places)[missing]
        slot = np.minimum(np.searchsorted(retired, wanted), len(retired) - 1)
        positions[missing] = np.where(retired[slot] == wanted, at[slot], -1)
    return positions


def retired_positions(on: date) -> tuple[Ints, Ints]:
    """Return the places that stand no more on a day, sorted, and where each leads in that day's tree.

    Kept with the tree: to follow 1,500 retired places costs 100 ms, more than the first page of any list may take.
    """
    return _retired(tree(on))


@lru_cache(maxsize=KEPT)
def _retired(now: Tree) -> tuple[Ints, Ints]:
    gone = sorted(set(Place.objects.values_list("pk", flat=True)) - set(now.ids.tolist()))
    found = whereabouts(gone, now.from_on)
    pairs = [(place, now.position(where.place)) for place, where in found.items()]
    table = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def by_code(code: str, on: date) -> Whereabouts:
    """Return where the place of a code, old or new, is on a day.

    Raises:
        NotFound("place_code_unknown"): no place ever had the code, or none leads to this day.
    """
    now = tree(on)
    place = now.by_code.get(code)
    if place is None:
        place = Place.objects.filter(code=code).values_list("pk", flat=True).first()
        place = place or _by_alias(code)
    found = whereabouts([place], on) if place else {}
    if not place or place not in found:
        raise NotFound("place_code_unknown", words("沒有代碼為 %(code)s 的地方。"), code=code)
    return found[place]


def _by_alias(code: str) -> int | None:
    places = Place.objects.filter(aliases__name=code).values_list("pk", flat=True)[:2]
    return places[0] if len(places) == 1 else None


_numbers: Ints = np.zeros(0, dtype=np.int64)


def are_places(numbers: Ints) -> npt.NDArray[np.bool_]:
    """Return which numbers are places of any edition. Places are never deleted, so known numbers are kept.

    Before a home has any place every number passes: the books can be tried without a county.
    """
    global _numbers
    known = np.isin(numbers, _numbers)
    if not known.all():
        _numbers = np.fromiter(Place.objects.values_list("pk", flat=True), dtype=np.int64)
        known = np.isin(numbers, _numbers) if len(_numbers) else np.ones(len(numbers), dtype=np.bool_)
    return known
