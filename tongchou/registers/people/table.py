"""The rows of a list as the register takes them in, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class PeopleTable:
    """A list by columns, all of one length; a column left out is empty throughout.

    Texts are clean already: digits half-width, phones split, X upper-case. `row` is unique within the source; `sex` is
    "male", "female" or empty; `id_kind` one of `models.ID_KINDS` or empty; `household` the department's number of the
    household; `place` the bare id of a place that answers for the person, 0 where unknown.
    """

    row: Sequence[int]
    name: Sequence[str]
    id_number: Sequence[str] = ()
    id_kind: Sequence[str] = ()
    phones: Sequence[tuple[str, ...]] = ()
    sex: Sequence[str] = ()
    born_on: Sequence[date | None] = ()
    address: Sequence[str] = ()
    household: Sequence[str] = ()
    place: Sequence[int] = ()

    def __post_init__(self) -> None:
        empty: dict[str, Any] = {"phones": (), "born_on": None, "place": 0}
        for name in (f.name for f in fields(self)):
            column = getattr(self, name)
            if len(column) == 0 and len(self.row):
                object.__setattr__(self, name, [empty.get(name, "")] * len(self.row))
            assert len(getattr(self, name)) == len(self.row), f"column {name} has another length"

    def __len__(self) -> int:
        return len(self.row)

    def part(self, start: int, stop: int) -> PeopleTable:
        """Return the rows from start up to stop."""
        return replace(self, **{f.name: getattr(self, f.name)[start:stop] for f in fields(self)})


@dataclass(frozen=True)
class TakenIn:
    """What became of a list, by row.

    `person` is who the row turned out to be; `own` is who its own words make it: the two differ where someone without
    a number was recognised. Cases are linked to `own`, so that a recognition taken back takes the case along.
    `is_new` marks the first row of a person not known before. `codes` holds, by position and only where there are any:
    name_differs, sex_differs, birth_differs, household_differs, possible_duplicate.
    """

    person: NDArray[np.int64]
    own: NDArray[np.int64]
    is_new: NDArray[np.bool_]
    codes: dict[int, tuple[str, ...]]
