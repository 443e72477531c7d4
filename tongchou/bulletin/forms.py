"""Department forms: what each department asks for every day, filled from figures, so that nobody fills it by hand.

A form is data (`forms/*.toml`): a title, the department, which places make its rows, and columns that name a figure
each. What nobody collects answers 本台賬未採集 instead of a number. A home may add its own forms in
`HOME/forms-of-departments/`. Workbooks hold values only: no formula, and no text that a spreadsheet would read as one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from django.conf import settings
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tongchou.base import clock
from tongchou.base.refusals import Refused, words
from tongchou.bulletin.asked import Asked
from tongchou.bulletin.filling import NOT_COLLECTED
from tongchou.bulletin.report import Basis, about_of, basis_of
from tongchou.bulletin.speaking import day, instant, said, speaking
from tongchou.figures import declare
from tongchou.figures.asking import Answer

SHIPPED = Path(__file__).with_name("forms")
#: Which places make the rows: those directly below the county, or all of a kind.
Rows = Literal["below_county", "town", "medium"]
ROWS: tuple[Rows, ...] = ("below_county", "town", "medium")


@dataclass(frozen=True)
class Column:
    """A column: the place's name, or a figure."""

    title: str
    figure: str = ""
    place: bool = False


@dataclass(frozen=True)
class Form:
    """A department's form. `source` says whose columns these are."""

    name: str
    title: str
    department: str
    rows: Rows
    columns: tuple[Column, ...]
    source: str = ""


def forms() -> list[Form]:
    """Return the product's forms and the home's own, by name; the home's goes before the product's of that name."""
    own = Path(settings.HOME.path) / "forms-of-departments"
    files = {file.stem: file for folder in (SHIPPED, own) for file in sorted(folder.glob("*.toml"))}
    return [read(file) for _, file in sorted(files.items())]


def read(file: Path) -> Form:
    """Return the form that a file says.

    Raises:
        Refused("form_unreadable"): it is no TOML, or lacks a title, rows or columns.
    """
    try:
        said_ = tomllib.loads(file.read_text("utf-8"))
        columns = tuple(Column(c["title"], c.get("figure", ""), c.get("place", False)) for c in said_["column"])
        form = Form(
            file.stem, said_["title"], said_["department"]["title"], said_["rows"], columns, said_.get("source", "")
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise _unreadable(file) from error
    if form.rows not in ROWS or not columns or any(not c.place and not c.figure for c in columns):
        raise _unreadable(file)
    return form


def _unreadable(file: Path) -> Refused:
    return Refused("form_unreadable", words("部門報表「%(name)s」讀不懂：須有題目、單位、行和欄。"), name=file.name)


def make_all(on: date, folder: Path, *, lang: str = "zh-Hant", at: datetime | None = None) -> list[Path]:
    """Write every form of a day into a folder, a workbook each, and return their paths.

    Raises:
        Refused("form_unreadable"), Refused("language_unknown"); NotFound("no_edition").
    """
    basis = basis_of(on, at=at or clock.now())
    asked = basis.asked(linked=False)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with speaking(lang):
        for form in forms():
            path = folder / f"{form.name}.xlsx"
            write(form, asked, basis, path)
            written.append(path)
    return written


def write(form: Form, asked: Asked, basis: Basis, path: Path) -> None:
    """Write one form as a workbook."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        made = basis.at.astimezone(clock.ZONE).replace(tzinfo=None)
        book.set_properties({"title": said(form.title), "created": made})
        sheet = book.add_worksheet(said(form.title)[:31])
        _Sheet(book, sheet, form).write(asked, basis)


class _Sheet:
    """Writes one form's sheet: title, who and when, head, rows, total, and on what it is based."""

    def __init__(self, book: Any, sheet: Worksheet, form: Form) -> None:
        self.sheet, self.form = sheet, form
        self.title: Format = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.head: Format = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
        self.text: Format = book.add_format({"border": 1})
        self.grey: Format = book.add_format({"border": 1, "font_color": "#7f7f7f"})
        self.whole: Format = book.add_format({"border": 1, "num_format": "#,##0"})
        self._percents = {
            decimals: book.add_format({"border": 1, "num_format": "0%" if not decimals else f"0.{'0' * decimals}%"})
            for decimals in range(4)
        }

    def write(self, asked: Asked, basis: Basis) -> None:
        """Write everything."""
        form, sheet = self.form, self.sheet
        last = len(form.columns) - 1
        sheet.merge_range(0, 0, 0, max(last, 1), said(form.title), self.title)
        about = about_of(basis, asked)
        told = words("填報單位：%(county)s防控指揮部　　收表單位：%(department)s　　日期：%(day)s")
        sheet.write_string(1, 0, said(told, **about, department=said(form.department)))
        for at, column in enumerate(form.columns):
            sheet.write_string(2, at, said(column.title), self.head)
            sheet.set_column(at, at, 22 if column.place else 11)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        row = 3
        for place in (*places_of(form, asked), asked.place):
            self._row(row, place, asked)
            row += 1
        self._foot(row + 1, asked, basis)

    def _row(self, row: int, place: int, asked: Asked) -> None:
        for at, column in enumerate(self.form.columns):
            if column.place:
                is_total = place == asked.place
                self.sheet.write_string(row, at, said(words("合計")) if is_total else _label(asked, place), self.text)
            elif not declare.is_declared(column.figure):
                self.sheet.write_string(row, at, said(NOT_COLLECTED), self.grey)
            else:
                self._value(row, at, asked.answer(column.figure, place))

    def _value(self, row: int, at: int, answer: Answer) -> None:
        value = answer.value
        if value is None:
            self.sheet.write_string(row, at, "–", self.text)
        elif isinstance(value, Fraction):
            is_ratio = isinstance(answer.figure, declare.Ratio)
            style = self._percents[min(answer.figure.precision, 3)] if is_ratio else self.whole
            self.sheet.write_number(row, at, float(value), style)
        elif isinstance(value, int):
            self.sheet.write_number(row, at, value, self.whole)
        else:
            self.sheet.write_string(row, at, day(value) if isinstance(value, date) else value, self.text)

    def _foot(self, row: int, asked: Asked, basis: Basis) -> None:
        for line in _basis_lines(basis, asked):
            self.sheet.write_string(row, 0, line)
            row += 1
        for column in self.form.columns:
            if column.figure and declare.is_declared(column.figure):
                of = declare.figure(column.figure)
                self.sheet.write_string(row, 0, f"{said(column.title)}：{said(of.definition)}")
                row += 1


def places_of(form: Form, asked: Asked) -> tuple[int, ...]:
    """Return the places that make a form's rows, in the tree's order."""
    if form.rows == "below_county":
        return asked.towns
    return tuple(int(place) for place in asked.tree.of_kind(form.rows))


def _label(asked: Asked, place: int) -> str:
    """Return a place's name, after its town's where it lies deeper: names repeat below the town."""
    path = asked.tree.path(place)[1:] or [place]
    return " ".join(dict.fromkeys(asked.name(step) for step in (path[0], path[-1])))


def _basis_lines(basis: Basis, asked: Asked) -> Iterator[str]:
    if basis.seal:
        yield said(words("數據為日結封存數，日結第%(number)s號。"), number=basis.seal.number)
    else:
        yield said(words("數據為%(at)s台賬所知，當日尚未日結。"), at=instant(basis.at))
    covered = asked.covered(asked.place)
    if covered:
        told = words("應報%(expected)s格，已報%(reported)s格；未報之處其數不作零計。")
        yield said(told, expected=f"{covered.expected:,}", reported=f"{covered.reported:,}")
