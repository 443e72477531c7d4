"""Waking Django for a command, and finding in whose name the command acts."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from tongchou.base import clock
from tongchou.base.refusals import NotFound, Refused, words

if TYPE_CHECKING:
    from tongchou.registers.staff.access import Scope
    from tongchou.registers.staff.models import User


def ready(*, migrated: bool = True) -> None:
    """Wake Django in the chosen home, and set the county's clock.

    Raises:
        Refused("home_empty"): there are no books in this home yet.
        Refused("home_older"): an earlier version made them, and `init` has not brought them to today's tables.
    """
    import django
    from django.conf import settings

    settings.HOME.prepare()
    django.setup()
    if migrated:
        _books_exist()
        _books_of_today()
    from tongchou.config.memory import rarely_collect
    from tongchou.config.timing import set_county_clock

    set_county_clock()
    rarely_collect()


def _books_exist() -> None:
    from django.db import connection

    if "entry" not in connection.introspection.table_names():
        raise Refused("home_empty", words("這個資料夾還沒有台賬，請先執行 tongchou init 或 tongchou demo。"))


def _books_of_today() -> None:
    from tongchou.config.building import lacks_steps

    if lacks_steps():
        text = words("這個資料夾的台賬是較早的版本建的，請先備份，再執行 tongchou init 更新；已入賬的不會改動。")
        raise Refused("home_older", text)


def user_named(username: str | None) -> User:
    """Return whoever a command acts as: `--by`, else the home's `operator`.

    Raises:
        NotFound("user_unknown").
    """
    from django.conf import settings

    from tongchou.registers.staff.models import User

    name = username or str(settings.HOME.settings.get("operator", ""))
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise NotFound("user_unknown", words("沒有名為「%(name)s」的用戶；請用 --by 指明以誰的名義。"), name=name)
    return user


def scope_of(username: str | None) -> Scope:
    """Return the scope of whoever a command acts as.

    Raises:
        NotFound("user_unknown"), NotFound("no_edition").
    """
    from tongchou.registers.places.queries import tree
    from tongchou.registers.staff import access

    today = clock.today()
    return access.scope_of(user_named(username), on=today, tree=tree(today))


def day(text: str | None, *, otherwise: date | None = None) -> date:
    """Read a day of the command line, ISO; today where none is given.

    Raises:
        Refused("bad_day").
    """
    if not text:
        return otherwise or clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("bad_day", words("日期的寫法應如 2020-03-20。")) from None


def instant(text: str | None, *, on: date) -> datetime | None:
    """Read an instant: an ISO instant, or a wall time of the day (`17:00`).

    Raises:
        Refused("bad_time").
    """
    if not text:
        return None
    try:
        if "T" in text or " " in text:
            found = datetime.fromisoformat(text)
            return found if found.tzinfo else found.replace(tzinfo=clock.ZONE)
        wall = time.fromisoformat(text)
        return clock.local(on, wall.hour, wall.minute)
    except ValueError:
        raise Refused("bad_time", words("時間的寫法應如 17:00 或 2020-03-27T17:00。")) from None
