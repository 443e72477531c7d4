"""What differs from the report before, and why: told late, corrected, or new."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tongchou.base.refusals import words
from tongchou.bulletin import filling
from tongchou.bulletin.asked import Asked, address
from tongchou.bulletin.document import Block, Number, Runs, Table, Text
from tongchou.bulletin.paragraphs import Paragraph
from tongchou.bulletin.speaking import instant, number, said
from tongchou.closing import cut as cuts
from tongchou.closing.cut import Changed, Why
from tongchou.closing.models import Cut
from tongchou.figures.declare import figure, is_declared, parts

LATE = Paragraph.of(
    words("當日入賬的事項中，發生在以前而當日才報來的%(late_facts)s宗，均按入賬日計，原發生日留在台賬上。")
)


@dataclass(frozen=True)
class _Line:
    """A figure, or one of a ratio's two numbers, in both reports."""

    figure: str
    title: str
    before: int
    after: int
    why: Why


def change_blocks(
    asked: Asked, about: Mapping[str, str], *, cut: Cut | None, printed: Collection[str]
) -> Iterator[Block]:
    """Yield the county's differences from the report before, among the figures that this one prints.

    The report before a flash report is the flash report before it; before a day's report, that day's last flash report.
    """
    if is_declared("late_facts"):
        yield filling.paragraph(LATE, asked, about)
    previous = cuts.previous_of(cut) if cut else Cut.objects.filter(on=asked.on).order_by("-number").first()
    if previous is None:
        yield Text((said(words("此前未發快報，無上期可比。")),))
        return
    told = words("上一期為快報第%(number)s期，截至%(at)s。")
    yield Text((said(told, number=previous.number, at=instant(previous.cut_at)),))
    lines = _lines(_changed(previous, asked, cut, printed), asked, printed)
    if not lines:
        yield Text((said(words("所列各數與上一期相同。")),))
        return
    yield _table(lines, asked, previous)


def _changed(previous: Cut, asked: Asked, cut: Cut | None, printed: Collection[str]) -> Sequence[Changed]:
    if cut is not None:
        return cuts.differences(previous, cut)
    after = {}
    for name in printed:
        answer = asked.answer(name)
        whole = answer.value if isinstance(answer.value, int) else None
        top = answer.numerator if answer.denominator is not None else whole
        after[name, asked.place] = (top, answer.denominator)
    return cuts.differences_from(previous, after, on=asked.on, n=asked.view.n)


def _lines(changed: Sequence[Changed], asked: Asked, printed: Collection[str]) -> list[_Line]:
    """Return the county's lines in the order in which the figures are printed; a ratio by its numerator, once."""
    order = {name: n for n, name in enumerate(printed)}
    here = [one for one in changed if one.place == asked.place and one.figure in order]
    lines: dict[str, _Line] = {}
    for one in sorted(here, key=lambda c: order[c.figure]):
        of = parts(figure(one.figure))[0]
        if one.top.total:
            lines.setdefault(of.name, _Line(of.name, said(of.title), one.before, one.after, one.top))
    return list(lines.values())


def _table(lines: Sequence[_Line], asked: Asked, previous: Cut) -> Table:
    head = (words("項目"), words("上期"), words("本期"), words("其中：遲報"), words("更正"), words("新增"))
    rows = tuple(_row(line, asked, previous) for line in lines)
    note = words("遲報：上期截止前已發生而其後才報來的；更正：沖正與裁定；新增：其餘。三者之和為本期與上期之差。")
    return Table(said(words("與上一期的差異及原因")), tuple(map(said, head)), rows, (False, *(True,) * 5), said(note))


def _row(line: _Line, asked: Asked, previous: Cut) -> tuple[Runs, ...]:
    code = asked.code(asked.place)
    then = address(line.figure, code, on=previous.on, known_at=previous.cut_at)
    return (
        (line.title,),
        (Number(number(line.before), line.figure, line.title, code, previous.on, then),),
        (Number(number(line.after), line.figure, line.title, code, asked.on, asked.address(line.figure, code)),),
        *((f"{amount:+,}" if amount else "0",) for amount in (line.why.late, line.why.corrected, line.why.new)),
    )
