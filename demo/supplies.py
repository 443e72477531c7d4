"""The county's supplies from January to March: what was given, stored, asked for, sent, counted and made.

Amounts are invented; only their sums are the county's own. Two plays give the same books.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from demo.people import GIVEN, SURNAMES
from demo.places import FIRST_ON, LUODING, STORE_TOWNS
from tongchou.base import clock
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.journal.stock import Stored, on_hand
from tongchou.pillars.supplies import accounts, services
from tongchou.registers.items.catalogue import Item, by_code
from tongchou.registers.items.queries import lots_of
from tongchou.registers.places.queries import tree
from tongchou.registers.places.tree import Tree
from tongchou.registers.staff.access import Scope, scope_of
from tongchou.registers.staff.models import User

if TYPE_CHECKING:
    from demo.days import Day

#: How many batches were given by 27 March, and what they were worth together, in yuan.
BATCHES, WORTH_YUAN = 250, 12_687_000
#: The days on which the Red Cross sends its register so far, and how many batches each adds.
SENT_ON = (
    (date(2020, 2, 3), 62), (date(2020, 2, 14), 74), (date(2020, 3, 2), 68), (date(2020, 3, 24), 46),
)  # fmt: skip
HEADS = (
    *(
        "序号",
        "捐赠日期",
        "捐赠单位（个人）",
        "捐赠物资名称",
        "规格",
        "数量",
        "单位",
        "折合金额（元）",
        "捐款金额（元）",
    ),
    *("是否定向", "定向用途", "票据号", "是否同意公示", "有效期至"),
)
FIRMS = ("电子", "制衣", "水泥", "建材", "食品", "药业", "物流", "农业发展", "陶瓷", "纸业", "汽车贸易", "五金")
TRADES = ("有限公司", "实业有限公司", "集团有限公司")
SHOPS = (
    *("华光", "恒泰", "粤西", "双东", "泷江", "新兴发", "永盛", "金龙湾"),
    *("益民", "稻香", "宏远", "嘉源", "利丰", "天成", "合众"),
)
#: name, specification, unit, least and most of the unit, whether it expires.
GOODS = (
    ("一次性医用口罩", "50只/盒", "盒", 40, 400, True),
    ("N95口罩", "", "个", 200, 2000, True),
    ("医用防护服", "", "套", 20, 300, True),
    ("护目镜", "", "副", 50, 400, False),
    ("84消毒液", "5L/桶", "桶", 20, 300, True),
    ("75%酒精", "500ml/瓶", "瓶", 100, 1200, True),
    ("免洗手消毒液", "", "瓶", 100, 1500, True),
    ("额温枪", "", "把", 10, 80, False),
    ("大米", "", "斤", 1000, 8000, False),
    ("方便面", "24包/箱", "箱", 50, 300, False),
)
#: The makers: name, town, item, a day, lines, the day they were registered as planned (or None) and ran from.
MAKERS = (
    ("罗定市泷洲日化有限公司", "445381002", "hand-sanitizer", 10_000, 0, None, date(2020, 2, 14)),
    ("广东罗定康护防护用品有限公司", "445381001", "medical-mask", 250_000, 5, date(2020, 2, 20), date(2020, 3, 10)),
)
#: The days on which towns and hospitals ask the county's store; it answers the next morning.
ASKED_ON = tuple(FIRST_ON + timedelta(days=n) for n in (3, 12, 20, 27, 38, 50, 62, 64))
WANTS = (
    ("medical-mask", 3000), ("alcohol", 60_000), ("hand-sanitizer", 150), ("n95-mask", 300), ("protective-suit", 40),
)  # fmt: skip
COUNTED_ON = (date(2020, 2, 29), date(2020, 3, 26))


@dataclass
class Supplies:
    """Luoding's supplies. Nothing is kept but the register as it grows and the makers' numbers."""

    random: Random = field(default_factory=lambda: Random(12_687))
    rows: list[list[tuple[object, ...]]] = field(default_factory=list)
    makers: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Let the county's store open with what the health bureau had, and write the register that is to come."""
        at = clock.local(FIRST_ON, 6)
        now = tree(FIRST_ON)
        store = now.by_code[f"{LUODING.code}-S1"]
        self.rows = _register(self.random)
        goods = [
            services.Good(item, quantity, expires_on)
            for item, quantity, expires_on in (
                (_item("medical-mask"), 12_000, date(2021, 6, 30)),
                (_item("n95-mask"), 1_500, date(2020, 4, 10)),
                (_item("protective-suit"), 260, date(2021, 3, 31)),
                (_item("alcohol"), 400_000, date(2020, 12, 31)),
                (_item("hand-sanitizer"), 600, date(2021, 1, 31)),
            )
        ]
        keeper = scope_of(User.objects.get(username="keeper"), on=FIRST_ON, tree=now)
        services.receive_goods(keeper, int(store), goods, source="from-above", at=at)

    def morning(self, day: Day) -> None:
        """Answer the requests of the day before, and take in what makers began."""
        at = day.at(9)
        with clock.at(at):
            self._makers(day)
            if day.on - timedelta(days=1) in ASKED_ON[:-1]:
                self._allocate(day)

    def evening(self, day: Day) -> None:
        """Take the register in, deliver and inspect what it brought, ask, count, report the output."""
        at = day.at(18, 30)
        with clock.at(at):
            for (on, _), rows in zip(SENT_ON, self._so_far(), strict=True):
                if on == day.on:
                    self._take(day, rows)
            self._inspect(day)
            self._acknowledge(day)
            if day.on in ASKED_ON:
                self._ask(day)
            if day.on in COUNTED_ON:
                self._count(day)
            self._report(day)

    # Donations.

    def _so_far(self) -> list[list[tuple[object, ...]]]:
        """Return the register as it stood at each sending: it only grows."""
        found, upto = [], 0
        for _, more in SENT_ON:
            upto += more
            found.append([row for batch in self.rows[:upto] for row in batch])
        return found

    def _take(self, day: Day, rows: Sequence[tuple[object, ...]]) -> None:
        from tongchou.intake.doors import take

        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([f"罗定市红十字会接收新冠肺炎疫情防控捐赠款物登记表（截至{day.on.month}月{day.on.day}日）"])
        writer.writerow(["填报单位：罗定市红十字会"])
        writer.writerow(HEADS)
        writer.writerows(rows)
        worth, money = (sum(int(str(row[n])) for row in rows if row[n]) for n in (7, 8))
        writer.writerow(["合计", "", "", "", "", "", "", worth, money])
        take(
            "donations", out.getvalue().encode("utf-8-sig"), f"捐赠登记{day.on:%m%d}.csv", user=day.officer,
            at=day.at(18, 30), on=day.on, sender="红十字会",
        )  # fmt: skip

    def _inspect(self, day: Day) -> None:
        """Inspect what was delivered the evening before, and deliver what the receiving body has; the last waits."""
        keeper = self._keeper(day)
        waiting = self._standing("donation:*:awaiting-inspection")
        if waiting:
            services.inspect(keeper, waiting, at=day.at(18, 30))
        if received := self._standing("donation:*:received"):
            # Of the last sending two come a day before the end, and wait to be inspected.
            if day.on >= SENT_ON[-1][0] and day.on < COUNTED_ON[-1] + timedelta(days=1):
                received = received[:-2]
            if received:
                services.deliver(keeper, received, store=self._store(day), at=day.at(18, 30))

    def _standing(self, pattern: str) -> list[int]:
        numbers = chart().matching(pattern)
        return list(Standing.objects.filter(account__in=numbers).order_by("case").values_list("case", flat=True))

    # Stores.

    def _store(self, day: Day) -> int:
        return int(day.tree.by_code[f"{LUODING.code}-S1"])

    def _keeper(self, day: Day) -> Scope:
        return day.scope(User.objects.get(username="keeper"))

    def _ask(self, day: Day) -> None:
        """Let some towns, the hospitals and the checkpoints' towns ask the county's store."""
        store, at, officer = self._store(day), day.at(18, 30), day.scope(day.officer)
        hospitals = [
            place for place in day.tree.of_kind("site") if "-H" in str(day.tree.code[day.tree.position(place)])
        ]
        asking = [(int(place), "medical", 2) for place in hospitals[:1]]
        asking += [(town, "front-line", 1) for town in self.random.sample(day.towns, 4)]
        asking += [(self.random.choice(day.towns), "public-service", 1)]
        asking += [(int(day.tree.by_code[f"{code}-S1"]), "front-line", 2) for code in STORE_TOWNS[:2]]
        for place, case_class, times in asking:
            goods = {_item(code).id: many * times for code, many in self.random.sample(WANTS, 3)}
            services.ask(officer, place, goods, store=store, case_class=case_class, at=at)

    def _allocate(self, day: Day) -> None:
        services.allocate_store(self._keeper(day), self._store(day), at=day.at(9))

    def _acknowledge(self, day: Day) -> None:
        """Let whoever got goods that day sign for them; on the last day one has not."""
        officer = day.scope(day.officer)
        for case in self._standing("shipment:*:under-way")[: -1 if day.on >= COUNTED_ON[-1] else None]:
            services.acknowledge(officer, case, at=day.at(18, 30))

    def _count(self, day: Day) -> None:
        """Count the masks: a few are damaged."""
        account, store = chart().number(accounts.ON_HAND), self._store(day)
        stored = [Stored(account, store, lot.id) for lot in lots_of(_item("medical-mask").id)]
        here = {s.item: n for s, n in on_hand(stored).items() if n > 100}
        counted = {lot: n - self.random.randrange(0, 12) for lot, n in list(here.items())[:4]}
        services.count(self._keeper(day), store, counted, reasons=dict.fromkeys(counted, "damaged"), at=day.at(18, 30))

    # Makers.

    def _makers(self, day: Day) -> None:
        officer, at = day.scope(day.officer), day.at(9)
        for name, town, code, a_day, lines, planned_on, runs_from in MAKERS:
            if day.on == (planned_on or runs_from):
                place = int(day.tree.by_code[town])
                maker = self.makers[name] = services.add_maker(officer, name, place=place, at=at).pk
                plant = "not-yet-built" if planned_on else "in-operation"
                services.set_capacity(officer, maker, _item(code), a_day, lines=lines or None, plant=plant, at=at)
            elif day.on == runs_from:
                services.begin_operation(officer, self.makers[name], at=at)

    def _report(self, day: Day) -> None:
        """Let each maker that runs report the day's output: what it makes, not what it could."""
        officer, at = day.scope(day.officer), day.at(18, 30)
        for name, _, code, a_day, _, _, runs_from in MAKERS:
            if day.on >= runs_from:
                share = min(40 + 4 * (day.on - runs_from).days, 92) + self.random.randrange(0, 8)
                made = {_item(code).id: a_day * share // 100}
                services.report_output(officer, self.makers[name], made, at=at)


def _item(code: str) -> Item:
    return by_code()[code]


def _register(pick: Random) -> list[list[tuple[object, ...]]]:
    """Return the register's rows by batch: 250 batches worth the county's sum, some of two goods at one price."""
    shares = [pick.randrange(20, 400) for _ in range(BATCHES)]
    yuan = [WORTH_YUAN * share // sum(shares) // 10 * 10 for share in shares]
    yuan[0] += WORTH_YUAN - sum(yuan)
    bounds = [FIRST_ON, *(on for on, _ in SENT_ON)]
    days = [
        first + timedelta(days=1 + n * ((last - first).days - 1) // many)
        for first, (last, many) in zip(bounds[:-1], SENT_ON, strict=True)
        for n in range(many)
    ]
    return [_batch(pick, n, on, sum_) for n, (on, sum_) in enumerate(zip(days, yuan, strict=True), start=1)]


def _batch(pick: Random, number: int, on: date, yuan: int) -> list[tuple[object, ...]]:
    firm = pick.random() < 0.6
    donor = (
        f"罗定市{pick.choice(SHOPS)}{pick.choice(FIRMS)}{pick.choice(TRADES)}"
        if firm
        else pick.choice(("匿名", pick.choice(SURNAMES) + pick.choice(GIVEN)))
    )
    directed = pick.random() < 0.2
    tail = ("定向" if directed else "非定向", "罗定市人民医院" if directed else "", f"粤红字{2_020_000 + number}",
            "是" if pick.random() < 0.7 else "否")  # fmt: skip
    head = (number, f"{on.month}月{on.day}日", donor)
    if pick.random() < 0.35:
        return [(*head, "", "", "", "", "", yuan, *tail, "")]
    goods = pick.sample(GOODS, 2 if pick.random() < 0.15 else 1)
    rows: list[tuple[object, ...]] = []
    for n, (name, spec, unit, least, most, expires) in enumerate(goods):
        until = date(2020, 4, 8) + timedelta(days=pick.randrange(0, 700)) if expires else ""
        said = (name, spec, pick.randrange(least, most), unit)
        rows.append(
            (*head, *said, yuan, "", *tail, until) if n == 0 else ("", "", "", *said, "", "", "", "", "", "", until)
        )
    return rows


@dataclass
class GuangnanSupplies:
    """Guangnan's supplies: a plant for N95 masks that is planned and not built yet."""

    def begin(self) -> None:
        """Nothing stands before the first day."""

    def morning(self, day: Day) -> None:
        """Nothing."""

    def evening(self, day: Day) -> None:
        """Nothing."""

    def plan(self, officer: Scope, *, now: Tree, on: date) -> None:
        """Register the planned plant, as a county officer, on a day."""
        at = clock.local(on, 9)
        with clock.at(at):
            maker = services.add_maker(officer, "广南县康宁防护用品有限公司", place=int(now.root), at=at)
            services.set_capacity(officer, maker.pk, _item("n95-mask"), 150_000, plant="not-yet-built", at=at)
