"""The verbs of the staff register: its only writer, with `loading.py` for long lists.

A verb takes the actor's scope and refuses what lies outside it; `demo` and the first start of a home use `loading`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import get_random_string

from tongchou.base.clock import local_day
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.loading import load
from tongchou.registers.staff.models import Post, Slot, Team, Unit, User
from tongchou.registers.staff.queries import live
from tongchou.registers.staff.roles import GROUPS, KINDS, OF_ORGANISATION, ROLES, SLOTS

__all__ = [
    "appoint",
    "change_password",
    "department",
    "dismiss",
    "end_team",
    "form_team",
    "load",
    "new_user",
    "reset_sign_in",
    "set_password",
    "set_slot",
]

LEAST_CHARACTERS = 10
USERNAME = re.compile(r"[a-z][a-z0-9.-]{2,29}")
#: What is read out over the telephone: no letters that look like figures.
PLAIN_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"


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
    require(scope, "staff.appoint", place=found.place)
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


def new_user(scope: Scope, username: str, *, name: str) -> User:
    """Return the user of a username, made now if there is none; nobody can sign in as them until a password is set.

    Raises:
        NotAllowed("not_allowed"), Refused("username_malformed").
    """
    require(scope, "staff.appoint")
    if not USERNAME.fullmatch(username):
        raise Refused("username_malformed", words("用戶名用小寫字母開頭，可有數字、點和連字符，三到三十個字符。"))
    user, _ = User.objects.get_or_create(
        username=username, defaults={"display_name": name.strip() or username, "password": make_password(None)}
    )
    return user


def department(scope: Scope, place: int, name: str) -> int | None:
    """Return the number of the department of a name at a place, made now if there is none; None without a name."""
    require(scope, "staff.appoint", place=place)
    name = name.strip()[:120]
    if not name:
        return None
    return int(Unit.objects.get_or_create(kind="department", place=place, name=name)[0].pk)


def reset_sign_in(scope: Scope, user: int, *, at: datetime) -> str:
    """Give a user a temporary password and return it: shown once, to be changed at the next sign-in.

    Every live post of theirs must be in the actor's places and none above the actor's own: whoever resets a sign-in
    could use it.

    Raises:
        NotFound("user_unknown"): no live post of theirs there. NotAllowed("not_allowed"), Refused("above_own_role").
    """
    require(scope, "staff.appoint")
    found = User.objects.filter(pk=user, is_active=True).first()
    posts = list(Post.objects.filter(live(local_day(at)), user=user))
    if found is None or not posts or not all(scope.covers(post.place) for post in posts):
        raise NotFound("user_unknown", words("在您負責的範圍內沒有這個用戶，或其崗位不全在您的範圍內。"))
    for post in posts:
        require(scope, "staff.appoint", place=post.place)
    if any(list(ROLES).index(post.role) < list(ROLES).index(scope.role) for post in posts):
        raise Refused("above_own_role", words("不能重設高於自己崗位的人的密碼。"))
    chosen = get_random_string(12, PLAIN_CHARACTERS)
    found.set_password(chosen)
    found.must_change = True
    found.save(update_fields=["password", "must_change"])
    return chosen


def change_password(user: User, *, old: str, new: str, again: str) -> None:
    """Change one's own password.

    Raises:
        Refused("wrong_password"), Refused("passwords_differ"), Refused("password_weak"): too short, or the old one.
    """
    if not user.check_password(old):
        raise Refused("wrong_password", words("原密碼不對，未更改。"))
    if new != again:
        raise Refused("passwords_differ", words("兩次輸入的新密碼不一樣。"))
    if len(new) < LEAST_CHARACTERS or new == old:
        raise Refused("password_weak", words("新密碼至少%(least)s個字符，並與原密碼不同。"), least=LEAST_CHARACTERS)
    user.set_password(new)
    user.must_change = False
    user.save(update_fields=["password", "must_change"])


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
