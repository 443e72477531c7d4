"""What the day did not finish: carried over by name, and who stayed silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tongchou.base.refusals import words
from tongchou.bulletin.asked import Asked
from tongchou.bulletin.document import Block, Number, Run, Runs, Table, Text
from tongchou.bulletin.speaking import in_english, number, said
from tongchou.closing import pending
from tongchou.closing.models import REASONS, CarryOver
from tongchou.figures import declare
from tongchou.figures.coverage import Coverage
from tongchou.registers.staff.models import User

#: Lines of the table; what is smaller is summed up under it, and stands in the closing's own page.
MOST_LINES = 60
#: Names that a line prints: of those who answer for something, of silent villages.
MOST_PEOPLE, MOST_NAMES = 3, 12


@dataclass(frozen=True)
class _Line:
    """What is left of one kind, for one reason, in one town."""

    kind: str
    town: int
    reason: str
    by_system: bool


@dataclass
class _Sum:
    """How much is left, and by how much each person answers for it."""

    count: int = 0
    people: dict[int, int] = field(default_factory=dict)

    def add(self, count: int, responsible: int) -> None:
        self.count += count
        self.people[responsible] = self.people.get(responsible, 0) + count


def carried_blocks(asked: Asked) -> Iterator[Block]:
    """Yield what was carried over on the day: a line for each kind, town and reason, the largest first."""
    sums: dict[_Line, _Sum] = {}
    rows = asked.carried().order_by("kind", "place", "id")
    for kind, place, reason, by, count, responsible in rows.values_list(
        "kind", "place", "reason", "by", "count", "responsible"
    ):
        line = _Line(kind, _town(asked, place), reason, by == CarryOver.SYSTEM)
        sums.setdefault(line, _Sum()).add(count, responsible)
    if not sums:
        yield Text((said(words("當日無結轉事項。")),))
        return
    # Silence has a part of its own and stands last here.
    lines = sorted(sums.items(), key=lambda p: (p[0].kind == "closing.silent", p[0].kind, -p[1].count, p[0].town))
    names = _names({person for _, of in lines for person in of.people})
    head = (words("事項"), words("地方"), words("件數"), words("責任人"), words("原因"), words("結轉"))
    rest = sum(of.count for _, of in lines[MOST_LINES:])
    more = words("另有%(lines)s行共%(count)s件，見日結頁。")
    yield Table(
        said(words("結轉事項，按責任人")),
        tuple(map(said, head)),
        tuple(_row(line, of, asked, names) for line, of in lines[:MOST_LINES]),
        (False, False, True, False, False, False),
        said(more, lines=len(lines) - MOST_LINES, count=number(rest)) if rest else "",
    )


def _row(line: _Line, of: _Sum, asked: Asked, names: dict[int, str]) -> tuple[Runs, ...]:
    known = {kind.name: kind for kind in pending.kinds()}.get(line.kind)
    title = said(known.title) if known else line.kind
    by = said(words("系統於截止時結轉")) if line.by_system else said(words("負責人結轉"))
    return (
        (title,),
        (asked.name(line.town),),
        (_count(asked, of.count, line.town, known.figure if known else "", title),),
        (_people(of, names),),
        (said(str(REASONS.get(line.reason, line.reason))),),
        (by,),
    )


def _people(of: _Sum, names: dict[int, str]) -> str:
    """Return who answers for it, those with the most first, and how many more there are."""
    ordered = sorted(of.people, key=lambda person: (-of.people[person], person))
    told = [names.get(person) or said(words("無人負責")) for person in ordered[:MOST_PEOPLE]]
    text = (", " if in_english() else "、").join(told)
    return text + (said(words("等%(count)s人"), count=len(ordered)) if len(ordered) > MOST_PEOPLE else "")


def _count(asked: Asked, count: int, town: int, figure: str, title: str) -> Run:
    """Return a count that opens into its figure's rows, or into the closing's page where no figure counts it."""
    code = asked.code(town)
    href = asked.address(figure, code) if figure and declare.is_declared(figure) else asked.closing_address(code)
    return Number(number(count), figure, title, code, asked.on, href if asked.linked else "")


def _town(asked: Asked, place: int) -> int:
    """Return the place below the county that a place stands under; the county where it is its own."""
    if place not in asked.tree:
        return asked.place
    path = asked.tree.path(place)
    return path[1] if len(path) > 1 else path[0]


def _names(users: set[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=users).values_list("pk", "display_name"))


def silent_blocks(asked: Asked) -> Iterator[Block]:
    """Yield who did not answer on the day, by town, with the villages that were silent altogether by name."""
    cells = asked.cells
    county = asked.covered(asked.place)
    if cells is None or county is None:
        yield Text((said(words("未有應報名冊，無從得知誰未報。")),))
        return
    missing = county.expected - county.reported
    if not missing:
        yield Text((said(words("應報%(expected)s格，全部已報。"), expected=number(county.expected)),))
        return
    telling = words("應報%(expected)s格，已報%(reported)s格，未報%(missing)s格。未報不是零報告，其數不計為零。")
    told = {"expected": county.expected, "reported": county.reported, "missing": missing}
    yield Text((said(telling, **{name: number(value) for name, value in told.items()}),))
    expected, unheard = asked.tree.sums(cells.expected), asked.tree.sums(cells.expected - cells.reported)
    whole = (expected > 0) & (unheard == expected)
    rows = [_silent_row(asked, town, covered, whole) for town in asked.towns if (covered := asked.covered(town))]
    head = tuple(map(said, (words("地方"), words("未報（格）"), words("應報（格）"), words("全未報的村（社區）"))))
    yield Table(said(words("未報的網格")), head, tuple(filter(None, rows)), (False, True, True, False))


def _silent_row(asked: Asked, town: int, covered: Coverage, whole: np.ndarray) -> tuple[Runs, ...] | None:
    """Return a town's line; None where everyone in it answered."""
    missing = covered.expected - covered.reported
    if not missing:
        return None
    silent = [place for place in asked.tree.children(town).tolist() if whole[asked.tree.position(place)]]
    if missing == covered.expected:
        named = said(words("全部未報"))
    else:
        named = (", " if in_english() else "、").join(asked.name(place) for place in silent[:MOST_NAMES])
        if len(silent) > MOST_NAMES:
            named += said(words("等%(count)s個"), count=len(silent))
    code = asked.code(town)
    href = asked.closing_address(code) if asked.linked else ""
    shown = Number(number(missing), "", said(words("未報的網格")), code, asked.on, href)
    return ((asked.name(town),), (shown,), (number(covered.expected),), (named or "–",))
