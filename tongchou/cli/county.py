"""`init` and `serve`: a county of one's own, and its desk; `demo`: Luoding's spring of 2020."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from tongchou.cli.access import HOST, ruled
from tongchou.cli.setup import ready


@ruled(HOST)
def init(
    officer: Annotated[str, typer.Option(help="第一個用戶；還不能登錄，導入地方表後用 appoint 任命")] = "officer",
) -> None:
    """Make a home: its folder, keys, empty books and a first user. Harmless when it exists."""
    ready(migrated=False)
    from django.conf import settings

    from tongchou.config.building import make_stores

    settings.HOME.prepare()
    make_stores()
    _first_user(officer)
    typer.echo(f"{settings.HOME.path}")


#: Connections that may wait to be taken. With 1,024, the server's own number, some of a thousand phones a second were
#: let in by the kernel, never taken, and heard nothing but a broken connection a quarter of a minute later.
BACKLOG = 4096


@ruled(HOST)
def serve(
    host: Annotated[str, typer.Option(help="監聽地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="監聽端口")] = 8000,
    workers: Annotated[int, typer.Option(help="服務的進程數")] = 2,
) -> None:
    """Serve the desk of this home, and run the county's day: mornings, objections, closings at the cut-off."""
    ready()
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    from tongchou.config.daily import ASKED
    from tongchou.config.stores import let_go_of_connections

    _go_on_after_a_stop()
    os.environ["TONGCHOU_HOME"] = str(settings.HOME.path)
    os.environ[ASKED] = "1"
    let_go_of_connections()
    Granian(
        "tongchou.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        # On SQLite too, whose writers stand in one row over all processes (`config/sqlite`). With one process, which
        # takes up one processor of two, 500 readers at once waited up to 2.6 and 3.1 s, with two up to 1.3 and 1.6 s.
        # They share one memory-mapped cube.
        workers=workers,
        blocking_threads=8,
        backlog=BACKLOG,
        log_access=False,
    ).serve()


def _go_on_after_a_stop() -> None:
    """Finish what a killed process left: a list whose commit was asked for, a day-book that was not written out."""
    from tongchou.base import clock
    from tongchou.closing import seal
    from tongchou.intake import services as intake

    intake.resume(at=clock.now())
    seal.recover()


@ruled(HOST)
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="只建庫，不開服務")] = False,
    port: Annotated[int, typer.Option(help="監聽端口")] = 8000,
    county: Annotated[str, typer.Option(help="luoding 或 guangnan")] = "luoding",
) -> None:
    """Play a county's spring of 2020 through the public doors, then serve its desk."""
    ready(migrated=False)
    from demo.play import play

    play(county)
    if not no_serve:
        serve(port=port)


def _first_user(username: str) -> None:
    """Make the user in whose name the places are taken in, if there is nobody yet."""
    from django.conf import settings

    from tongchou.registers.staff.models import User

    if not User.objects.exists():
        User.objects.create_user(username, None, display_name=username)
    config = settings.HOME.path / "config.toml"
    if not config.exists():
        config.write_text(f'operator = "{username}"\n', "utf-8")


COMMANDS = {"init": init, "serve": serve, "demo": demo}
