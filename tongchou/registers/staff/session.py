"""A user's scope, told to PostgreSQL: within the block the store itself hides what lies outside it.

`SET LOCAL` only: a setting of the session would leak to whoever gets the pooled connection next. An empty scope sees
nothing. On SQLite, whose file belongs to one owner, the readers' own narrowing is all there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.utils import Error

from tongchou.base.refusals import Refused, words
from tongchou.registers.staff.access import Scope

#: The role requests run as: neither superuser nor owner nor BYPASSRLS.
ROLE = "tongchou_reader"


@contextmanager
def as_scope(scope: Scope) -> Iterator[None]:
    """Run a block as the reader's role with the reader's places; the block is one transaction.

    Blocks may stand within each other; each ends with what held before it.

    Raises:
        Refused("reading_role_missing"): the server has no such role, or this login may not take it on.
    """
    places = [] if scope.is_everywhere else scope.places().tolist()
    reach = "all" if scope.is_everywhere and scope.held else ""
    with _as_reader(reach, places, scope.organisations):
        yield


@contextmanager
def as_anyone(reach: str) -> Iterator[None]:
    """Run a block as somebody who has not signed in: of protected tables they see what `opened` shows for this reach.

    Raises:
        Refused("reading_role_missing").
    """
    with _as_reader(reach, (), ()):
        yield


@contextmanager
def _as_reader(reach: str, places: Iterable[int], organisations: Iterable[int]) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        before = _settings()
        _set(ROLE, reach, _array(places), _array(organisations))
        # No `finally`: after a failure the transaction is undone, and the settings with it.
        yield
        _set(*before)


def is_narrowed() -> bool:
    """Say whether the store itself hides something from whoever reads now: then nobody else may be shown the same."""
    if connection.vendor != "postgresql":
        return False
    role, reach, _, _ = _settings()
    return role == ROLE and reach != "all"


def _array(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _settings() -> tuple[str, str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('role'), coalesce(current_setting('tongchou.reach', true), ''),"
            " coalesce(current_setting('tongchou.places', true), ''),"
            " coalesce(current_setting('tongchou.organisations', true), '')"
        )
        role, reach, places, organisations = cursor.fetchone()
    return role, reach, places, organisations


def _set(role: str, reach: str, places: str, organisations: str) -> None:
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                "SELECT set_config('tongchou.reach', %s, true), set_config('tongchou.places', %s, true),"
                " set_config('tongchou.organisations', %s, true), set_config('role', %s, true)",
                [reach, places, organisations, role],
            )
        except Error as refused:
            if role != ROLE:
                raise
            raise Refused(
                "reading_role_missing", words("數據庫缺少查閱角色，請管理員按說明建立。"), role=ROLE
            ) from refused
