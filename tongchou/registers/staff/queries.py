"""What can be read of the staff: who is who, who belongs where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from django.db.models import Q, QuerySet

from tongchou.registers.staff.models import Post, Slot, Team, User


class Standing(Protocol):
    """What is asked of a tree of places: which stand in it, and what followed those that do not."""

    @property
    def heirs(self) -> Mapping[int, tuple[int, ...]]: ...

    def __contains__(self, place: object) -> bool: ...


def live(on: date) -> Q:
    """Return the condition of a row that holds on a day, by its `from_on` and `to_on`."""
    return Q(Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on)


def names(users: Iterable[int]) -> dict[int, str]:
    """Return the shown names of users. An act is signed with its actor's name, so these are not masked."""
    return dict(User.objects.filter(pk__in=set(users)).values_list("pk", "display_name"))


def posts_on(on: date) -> QuerySet[Post]:
    """Return the posts that hold on a day."""
    return Post.objects.filter(live(on))


def team_members(teams: Iterable[int], on: date) -> dict[int, dict[str, int]]:
    """Return who stands in each slot of each team on a day: team -> slot -> user."""
    found: dict[int, dict[str, int]] = {}
    for team, slot, user in Slot.objects.filter(live(on), team__in=set(teams)).values_list("team", "slot", "user"):
        found.setdefault(team, {})[slot] = user
    return found


def teams_of(user: int, on: date) -> frozenset[int]:
    """Return the teams a user stands in on a day."""
    return frozenset(Slot.objects.filter(live(on), user=user).values_list("team", flat=True))


def fixed_teams(on: date) -> dict[int, int]:
    """Return the fixed team of each place that has one on a day: place -> team."""
    return dict(Team.objects.filter(live(on), is_fixed=True).order_by("-pk").values_list("place", "pk"))


def stranded(on: date, tree: Standing) -> QuerySet[Post]:
    """Return the live posts at retired places that nothing follows alone: their holders see nothing until appointed."""
    gone = [
        place
        for place in posts_on(on).values_list("place", flat=True).distinct()
        if place and place not in tree and not tree.heirs.get(place)
    ]
    return posts_on(on).filter(place__in=gone).select_related("user", "unit").order_by("place", "role", "pk")
