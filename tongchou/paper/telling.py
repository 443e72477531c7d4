"""What a sheet tells of an entry that was keyed from it: who wrote it at the door, when it was keyed, the note."""

from __future__ import annotations

from collections.abc import Collection

from tongchou.journal.models import Entry
from tongchou.paper.models import Keyed
from tongchou.paper.sealing import notes
from tongchou.pillars.screening import doors


def announce() -> None:
    """Let disputes ask."""
    doors.register(doors.PAPER, told)


def told(entries: Collection[int]) -> dict[int, doors.Told]:
    """Return how the entries that were keyed from paper came, by their numbers."""
    number = dict(Entry.objects.filter(number__in=entries).values_list("id", "number"))
    return {
        number[one.entry]: doors.Told(
            doors.PAPER, None, one.keyed_at, one.wrote_by, notes().open(one.note) if one.note else ""
        )
        for one in Keyed.objects.filter(entry__in=number)
        if one.entry
    }
