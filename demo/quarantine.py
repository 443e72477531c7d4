"""Quarantine in Luoding's spring: whom screening asks for is ordered, fetched or brought, watched and released.

The rooms, the rotation and who asks are set here; how many were admitted, fetched and released follows from the lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from demo.lists import FIRST_ON, PORTS_FROM
from tongchou.base import clock
from tongchou.pillars.quarantine import queries, services
from tongchou.pillars.quarantine.services import Answer, Taken
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, scope_of
from tongchou.registers.staff.models import Post, User

if TYPE_CHECKING:
    from demo.days import Day

#: Rooms of the three sites: floors, and rooms a floor.
ROOMS = {"Q1": (6, 15), "Q2": (5, 14), "Q3": (4, 10)}
#: Who is left at home, by turns of those ordered.
LEFT: tuple[dict[str, int], ...] = ({}, {"old": 1}, {}, {"children": 2}, {}, {"animals": 12}, {"ill": 1, "medicine": 1})


@dataclass
class Quarantine:
    """The pillar's month. It remembers which stays were ordered, to take turns."""

    ordered: int = 0
    sites: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Open the rooms of the three sites."""
        at = clock.local(FIRST_ON, 6)
        codes = tree(FIRST_ON).by_code
        scope = scope_of(User.objects.get(username="officer"), on=FIRST_ON, tree=tree(FIRST_ON))
        for name, (floors, each) in ROOMS.items():
            self.sites[name] = int(codes[f"445381-{name}"])
            numbers = [f"{floor}{room:02}" for floor in range(2, 2 + floors) for room in range(1, each + 1)]
            services.add_rooms(scope, numbers, site=self.sites[name], at=at, beds=2)

    def morning(self, day: Day) -> None:
        """Disinfect what was left yesterday, and care for what was left at home."""
        if day.on < date(2020, 3, 12):
            return
        with clock.at(day.at(8, 30)):
            officer = day.scope(day.officer)
            left = [room.case for room in queries.rooms(officer, state="awaiting-disinfection")]
            if left:
                services.disinfect(officer, left, at=day.at(8, 30))
            tasks = [row.case for row in queries.care(officer)]
            if tasks:
                services.settle_care(officer, tasks, how="village", at=day.at(8, 40))

    def evening(self, day: Day) -> None:
        """Order, fetch, admit, read temperatures, release."""
        if day.on < date(2020, 3, 12):
            return
        with clock.at(day.at(18, 5)):
            self._order(day)
            self._fetch(day)
            self._bring(day)
        with clock.at(day.at(19)):
            self._read(day)
            self._release(day)

    def _order(self, day: Day) -> None:
        officer, at = day.scope(day.officer), day.at(18, 5)
        services.put_on_call(officer, officer.user_id, on=day.on)
        asked = [row.case for row in queries.requests(officer)]
        if not asked:
            return
        services.order(officer, asked, site=self.sites["Q1"] if self.ordered < 40 else self.sites["Q2"], at=at)
        answers = {}
        for row in queries.stays(officer, states=("ordered",)):
            answers[row.case] = Answer(LEFT[self.ordered % len(LEFT)])
            self.ordered += 1
        services.answer_home(officer, answers, at=day.at(18, 15))

    def _fetch(self, day: Day) -> None:
        """Let a team at each port fetch those who landed today."""
        if day.on < PORTS_FROM:
            return
        officer, at = day.scope(day.officer), day.at(18, 20)
        landed = [row for row in queries.stays(officer, states=("ordered",)) if row.order.exposed_on == day.on]
        teams = services.teams_on(day.on)
        ports = sorted(set(teams.values()))
        for n, port in enumerate(ports):
            aboard = [row for i, row in enumerate(landed) if i % len(ports) == n]
            if not aboard:
                continue
            on_duty = sorted(team for team, at_port in teams.items() if at_port == port)
            team = on_duty[day.on.toordinal() % len(on_duty)]
            site = aboard[0].place
            flight = f"CZ{3000 + day.on.toordinal() % 900 + n}"
            trip = services.plan_trip(
                officer,
                [row.case for row in aboard],
                team=team,
                site=site,
                flight=flight,
                vehicle=f"粤W·{team:05}",
                at=at,
            )
            services.depart(self._lead(day, team), trip, at=at)
            rooms = self._rooms(day, site, [row.case for row in aboard])
            services.arrive(self._manager(day, site), trip, rooms, at=day.at(18, 50))

    def _bring(self, day: Day) -> None:
        """Let the sites admit those who live in the county already."""
        for site in self.sites.values():
            waiting = [row.case for row in queries.stays(day.scope(day.officer), states=("ordered",), place=site)]
            if waiting:
                services.admit(self._manager(day, site), self._rooms(day, site, waiting), at=day.at(18, 55))

    def _rooms(self, day: Day, site: int, stays: list[int]) -> dict[int, int]:
        ready = [room.case for room in queries.rooms(day.scope(day.officer), site=site, state="ready")]
        return dict(zip(stays, ready, strict=False))

    def _read(self, day: Day) -> None:
        """Write each site's sheet of temperatures; now and then somebody has a fever, and is well the next day."""
        for site in self.sites.values():
            due = [row for row in queries.readings(day.scope(day.officer), on=day.on, place=site) if row.state == "due"]
            if due:
                taken = {row.case: Taken(360 + (row.stay * 7 + day.on.toordinal()) % 9) for row in due}
                services.record_readings(self._manager(day, site), taken, at=day.at(19))

    def _release(self, day: Day) -> None:
        officer = day.scope(day.officer)
        over = [row.case for row in queries.due_release(officer, on=day.on)]
        if over:
            services.give_support(officer, over, kind="wage-certificate", at=day.at(19, 20))
            services.release(officer, over, at=day.at(19, 30))

    def _manager(self, day: Day, site: int) -> Scope:
        return day.scope(int(Post.objects.filter(role="site_manager", place=site).values_list("user", flat=True)[0]))

    def _lead(self, day: Day, team: int) -> Scope:
        posts = Post.objects.filter(role="pickup_lead", unit=team, from_on__lte=day.on).order_by("-from_on")
        # Not one of the day's kept scopes: teams change ports.
        return scope_of(int(posts.values_list("user", flat=True)[0]), on=day.on, tree=day.tree)
