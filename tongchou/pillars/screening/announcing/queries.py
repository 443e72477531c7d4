"""What can be read of announcements: how many came, what waits for a person, what a receipt number came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from tongchou.base.codes import is_whole, typed
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.pillars.screening.announcing.door import sealer
from tongchou.pillars.screening.announcing.models import Announcement
from tongchou.pillars.screening.announcing.saying import opened
from tongchou.pillars.screening.models import Roster
from tongchou.registers.people import masking
from tongchou.registers.staff.access import Scope, require


@dataclass(frozen=True)
class Arrivals:
    """The announcements of one place and day: they add up to `came`. `rosters` are the lists made of them."""

    place: int
    day: date
    came: int
    waiting: int
    aside: int
    booked: int
    repeated: int
    thrown_out: int
    rosters: tuple[int, ...]


@dataclass(frozen=True)
class Aside:
    """One that waits for a person. The name is masked; the telephone is there for whoever decides, to ring back."""

    number: str
    place: int
    received_at: datetime
    receipt: str
    why: str
    name: str
    phone: str


@dataclass(frozen=True)
class Traced:
    """What became of a receipt number: `state` is waiting, aside, thrown-out, or the answer of the list."""

    receipt: str
    place: int
    received_at: datetime
    state: str
    case: int | None


def arrivals(scope: Scope, *, since: date, until: date, place: int | None = None) -> list[Arrivals]:
    """Return how many announced themselves to places in the reader's scope, newest day first."""
    require(scope, "screening.read")
    rows = scope.narrow(Announcement.objects.filter(day__gte=since, day__lte=until), within=place)
    counted = rows.values("place", "day").annotate(
        came=Count("pk"),
        waiting=Count("pk", filter=Q(answer="", aside="", thrown_out="")),
        aside_=Count("pk", filter=~Q(aside="") & Q(thrown_out="", answer="")),
        booked=Count("pk", filter=Q(answer__in=("stored", "flagged", "superseded"))),
        repeated=Count("pk", filter=Q(answer="duplicate")),
        out=Count("pk", filter=~Q(thrown_out="")),
    )
    lists: dict[tuple[int, date], set[int]] = {}
    number_of = dict(Roster.objects.filter(upload__in=rows.values("upload")).values_list("upload", "pk"))
    for at, day, upload in rows.exclude(upload=None).values_list("place", "day", "upload").distinct():
        if upload in number_of:
            lists.setdefault((at, day), set()).add(number_of[upload])
    return [
        Arrivals(
            one["place"], one["day"], one["came"], one["waiting"], one["aside_"], one["booked"], one["repeated"],
            one["out"], tuple(sorted(lists.get((one["place"], one["day"]), ()))),
        )
        for one in counted.order_by("-day", "place")
    ]  # fmt: skip


def aside(scope: Scope, *, limit: int = 100) -> list[Aside]:
    """Return those that wait for whoever decides, the longest waiting first."""
    require(scope, "announcement.decide")
    rows = scope.narrow(Announcement.objects.exclude(aside="").filter(thrown_out="", answer=""))
    found = []
    for row in rows.order_by("received_at")[:limit]:
        said = opened(sealer().open(row.said))
        name = masking.name(said.name)
        found.append(Aside(str(row.pk), row.place, row.received_at, row.receipt, row.aside, name, said.phone))
    return found


def trace(scope: Scope, receipt: str) -> Traced:
    """Return what became of a receipt number.

    Raises:
        Refused("receipt_mistyped"): its check character does not fit. NotFound("receipt_unknown"): there is none within
            the reader's places.
    """
    require(scope, "screening.read")
    code = typed(receipt)
    if not is_whole(code):
        raise Refused("receipt_mistyped", words("回執編號抄錯了一個字，請對方再念一次。"))
    row = scope.narrow(Announcement.objects.filter(receipt=code)).first()
    if row is None:
        raise NotFound("receipt_unknown", words("在您負責的範圍內沒有這個回執編號。"))
    state = "thrown-out" if row.thrown_out else "aside" if row.aside and not row.answer else row.answer or "waiting"
    return Traced(row.receipt, row.place, row.received_at, state, row.case)
