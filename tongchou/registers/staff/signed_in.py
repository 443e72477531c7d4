"""Who is signed in: the session and its user, asked for at every request, in two questions written by hand.

By Django's models the two took 1.5 of the 3 ms of processor time of a page from a copy (`web/shell/copies.py`), nearly
all of it for making up the same two questions anew; so they take 0.2. Nothing is kept between two requests: who signs
out, changes their password or is switched off is out at once, in every process.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db import connections, router
from django.utils import timezone

from tongchou.journal.rows import often
from tongchou.registers.staff.models import User

#: What every request needs of its user; the rest is asked for where it is used.
_FIELDS = ("id", "password", "username", "display_name", "language", "is_active", "must_change")
_FLAGS = ("is_active", "must_change")
_USER = f"SELECT {', '.join(_FIELDS)} FROM staff_user WHERE id = %s"


class SessionStore(db.SessionStore):
    """Sessions as Django keeps them, read by hand."""

    def load(self) -> dict[str, Any]:
        """Return what a session says, nothing where it is over or never was."""
        store = router.db_for_read(self.model)
        now = connections[store].ops.adapt_datetimefield_value(timezone.now())
        found = often(
            "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
            [self.session_key, now],
            using=store,
        )
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])


class Backend(ModelBackend):
    """Names and passwords as Django checks them; a user who is signed in already is read by hand."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session, unless they are switched off."""
        store = router.db_for_read(User)
        found = often(_USER, [int(user_id)], using=store)
        if not found:
            return None
        # SQLite has numbers for yes and no.
        values = (bool(value) if name in _FLAGS else value for name, value in zip(_FIELDS, found[0], strict=True))
        user = User.from_db(store, _FIELDS, tuple(values))
        return user if self.user_can_authenticate(user) else None


#: The backend's name, as a session keeps it.
BACKEND = f"{Backend.__module__}.{Backend.__qualname__}"
