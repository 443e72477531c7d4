"""A team's sheet for a day: one row per person to check and per due visit at the places the team answers for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.refusals import NotAllowed, NotFound, Refused, words
from tongchou.dated.queries import rule_on
from tongchou.journal.models import Standing
from tongchou.paper.marks import FOUND, VISIT, letters_for
from tongchou.paper.models import Row, Sheet
from tongchou.pillars.screening import cell, rules
from tongchou.pillars.screening.accounts import VISIT_ANSWERS
from tongchou.pillars.screening.teams import teams_at
from tongchou.registers.people.queries import homes_of
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.models import Team
from tongchou.registers.staff.queries import live, teams_of

#: A day's round on foot; what is more is said on the sheet.
MOST_ROWS = 200
#: The paper is destroyed when what is on it can be keyed no more use of: three days for the far cells to bring it in.
KEEP = timedelta(days=3)
#: What may be found without a conclusion: the check stays pending.
TRIED = ("nobody-home", "refused", "unreachable")


@dataclass(frozen=True)
class _Task:
    kind: str
    case: int
    person: int
    group: str
    tip: int
    place: int


def make(scope: Scope, team: int, *, at: datetime) -> Sheet:
    """Make a team's sheet of the day, as things stand now.

    Raises:
        NotAllowed("not_allowed"), NotFound("team_unknown"): there is none, or not in the actor's places.
        NotAllowed("not_your_team"): the actor neither stands in the team nor leads its place.
        Refused("sheet_empty"): the team has nothing to check and nobody to visit.
    """
    on = local_day(at)
    found = team_for(scope, team, on)
    tasks = _tasks(scope, found, on)
    if not tasks:
        raise Refused("sheet_empty", words("這個小組今天沒有待核查的人，也沒有應訪的人，不用打印。"))
    with transaction.atomic():
        sheet = Sheet.objects.create(
            team=team, place=tree(on).common({one.place for one in tasks}), on=on, made_by=scope.user_id, made_at=at,
            destroy_on=on + KEEP, letters=_letters(tasks, on), left_out=max(0, len(tasks) - MOST_ROWS),
        )  # fmt: skip
        Row.objects.bulk_create(
            Row(sheet=sheet, number=n, kind=one.kind, case=one.case, person=one.person, group=one.group, tip=one.tip)
            for n, one in enumerate(tasks[:MOST_ROWS], start=1)
        )
    return sheet


def team_for(scope: Scope, team: int, on: date) -> Team:
    """Return a team whose people the actor may see on paper: those who stand in it, and whoever leads its place."""
    require(scope, "paper.print")
    found = Team.objects.filter(live(on), pk=team).first()
    mine = team in teams_of(scope.user_id, on)
    if found is None or not (mine or scope.covers(found.place)):
        raise NotFound("team_unknown", words("在您負責的範圍內沒有這個小組。"))
    if not mine and not scope.holds(frozenset({"town_lead", "village_lead"}), found.place):
        raise NotAllowed("not_your_team", words("只有小組成員和當地負責人可以打印這個小組的表。"))
    return found


def teams_to_print(scope: Scope, *, on: date) -> list[Team]:
    """Return the teams whose sheets the actor may print, by place."""
    require(scope, "paper.print")
    rows = Team.objects.filter(live(on), is_fixed=True)
    mine = teams_of(scope.user_id, on)
    leads = frozenset({"town_lead", "village_lead"})
    found = [one for one in rows if one.pk in mine or (scope.covers(one.place) and scope.holds(leads, one.place))]
    now = tree(on)
    return sorted(found, key=lambda one: now.position(one.place) if one.place in now else -1)


def _tasks(scope: Scope, team: Team, on: date) -> list[_Task]:
    checks = [one for one in cell.cell_checks(scope, team.place, on=on) if not one.done and one.state == "pending"]
    visits = [one for one in cell.cell_visits(scope, team.place, on=on) if one.state in ("due", "unreported")]
    cases = [one.case for one in checks] + [one.case for one in visits]
    place = dict(Standing.objects.filter(case__in=cases).values_list("case", "place"))
    tasks = [_Task("check", one.case, one.person, one.group, one.tip, place[one.case]) for one in checks]
    tasks += [_Task("visit", one.case, one.person, "", one.tip, place[one.case]) for one in visits]
    if not tasks:
        return []
    whose = teams_at(np.array([one.place for one in tasks], np.int64), on)
    return _by_door(scope, [one for one, of in zip(tasks, whose.tolist(), strict=True) if of == team.pk], on)


def _by_door(scope: Scope, tasks: Sequence[_Task], on: date) -> list[_Task]:
    """Return tasks as they are walked: place by place, a household's together."""
    homes = homes_of(scope, {one.person for one in tasks})
    now = tree(on)
    return sorted(tasks, key=lambda one: (now.position(one.place), homes.get(one.person, ("", 0)), one.kind, one.case))


def _letters(tasks: Sequence[_Task], on: date) -> dict[str, str]:
    edition = rule_on("screening.outcomes", on)
    groups = {one.group for one in tasks if one.kind == "check"}
    said = {one.code for group in groups for one in rules.outcomes(edition, group)}
    said |= {f"{FOUND}{one}" for one in TRIED} if groups else set()
    said |= {f"{VISIT}{one}" for one in VISIT_ANSWERS} if any(one.kind == "visit" for one in tasks) else set()
    return letters_for(said)
