"""Lists to take in: workbooks of invented people of Luoding, as a department writes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import xlsxwriter


def anywhere(rows: int, *, seed: int) -> list[str]:
    """Return so many addresses in villages of the county, in full."""
    from demo.places import LUODING, villages

    pick, known = Random(seed), [v for v in villages(LUODING, 2019) if v.town_code != "445381400"]
    some = (pick.choice(known) for _ in range(rows))
    return [f"广东省罗定市{at.town}{at.name}{pick.randrange(1, 12)}组{pick.randrange(1, 90)}号" for at in some]


def write(path: Path, addresses: Sequence[str], *, seed: int) -> None:
    """Write a list of as many people as there are addresses; those of one seed are nobody of another's."""
    from demo.lists import HEADS
    from demo.people import People

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("名单")
    sheet.write(0, 0, "来自重点地区人员排查表")
    sheet.write_row(1, 0, HEADS)
    people = People(seed + 1, after=seed * len(addresses)).many(len(addresses))
    for number, (someone, address) in enumerate(zip(people, addresses, strict=True), 1):
        sheet.write_row(
            number + 1, 0,
            (number, someone.name, someone.sex, someone.id_number, someone.phone, address, "湖北省武汉市", "1月20日",
             "2020-01-21", "高铁", ""),
        )  # fmt: skip
    book.close()
