"""The rows of a list of organisations as the register takes them in, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class OrgTable:
    """Organisations by columns of one length; a column left out is empty throughout.

    `code` is a credit code that holds, or empty; `registration` an older number; `kind` one of `models.KINDS`; `place`
    the bare id of where it is; `contact` and `phone` whom one rings.
    """

    name: Sequence[str]
    kind: Sequence[str]
    place: Sequence[int]
    code: Sequence[str] = ()
    registration: Sequence[str] = ()
    address: Sequence[str] = ()
    contact: Sequence[str] = ()
    phone: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name in (f.name for f in fields(self)):
            column: Any = getattr(self, name)
            if len(column) == 0 and len(self.name):
                object.__setattr__(self, name, [""] * len(self.name))
            assert len(getattr(self, name)) == len(self.name), f"column {name} has another length"

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class TakenIn:
    """What became of a list, by row: which organisation, and whether it is new.

    `codes` holds, by position and only where there are any: org_name_differs (the code is known under another name),
    org_code_differs (the name is known under another code: another organisation was made).
    """

    organisation: NDArray[np.int64]
    is_new: NDArray[np.bool_]
    codes: dict[int, tuple[str, ...]] = field(default_factory=dict)
