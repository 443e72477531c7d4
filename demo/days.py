"""One day of the county: what comes in at half past six, who does what, and how the day ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils.functional import cached_property

from demo.lists import LAST_ON, REPLAY, REPLAY_ON, Sent
from demo.months import Month
from demo.people import invented
from demo.staff import CELL, VILLAGE
from tongchou.base import clock
from tongchou.dated.queries import rule_on
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.journal.models import Standing
from tongchou.journal.rows import columns
from tongchou.pillars.screening import queries, rules, services
from tongchou.pillars.screening.models import Check, Roster, Unclaimed
from tongchou.procedures import quarantine_returnee
from tongchou.procedures.morning import morning
from tongchou.registers.people.services import take_in
from tongchou.registers.people.table import PeopleTable
from tongchou.registers.places.queries import tree
from tongchou.registers.places.tree import Tree
from tongchou.registers.staff.access import Scope, scope_of
from tongchou.registers.staff.models import Post, User
from tongchou.restrictions.kinds import RESTRICTED_ALONE
from tongchou.restrictions.models import MassApproval
from tongchou.restrictions.services import approve_many

Row = TypeVar("Row")
#: What a check of each group turns out as, and how often in a thousand.
TURNS_OUT = {
    "from-key-area": (("cleared", 560), ("home-quarantine", 150), ("health-monitoring", 60), ("not-living-here", 90),
                      ("wrong-information", 50), ("missed-before", 40), ("passed-through", 30), ("not-found", 20)),
    "through-key-area": (("cleared", 600), ("health-monitoring", 150), ("passed-through", 200), ("in-transit", 50)),
    "to-key-area": (("persuaded", 800), ("departed", 200)),
    "from-abroad": (("to-quarantine", 1000),),
    "met": (("cleared", 600), ("health-monitoring", 400)),
}  # fmt: skip
#: The campaign's visits to passport holders run over these days, a share of the villages each.
CAMPAIGN = (date(2020, 3, 6), date(2020, 3, 25))
#: The daily zero report is asked of the villages from this day on.
ZERO_REPORTS_FROM = date(2020, 3, 9)
#: How often a village says nothing on a day.
SILENT_SHARE = 0.01
#: Days whose afternoon report is frozen at five.
CUTS = (LAST_ON - timedelta(days=1), LAST_ON)


def _upto(group: str) -> list[tuple[str, int]]:
    """Return each outcome of a group with the sum of what came before it and itself."""
    shares = TURNS_OUT[group]
    return [(outcome, sum(many for _, many in shares[: i + 1])) for i, (outcome, _) in enumerate(shares)]


@dataclass
class Day:
    """One day, with what was sent in the morning."""

    on: date
    sent: list[tuple[UUID, Sent]]
    random: Random
    months: Sequence[Month] = ()
    #: The campaign's checks and their villages, kept from its first day on.
    campaign_list: list[Column] = field(default_factory=list)
    truth: dict[int, int] = field(default_factory=dict)
    replay: int = 0
    #: By user and tree: shared by the days, because nobody's post ends in this story.
    scopes: dict[tuple[int, int], Scope] = field(default_factory=dict)

    def play(self) -> None:
        """Play the day from its lists to its closing."""
        self.morning()
        # The acts of a morning or an afternoon share one transaction: each is still an entry and a commit of its own.
        with transaction.atomic():
            self.claim_addresses()
            for month in self.months:
                month.morning(self)
            self.meet()
            self.conclude()
            self.campaign()
        self.cut()
        with transaction.atomic():
            self.visit()
            for month in self.months:
                month.evening(self)
            self.release()
            self.report()
        self.close()

    # Who acts.

    @cached_property
    def tree(self) -> Tree:
        return tree(self.on)

    def scope(self, user: User | int) -> Scope:
        number = user if isinstance(user, int) else int(user.pk)
        key = number, id(self.tree)
        if key not in self.scopes:
            self.scopes[key] = scope_of(number, on=self.on, tree=self.tree)
        return self.scopes[key]

    @cached_property
    def officer(self) -> User:
        return User.objects.get(username="officer")

    @cached_property
    def leads(self) -> dict[int, int]:
        """Return who leads each town and village: place -> user."""
        posts = Post.objects.filter(role__in=("town_lead", "village_lead"), from_on__lte=self.on).order_by("-pk")
        return dict(posts.values_list("place", "user_id"))

    @cached_property
    def towns(self) -> list[int]:
        return [int(place) for place in self.tree.of_kind("town") if int(place) in self.leads]

    def at(self, hour: int, minute: int = 0) -> datetime:
        return clock.local(self.on, hour, minute)

    # The hours.

    def regrid(self) -> None:
        """Move what stood at the two older grids to the new cells, as the new edition says who follows whom."""
        from tongchou.registers.places.reorganise import move_to_successors

        with clock.at(self.at(5)):
            move_to_successors(self.on, actor=self.officer.pk, role="county_officer", at=self.at(5))

    def morning(self) -> None:
        """Take in what came, and open the visits that are due."""
        from tongchou.intake.services import commit

        with clock.at(self.at(6, 30)):
            if self.on < ZERO_REPORTS_FROM:
                services.open_visits(on=self.on, at=self.at(6, 30))
            else:
                morning(self.on, at=self.at(6, 30))
            for upload, sent in self.sent:
                commit(upload, at=self.at(6, 30))
                self._remember(sent, upload)

    def _remember(self, sent: Sent, upload: UUID) -> None:
        """Keep which village each unclaimed check really belongs to."""
        if sent.group == "passport":
            return
        if len(sent.truth) == sum(REPLAY.values()) and self.on == REPLAY_ON:
            self.replay = Roster.objects.get(upload=upload).pk
        code = self.tree.by_code
        unclaimed = Unclaimed.objects.values("case")
        for case, row in Check.objects.filter(roster__upload=upload, case__in=unclaimed).values_list("case", "row"):
            self.truth[case] = int(code[sent.truth[row]])

    def begin_shift(self) -> None:
        """Leave the sample worker, who starts at eight, people to check and a few to visit at home."""
        cell, lead = self.tree.by_code[CELL], self.leads[self.tree.by_code[VILLAGE]]
        with clock.at(self.at(7)):
            mine = queries.checks(self.scope(lead), patterns=["screening:from-key-area:pending"], place=cell)
            watched = dict(zip((row.case for row in mine), ("home-quarantine", "home-quarantine", "health-monitoring"),
                               strict=False))  # fmt: skip
            services.conclude(self.scope(lead), watched, at=self.at(7))
            services.open_visits(on=self.on, at=self.at(7))

    def claim_addresses(self) -> None:
        """Let the villages that were asked say whether an address is theirs."""
        with clock.at(self.at(7)):
            for case, candidates in Unclaimed.objects.values_list("case", "candidates"):
                village = self.truth.get(case)
                if village is None or village not in self.leads:
                    continue
                for other in candidates:
                    if other != village and other in self.leads:
                        services.decline_address(self.scope(self.leads[other]), case, place=other, at=self.at(7))
                if not candidates or village in candidates:
                    services.claim_address(self.scope(self.leads[village]), case, place=village, at=self.at(7))
                else:
                    services.hand_over(self.scope(self.officer), [case], to=village, at=self.at(7))

    def meet(self) -> None:
        """Let a village or two find, door by door, somebody who is on no list."""
        at = self.at(10)
        with clock.at(at):
            for number in range(self.random.randrange(0, 3)):
                village = self.random.choice([int(p) for p in self.tree.of_kind("medium") if int(p) in self.leads])
                phone = f"138{self.random.randrange(10**8):08d}"
                someone = PeopleTable(row=[0], name=[invented(self.random)], phones=[(phone,)], place=[village])
                person = take_in(someone, source=f"door {self.on.isoformat()} {number}", at=at).own[0]
                services.meet(
                    self.scope(self.leads[village]), person=int(person), group="met", place=village, at=at,
                    arrived_on=self.on - timedelta(days=self.random.randrange(1, 4)), source_area="湖北",
                )  # fmt: skip

    def conclude(self) -> None:
        """Let every town clear its list to zero."""
        at = self.at(15)
        with clock.at(at):
            rows = queries.checks(self.scope(self.officer), patterns=self._patterns, limit=100_000)
            by_town = self._by_town(rows, [row.place for row in rows])
            self._send_back(by_town.pop(0, []), at)
            for town, mine in by_town.items():
                self._conclude_in(self.scope(self.leads[town]), mine, at)

    def _by_town(self, rows: Sequence[Row], places: Sequence[int]) -> dict[int, list[Row]]:
        """Return rows by the town their place is in; 0 for those that are in none."""
        towns = np.array(self.towns, np.int64)
        lefts = self.tree.positions(towns)
        found: dict[int, list[Row]] = {}
        for row, position in zip(rows, self.tree.positions(np.array(places, np.int64)).tolist(), strict=True):
            at = int(np.searchsorted(lefts, position, side="right")) - 1
            inside = at >= 0 and position < int(self.tree.right[lefts[at]])
            found.setdefault(int(towns[at]) if inside else 0, []).append(row)
        return found

    _patterns = tuple(f"screening:{group}:pending" for group in TURNS_OUT)

    def _conclude_in(self, scope: Scope, rows: list[queries.CheckRow], at: datetime) -> None:
        outcomes = self._outcomes(rows)
        if sum(1 for o in outcomes.values() if o == "home-quarantine") > RESTRICTED_ALONE:
            self._second_person(scope, at)
        quarantine_returnee.conclude(scope, outcomes, at=at)

    def _send_back(self, rows: list[queries.CheckRow], at: datetime) -> None:
        """Send what waits at the county itself back to its sender: nobody knows the address."""
        if not rows:
            return
        cases = {row.case: "not-found" for row in rows}
        town = self.towns[0]
        services.hand_over(self.scope(self.officer), list(cases), to=town, at=at)
        services.return_to_sender(self.scope(self.leads[town]), cases, at=at)

    def _outcomes(self, rows: list[queries.CheckRow]) -> dict[int, str]:
        replayed = [outcome for outcome, many in REPLAY.items() for _ in range(many)]
        found = {}
        for row in rows:
            replays = self.replay and row.roster == self.replay
            found[row.case] = replayed.pop() if replays else self._turns_out(row.group)
        return found

    def _turns_out(self, group: str) -> str:
        pick = self.random.randrange(1000)
        return next(outcome for outcome, upto in _upto(group) if pick < upto)

    def _second_person(self, scope: Scope, at: datetime) -> None:
        rule = rules.observation(rule_on("screening.observation", self.on)).source
        if not MassApproval.objects.filter(asked_by=scope.user_id, approved_at__gt=at - timedelta(hours=24)).exists():
            officer = self.scope(self.officer)
            approve_many(officer, asked_by=scope.user_id, rule=rule, place=self.tree.root, at=at)

    def campaign(self) -> None:
        """Let a share of the villages persuade their passport holders, each as one act."""
        first, last = CAMPAIGN
        if not first <= self.on <= last:
            return
        holders = self._passport_holders()
        places = np.unique(holders[1])
        villages_a_day = -(-len(places) // ((last - first).days + 1))
        done = (self.on - first).days * villages_a_day
        at = self.at(16)
        with clock.at(at):
            for village in places[done : done + villages_a_day].tolist():
                lead = self.leads.get(village) or self._lead_above(village)
                outcomes = dict.fromkeys(holders[0][holders[1] == village].tolist(), "persuaded")
                services.conclude(self.scope(lead), outcomes, at=at)

    def _passport_holders(self) -> list[Column]:
        """Return each holder's check and its village, as their list put them: read once, the campaign is long."""
        if not self.campaign_list:
            numbers = ", ".join(str(n) for n in chart().matching("screening:passport:pending"))
            sql = f'SELECT "case", place FROM standing WHERE account IN ({numbers}) ORDER BY place, "case"'
            self.campaign_list.extend(columns(sql, [], 2))
        return self.campaign_list

    def _lead_above(self, place: int) -> int:
        return next(self.leads[p] for p in reversed(self.tree.path(place)) if p in self.leads)

    def visit(self) -> None:
        """See everyone under observation; a few are told by telephone, and now and then one is left unreported."""
        at = self.at(17, 30)
        with clock.at(at):
            every = queries.visits(self.scope(self.officer), on=self.on, state="due", limit=100_000)
            for town, due in self._by_town(every, [v.place for v in every]).items():
                scope = self.scope(self.leads[town])
                cases = [v.case for v in due]
                told = cases[:1] if self.random.random() < 0.3 else []
                silent = cases[1:2] if self.random.random() < 0.05 else []
                seen = [c for c in cases if c not in (*told, *silent)]
                if seen:
                    services.visit(scope, seen, answer="seen", at=at, temperature_tenths=365)
                if told:
                    services.visit(scope, told, answer="by-telephone", at=at, told_by=self.officer.pk)

    def release(self) -> None:
        """Release, on the day, everyone whose last full day is today."""
        at = self.at(20)
        with clock.at(at):
            over = queries.due_release(self.scope(self.officer), on=self.on)
            where = dict(Standing.objects.filter(case__in=over).values_list("case", "place"))
            for town, cases in self._by_town(over, [where[case] for case in over]).items():
                services.end_observations(self.scope(self.leads[town]), cases, at=at)

    def report(self) -> None:
        """Let the villages say that there is nothing more to report; now and then one says nothing."""
        if self.on < ZERO_REPORTS_FROM:
            return
        at = self.at(20, 30)
        with clock.at(at):
            asked = services.villages(self.on)
            for town in self.towns:
                left, right = self.tree.interval(town)
                positions = self.tree.positions(asked)
                mine = asked[(positions >= left) & (positions < right)].tolist()
                heard = [place for place in mine if self.random.random() > SILENT_SHARE]
                if heard:
                    services.report_zero(self.scope(self.leads[town]), heard, at=at)

    def cut(self) -> None:
        """Freeze the afternoon's flash report."""
        if self.on not in CUTS:
            return
        from tongchou.closing.cut import cut

        with clock.at(self.at(17, 5)):
            cut(self.on, cut_at=self.at(17), user=self.scope(self.officer), at=self.at(17, 5))

    def close(self) -> None:
        """Close the day just after midnight: the clock does it."""
        from tongchou.closing.close import close_day

        at = clock.local(self.on, 24, 5)
        with clock.at(at):
            close_day(self.on, user=None, at=at)
