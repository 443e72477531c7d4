"""A county in a home of its own, worked on by real processes that can be killed: `python -m tests.closing.world ACT`.

setup              make the home: tree, accounts, a command
write SECONDS      post small entries as fast as it goes; print the id of each once it is acknowledged
close FIRST LAST   close the days of March 2020 from one to another; print each once it is closed
check [ENTRY...]   print what is wrong, nothing if all is right and these entries are in the books
go_on              check, close the first open day, check
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
LAST_DAY = date(2020, 3, 31)


def setup() -> None:
    from django.core.management import call_command

    from tests.figures.county import COUNTY, open_county, post_at
    from tongchou.registers.places.queries import tree

    call_command("migrate", verbosity=0)
    open_county(COUNTY)
    post_at(tree(LAST_DAY).root, "county_command")


def write(seconds: str) -> None:
    """Open cases and clear some of them, on days open and closed, in small batches."""
    from tongchou.journal.entries import Entry, claims, opening, own, step
    from tongchou.journal.posting import new_cases, post
    from tongchou.registers.places.queries import tree

    places = tree(LAST_DAY).ids.tolist()
    draw, until = random.Random(os.getpid()), time.monotonic() + float(seconds)
    while time.monotonic() < until:
        on, case = date(2020, 3, draw.randint(18, 26)), new_cases(1)
        rows = [opening(case=case, account="figtrial:below:pending", place=draw.choice(places), on=on)]
        if draw.random() < 0.5:
            rows.append(step(case=case, account="figtrial:below:cleared", predecessor=own(0), on=on))
        entry = Entry(new_id(), "trial", 1, "field_worker", clock.now(), claims(*rows))
        assert post(entry).answer == "created"
        say(str(entry.id))


def close(first: str, last: str) -> None:
    from tongchou.closing.close import close_day

    for number in range(int(first), int(last) + 1):
        day = date(2020, 3, number)
        close_day(day, user=None, at=clock.local(day, 24))
        say(day.isoformat())


def check(*acknowledged: str) -> None:
    """Say what is wrong with the books, the seals and the folders, and which acknowledged entries are lost."""
    from django.conf import settings

    from tongchou.closing import seal
    from tongchou.closing.audit import audit
    from tongchou.closing.keys import public_key
    from tongchou.closing.models import Closing
    from tongchou.closing.verify import verify_all
    from tongchou.journal.models import Entry, OpenDay

    seal.recover()
    days = list(Closing.objects.order_by("day").values_list("day", flat=True))
    folders = [seal.folder_of(day) for day in days]
    wrong = [*audit(), *verify_all(folders, public_key(settings.HOME))]
    opened = OpenDay.objects.filter(place=OpenDay.COUNTY).values_list("first_open", flat=True).first()
    if days and opened != date.fromordinal(days[-1].toordinal() + 1):
        wrong.append(f"closed up to {days[-1]}, open from {opened}")
    if left := sorted(path.name for path in seal.daybooks().glob("*") if path.is_dir() and path not in folders):
        wrong.append(f"folders of no closing: {left}")
    known = set(map(str, Entry.objects.values_list("id", flat=True)))
    wrong += [f"lost: {entry}" for entry in acknowledged if entry not in known]
    for finding in wrong:
        say(str(finding))


def go_on() -> None:
    """Start again after a kill: what is there must be right, and the first open day must close."""
    from tongchou.closing.days import last_closed

    check()
    following = date.fromordinal(last_closed().toordinal() + 1).day
    close(str(following), str(following))
    check()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    import tests.figures.county  # noqa: F401  (declares the accounts and figures)
    from tongchou.base import clock
    from tongchou.base.ids import new_id
    from tongchou.closing.pending import register_pending_figure

    register_pending_figure("trial.pending", title="待核查", figure_name="fig_pending")
    with clock.at(clock.local(LAST_DAY, 20)):
        {"setup": setup, "write": write, "close": close, "check": check, "go_on": go_on}[sys.argv[1]](*sys.argv[2:])
