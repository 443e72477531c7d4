"""Readers of counts, quantities with units, ages and temperatures; integers in smallest steps, no floats."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from tongchou.base import units
from tongchou.base.refusals import Refused
from tongchou.intake.columns import Hint
from tongchou.intake.values.base import NOTHING, CellReader, Reading, as_text, fold, is_absent


class Quantity(CellReader):
    """A quantity of a dimension ('mass', 'money', 'land', 'piece', 'person', ...) in its smallest step.

    The unit in the cell wins over the header's ('数量(吨)'); `unit` is meant where neither says one.
    """

    dtype = pl.Int64

    def __init__(self, dimension: str, *, unit: str = "") -> None:
        self.dimension = dimension
        self.unit = unit

    def prepare(self, hint: Hint) -> Hint:
        return replace(hint, header=units.unit_in(hint.header, self.dimension) or self.unit)

    def one(self, cell: Any, hint: Hint) -> Reading:
        text = as_text(cell)
        if is_absent(fold(text)):
            return NOTHING
        try:
            amount = units.parse(text, self.dimension, unit=hint.header)
        except Refused:
            return None, ("quantity_unreadable",)
        codes = tuple(
            code
            for code, found in (
                ("number_negative", amount.steps < 0),
                ("quantity_rounded", amount.rounded),
                ("quantity_approximate", amount.approximate),
            )
            if found
        )
        return amount.steps, codes


class Whole(CellReader):
    """A whole number: '1,234', '３万', '12人', '第3', within `low` and `high`."""

    dtype = pl.Int64

    def __init__(self, *, low: int = 0, high: int = 10**12) -> None:
        self.low = low
        self.high = high

    def one(self, cell: Any, hint: Hint) -> Reading:
        text = fold(as_text(cell)).lstrip("第")
        if is_absent(text):
            return NOTHING
        try:
            number = units.parse(re.sub(r"(岁|歲|周岁|号|號|层|樓|楼|元|天|日|年|月|次)$", "", text), "person").steps
        except Refused:
            return None, ("number_unreadable",)
        if number < self.low or number > self.high:
            return number, ("number_negative",) if number < 0 else ("number_unreadable",)
        return number, ()


class Temperature(CellReader):
    """A body temperature in tenths of a degree: 36.5, '36.5℃', '365', '36度5', '36。5'; Fahrenheit is converted."""

    dtype = pl.Int64
    #: Tenths of a degree in which a living person is; outside it was mistyped.
    LOW, HIGH = 340, 430

    def one(self, cell: Any, hint: Hint) -> Reading:
        text = fold(as_text(cell)).replace("。", ".").replace("，", ".").replace(",", ".").replace("·", ".")
        text = re.sub(r"(体温|體溫|[:：]|正常|约)", "", text)
        if is_absent(text) or not text:
            return NOTHING
        text = re.sub(r"^(\d{2})[度℃°](\d)$", r"\1.\2", text)
        several = [Decimal(n) for n in re.findall(r"(?<![\d.])(?:3[4-9]|4[0-2])(?:\.\d{1,2})?(?![\d.])", text)]
        if len(several) > 1:
            # Morning and evening in one cell: the higher one counts.
            return int((max(several) * 10).to_integral_value()), ()
        fahrenheit = text.upper().endswith(("F", "℉"))
        try:
            degrees = Decimal(re.sub(r"(℃|°C|°|度|摄氏度|攝氏度|C|c|℉|F|f)+$", "", text))
        except InvalidOperation:
            return None, ("temperature_unreadable",)
        if not degrees.is_finite() or not 0 <= degrees < 10_000:
            return None, ("temperature_unreadable",)
        if degrees >= 300:
            degrees /= 10 if degrees < 1000 else 100
        elif fahrenheit or 90 <= degrees <= 110:
            degrees = (degrees - 32) * 5 / 9
        tenths = int((degrees * 10).to_integral_value())
        return tenths, () if self.LOW <= tenths <= self.HIGH else ("temperature_implausible",)
