"""`appoint`: a user, a role, a place. The first post of a home is the host's to give; every later one an officer's."""

from __future__ import annotations

from typing import Annotated

import typer

from tongchou.base import clock
from tongchou.cli import printing
from tongchou.cli.access import ruled
from tongchou.cli.setup import scope_of


@ruled("staff.appoint")
def appoint(
    username: Annotated[str, typer.Argument(help="用戶名；沒有就新建")],
    role: Annotated[str, typer.Argument(help="崗位：county_officer、town_lead、village_lead …")],
    at: Annotated[str | None, typer.Option("--at", help="地方代碼，默認全縣")] = None,
    name: Annotated[str, typer.Option(help="顯示的姓名")] = "",
    group: Annotated[str, typer.Option(help="縣一級的工作組：office、prevention …")] = "",
    by: Annotated[str | None, typer.Option(help="以誰的名義；第一個崗位不用")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Give a user a role at a place, and a new user a password, shown once."""
    from django.db import transaction

    from tongchou.registers.places.queries import by_code, tree
    from tongchou.registers.staff import services
    from tongchou.registers.staff.models import Post, User

    today = clock.today()
    place = by_code(at, today).place if at else tree(today).root
    first = not Post.objects.exists()
    acting = None if first else scope_of(by)
    # Whoever may not appoint there leaves no user behind either.
    with transaction.atomic():
        user, is_new = User.objects.get_or_create(username=username, defaults={"display_name": name or username})
        if acting is None:
            Post.objects.create(user=user, role=role, place=place, group=group, from_on=today)
        else:
            services.appoint(acting, user.pk, role=role, place=place, from_on=today, group=group)
        password = services.set_password(username) if is_new or first else ""
    if json:
        printing.as_json({"user": username, "role": role, "place": place, "password": password})
    else:
        printing.say(f"{username}  {role}  {password}")


COMMANDS = {"appoint": appoint}
