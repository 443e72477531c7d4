"""The lists screening takes: pushed from above each morning, a campaign's, or a village's own census."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np

from tongchou.base.refusals import words
from tongchou.dated.queries import rule_on
from tongchou.intake import common
from tongchou.intake.codes import NOTE, WARN, declare
from tongchou.intake.kinds import Handed, Handing, Kind, register
from tongchou.intake.placing import by_register
from tongchou.intake.registers.people import take_people
from tongchou.intake.table import Listing, Table
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.models import Roster
from tongchou.pillars.screening.services import open_checks, supersede
from tongchou.pillars.screening.services.lists import NewChecks
from tongchou.registers.places.queries import tree

declare("source_not_key_area", WARN, words("來源地不在當日的重點地區之內，請核對。"))
declare("group_assumed", NOTE, words("名單未寫明人員類別，按名單標題歸類。"))

#: A list whose title speaks of this group belongs to a campaign: persuasion, no restriction, deleted at its end.
CAMPAIGNS = {"passport": "passport-2020"}
DEFAULT_GROUP = "from-key-area"
#: The origin of a list of people's own announcements.
ANNOUNCED = "announced"
_OF_KEY_AREA = ("from-key-area", "through-key-area")


def check(table: Table, listing: Listing) -> None:
    """Settle each row's group and source area.

    Warns of a source that the day's rule does not name, where the row or its list speaks of a key area.
    """
    common.check_person(table, listing)
    edition = rule_on("screening.source_areas", listing.on)
    of_list, key_list = rules.group_of(listing.titles), rules.claims_key_area(listing.titles)
    groups, areas = [], []
    # A list of 100,000 says few different things here: each is read once.
    area_of = cache(lambda text: rules.source_area(edition, text))
    group_of, claims = cache(rules.group_of), cache(rules.claims_key_area)
    for i, (category, source, passed) in enumerate(
        zip(table["category"], table["source"], table["passed"], strict=True)
    ):
        area = area_of(f"{source or ''} {passed or ''}")
        said = group_of(category or "")
        group = said or of_list or DEFAULT_GROUP
        if said is None and (category or of_list is None):
            table.mark(i, "group_assumed")
        if source and not area and group in _OF_KEY_AREA and (claims(category) if category else key_list):
            table.mark(i, "source_not_key_area")
        groups.append(group)
        areas.append(area or (source or "")[:60])
    table.put("group", groups)
    table.put("source_area", areas)


def check_announced(table: Table, listing: Listing) -> None:
    """Settle each row's group by where somebody says they come from; who comes from no key area is as met at a door."""
    common.check_person(table, listing)
    edition = rule_on("screening.source_areas", listing.on)
    area_of = cache(lambda text: rules.source_area(edition, text))
    groups, areas = [], []
    for category, source, passed in zip(table["category"], table["source"], table["passed"], strict=True):
        area, through = area_of(source or ""), area_of(passed or "")
        said = rules.group_of(category or "")
        groups.append(said or ("from-key-area" if area else "through-key-area" if through else "met"))
        areas.append(area or through or (source or "")[:60])
    table.put("group", groups)
    table.put("source_area", areas)


def commit(handing: Handing) -> Handed:
    """Store persons, open one check a row as one entry, and withdraw the rows that the sender replaced."""
    return _open_list(handing, "pushed")


def commit_announced(handing: Handing) -> Handed:
    """Do the same for a list of people's own announcements."""
    return _open_list(handing, ANNOUNCED)


def _open_list(handing: Handing, origin: str) -> Handed:
    table, listing = handing.table, handing.listing
    if not len(table):
        return Handed()
    root = int(tree(listing.on).ids[0])
    place = np.array([p or root for p in table["place"]], np.int64)
    people = take_people(handing)
    groups = table["group"]
    campaign = CAMPAIGNS.get(groups[0], "") if len(set(groups)) == 1 else ""
    roster = Roster(
        upload=handing.upload,
        title=(listing.title or listing.file_name)[:200],
        sender=listing.sender[:80],
        origin=origin,
        list_on=listing.on,
        taken_at=handing.at,
        place=root,
        campaign=campaign,
        rows=len(table),
        entry=handing.entry,
    )
    checks = NewChecks(
        person=people.own.tolist(),
        group=groups,
        place=place,
        sheet=table["sheet"] if _numbered(table["sheet"]) else [0] * len(table),
        row=table["row"],
        source_area=table["source_area"],
        left_on=[_day(v) for v in table["left_on"]],
        arrived_on=[_day(v) for v in table["arrived_on"]],
        transport=[(t or "")[:60] for t in table["transport"]],
        unclaimed=_unclaimed(table, place, listing),
    )
    replaced = [r.ref for r in handing.replaces.values() if r.ref]
    # The county's own run takes announcements in by itself: nobody's act.
    actor, role = (handing.user.pk, "county_officer") if handing.user else (0, "system")
    supersede(replaced, actor=actor, role=role, at=handing.at)
    cases = open_checks(checks, roster=roster, actor=actor, role=role, at=handing.at, voucher=handing.voucher)
    codes = {i: list(found) for i, found in people.codes.items()}
    return Handed(persons=people.person.tolist(), refs=cases.tolist(), codes=codes)


def _numbered(sheets: Sequence[Any]) -> bool:
    return bool(sheets) and isinstance(sheets[0], int)


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _unclaimed(table: Table, place: np.ndarray, listing: Listing) -> dict[int, tuple[str, list[int]]]:
    """Return the rows whose address leads to no village: they are asked around, with their candidates."""
    now = tree(listing.on)
    shallow = {int(i) for p in np.unique(place) if (i := int(p)) and now.kind[now.position(i)] in ("county", "town")}
    by_code = now.by_code
    found = {}
    for i, (certainty, candidates) in enumerate(zip(table["certainty"], table["candidates"], strict=True)):
        if int(place[i]) in shallow:
            codes = [c.split(" ", 1)[0] for c in candidates or ()]
            found[i] = (certainty or "none", [int(by_code[c]) for c in codes if c in by_code])
    return found


#: What a row of a list of people may say.
COLUMNS = (
    *common.PERSON,
    *common.ADDRESS_PARTS,
    common.CATEGORY,
    common.SOURCE,
    common.PASSED,
    common.LEFT,
    common.ARRIVED,
    common.TRANSPORT,
    common.TRIP,
    common.SYMPTOMS,
    common.TEMPERATURE,
    common.COMPANIONS,
    common.MEASURE,
    common.RECORDED,
    common.NOTE,
)

SCREENING = register(
    Kind(
        name="screening",
        title=words("排查名單"),
        columns=COLUMNS,
        commit=commit,
        check=check,
        keys=common.person_keys,
        also=common.person_without_number,
        address=common.ADDRESS_NAMES,
        place=by_register,
    )
)

ANNOUNCEMENT = register(
    replace(
        SCREENING,
        name="announcement",
        title=words("本人申報名單"),
        commit=commit_announced,
        check=check_announced,
    )
)
