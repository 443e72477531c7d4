"""Who sees what: a user's posts of a day as intervals of the tree of places, resolved once a request.

Every reader takes a `Scope` first and narrows to it. A user without a live post has an empty scope and sees nothing.
The tree is handed in, because registers do not import each other; anything with these columns will do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

import numpy as np
from django.db.models import BooleanField, F, Func, Model, QuerySet
from django.utils.functional import cached_property
from numpy.typing import ArrayLike, NDArray

from tongchou.base.rights import Right, allow, may, require, rights
from tongchou.journal.rows import often, on_postgresql, one_of
from tongchou.registers.staff.models import User
from tongchou.registers.staff.roles import ROLES

__all__ = ["Held", "Right", "Scope", "allow", "may", "require", "rights", "scope_of", "scopes_of"]

Ints = NDArray[np.int64]
Rows = TypeVar("Rows", bound=Model)


#: So many places PostgreSQL is told one by one: an index finds them, where a subquery of a town's 234 is joined in 1 to
#: 8 ms instead of 0.1 to 1. To plan with a county's 7,046 takes it 20 ms.
ONE_BY_ONE = 1000


class _Among(Func):
    """Whether a column's place is one of some, in a queryset."""

    output_field = BooleanField()

    def __init__(self, field: str, places: list[int]) -> None:
        super().__init__(F(field))
        self.places = places

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the same as for hand-written SQL."""
        column, params = compiler.compile(self.source_expressions[0])
        sql, places = _among(column, self.places)
        return sql, [*params, *places]


class TreeOfPlaces(Protocol):
    """What is asked of a tree: columns in preorder, positions of places, -1 or absent where it has none."""

    @property
    def ids(self) -> Ints: ...

    @property
    def right(self) -> Ints: ...

    @property
    def heirs(self) -> Mapping[int, tuple[int, ...]]: ...

    def __len__(self) -> int: ...

    def __contains__(self, place: object) -> bool: ...

    def position(self, place: int) -> int: ...

    def positions(self, places: ArrayLike) -> Ints: ...


@dataclass(frozen=True)
class Held:
    """A role that is held at a place, which fills positions `left` up to `right` of the tree.

    Held in an `organisation`, it reaches that organisation alone and nothing else of the place.
    """

    role: str
    kind: str
    group: str
    place: int
    left: int
    right: int
    organisation: int = 0


@dataclass(frozen=True, eq=False)
class Scope:
    """What one user may see and do on one day. Places are ids unless a name says position.

    Who works for an organisation has no places by that post: what is read by place shows them nothing.
    """

    user_id: int
    held: tuple[Held, ...]
    tree: TreeOfPlaces

    @cached_property
    def roles(self) -> frozenset[str]:
        """Return every role held anywhere."""
        return frozenset(held.role for held in self.held)

    @cached_property
    def role(self) -> str:
        """Return the first role of the closed list that is held, for entries of the books; empty without a post."""
        return next((role for role in ROLES if role in self.roles), "")

    @cached_property
    def roots(self) -> frozenset[int]:
        """Return the places the user answers for; all below each is theirs too."""
        return frozenset(held.place for held in self.held if not held.organisation)

    @cached_property
    def organisations(self) -> frozenset[int]:
        """Return the organisations the user works for."""
        return frozenset(held.organisation for held in self.held if held.organisation)

    @cached_property
    def intervals(self) -> tuple[tuple[int, int], ...]:
        """Return the half-open intervals of positions, in order, none within another."""
        found: list[tuple[int, int]] = []
        for left, right in sorted((h.left, -h.right) for h in self.held if not h.organisation):
            if not found or left >= found[-1][1]:
                found.append((left, -right))
        return tuple(found)

    @property
    def is_everywhere(self) -> bool:
        """Say whether the whole tree is in scope, and with it what has no place in it any more."""
        return self.intervals == ((0, len(self.tree)),)

    def holds(self, roles: frozenset[str], place: int | None) -> bool:
        """Say whether one of the roles is held at a place, or anywhere where no place is named."""
        if place is None:
            return not roles.isdisjoint(self.roles)
        position = self._position(place)
        return any(
            held.role in roles and (held.left <= position < held.right or held.right - held.left == len(self.tree))
            for held in self.held
        )

    def covers(self, place: int) -> bool:
        """Say whether a place is in scope."""
        return self.is_everywhere or self.covers_position(self._position(place))

    def covers_position(self, position: int) -> bool:
        """Say whether a position of the tree is in scope."""
        return any(left <= position < right for left, right in self.intervals)

    def covers_each(self, places: ArrayLike) -> NDArray[np.bool_]:
        """Say of many places whether each is in scope."""
        positions = self.tree.positions(places)
        if self.is_everywhere:
            return np.ones(positions.shape, np.bool_)
        seen = np.zeros(positions.shape, np.bool_)
        for left, right in self.intervals:
            seen |= (positions >= left) & (positions < right)
        return seen

    def covers_all(self, places: ArrayLike) -> bool:
        """Say whether every one of the places is in scope."""
        return bool(self.covers_each(places).all())

    def is_below(self, place: int, above: int) -> bool:
        """Say whether a place is another, or stands below it, whoever's they are."""
        if place not in self.tree or above not in self.tree:
            return False
        left = self.tree.position(above)
        return left <= self.tree.position(place) < int(self.tree.right[left])

    def below_any(self, place: int, above: Iterable[int]) -> bool:
        """Say whether a place is, or stands below, one of several."""
        return any(self.is_below(place, one) for one in above)

    def is_below_any_root(self, place: int) -> bool:
        """Say whether one of the user's own places stands below a place: such a user is asked what waits there."""
        return any(self.is_below(root, place) for root in self.roots)

    def places(self, within: int | None = None) -> Ints:
        """Return the ids of all places in scope, or of those of them at and below a place."""
        spans = self.intervals
        if within is not None:
            left = self._position(within)
            right = int(self.tree.right[left]) if left >= 0 else left
            spans = tuple((max(a, left), min(b, right)) for a, b in spans if max(a, left) < min(b, right))
        parts = [self.tree.ids[a:b] for a, b in spans]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def narrow(self, rows: QuerySet[Rows], field: str = "place", *, within: int | None = None) -> QuerySet[Rows]:
        """Return the rows whose place (an id in `field`, which may reach through relations) is in scope."""
        if self._is_all(within):
            return rows
        if not self.held:
            return rows.none()
        return rows.filter(_Among(field, self.places(within).tolist()))

    def within_sql(self, column: str, place: int | None = None) -> tuple[str, list[Any]]:
        """Return the same condition for hand-written SQL: a fragment and its parameters."""
        if self._is_all(place):
            return "1 = 1", []
        places = self.places(place)
        if not len(places):
            return "1 = 0", []
        return _among(column, places.tolist())

    def _is_all(self, within: int | None) -> bool:
        """Say whether nothing is left out: the county is told no list of all its places."""
        return self.is_everywhere and within in (None, int(self.tree.ids[0]))

    def _position(self, place: int) -> int:
        return self.tree.position(place) if place in self.tree else -1


