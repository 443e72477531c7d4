"""The lists that come in: one or two a morning, as departments write them, and the passport holders' of March.

Every row's truth (the village it belongs to) is kept beside the file, so that the play can answer as a village would.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import xlsxwriter

from demo.people import People
from demo.places import LUODING, Village, villages
from demo.staff import VILLAGE
from tongchou.registers.places.spelling import stem

FIRST_ON, LAST_ON = date(2020, 1, 23), date(2020, 3, 27)
PASSPORT_ON = date(2020, 3, 5)
PASSPORT_HOLDERS = 100_300
FROM_ABROAD = 54
#: From this day on the county's teams meet flights; and one list that came late for most of its people.
PORTS_FROM, LATE_ON = date(2020, 3, 20), date(2020, 3, 15)
REPLAY_ON, REPLAY_TOWN = date(2020, 2, 12), "445381100"
#: What a town's list of 273 turned out as.
REPLAY = {
    "cleared": 98, "home-quarantine": 47, "health-monitoring": 12, "not-living-here": 29, "wrong-information": 16,
    "missed-before": 25, "passed-through": 38, "in-transit": 8,
}  # fmt: skip

#: The cell of the sample field worker, and how many of a list are hers on the morning after the last day.
CELL_NAME, CELL_SIZE = "第1格", 14

HEADS = (
    "序号",
    "姓名",
    "性别",
    "身份证号码",
    "联系电话",
    "现住址",
    "来自地",
    "离开时间",
    "抵罗时间",
    "交通工具",
    "备注",
)
SOURCES = {
    "from-key-area": ("湖北省武汉市", "湖北省黄冈市", "湖北省孝感市", "湖北省荆州市", "湖北省随州市"),
    "through-key-area": ("湖北省武汉市", "湖北省咸宁市"),
    "to-key-area": ("湖北省武汉市", "湖北省宜昌市"),
    "from-abroad": ("泰国", "柬埔寨", "马来西亚", "英国", "美国", "菲律宾"),
}
TITLES = {
    "from-key-area": "来自重点地区人员排查表",
    "through-key-area": "途经重点地区人员排查表",
    "to-key-area": "返回湖北人员核查表",
    "from-abroad": "口岸入境人员推送表",
}
#: Stems that are the names of two villages in different towns.
TWICE = ("云龙", "三和")
#: A morning's lists name people of so many towns; the next morning's of the next ones.
TOWNS_A_DAY = 9
VEHICLES = ("高铁", "自驾", "长途客车", "飞机")


@dataclass
class Sent:
    """One file as it was sent, and what only the villages know: the true village code of each row number."""

    file_name: str
    sender: str
    on: date
    group: str
    content: bytes
    truth: dict[int, str] = field(default_factory=dict)


def entered_on(on: date, number: int) -> date:
    """Return the day on which somebody of a list of people from abroad entered the country.

    Until the county met people at the ports it heard of them a day or two late; then on the day of their flight.
    """
    if on > PORTS_FROM or (on == PORTS_FROM and number > 1):
        return on
    return on - timedelta(days=2 if on == LATE_ON and number <= 3 else 1)


class Lists:
    """Makes the lists of each day, in order; the same every time."""

    def __init__(self) -> None:
        self._people = People(2020)
        self._random = Random(202_001)
        self._villages = [v for v in villages(LUODING, 2019) if v.town_code != "445381400"]
        self._towns = sorted({v.town_code for v in self._villages})
        self._abroad = 0
        self._passports = self._passport_holders(PASSPORT_ON)

    def of(self, on: date) -> list[Sent]:
        """Return what comes in on the morning of a day."""
        self._towns = self._towns[TOWNS_A_DAY:] + self._towns[:TOWNS_A_DAY]
        sent = [self._sheet(on, "from-key-area", self._size(on))]
        if on.weekday() in (1, 4):
            sent.append(self._sheet(on, "through-key-area", 24))
        if on.weekday() == 2:
            sent.append(self._sheet(on, "to-key-area", 9))
        if on == REPLAY_ON:
            of_town = [v for v in self._villages if v.town_code == REPLAY_TOWN]
            sent.append(self._sheet(on, "from-key-area", sum(REPLAY.values()), within=of_town, name="罗镜镇"))
        if on >= date(2020, 3, 12) and self._abroad < FROM_ABROAD and on <= LAST_ON:
            some = min(4, FROM_ABROAD - self._abroad)
            self._abroad += some
            sent.append(self._sheet(on, "from-abroad", some))
        if on == PASSPORT_ON:
            sent.append(self._passports)
        if on > LAST_ON:
            village = [v for v in self._villages if v.code == VILLAGE]
            sent.append(self._sheet(on, "from-key-area", CELL_SIZE, within=village, name="罗镜镇", cell=CELL_NAME))
        return sent

    def _size(self, on: date) -> int:
        """Return how many a morning's list names: the first weeks' return from Hubei, then fewer and fewer."""
        day = (on - FIRST_ON).days
        return max(150 - 3 * day, 12)

    def _sheet(
        self, on: date, group: str, size: int, *, within: Sequence[Village] = (), name: str = "罗定市", cell: str = ""
    ) -> Sent:
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        sheet = book.add_worksheet("名单")
        title = f"{name}{TITLES[group]}"
        sheet.merge_range(0, 0, 0, len(HEADS) - 1, title)
        sheet.write(1, 0, "填报单位：大数据专班")
        sheet.write(1, 6, f"{on.year}年{on.month}月{on.day}日")
        sheet.write_row(2, 0, HEADS)
        truth = {}
        today = set(self._towns[:TOWNS_A_DAY])
        here = [v for v in self._villages if v.town_code in today]
        for number in range(size):
            village = self._random.choice(within or here)
            truth[number + 4] = village.code
            # Two people live behind each door of a cell's list.
            door = f"广东省罗定市{village.town}{village.name}{cell}{number // 2 * 3 + 2}号" if cell else ""
            sheet.write_row(number + 3, 0, self._row(number + 1, on, group, village, door))
        sheet.write(size + 3, 0, "合计")
        sheet.write(size + 3, 1, f"{size}人")
        sheet.write(size + 4, 0, "制表人：                审核人：")
        book.close()
        file_name = f"{on:%m%d}{title}.xlsx"
        return Sent(file_name, "大数据专班", on, group, out.getvalue(), truth)

    def _row(self, number: int, on: date, group: str, village: Village, door: str) -> tuple[str | int, ...]:
        pick = self._random
        someone = self._people.one(pick.choice(("445381", "445381", "421102", "420106")))
        left = on - timedelta(days=pick.randrange(1, 5))
        arrived = left + timedelta(days=pick.randrange(0, 2))
        if group == "from-abroad":
            arrived = entered_on(on, number)
            left = arrived - timedelta(days=1)
        return (
            number, someone.name, someone.sex, someone.id_number, someone.phone, door or self._address(village),
            pick.choice(SOURCES[group]), f"{left.month}月{left.day}日", arrived.isoformat(), pick.choice(VEHICLES), "",
        )  # fmt: skip

    def _address(self, village: Village) -> str:
        door = f"{self._random.randrange(1, 90)}号"
        way = self._random.random()
        if way < (0.4 if stem(village.name) in TWICE else 0.01):
            return f"{village.name}{door}"
        if way < 0.5:
            return f"{village.town}{village.name}{door}"
        return f"广东省罗定市{village.town}{village.name}{self._random.randrange(1, 12)}组{door}"

    def _passport_holders(self, on: date) -> Sent:
        """Return the campaign's list: a text file, as an export of 100,300 rows comes, in GB18030."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(("序号", "姓名", "身份证号码", "联系电话", "镇街", "村居", "门牌号"))
        truth = {}
        holders = People(2021, after=PASSPORT_HOLDERS).many(PASSPORT_HOLDERS)
        for number, someone in enumerate(holders):
            village = self._villages[number % len(self._villages)]
            writer.writerow(
                (number + 1, someone.name, someone.id_number, someone.phone, village.town, village.name,
                 f"{number // len(self._villages) + 1}号")
            )  # fmt: skip
            truth[number + 2] = village.code
        content = text.getvalue().encode("gb18030")
        return Sent(f"{on:%m%d}持有护照人员核查名单.csv", "出入境管理大队", on, "passport", content, truth)
