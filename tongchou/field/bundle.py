"""What one phone may hold: its own cell's people who are to be checked or visited, and nothing more.

Whatever is given out is written down (`Held`), and looking at a person in full is logged once a day. Whoever was
checked today stays, masked: what is done is seen, who it was no longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from tongchou.base.clock import ZONE
from tongchou.dated.queries import rule_on
from tongchou.field import devices, rules
from tongchou.field.models import Device
from tongchou.field.telling import told_lately
from tongchou.journal.clockwork import last_commit
from tongchou.journal.models import Standing
from tongchou.journal.rows import columns, insert_new, to_store
from tongchou.pillars.screening import cell as screening
from tongchou.pillars.screening import rules as outcomes
from tongchou.pillars.screening.accounts import GROUPS
from tongchou.pillars.screening.cell import CellCheck, CellVisit, Tried
from tongchou.registers.people import queries as people
from tongchou.registers.people.cards import Card, Unmasked
from tongchou.registers.people.masking import id_number
from tongchou.registers.places.tree import Tree
from tongchou.registers.staff import queries as staff
from tongchou.registers.staff.access import Scope


@dataclass(frozen=True)
class Load:
    """The checks and visits that a phone is given, and how many households of its cell it is not."""

    checks: list[CellCheck]
    visits: list[CellVisit]
    people: dict[int, Unmasked]
    masked: dict[int, Card]
    left_out: int


def bundle(scope: Scope, device: Device, *, tree: Tree, on: date, at: datetime) -> dict[str, Any]:
    """Return everything a phone may hold, as plain values.

    Raises:
        NotAllowed("device_withdrawn"): the phone wipes whom it holds.
        NotAllowed("not_allowed"): the user has no right in that cell any more.
    """
    if device.withdrawn_at:
        raise devices.device_withdrawn()
    policy = rules.policy(rule_on("field.policy", on))
    # Asked first: what others book while this is read may be in it and not be said to be, never the other way round.
    commit = last_commit()
    load = _load(scope, device.place, on=on, at=at, cap=policy.cap_households)
    given = [one.case for one in load.checks] + [one.case for one in load.visits]
    gone = _hold(device, given, on)
    tried = screening.tried(scope, np.array([one.case for one in load.checks], np.int64))
    titles = screening.roster_titles([one.roster for one in load.checks])
    return {
        "commit": commit,
        "as_of": at.astimezone(ZONE).isoformat(),
        "cell": cell_of(tree, device.place),
        "cells": [cell_of(tree, place) for place in _siblings(tree, device.place)],
        "team": _team(device.place, on),
        "cap_households": policy.cap_households,
        "left_out_households": load.left_out,
        "wipe_after_days": policy.wipe_after_days,
        "outcomes": _outcomes(on),
        "people": [_person(one) for one in load.people.values()] + [_masked(one) for one in load.masked.values()],
        "checks": [
            {
                "case": one.case,
                "person": one.person,
                "group": one.group,
                "list": titles.get(one.roster, ""),
                "list_on": one.list_on.isoformat(),
                "state": one.state,
                "done": one.done,
                "disputed": bool(one.flags & Standing.DISPUTED),
                "tip": str(one.tip),
                "place_tip": str(one.place_tip),
                "photo_asked": one.group in policy.photo_groups,
                "tried": [_tried(knock) for knock in tried.get(one.case, ())],
            }
            for one in load.checks
        ],
        "visits": [
            {
                "case": one.case,
                "check": one.check,
                "person": one.person,
                "due_on": one.due_on.isoformat(),
                "state": one.state,
                "disputed": bool(one.flags & Standing.DISPUTED),
                "tip": str(one.tip),
            }
            for one in load.visits
        ],
        "gone": gone,
        "answers": told_lately(device, at=at),
    }


def cell_of(tree: Tree, place: int) -> dict[str, str]:
    """Return a cell's code and name."""
    at = tree.position(place)
    return {"code": str(tree.code[at]), "name": str(tree.name[at])}


def _load(scope: Scope, place: int, *, on: date, at: datetime, cap: int) -> Load:
    """Return what a cell's phone is given: the most urgent households first, up to the cap."""
    checks = screening.cell_checks(scope, place, on=on)
    visits = screening.cell_visits(scope, place, on=on)
    open_to = [one.person for one in visits] + [one.person for one in checks if not one.done]
    home = people.homes_of(scope, dict.fromkeys(open_to))
    homes = dict.fromkeys(home.get(person, ("person", person)) for person in open_to)
    kept = set(list(homes)[:cap])
    mine = {person for person in open_to if home.get(person, ("person", person)) in kept}
    done = {one.person for one in checks if one.done} - mine
    return Load(
        [one for one in checks if one.person in (done if one.done and one.person not in mine else mine)],
        [one for one in visits if one.person in mine],
        people.give_along(scope, sorted(mine), purpose="field", at=at),
        people.cards(scope, done),
        len(homes) - len(kept),
    )


def _person(one: Unmasked) -> dict[str, Any]:
    return {
        "person": one.person,
        "name": one.name,
        "number_masked": id_number(one.id_number),
        "phone": one.phones[0] if one.phones else "",
        "household": one.household or 0,
        "door": one.addresses[0] if one.addresses else "",
    }


def _tried(one: Tried) -> dict[str, str]:
    return {"found": one.found, "at": one.at.isoformat(), "entry": str(one.entry or "")}


def _masked(one: Card) -> dict[str, Any]:
    return {
        "person": one.person,
        "name": one.name,
        "number_masked": one.id_number,
        "phone": "",
        "household": 0,
        "door": "",
    }


def _siblings(tree: Tree, place: int) -> list[int]:
    """Return the other cells of the village, to hand over to."""
    village = next((p for p in reversed(tree.ancestors(place)) if tree.kind[tree.position(p)] == "medium"), None)
    if village is None:
        return []
    own = set(tree.below(place).tolist())
    return [p for p in tree.below(village).tolist() if p not in own and devices.is_cell(tree, p)]


def _team(place: int, on: date) -> list[dict[str, Any]]:
    """Return who stands in the team of the cell."""
    team = staff.fixed_teams(on).get(place)
    members = staff.team_members([team], on).get(team, {}) if team else {}
    names = staff.names(members.values())
    return [{"user": user, "name": names[user], "slot": slot} for slot, user in members.items()]


def _outcomes(on: date) -> dict[str, list[dict[str, Any]]]:
    edition = rule_on("screening.outcomes", on)
    return {
        group: [
            {
                "code": one.code,
                "title": one.title,
                "asks_temperature": one.visits,
                "restricts": one.restricts,
                "visits": one.visits,
            }
            for one in outcomes.outcomes(edition, group)
        ]
        for group in GROUPS
    }


def _hold(device: Device, cases: Sequence[int], on: date) -> list[int]:
    """Write down what a device is given now; return what it was given before and is no longer."""
    (held,) = columns('SELECT "case" FROM field_held WHERE device = %s ORDER BY "case"', [to_store(device.id)], 1)
    before = set(held.tolist())
    new = [(to_store(device.id), case, on.toordinal()) for case in sorted(set(cases) - before)]
    insert_new("field_held", {"device": "uuid", "case": "bigint", "given_on": "int"}, new)
    return sorted(before - set(cases))
