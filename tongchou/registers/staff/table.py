"""A staff list by columns, as it is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class StaffTable:
    """One post a row; rows of one `username` are one user. A column left out is empty throughout.

    `unit` is the position of the row's unit in `Units`, -1 for none. `place` is a bare id.
    """

    username: Sequence[str]
    name: Sequence[str]
    role: Sequence[str]
    place: Sequence[int]
    from_on: Sequence[date]
    kind: Sequence[str] = ()
    group: Sequence[str] = ()
    duty: Sequence[str] = ()
    phone: Sequence[str] = ()
    unit: Sequence[int] = ()
    to_on: Sequence[date | None] = ()

    def __post_init__(self) -> None:
        empty: dict[str, Any] = {"unit": -1, "to_on": None}
        for name in (f.name for f in fields(self)):
            if len(getattr(self, name)) == 0 and len(self.username):
                object.__setattr__(self, name, [empty.get(name, "")] * len(self.username))
            assert len(getattr(self, name)) == len(self.username), f"column {name} has another length"

    def __len__(self) -> int:
        return len(self.username)


@dataclass(frozen=True)
class Units:
    """Units by columns: what kind, at which place, called what. One of a kind, place and name is one unit."""

    kind: Sequence[str] = ()
    place: Sequence[int] = ()
    name: Sequence[str] = ()


@dataclass(frozen=True)
class Loaded:
    """What a load made: by row, the user; by unit, its number; how many users and posts are new."""

    user: list[int]
    unit: list[int]
    new_users: int
    new_posts: int
