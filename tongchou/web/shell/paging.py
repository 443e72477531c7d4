"""Pages of a long list: 50 rows, with the number of the page in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest

from tongchou.base.refusals import Refused, words

Row = TypeVar("Row")
SIZE = 50


@dataclass(frozen=True)
class Leaf(Generic[Row]):
    """One page of rows, which page it is, and how many rows there are altogether."""

    rows: Sequence[Row]
    number: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * SIZE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * SIZE, self.total)

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number * SIZE < self.total else None


def page_asked(request: HttpRequest) -> int:
    """Return the page number of the address, 1 without one.

    Raises:
        Refused("bad_page"): it is no whole number above zero.
    """
    text = request.GET.get("page", "1")
    if not text.isdecimal() or int(text) < 1 or len(text) > 9:
        raise Refused("bad_page", words("頁碼應是大於零的整數。"))
    return int(text)


def window(request: HttpRequest) -> slice:
    """Return which rows of the list the asked page holds."""
    start = (page_asked(request) - 1) * SIZE
    return slice(start, start + SIZE)


def leaf(request: HttpRequest, rows: Sequence[Row], total: int) -> Leaf[Row]:
    """Return the asked page from its own rows and the number of all rows."""
    return Leaf(rows, page_asked(request), total)


@dataclass(frozen=True)
class Strip(Generic[Row]):
    """A page of a list that is read onwards from a key: its rows, and the key after which the next page begins."""

    rows: Sequence[Row]
    after: int
    next_after: int | None


def after_asked(request: HttpRequest) -> int:
    """Return the key after which the asked page begins, 0 for the first.

    Raises:
        Refused("bad_page").
    """
    text = request.GET.get("after", "0")
    if not text.isdecimal() or len(text) > 18:
        raise Refused("bad_page", words("頁碼應是大於零的整數。"))
    return int(text)


def strip(request: HttpRequest, rows: Sequence[Row], key: Callable[[Row], int]) -> Strip[Row]:
    """Return a page from up to one row more than it shows, so that it knows whether another follows."""
    shown = rows[:SIZE]
    return Strip(shown, after_asked(request), key(shown[-1]) if len(rows) > SIZE else None)