def _among(column: str, places: list[int]) -> tuple[str, list[Any]]:
    """Return the condition that a column's place is one of some: one parameter, however many they are."""
    if not on_postgresql() or len(places) <= ONE_BY_ONE:
        condition, some = one_of(places)
        return f"{column} {condition}", [some]
    # Looked up row by row and never joined: PostgreSQL expected one row of a join that had 816, and went through 7,046
    # places again for each, 0.6 s for a page.
    return f"({column} IN (SELECT unnest(%s::bigint[]))) IS TRUE", [places]


def scope_of(user: User | int, *, on: date, tree: TreeOfPlaces) -> Scope:
    """Return what a user may see and do on a day, from the posts they hold that day. One query.

    A post at a retired place reaches what followed that place alone; merged with others it gives nothing until somebody
    is appointed anew (`queries.stranded`). Every post of a user switched off gives nothing.
    """
    number = user if isinstance(user, int) else int(user.pk or 0)
    return scopes_of([number], on=on, tree=tree)[number]


def scopes_of(users: Collection[int], *, on: date, tree: TreeOfPlaces) -> dict[int, Scope]:
    """Return the same of several users. One query."""
    if not users:
        return {}
    condition, some = one_of(users)
    # `queries.posts_on` of active users, as SQL: asked at every request, where Django takes 1 ms to say it.
    posts = often(
        'SELECT u.id, p.role, p.kind, p."group", p.place, p.organisation FROM staff_post p JOIN staff_user u'
        f" ON u.id = p.user_id WHERE u.id {condition} AND u.is_active AND p.from_on <= %s"
        " AND (p.to_on IS NULL OR p.to_on >= %s) ORDER BY p.id",
        [some, on.toordinal(), on.toordinal()],
    )
    held: dict[int, list[Held]] = {user: [] for user in users}
    for user, role, kind, group, post_at, organisation in posts:
        held[user] += (
            _held((role, kind, group, organisation or 0), place, tree) for place in standing_for(post_at, tree)
        )
    return {user: Scope(user, tuple(found), tree) for user, found in held.items()}


def standing_for(place: int, tree: TreeOfPlaces) -> tuple[int, ...]:
    """Return the place itself where it stands, else the places that followed it alone."""
    return (place,) if place in tree else tree.heirs.get(place, ())


def _held(post: tuple[str, str, str, int], place: int, tree: TreeOfPlaces) -> Held:
    role, kind, group, organisation = post
    left = tree.position(place)
    return Held(role, kind, group, place, left, int(tree.right[left]), organisation)
