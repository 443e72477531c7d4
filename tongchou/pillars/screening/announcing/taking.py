"""Announcements of one place and day become a list of the sender 本人申報, through the intake that every list takes.

They wait a quarter of an hour first, so that they come as lists, and so that a flood can be seen before it is in the
books. What is typed by strangers is written into a sheet, read back, and compared: whoever the sheet does not give back
as they said it waits for a person, and disturbs no other row.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from uuid import UUID

from django.db import transaction

from tongchou.base.refusals import words
from tongchou.intake import doors, services
from tongchou.intake.kinds import kind_named
from tongchou.intake.models import Upload
from tongchou.intake.staged import Staged
from tongchou.pillars.screening.announcing.door import DAY, sealer
from tongchou.pillars.screening.announcing.models import Announcement, Knock
from tongchou.pillars.screening.announcing.saying import PAPERS, WAYS, Said, opened
from tongchou.registers.places.queries import names, tree

SENDER = words("本人申報")
KIND = "announcement"
WAIT = timedelta(minutes=15)
#: Rows of one list; a day with more has several, which the books add up as they add up any list's editions.
MOST_ROWS = 5_000
#: Lines of the sheet before the first person: the heads.
HEAD = 1
IN_BOOKS = ("stored", "flagged", "duplicate", "superseded")


@dataclass(frozen=True)
class Nobody:
    """The system, where a user is asked for: the day's own run takes lists in by itself."""

    pk: int = 0


def take_in(*, at: datetime, wait: timedelta = WAIT) -> int:
    """Take what has waited long enough into the books, a list for each place and day; return how many people.

    Harmless when done twice, and goes on where a killed process stopped.
    """
    Knock.objects.filter(at__lt=at - DAY).delete()
    done = sum(_finish(upload) for upload in _begun())
    waiting = Announcement.objects.filter(answer="", aside="", thrown_out="", upload=None, received_at__lte=at - wait)
    for place, day in sorted(set(waiting.values_list("place", "day"))):
        rows = waiting.filter(place=place, day=day).order_by("received_at", "id")[:MOST_ROWS]
        done += _take(list(rows), place, day, at)
    return done


def _begun() -> list[UUID]:
    found = Announcement.objects.filter(answer="").exclude(upload=None).values_list("upload", flat=True)
    return sorted({one for one in found if one})


def _take(rows: list[Announcement], place: int, day: date, at: datetime) -> int:
    """Make one list of announcements of a place and day; those that a sheet cannot give back are put aside."""
    told = {row.pk: opened(sealer().open(row.said)) for row in rows}
    while rows:
        upload = doors.receive(
            KIND, _sheet([told[row.pk] for row in rows], _town(place, day)), _file_name(place, day),
            user=Nobody(), at=at, on=day, sender=SENDER,
        )  # fmt: skip
        lost = _lost(rows, told, services.staged_of(upload))
        if not lost:
            with transaction.atomic():
                for number, row in enumerate(rows):
                    Announcement.objects.filter(pk=row.pk).update(upload=upload.pk, row=number + HEAD + 1)
            return _finish(upload.pk)
        services.forget(upload)
        Announcement.objects.filter(pk__in=[row.pk for row in lost]).update(aside="unread")
        rows = [row for row in rows if row not in lost]
    return 0


def _finish(upload: UUID) -> int:
    """Commit a list and note what became of each row; what is in the books is sealed nowhere else any more."""
    staged = services.commit(upload, at=Upload.objects.get(pk=upload).received_at)
    by_row = {row: index for index, row in enumerate(staged.table["row"])}
    done = 0
    with transaction.atomic():
        for one in Announcement.objects.filter(upload=upload, answer=""):
            index = by_row.get(one.row or 0)
            answer = "" if index is None else staged.outcomes[index]
            if answer in IN_BOOKS:
                done += 1
                one.answer, one.said = answer, b""
                one.case = None if index is None else staged.refs.get(index)
            else:
                one.upload, one.row, one.aside = None, None, "unread"
            one.save(update_fields=["answer", "said", "case", "upload", "row", "aside"])
    return done


def _file_name(place: int, day: date) -> str:
    return f"本人申报 {names([place], day).get(place, '')} {day.isoformat()}"


def _town(place: int, day: date) -> str:
    """Return the town that announcements named, an empty string where they named none."""
    now = tree(day)
    return "" if place == now.root else names([place], day).get(place, "")


def _sheet(said: Sequence[Said], town: str) -> bytes:
    """Write announcements as the sheet that any department might send, by our own titles."""
    kind = kind_named(KIND)
    heads = list(_cells(said[0], town))
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([kind.column(name).title for name in heads])
    for one in said:
        writer.writerow(_cells(one, town).values())
    return out.getvalue().encode("utf-8-sig")


def _cells(said: Said, town: str) -> dict[str, str]:
    resident = said.paper == "resident"
    return {
        "name": said.name,
        "id_number": said.number if resident else "",
        "passport": "" if resident else said.number,
        "phones": said.phone,
        "town": town,
        "address": said.address,
        "category": "境外返回" if said.come_from == "abroad" else "",
        "source": said.source,
        "passed": said.passed,
        "arrived_on": said.arrives_on.isoformat(),
        "transport": WAYS[said.way],
        "trip": said.trip,
        "companions": said.others,
        "note": PAPERS[said.paper],
    }


def _lost(rows: Sequence[Announcement], told: dict[UUID, Said], staged: Staged) -> list[Announcement]:
    """Return those whom the sheet, as intake read it, does not give back as they said it."""
    table = staged.table
    found = {
        row: (name, tuple(phones or ()), str(day)[:10])
        for row, name, phones, day in zip(
            table["row"], table["name"], table["phones"], table["arrived_on"], strict=True
        )
    }
    lost = []
    for number, row in enumerate(rows):
        said = told[row.pk]
        name, phones, day = found.get(number + HEAD + 1, ("", (), ""))
        same = _plain(name) == _plain(said.name) and day == said.arrives_on.isoformat()
        if not same or any(_digits(one) not in _digits(said.phone) for one in phones):
            lost.append(row)
    return lost


def _plain(text: str | None) -> str:
    return "".join((text or "").split()).lower()


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())
