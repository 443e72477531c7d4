"""Guangnan, mid-February to 4 March 2020: a few people of the command, its enterprises, and the days closed.

Towns and villages are real; people and enterprises are invented, and the sums are the county's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from demo.firms import Firm, credit_code, filing_table, firms, health_table
from demo.people import People
from demo.places import FIRST_ON, GUANGNAN, villages
from tongchou.base import clock
from tongchou.intake.doors import take
from tongchou.pillars.resumption import dated, rules, services
from tongchou.pillars.resumption.models import Enterprise
from tongchou.registers.orgs.models import Organisation
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, scope_of
from tongchou.registers.staff.models import Post, User
from tongchou.registers.staff.services import set_password

LISTED_ON, LAST_ON = date(2020, 2, 15), date(2020, 3, 4)
ENTERPRISES, LEADING, AT_WORK = 443, 21, 330
#: What the daily sheets of 4 March add up to.
WORKERS, MONITORED, ABNORMAL = 13_366, 11_525, 3
#: The works in the county town whose own list of workers names the abnormal: workers, and how many of the county.
SHOES, SHOE_WORKERS, SHOE_MONITORED = "广南县鞋服城制衣有限公司", 86, 80
SAMPLES = (
    ("command", "縣指揮部"),
    ("officer", "疫情防控組"),
    ("town", "蓮城鎮負責人"),
    ("auditor", "審計"),
    ("clerk", "鞋服城企業專員"),
)


def build_staff(password: str) -> None:
    """Appoint the command, an officer, an auditor, and a lead for every town."""
    now = tree(FIRST_ON)
    towns = now.of_kind("town").tolist()
    posts = [
        ("command", "縣指揮部值班", "county_command", now.root, "office"),
        ("officer", "防控組幹部", "county_officer", now.root, "prevention"),
        ("auditor", "審計員", "auditor", now.root, ""),
        *(
            ("town" if n == 0 else f"town{n + 1}", f"{now.name[now.position(place)]}鎮長", "town_lead", place, "")
            for n, place in enumerate(towns)
        ),
    ]
    for username, name, role, place, group in posts:
        user = User.objects.create_user(username, None, display_name=name)
        Post.objects.create(user=user, role=role, place=place, group=group, from_on=FIRST_ON)
        if username in dict(SAMPLES):
            set_password(username, password)


@dataclass
class GuangnanDays:
    """The county's days, one after another."""

    password: str
    random: Random = field(default_factory=lambda: Random(443))
    firms: list[Firm] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    at_work: int = 0

    def play(self) -> None:
        """Play every day to its closing."""
        on = LISTED_ON
        while on <= LAST_ON:
            self._day(on)
            on += timedelta(days=1)

    def _day(self, on: date) -> None:
        from tongchou.closing.close import close_day

        with clock.at(clock.local(on, 6, 30)):
            services.expect_sheets(on=on, at=clock.local(on, 6, 30))
        at = clock.local(on, 9)
        with clock.at(at):
            if on == LISTED_ON:
                self._list(on, at)
            self._resume(on, at)
            self._serve(on, at)
        if self.at_work:
            self._report(on)
        closed_at = clock.local(on, 24, 5)
        with clock.at(closed_at):
            close_day(on, user=None, at=closed_at)

    def _officer(self, on: date) -> Scope:
        return scope_of(User.objects.get(username="officer"), on=on, tree=tree(on))

    def _list(self, on: date, at: datetime) -> None:
        places = [(v.town, v.name) for v in villages(GUANGNAN, 2019)]
        sizes = (("规上", 38), ("规下", ENTERPRISES - 1 - 38))
        made = firms("广南县", GUANGNAN.code, places, sizes, leading=LEADING - 1, seed=443)
        code = credit_code(GUANGNAN.code, len(made) + 1)
        shoes = Firm(SHOES, code, "规上", "制衣", *places[0], SHOE_WORKERS, True, contact="陸家輝", phone="13987600000")
        self.firms = [shoes, *made]
        content = filing_table("广南县企业复工复产情况统计表", self.firms)
        user = User.objects.get(username="officer")
        take("enterprises", content, "企业复工复产情况统计表.csv", user=user, at=at, on=on, sender="縣工信局")
        numbers = dict(Organisation.objects.values_list("code", "pk"))
        cases = dict(Enterprise.objects.values_list("organisation", "case"))
        self.cases = [cases[numbers[firm.code]] for firm in self.firms]
        services.consult(self._officer(on), self.cases, at=at)
        self._clerk(Organisation.objects.get(code=shoes.code))

    def _clerk(self, works: Organisation) -> None:
        user = User.objects.create_user("clerk", None, display_name="陸家輝")
        Post.objects.create(
            user=user, role="enterprise_clerk", place=works.place, organisation=works.pk, from_on=FIRST_ON
        )
        set_password("clerk", self.password)

    def _resume(self, on: date, at: datetime) -> None:
        """Let a share of those who will be at work by the last day go back, in order."""
        days = (LAST_ON - on).days
        many = -(-(AT_WORK - self.at_work) // max(1, days)) if days else AT_WORK - self.at_work
        cases = self.cases[self.at_work : self.at_work + many]
        if not cases:
            return
        officer, regime = self._officer(on), dated.regime("below-scale", on)
        papers = {code: f"{code} {on.isoformat()}".encode() for code in regime.papers}
        services.hand_in(officer, dict.fromkeys(cases, papers), at=at, file_name="材料.pdf")
        services.apply(officer, cases, at=at)
        if regime.way == rules.APPROVAL:
            services.inspect(officer, cases, at=at)
            services.approve(officer, cases, at=at)
        self.at_work += len(cases)

    def _serve(self, on: date, at: datetime) -> None:
        if on == LISTED_ON + timedelta(days=2):
            services.set_plan(self._officer(on), self.cases, measures=["workers", "guidance"], at=at)

    def _report(self, on: date) -> None:
        """Send the county's sheet of the day, and the shoe works their own list of workers."""
        at = clock.local(on, 18)
        with clock.at(at):
            officer, clerk = (User.objects.get(username=name) for name in ("officer", "clerk"))
            others = self.firms[1 : self.at_work]
            # Of the county's sums, the part of those that are back by then: all of them on the last day.
            part = len(others), AT_WORK - 1
            totals = _spread(self.random, (WORKERS - SHOE_WORKERS) * part[0] // part[1], len(others))
            monitored = _under(totals, (MONITORED - SHOE_MONITORED) * part[0] // part[1])
            rows = [
                (firm, (total, total, seen, seen, 0, 0, total * 6 // 10))
                for firm, total, seen in zip(others, totals, monitored, strict=True)
            ]
            day = f"{on.year}年{on.month}月{on.day}日"
            if rows:
                content = health_table(f"广南县企业职工健康日报表（{day}）", rows)
                take("workers-health", content, f"日报{on:%m%d}.csv", user=officer, at=at, on=on, sender="縣工信局")
            take("workers-health", self._shoes(on, day), f"鞋服城{on:%m%d}.csv", user=clerk, at=at, on=on)

    def _shoes(self, on: date, day: str) -> bytes:
        """Return the shoe works' list: names and temperatures; on the last day three are warm and kept apart."""
        people = People(86)
        lines = [f"{SHOES}{day}职工健康登记表", "序号,姓名,身份证号,体温,是否隔离,是否本县人"]
        for n in range(SHOE_WORKERS):
            one = people.one(GUANGNAN.code)
            warm = on == LAST_ON and n < ABNORMAL
            degrees = "" if n >= SHOE_MONITORED else "37.6" if warm else "36.5"
            told = (n + 1, one.name, one.id_number, degrees, "是" if warm else "否", "是" if n % 10 else "否")
            lines.append(",".join(map(str, told)))
        return "\n".join(lines).encode("utf-8-sig")


def _spread(pick: Random, total: int, parts: int) -> list[int]:
    """Return numbers above zero that add up to a total."""
    if not parts:
        return []
    weights = [pick.randrange(5, 100) for _ in range(parts)]
    found = [max(1, total * weight // sum(weights)) for weight in weights]
    found[0] += total - sum(found)
    return found


def _under(totals: list[int], wanted: int) -> list[int]:
    """Return numbers, none above its total, that add up to what is wanted of the whole."""
    found = [total * wanted // sum(totals) for total in totals]
    left = wanted - sum(found)
    for n, total in enumerate(totals):
        more = min(left, total - found[n])
        found[n] += more
        left -= more
    return found
