"""Filling templates with answers: paragraphs and tables of figures, in the language being written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tongchou.base.refusals import words
from tongchou.bulletin.asked import Asked
from tongchou.bulletin.document import Number, Run, Runs, Table, Text
from tongchou.bulletin.paragraphs import SLOT, FigureTable, Paragraph, PlaceTable, Sentence
from tongchou.bulletin.speaking import in_english, number, said
from tongchou.figures import declare
from tongchou.figures.asking import Answer
from tongchou.figures.coverage import Coverage

NOT_COLLECTED = words("本台賬未採集")
NOT_COLLECTED_OF = words("「%(about)s」本台賬未採集。")
NOTHING_TO_SAY = words("「%(about)s」尚無可報之數。")
ZERO_COVERAGE = words("（零報依據：應報%(expected)s格，已報%(reported)s格。）")
ZERO_UNSEEN = words("（上述零值無報告單位名冊可核。）")


def paragraph(of: Paragraph, asked: Asked, about: Mapping[str, str]) -> Text:
    """Return a paragraph with its numbers in place."""
    runs: list[Run] = []
    for sentence in of.sentences:
        if runs and in_english():
            runs.append(" ")
        runs.extend(_sentence(sentence, asked, about))
    zeros = who_answered([asked.answer(name) for name in of.figures if declare.is_declared(name)])
    if zeros:
        runs.append(f" {zeros}" if in_english() else zeros)
    return Text(tuple(runs), said(of.head))


def _sentence(of: Sentence, asked: Asked, about: Mapping[str, str]) -> Iterator[Run]:
    missing = [name for name in of.figures if not declare.is_declared(name)]
    if missing:
        yield said(NOT_COLLECTED_OF, about=said(of.about) or "、".join(missing))
        return
    answers = {name: asked.answer(name) for name in of.figures}
    unsaid = [answer for answer in answers.values() if answer.value is None]
    if unsaid:
        yield said(NOTHING_TO_SAY, about=said(of.about or unsaid[0].figure.title))
        return
    yield from fill(said(of.text), {name: asked.number(answer) for name, answer in answers.items()}, about)


def fill(text: str, numbers: Mapping[str, Run], about: Mapping[str, str]) -> Iterator[Run]:
    """Yield a sentence's stretches and numbers."""
    pieces = SLOT.split(text)
    for plain, name in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if plain:
            yield plain.replace("%%", "%")
        if name:
            yield numbers[name] if name in numbers else about[name]


def who_answered(answers: Iterable[Answer]) -> str:
    """Return who answered, where one of some numbers is zero: a zero never stands alone. Registers know their own."""
    zeros = [a for a in answers if a.value == 0 and not isinstance(a.figure, declare.Count | declare.State)]
    if not zeros:
        return ""
    covered = next((a.coverage for a in zeros if a.coverage is not None), None)
    if covered is None:
        return said(ZERO_UNSEEN)
    return said(ZERO_COVERAGE, expected=number(covered.expected), reported=number(covered.reported))


def place_table(of: PlaceTable, asked: Asked) -> Table:
    """Return figures by place: a row for each town, and each site below the county that has any; the county last."""
    collected = [name for name in of.figures if declare.is_declared(name)]
    places = (*(() if of.posts else asked.towns), *asked.posts(collected), asked.place)
    rows = tuple(_place_row(of, asked, place, is_total=place == asked.place) for place in places)
    head = (said(words("地方")), *(heading(name) for name in of.figures))
    if collected:
        head = (*head, said(words("已報／應報（格）")))
    return Table(said(of.title), head, rows, (False, *(True for _ in head[1:])))


def _place_row(of: PlaceTable, asked: Asked, place: int, *, is_total: bool) -> tuple[Runs, ...]:
    cells: list[Runs] = [(said(words("合計")) if is_total else asked.name(place),)]
    covered = None
    for name in of.figures:
        if not declare.is_declared(name):
            cells.append((said(NOT_COLLECTED),))
            continue
        answer = asked.answer(name, place)
        covered = covered or answer.coverage
        cells.append((asked.number(answer),))
    if any(declare.is_declared(name) for name in of.figures):
        cells.append((coverage(asked, covered, place),))
    return tuple(cells)


def coverage(asked: Asked, covered: Coverage | None, place: int) -> Run:
    """Return who answered at a place, of those who were asked; it opens into the day's closing."""
    if covered is None:
        return "–"
    code = asked.code(place)
    text = f"{number(covered.reported)}/{number(covered.expected)}"
    href = asked.closing_address(code) if asked.linked else ""
    return Number(text, "", said(words("已報／應報（格）")), code, asked.on, href)


def heading(name: str) -> str:
    """Return a column's head: the figure's title with its unit."""
    if not declare.is_declared(name):
        return name
    of = declare.figure(name)
    unit = "" if isinstance(of, declare.Ratio) else said(of.unit)
    if not unit:
        return said(of.title)
    return f"{said(of.title)} ({unit})" if in_english() else f"{said(of.title)}（{unit}）"


def figure_table(of: FigureTable, asked: Asked) -> Table:
    """Return figures one below the other, the total last."""
    names = (*of.figures, of.total) if of.total else of.figures
    rows = tuple(
        ((said(declare.figure(name).title),), (asked.number(asked.answer(name)),), (said(declare.figure(name).unit),))
        if declare.is_declared(name)
        else ((name,), (said(NOT_COLLECTED),), ("",))
        for name in names
    )
    head = (said(words("項目")), said(words("數")), said(words("單位")))
    note = who_answered([asked.answer(name) for name in names if declare.is_declared(name)])
    return Table(said(of.title), head, rows, (False, True, False), note)
