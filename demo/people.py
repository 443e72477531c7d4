"""People who do not exist: names, ID numbers with right check digits, telephones. The same every time.

ID numbers use area codes of the county and of Hubei, birth dates and a running sequence; nobody real is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

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
    """Gives a new person each time it is asked; no ID number comes twice."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._count = 0

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
