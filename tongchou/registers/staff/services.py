"""The verbs of the staff register: its only writer, with `loading.py` for long lists.

A verb takes the actor's scope and refuses what lies outside it; `demo` and the first start of a home use `loading`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.crypto import get_random_string

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.loading import load
from tongchou.registers.staff.models import Post, Slot, Team, User
from tongchou.registers.staff.queries import live
from tongchou.registers.staff.roles import GROUPS, KINDS, OF_ORGANISATION, ROLES, SLOTS

__all__ = ["appoint", "dismiss", "end_team", "form_team", "load", "set_password", "set_slot"]


def appoint(
    scope: Scope,
    user: int,
    *,
    role: str,
    place: int,
    from_on: date,
    kind: str = "",
    group: str = "",
    unit: int | None = None,
    organisation: int | None = None,
    to_on: date | None = None,
) -> Post:
    """Give a user a role at a place of the actor's. The same post again answers with the one there is.

    The clerk of an enterprise is appointed at the place where the `organisation` is, and reaches that alone.

    Raises:
        NotAllowed("not_allowed"): the actor may not appoint there. NotFound("user_unknown").
        Refused("role_unknown"), Refused("days_reversed"), Refused("above_own_role"): nobody gives more than they hold.
        Refused("organisation_wanting"): a clerk without an organisation, or another role with one.
    """
    require(scope, "staff.appoint", place=place)
    if (role in OF_ORGANISATION) != (organisation is not None):
        raise Refused("organisation_wanting", words("企業專員須屬於一家企業，其他崗位不屬於企業。"))
    _known(role, ROLES, "role_unknown")
    _known(kind, {"": "", **KINDS}, "kind_unknown")
    _known(group, {"": "", **GROUPS}, "group_unknown")
    if to_on is not None and to_on < from_on:
        raise Refused("days_reversed", words("結束日期早於開始日期。"))
    if list(ROLES).index(role) < list(ROLES).index(scope.role):
        raise Refused("above_own_role", words("不能任命高於自己的崗位。"))
    if not User.objects.filter(pk=user).exists():
        raise NotFound("user_unknown", words("沒有這個用戶。"))
    post, _ = Post.objects.get_or_create(  # type: ignore[misc]
        user_id=user, role=role, kind=kind, group=group, place=place, unit_id=unit,
        organisation=organisation, from_on=from_on, to_on=to_on,
    )  # fmt: skip
    return post


def dismiss(scope: Scope, post: int, *, last_on: date) -> Post:
    """End a post with a day, its last. The row stays: who could see what, and when, is answered from it.

    Raises:
        NotFound("post_unknown"): not there, or not in the actor's places. Refused("days_reversed").
    """
    require(scope, "staff.appoint")
    found = scope.narrow(Post.objects.filter(pk=post)).first()
    if found is None:
        raise NotFound("post_unknown", words("在您負責的範圍內沒有這個崗位。"))
    if last_on < found.from_on:
        raise Refused("days_reversed", words("結束日期早於開始日期。"))
    found.to_on = last_on
    found.save(update_fields=["to_on"])
    return found


def form_team(scope: Scope, place: int, *, members: Mapping[str, int], from_on: date, is_fixed: bool = True) -> Team:
    """Form a team at a place, with who stands in which slot. A place has one fixed team at a time.

    Raises:
        NotAllowed("not_allowed"), Refused("slot_unknown"), Refused("team_exists").
    """
    require(scope, "staff.form_team", place=place)
    with transaction.atomic():
        if is_fixed and Team.objects.filter(live(from_on), place=place, is_fixed=True).exists():
            raise Refused("team_exists", words("這個網格已有固定小組，請改動它的成員。"))
        team = Team.objects.create(place=place, is_fixed=is_fixed, from_on=from_on)
        for slot, user in members.items():
            set_slot(scope, team, slot=slot, user=user, from_on=from_on)
    return team


def set_slot(scope: Scope, team: Team, *, slot: str, user: int, from_on: date) -> Slot:
    """Put a user in a slot of a team from a day; whoever stood there stands to the day before.

    Raises:
        NotAllowed("not_allowed"), Refused("slot_unknown"), NotFound("user_unknown"), Refused("days_reversed").
    """
    require(scope, "staff.form_team", place=team.place)
    _known(slot, SLOTS, "slot_unknown")
    if not User.objects.filter(pk=user).exists():
        raise NotFound("user_unknown", words("沒有這個用戶。"))
    with transaction.atomic():
        before = Slot.objects.select_for_update().filter(team=team, slot=slot, to_on=None).first()
        if before is not None and before.user_id == user:
            return before
        if before is not None and before.from_on > from_on:
            raise Refused("days_reversed", words("結束日期早於開始日期。"))
        if before is not None and before.from_on == from_on:
            before.delete()
        elif before is not None:
            before.to_on = date.fromordinal(from_on.toordinal() - 1)
            before.save(update_fields=["to_on"])
        return Slot.objects.create(team=team, slot=slot, user_id=user, from_on=from_on)


def end_team(scope: Scope, team: Team, *, last_on: date) -> None:
    """End a team and its slots with a day, its last."""
    require(scope, "staff.form_team", place=team.place)
    with transaction.atomic():
        Slot.objects.filter(team=team, to_on=None).update(to_on=last_on)
        Team.objects.filter(pk=team.pk).update(to_on=last_on)


def set_password(username: str, password: str = "") -> str:
    """Give a user a password, a random one where none is given, and return it: it is shown once, kept nowhere.

    Raises:
        NotFound("user_unknown").
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        raise NotFound("user_unknown", words("沒有這個用戶。"))
    chosen = password or get_random_string(12)
    user.set_password(chosen)
    user.save(update_fields=["password"])
    return chosen


def _known(value: str, closed: Mapping[str, str], code: str) -> None:
    if value not in closed:
        raise Refused(code, words("不在可選範圍之內：%(value)s。"), value=value)
