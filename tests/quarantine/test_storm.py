"""Whatever happens in quarantine, in whatever order: the books are conserved, and what they say is so."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.quarantine.conftest import NOW, TODAY
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.figures.asking import ask
from tongchou.figures.cube import cube
from tongchou.figures.rows import rows as rows_of
from tongchou.journal import recount
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.pillars.quarantine import checks, services
from tongchou.pillars.quarantine.accounts import ADMITTED
from tongchou.pillars.quarantine.services import Answer, Taken

FIGURES = ("quarantine_admitted", "quarantine_in_site", "quarantine_released", "quarantine_rooms_in_use",
           "quarantine_requests_open", "care_open", "quarantine_readings_due")  # fmt: skip
VERBS = ("ask", "order", "refuse", "home", "admit", "room", "release", "go-home", "hospital", "positive", "extend",
         "read", "disinfect", "trip", "care", "morning", "close-day")  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 5)), min_size=4, max_size=30)


def cases(pattern: str) -> list[int]:
    numbers = chart().matching(pattern)
    return list(Standing.objects.filter(account__in=numbers).order_by("case").values_list("case", flat=True))


def count(pattern: str) -> int:
    return len(cases(pattern))


class Storm:
    """One random story, a day or two a step; what is refused is refused, and nothing else may go wrong."""

    def __init__(self, acting, asked, place, team) -> None:
        self.acting, self.asked, self.place, self.team = acting, asked, place, team
        self.at = NOW

    def do(self, verb: str, n: int) -> None:
        officer, site, at = self.acting("officer"), self.acting("site"), self.at
        stays, rooms = cases("quarantine:stay:*"), cases("quarantine:room:ready")
        one = stays[n : n + 1] or stays[:1]
        pairs = dict(zip(cases("quarantine:stay:ordered")[: n + 1], rooms, strict=False))
        if verb == "ask":
            self.asked(n % 3 + 1, exposed=at.date() - timedelta(days=n * 3))
        elif verb == "order":
            services.order(officer, cases("quarantine:request:asked")[: n + 1], site=self.place("第一隔离点"), at=at)
        elif verb == "refuse":
            services.refuse(officer, cases("quarantine:request:asked")[:1], reason="home-suffices", at=at)
        elif verb == "home":
            services.answer_home(officer, {s: Answer({"old": 1} if n % 2 else {}) for s in stays}, at=at)
        elif verb == "admit":
            services.admit(site, pairs, at=at, sharing=dict.fromkeys(pairs, "child") if n == 5 else None)
        elif verb == "room":
            services.move_room(site, one[0], room=(rooms or [0])[0], at=at)
        elif verb == "release":
            services.release(officer, one, at=at)
        elif verb == "go-home":
            services.to_home(officer, one, at=at)
        elif verb == "hospital":
            services.to_hospital(site, one, at=at)
        elif verb == "positive":
            services.found_positive(officer, one, at=at)
        elif verb == "extend":
            services.extend(officer, one[0], exposed_on=at.date(), at=at)
        elif verb == "read":
            due = cases("quarantine:reading:due")
            services.record_readings(site, {case: Taken(365 + n * 3) for case in due}, at=at)
        elif verb == "disinfect":
            services.disinfect(site, cases("quarantine:room:awaiting-disinfection"), at=at)
        elif verb == "trip":
            self.fetch(officer, site, rooms)
        elif verb == "care":
            services.settle_care(officer, cases("care:*:waiting"), how="relative", at=at)
        elif verb == "morning":
            services.open_readings(on=at.date(), at=at)
        else:
            services.carry_readings(on=at.date(), at=at)
            self.at = at + timedelta(days=n)

    def fetch(self, officer, site, rooms) -> None:
        aboard = cases("quarantine:stay:ordered")[:2]
        trip = services.plan_trip(
            officer, aboard, team=self.team, site=self.place("第一隔离点"), flight="CZ1", vehicle="W1", at=self.at
        )
        services.depart(self.acting("pickup"), trip, at=self.at)
        services.arrive(site, trip, dict(zip(aboard, rooms, strict=False)), at=self.at)


@given(steps)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_books_hold_after_any_storm(acting, asked, place, team, rooms, steps):
    with transaction.atomic():
        cube().forget()
        rooms(4)
        storm = Storm(acting, asked, place, team)
        for verb, n in steps:
            try:
                with clock.at(storm.at):
                    storm.do(verb, n)
            except (Refused, IndexError):
                continue
        with clock.at(storm.at):
            _hold(storm.at.date())
        transaction.set_rollback(True)
    cube().forget()


def _hold(on) -> None:
    assert recount.audit() == []
    assert [found for check in (checks.evidence, checks.rooms_hold_people, checks.people_have_left)
            for found in check(None)] == []  # fmt: skip
    for name in FIGURES:
        assert rows_of(name, scope=None, on=on).total == ask(name, on=on).value, name
    admitted = sum(count(f"quarantine:stay:{state}") for state in ADMITTED)
    assert ask("quarantine_admitted", on=on).value == admitted
    assert on >= TODAY
