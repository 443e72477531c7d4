"""The statistical tables of the demonstration counties, as they are in `demo/data`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class County:
    """A county to build: its code and name, and the stem of its files in `demo/data`."""

    code: str
    name: str
    files: str


LUODING = County("445381", "罗定市", "luoding")
GUANGNAN = County("532627", "广南县", "guangnan")


@dataclass(frozen=True)
class Village:
    """A line of a statistical table."""

    town_code: str
    town: str
    code: str
    name: str


def villages(county: County, year: int) -> list[Village]:
    """Return a county's villages and communities as its table of a year has them."""
    with (DATA / f"{county.files}-villages-{year}.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [Village(row["town_code"], row["town"], row["village_code"], row["village"]) for row in rows]


def is_farm(village: Village) -> bool:
    """Return whether a line is a farm's, which the statistics number like a town (class 400 to 599)."""
    return village.town_code[6:] >= "400"
