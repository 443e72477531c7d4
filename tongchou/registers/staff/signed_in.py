"""Who is signed in: the session and its user, asked for in two questions written by hand, of one or of several.

By Django's models the two took 1.5 of the 3 ms of processor time of a page from a copy (`web/shell/copies.py`), nearly
all of it for making up the same two questions anew; so they take 0.2. Nothing is kept between two requests: who signs
out, changes their password or is switched off is out at once, in every process.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connections, router
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from tongchou.journal.rows import often, one_of
from tongchou.registers.staff.models import User

#: What every request needs of its user; the rest is asked for where it is used.
_FIELDS = ("id", "password", "username", "display_name", "language", "is_active", "must_change")
_FLAGS = ("is_active", "must_change")
#: A key as Django makes them. Nothing else is asked for: a store need not be told what somebody made up.
_KEY = re.compile("[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    """Sessions as Django keeps them, read by hand."""

    def load(self) -> dict[str, Any]:
        """Return what a session says, nothing where it is over or never was."""
        key = str(self.session_key)
        found = _sessions([key])
        if key not in found:
            self._session_key = None
            return {}
        return self.decode(found[key])


class Backend(ModelBackend):
    """Names and passwords as Django checks them; a user who is signed in already is read by hand."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session, unless they are switched off."""
        return self.get_users([int(user_id)]).get(int(user_id))

    def get_users(self, numbers: Collection[int]) -> dict[int, User]:
        """Return the users of several sessions by their numbers, but those switched off."""
        if not numbers:
            return {}
        condition, some = one_of(numbers)
        rows = often(f"SELECT {', '.join(_FIELDS)} FROM staff_user WHERE id {condition}", [some])
        users = (User.from_db(router.db_for_read(User), _FIELDS, _values(row)) for row in rows)
        return {int(user.pk): user for user in users if self.user_can_authenticate(user)}


#: The backend's name, as a session keeps it.
BACKEND = f"{Backend.__module__}.{Backend.__qualname__}"
#: What a session says of who has signed in by it.
_SAID = {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY}


def users_of(keys: Collection[str]) -> dict[str, User]:
    """Return who has signed in by each of some sessions, by its key, as `django.contrib.auth.get_user` says it of one.

    Who is in doubt is left out: whose session says anything else, or was signed with a secret of before.
    """
    said = {key: SessionStore().decode(data) for key, data in _sessions(keys).items()}
    numbers = {key: int(of[SESSION_KEY]) for key, of in said.items() if of.keys() == _SAID}
    users = Backend().get_users(set(numbers.values()))
    return {
        key: user
        for key, number in numbers.items()
        if (user := users.get(number)) is not None
        and said[key][BACKEND_SESSION_KEY] == BACKEND
        and constant_time_compare(said[key][HASH_SESSION_KEY], user.get_session_auth_hash())
    }


def _sessions(keys: Collection[str]) -> dict[str, str]:
    """Return what those of some sessions say that are not over, signed as it is kept, by their keys."""
    store, made = router.db_for_read(Session), [key for key in keys if _KEY.fullmatch(key)]
    if not made:
        return {}
    condition, some = one_of(made)
    rows = often(
        f"SELECT session_key, session_data FROM django_session WHERE session_key {condition} AND expire_date > %s",
        [some, connections[store].ops.adapt_datetimefield_value(timezone.now())],
        using=store,
    )
    return dict(rows)


def _values(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return a user's row as the model has it: SQLite has numbers for yes and no."""
    return tuple(bool(value) if name in _FLAGS else value for name, value in zip(_FIELDS, row, strict=True))
