"""Luoding's spring of 2020, played through the public doors: lists in, people checked, visits, days closed and sealed.

Nothing is typed into the books: whatever the bulletin of 27 March says was listed, concluded and closed here, act by
act, by the users who would have done it, at the hour they would have. Two plays give the same county.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from demo.sending import Departments
from tongchou.base import clock, disk

console = Console(soft_wrap=True)
#: For the sample users of a county that does not exist.
PASSWORD = "luoding-2020"
#: Stands in a home while a county is built in it.
BUILDING = "building"
#: What a build makes in its home.
MADE = (
    "*.sqlite3*",
    "config.toml",
    "outlines.geojson",
    "vouchers",
    "daybooks",
    "cube",
    "columns",
    "bulletins",
    "working",
)
#: Where the clock of a served county starts: the morning after, with the day's first list in.
OPENS = {"luoding": "2020-03-28T08:10:00+08:00", "guangnan": "2020-03-05T08:10:00+08:00"}


def play(county: str) -> None:
    """Build and play a county in this home, unless it was played to its end before."""
    from django.conf import settings
    from django.db import connections

    from tongchou.config.building import lacks_steps, make_stores

    home: Path = settings.HOME.path
    if (home / "played").exists():
        if lacks_steps():
            make_stores()
        console.print(f"示範縣已在 {home}；要重建，請先刪除該資料夾。")
        _sign_ins(home)
        return
    if (home / BUILDING).exists():
        if settings.HOME.database:
            console.print("上次建示範縣沒有建完，請換一個空的數據庫再建。")
            sys.exit(2)
        connections.close_all()
        clear_half_built(home)
    if (home / "books.sqlite3").exists() and not (home / "config.toml").exists():
        console.print(f"{home} 裡已有別的台賬，請另選資料夾（--home）。")
        sys.exit(2)
    settings.HOME.prepare()
    (home / BUILDING).touch()
    _config(home, county)
    # The departments write their first lists while the stores are made.
    story = Luoding() if county == "luoding" else Guangnan()
    make_stores()
    from demo.outlines import outlines
    from demo.places import GUANGNAN, LUODING

    in_a_hurry()
    with disk.not_waiting():
        story.play()
    drawn = outlines(LUODING if county == "luoding" else GUANGNAN)
    (home / "outlines.geojson").write_text(json.dumps(drawn, ensure_ascii=False), "utf-8")
    (home / "played").write_text(county, "utf-8")
    (home / BUILDING).unlink()
    _report(home, story)


def clear_half_built(home: Path) -> None:
    """Remove what a build that was cut short left; the home's keys stay, and whatever no build made."""
    for path in (path for name in MADE for path in home.glob(name)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _config(home: Path, county: str) -> None:
    prefix = {"luoding": "L", "guangnan": "G"}[county]
    text = f'county = "{county}"\nmission_prefix = "{prefix}"\noperator = "officer"\nclock = "{OPENS[county]}"\n'
    announcing = '[announce]\nphone = "12345"\n'
    (home / "config.toml").write_text(f"{text}daily = false\n{announcing}", "utf-8")


def in_a_hurry() -> None:
    """Let SQLite not wait for the disk while the county is built: a build cut short is simply built again.

    The two processes wait for each other as long as it takes: one writes through whole afternoons.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA busy_timeout=600000")


def _report(home: Path, story: Story) -> None:
    from tongchou.bulletin.services import make

    if story.bulletin:
        console.print(str(make(story.last_on, cut=None, fmt="md", lang="zh-Hant")))
    _sign_ins(home)


def _sign_ins(home: Path) -> None:
    from demo import guangnan, resumption, staff

    samples = (
        (*staff.SAMPLES, resumption.SAMPLE) if (home / "played").read_text("utf-8") == "luoding" else guangnan.SAMPLES
    )
    console.print("\n試用登錄（示範縣專用，密碼均為 " + PASSWORD + "）：")
    for username, said in samples:
        console.print(f"  {username:<10} {said}")
    if any(username == "worker" for username, _ in samples):
        console.print("一線人員用手機打開 /field/。")
        console.print("不用登錄：返鄉人員自行申報 /announce/，捐贈公示 /supplies/donations/ledger/。")


@dataclass
class Story:
    """A county's days."""

    last_on: date = date(2020, 3, 27)
    bulletin: bool = True

    def play(self) -> None:
        raise AssertionError("a story says how it is played")


@dataclass
class Guangnan(Story):
    """Guangnan's enterprises going back to work, to 4 March 2020."""

    last_on: date = date(2020, 3, 4)

    def play(self) -> None:
        from demo.guangnan import LISTED_ON, GuangnanDays, build_staff
        from demo.places import build_guangnan
        from demo.supplies import GuangnanSupplies
        from tongchou.registers.places.queries import tree
        from tongchou.registers.staff.access import scope_of
        from tongchou.registers.staff.models import User

        with clock.at(clock.local(date(2020, 1, 23), 6)):
            build_guangnan()
            build_staff(PASSWORD)
        now = tree(LISTED_ON)
        officer = scope_of(User.objects.get(username="officer"), on=LISTED_ON, tree=now)
        GuangnanSupplies().plan(officer, now=now, on=LISTED_ON - timedelta(days=1))
        GuangnanDays(PASSWORD).play()


@dataclass
class Luoding(Story):
    """Luoding, 23 January to 27 March 2020."""

    random: Random = field(default_factory=lambda: Random(362))
    departments: Departments = field(default_factory=Departments)

    def play(self) -> None:
        from demo import staff
        from demo.days import Day
        from demo.lists import FIRST_ON, LAST_ON
        from demo.months import LUODING
        from demo.places import GRID_ON, build_luoding
        from tongchou.journal.entries import Column
        from tongchou.registers.staff.access import Scope

        days = list(_days(FIRST_ON, LAST_ON))
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        ) as bar:
            task = bar.add_task("建立網格與人員", total=len(days) + 2)
            with clock.at(clock.local(FIRST_ON, 6)):
                build_luoding()
                bar.advance(task)
                staff.build_luoding(password=PASSWORD)
                bar.advance(task)
                months = [month() for month in LUODING]
                for month in months:
                    month.begin()
            self.departments.begin()
            scopes: dict[tuple[int, int], Scope] = {}
            campaign: list[Column] = []
            for on in days:
                bar.update(task, description=f"{on.month}月{on.day}日")
                day = Day(on, self.departments.of(on), self.random, months, scopes=scopes, campaign_list=campaign)
                if on == GRID_ON:
                    day.regrid()
                day.play()
                bar.advance(task)
            bar.update(task, description="3月28日清晨")
            last = Day(LAST_ON + timedelta(days=1), self.departments.of(LAST_ON + timedelta(days=1)), self.random)
            last.morning()
            last.begin_shift()


def _days(first: date, last: date) -> Iterator[date]:
    on = first
    while on <= last:
        yield on
        on += timedelta(days=1)
