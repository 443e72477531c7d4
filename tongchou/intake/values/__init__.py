"""Readers of cell values: each gives the value as understood and the codes that say what was wrong with it."""

from __future__ import annotations

from tongchou.intake.values.base import CellReader
from tongchou.intake.values.dates import Day, Instant
from tongchou.intake.values.identity import IdNumber, Passport, Uscc
from tongchou.intake.values.numbers import Quantity, Temperature, Whole
from tongchou.intake.values.phones import Phones
from tongchou.intake.values.text import SEX, AreaCode, Choice, Name, Text, YesNo

__all__ = [
    "SEX",
    "AreaCode",
    "CellReader",
    "Choice",
    "Day",
    "IdNumber",
    "Instant",
    "Name",
    "Passport",
    "Phones",
    "Quantity",
    "Temperature",
    "Text",
    "Uscc",
    "Whole",
    "YesNo",
]
