"""People who do not exist: names, ID numbers with right check digits, telephones. The same every time.

ID numbers use area codes of the county and of Hubei, birth dates and a running sequence; nobody real is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import numpy as np

SURNAMES = "陳李黃梁張林劉吳何郭彭譚葉羅謝歐曾鄧蘇周莫范沈賴藍廖余傅盧馮鍾區潘覃"
GIVEN = "偉強明華軍輝志文建國少亞秀麗英玉燕芳婷敏靜潔雪梅鳳蘭珍金木水火清平安樂康健永家嘉俊傑浩宇子軒詩欣怡佳慧"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Someone:
    """One invented person."""

    name: str
    id_number: str
    sex: str
    phone: str


def check_digit(first17: str) -> str:
    """Return the eighteenth character of a resident's number (GB 11643-1999)."""
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, WEIGHTS, strict=True)) % 11]


def invented(pick: Random) -> str:
    """Return a name that somebody might bear."""
    return pick.choice(SURNAMES) + pick.choice(GIVEN) + (pick.choice(GIVEN) if pick.random() < 0.8 else "")


class People:
    """Gives a new person each time it is asked; no ID number comes twice. `after` skips numbers dealt elsewhere."""

    def __init__(self, seed: int, *, after: int = 0) -> None:
        self._random = Random(seed)
        self._count = after

    def many(self, size: int, area: str = "445381") -> Iterator[Someone]:
        """Give so many people at once, by columns."""
        pick = np.random.default_rng(self._random.randrange(2**32))
        count = self._count + 1 + np.arange(size)
        self._count += size
        days = np.datetime64("1950-01-01") + (count * 37) % 20_000
        sequence = (count // 20_000) % 999 + 1
        birth = np.char.replace(days.astype(str), "-", "")
        bodies = np.char.add(np.char.add(area, birth), np.char.zfill(sequence.astype(str), 3))
        digits = bodies.astype("S17").view(np.uint8).reshape(size, 17).astype(np.int64) - ord("0")
        last = np.array(list("10X98765432"))[(digits @ np.array(WEIGHTS)) % 11]
        numbers = np.char.add(bodies, last)
        given = np.array(list(GIVEN))
        second = np.where(pick.random(size) < 0.8, pick.choice(given, size), "")
        names = np.char.add(np.char.add(pick.choice(np.array(list(SURNAMES)), size), pick.choice(given, size)), second)
        phones = np.char.add(
            np.char.add("1", pick.choice(np.array(list("35789")), size)),
            np.char.zfill(pick.integers(0, 10**9, size).astype(str), 9),
        )
        for name, number, odd, phone in zip(
            names.tolist(), numbers.tolist(), (sequence % 2).tolist(), phones.tolist(), strict=True
        ):
            yield Someone(name, number, "男" if odd else "女", phone)

    def one(self, area: str = "445381") -> Someone:
        """Return someone whose number begins with an area code."""
        pick = self._random
        self._count += 1
        # Days and sequence numbers are dealt out in turn, so that two people never share a number.
        day = date(1950, 1, 1) + timedelta(days=(self._count * 37) % 20_000)
        sequence = (self._count // 20_000) % 999 + 1
        body = f"{area}{day:%Y%m%d}{sequence:03d}"
        phone = f"1{pick.choice('35789')}{pick.randrange(10**9):09d}"
        return Someone(invented(pick), body + check_digit(body), "男" if sequence % 2 else "女", phone)
