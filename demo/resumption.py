"""Luoding's enterprises from February to March: told once, filed, inspected, at work, and what was done for them.

Who goes back on which day is invented; the sizes of the classes and the sums of the loans are the county's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from demo.firms import Firm, filing_table, firms, health_table, venue_table, venues
from demo.places import FIRST_ON, LUODING, villages
from demo.tables import is_farm
from tongchou.base import clock
from tongchou.intake.doors import take
from tongchou.pillars.resumption import dated, rules, services
from tongchou.pillars.resumption.accounts import DIFFICULTY_KINDS, HEALTH_COLUMNS
from tongchou.pillars.resumption.models import Enterprise
from tongchou.pillars.resumption.rules import Parts
from tongchou.registers.orgs.models import Organisation
from tongchou.registers.staff.models import Post, User
from tongchou.registers.staff.services import set_password

if TYPE_CHECKING:
    from demo.days import Day
    from tongchou.registers.staff.access import Scope

ABOVE, BELOW, VENUES = 75, 709, 60
#: So many below scale are at work on 25 March; the others were not passed, stopped, or never applied.
BELOW_AT_WORK, NOT_PASSED, STOPPED = 696, 5, 4
LISTED_ON, FIRST_APPLY_ON, LAST_APPLY_ON = date(2020, 2, 8), date(2020, 2, 10), date(2020, 3, 24)
#: The venues reopen kind by kind.
OPENING = ((date(2020, 3, 10), "旅业"), (date(2020, 3, 12), "发廊"), (date(2020, 3, 16), "餐饮"))
#: What the banks lent by 25 March, in yuan, and how much of it was the central bank's relending.
LENT_YUAN, RELENT_YUAN, LOANS = 145_000_000, 41_660_000, 48
LOAN_DAYS = (date(2020, 2, 21), date(2020, 3, 6), date(2020, 3, 20))
BANKS = ("羅定農村商業銀行", "中國工商銀行羅定支行", "中國建設銀行羅定支行", "中國銀行羅定支行")
#: Enterprises above scale report every day from this one, at first entered at the desk, then as one sheet a day.
REPORTED_FROM, SHEETS_FROM = date(2020, 3, 9), date(2020, 3, 24)
#: The weekdays on which applications are taken up.
APPLY_ON = (0, 1, 4)
TROUBLES = (
    "缺熟練工人",
    "口罩存量不足五日",
    "外省原料未到",
    "貨車在省界排隊",
    "流動資金緊張",
    "訂單取消",
    "宿舍不夠分住",
)
SAMPLE = ("clerk", "規上企業專員")


@dataclass
class Resumption:
    """What the county's enterprises do from day to day."""

    random: Random = field(default_factory=lambda: Random(784))
    firms: list[Firm] = field(default_factory=list)
    cases: dict[str, int] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    at_work: list[int] = field(default_factory=list)
    raised: list[int] = field(default_factory=list)
    to_mend: list[int] = field(default_factory=list)

    def begin(self) -> None:
        """Nothing stands before the first day."""

    def morning(self, day: Day) -> None:
        """Act at half past eight."""
        if day.on < LISTED_ON:
            return
        at = day.at(8, 30)
        with clock.at(at):
            officer = day.scope(day.officer)
            if day.on == LISTED_ON:
                self._list(day, officer, at)
            if FIRST_APPLY_ON <= day.on <= LAST_APPLY_ON and day.on.weekday() in APPLY_ON:
                self._apply(day.on, officer, at)
            for on, kind in OPENING:
                if on == day.on:
                    services.approve(officer, [self.cases[f.code] for f in self.firms if f.venue == kind], at=at)
            if day.on in LOAN_DAYS:
                self._lend(day.on, officer, at)
            if day.on.weekday() == 2:
                self._difficulties(officer, at)
            if day.on.weekday() == 4 and self.at_work:
                self._spot_check(officer, at)

    def evening(self, day: Day) -> None:
        """Report the workers of the enterprises above scale at six."""
        if day.on < REPORTED_FROM:
            return
        at = day.at(18)
        with clock.at(at):
            if day.on < SHEETS_FROM:
                said = {self.cases[firm.code]: self._said(firm) for firm in self.firms if firm.size == "规上"}
                sheets = {case: Parts(**dict(zip(HEALTH_COLUMNS, parts, strict=True))) for case, parts in said.items()}
                services.report(day.scope(day.officer), sheets, at=at)
                return
            rows = [(firm, self._said(firm)) for firm in self.firms if firm.size == "规上"]
            content = health_table(
                f"罗定市规上企业职工健康日报表（{day.on.year}年{day.on.month}月{day.on.day}日）", rows
            )
            take("workers-health", content, f"规上日报{day.on:%m%d}.csv", user=day.officer, at=at, on=day.on,
                 sender="市工業和信息化局")  # fmt: skip

    # The list, and what is told once.

    def _list(self, day: Day, officer: Scope, at: datetime) -> None:
        places = [(v.town, v.name) for v in villages(LUODING, 2019) if not is_farm(v)]
        industry = firms("罗定市", LUODING.code, places, (("规上", ABOVE), ("规下", BELOW)), leading=12, seed=75)
        shops = venues(LUODING.code, places, VENUES, seed=60)
        self.firms = [*industry, *shops]
        for title, content in (
            ("罗定市工业企业复工复产情况表", filing_table("罗定市工业企业复工复产情况表", industry)),
            ("罗定市公共场所登记表", venue_table("罗定市公共场所登记表", shops)),
        ):
            take("enterprises", content, f"{title}.csv", user=day.officer, at=at, on=day.on, sender="市工業和信息化局")
        numbers = dict(Organisation.objects.values_list("code", "pk"))
        cases = dict(Enterprise.objects.values_list("organisation", "case"))
        self.cases = {firm.code: cases[numbers[firm.code]] for firm in self.firms}
        mine = [self.cases[firm.code] for firm in industry]
        services.consult(officer, mine, at=at)
        services.set_plan(officer, mine, measures=["workers", "supplies", "guidance"], at=at)
        self._teams(day, officer, mine, at)
        self._clerk(industry[0])
        self.queue = self._order(mine)

    def _teams(self, day: Day, officer: Scope, mine: list[int], at: datetime) -> None:
        """Give each town's enterprises a leader and a liaison, and make them a cell of the enterprise grid."""
        inside = {town: set(day.tree.ids[slice(*day.tree.interval(town))].tolist()) for town in day.towns}
        where = dict(Enterprise.objects.filter(case__in=mine).values_list("case", "organisation"))
        places = dict(Organisation.objects.values_list("pk", "place"))
        people = Post.objects.filter(role="field_worker", place__in=day.towns, to_on=None).order_by("pk")
        liaisons = dict(people.values_list("place", "user_id"))
        for number, town in enumerate(day.towns, start=1):
            cases = [case for case in mine if places[where[case]] in inside[town]]
            if cases:
                services.assign(officer, cases, role="leader", user=day.leads[town], at=at)
                services.assign(officer, cases, role="liaison", user=liaisons[town], at=at)
                services.form_cell(officer, f"企業第{number}格", place=town, lead=liaisons[town], cases=cases, at=at)

    def _clerk(self, firm: Firm) -> None:
        from demo.play import PASSWORD

        one = Organisation.objects.get(code=firm.code)
        user = User.objects.create_user(SAMPLE[0], None, display_name="何敏華")
        Post.objects.create(user=user, role="enterprise_clerk", place=one.place, organisation=one.pk, from_on=FIRST_ON)
        set_password(SAMPLE[0], PASSWORD)

    def _order(self, mine: list[int]) -> list[int]:
        """Return who applies in which order: those above scale first, a dozen below scale never."""
        above, below = mine[:ABOVE], mine[ABOVE : ABOVE + BELOW_AT_WORK + NOT_PASSED + STOPPED]
        self.random.shuffle(below)
        return [*above, *below]

    # The way.

    def _apply(self, on: date, officer: Scope, at: datetime) -> None:
        """Let some apply; those who wait for an inspection from the day before are decided."""
        if self.waiting:
            self._decide(officer, at)
        ahead = (on + timedelta(n) for n in range((LAST_APPLY_ON - on).days + 1))
        many = -(-len(self.queue) // sum(1 for day in ahead if day.weekday() in APPLY_ON))
        cases, self.queue = self.queue[:many], self.queue[many:]
        if not cases:
            return
        regime = dated.regime("below-scale", on)
        papers = {code: f"{code} {on.isoformat()}".encode() for code in regime.papers}
        services.hand_in(officer, dict.fromkeys(cases, papers), at=at, file_name="材料.pdf")
        services.apply(officer, cases, at=at)
        if regime.way == rules.FILING:
            self.at_work += cases
            self._stop(on, cases, officer, at)
        else:
            self.waiting = cases

    def _decide(self, officer: Scope, at: datetime) -> None:
        services.inspect(officer, self.waiting, at=at)
        services.approve(officer, self.waiting, at=at)
        self.at_work += self.waiting
        self.waiting = []

    def _stop(self, on: date, cases: list[int], officer: Scope, at: datetime) -> None:
        """Stop, of the last days' below-scale enterprises, the few that spot checks or orders stopped."""
        if on == LAST_APPLY_ON:
            below = [case for case in self.at_work if case in set(list(self.cases.values())[ABOVE:])]
            services.suspend(officer, below[: NOT_PASSED + STOPPED], reason="site", at=at)

    # What is done for them.

    def _said(self, firm: Firm) -> tuple[int, ...]:
        present = firm.workers - self.random.randrange(0, max(2, firm.workers // 20))
        abnormal = 0
        return firm.workers, present, present, present - abnormal, abnormal, 0, firm.workers * 7 // 10

    def _lend(self, on: date, officer: Scope, at: datetime) -> None:
        number = LOAN_DAYS.index(on)
        each, relent = LOANS // len(LOAN_DAYS), 4
        above = [self.cases[f.code] for f in self.firms[:ABOVE]]
        share = {
            "relending": _share(RELENT_YUAN, relent * 3),
            "preferential": _share(LENT_YUAN - RELENT_YUAN, (each - relent) * 3),
        }
        granted = []
        for kind, many in (("relending", relent), ("preferential", each - relent)):
            for n in range(number * many, (number + 1) * many):
                bank = BANKS[n % len(BANKS)]
                granted.append(services.Granted(above[(n * 7) % ABOVE], bank, kind, share[kind][n] * 100))
        services.lend(officer, granted, at=at)

    def _difficulties(self, officer: Scope, at: datetime) -> None:
        """Settle what was answered, answer what was raised a week ago, raise a few more."""
        if self.raised:
            services.answer_difficulties(officer, dict.fromkeys(self.raised, "專班已到企業協調解決"), at=at)
            services.settle_difficulties(officer, self.raised[::2], at=at)
        chosen = self.random.sample([self.cases[f.code] for f in self.firms[: ABOVE + 100]], 4)
        told = [(case, *self._trouble()) for case in chosen]
        self.raised = services.raise_difficulties(officer, told, at=at)

    def _trouble(self) -> tuple[str, str]:
        n = self.random.randrange(len(DIFFICULTY_KINDS))
        return DIFFICULTY_KINDS[n], TROUBLES[n]

    def _spot_check(self, officer: Scope, at: datetime) -> None:
        if self.to_mend:
            services.mend(officer, self.to_mend, at=at)
        chosen = self.random.sample(self.at_work[:ABOVE], min(5, len(self.at_work)))
        found = {case: ["canteen"] if n == 0 else [] for n, case in enumerate(sorted(chosen))}
        self.to_mend = services.spot_check(officer, found, at=at)[:1]


def _share(total: int, parts: int) -> list[int]:
    """Return whole parts of a sum that add up to it."""
    each = total // parts
    return [each] * (parts - 1) + [total - each * (parts - 1)]
