"""Kind `enterprises`: filing tables, registers, daily tables of who is back at work; one row an enterprise or venue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from tongchou.base.refusals import words
from tongchou.intake import common
from tongchou.intake.codes import NOTE, REFUSE, WARN, declare
from tongchou.intake.columns import Column
from tongchou.intake.kinds import Handed, Handing, Kind, register
from tongchou.intake.placing import addresses_of, by_register
from tongchou.intake.table import Listing, Table
from tongchou.intake.values import Day, Instant, Text, Uscc, Whole, YesNo
from tongchou.pillars.resumption import health_intake
from tongchou.pillars.resumption.models import Enterprise
from tongchou.pillars.resumption.reading import (
    Loose,
    Size,
    State,
    reason_of,
    vocabulary,
)
from tongchou.pillars.resumption.services import Filed, file_list
from tongchou.registers.orgs.identity import folded, is_code
from tongchou.registers.orgs.services import take_in
from tongchou.registers.orgs.table import OrgTable
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, require, scope_of

declare("org_name_differs", WARN, words("同一信用代碼此前登記為另一名稱，兩者均已記下，請核對。"))
declare("org_code_differs", WARN, words("同名而信用代碼不同，按另一家企業登記，請核對。"))
declare("present_exceeds", WARN, words("復工人數多於職工人數，請核對。"))
declare("enterprise_not_yours", REFUSE, words("這家企業不在報送人負責的範圍內。"))
declare("enterprise_twice", WARN, words("同一企業在表中不止一行，以最後一行為準。"))
declare("state_from_day", NOTE, words("表中未寫狀態，按復工日期視為已復工。"))


_HEADERS = vocabulary("columns")


def _column(name: str, title: str, reader: Any) -> Column:
    return Column(name, title, _HEADERS[name], reader)


_COUNT = Whole(high=10**6)
ORG_NAME = _column("enterprise", words("企業名稱"), Text())
CODE = _column("code", words("信用代碼"), Uscc(older=True))
SIZE = _column("size", words("規模"), Size())
VENUE = _column("venue", words("場所類別"), Loose(vocabulary("venue"), otherwise="other-venue"))
SECTOR = _column("sector", words("行業"), Loose(vocabulary("sector"), otherwise="other"))
LEADING = _column("leading", words("龍頭企業"), YesNo(yes_words="龙头|国家级|省级|市级|县级"))
KEY = _column("key", words("重點企業"), YesNo(yes_words="重点|保障"))
WORKERS = _column("workers", words("職工人數"), _COUNT)
PRESENT = _column("present", words("復工人數"), _COUNT)
STATE = _column("state", words("狀態"), State())
REASON = _column("reason", words("原因"), Text())
WORKSHOPS = _column("workshops", words("復工車間"), Text())
PLANNED = _column("planned_on", words("擬復工日期"), Day())
APPLIED = _column("applied_on", words("申請日期"), Instant())
DECIDED = _column("decided_on", words("審核日期"), Instant())
RESUMED = _column("resumed_on", words("復工日期"), Day())
CONTACT = _column("contact", words("聯繫人"), Text())
ADDRESS = common.ADDRESS.also(
    "单位地址", "企业地址", "生产经营地址", "经营地址", "生产地址", "园区地址", "厂址", "注册地址", "场所地址",
)  # fmt: skip
PARTS = tuple(ADDRESS if part.name == "address" else part for part in common.ADDRESS_PARTS)


def check(table: Table, listing: Listing) -> None:
    """Settle what each row says of class and state, and compare what can be compared."""
    states = table["state"]
    for i, (said, day, resumed) in enumerate(zip(states, table["listed_on"], table["resumed_on"], strict=True)):
        if said is None and resumed is not None and resumed <= day:
            states[i] = "management"
            table.mark(i, "state_from_day")
    if any(state is not None for state in states):
        table.put("state", states)
    for codes in table.codes.values():
        # A code that lost its digits was not left out.
        if "uscc_lost_digits" in codes and "code_wanting" in codes:
            codes.remove("code_wanting")
    for i, (all_, present) in enumerate(zip(table["workers"], table["present"], strict=True)):
        if all_ is not None and present is not None and present > all_:
            table.mark(i, "present_exceeds")


def keys(table: Table, listing: Listing) -> Sequence[str | None]:
    """Return what names each row's enterprise: its number, else its name."""
    return [
        code or (folded(name) if name else None) for code, name in zip(table["code"], table["enterprise"], strict=True)
    ]


def commit(handing: Handing) -> Handed:
    """Take organisations into the register, and their enterprises into the books as one entry.

    Rows outside the sender's places are refused: their reach is asked again here, a staged list may have waited.
    """
    table, listing = handing.table, handing.listing
    scope = scope_of(handing.user, on=listing.on, tree=tree(listing.on))
    require(scope, "resumption.take_list")
    place = placed(table, listing)
    mine = scope.covers_each(place)
    codes = {int(i): ["enterprise_not_yours"] for i in np.flatnonzero(~mine)}
    rows = np.flatnonzero(mine).tolist()
    refs: list[int | None] = [None] * len(table)
    if rows:
        kept, found = _file(handing, scope, table.take(rows), place[rows])
        for row, ref in zip(rows, kept, strict=True):
            refs[row] = ref
        codes |= {rows[i]: marks for i, marks in found.items()}
    return Handed(refs=refs, codes=codes)


def placed(table: Table, listing: Listing) -> np.ndarray:
    """Return the place of each row, the county where its address leads nowhere."""
    root = int(tree(listing.on).root)
    return np.array([place or root for place in table["place"]], np.int64)


def org_table(table: Table, kinds: Sequence[str], place: np.ndarray) -> OrgTable:
    """Return the rows of a list as the register of organisations takes them."""
    codes = [code or "" for code in table["code"]]
    return OrgTable(
        name=[name or "" for name in table["enterprise"]],
        kind=kinds,
        place=place.tolist(),
        code=[code if is_code(code) else "" for code in codes],
        registration=["" if is_code(code) else code for code in codes],
        address=addresses_of(table, common.ADDRESS_NAMES),
        contact=[name or "" for name in table["contact"]],
        phone=["/".join(phones or ()) for phones in table["phones"]],
    )


def _file(handing: Handing, scope: Scope, table: Table, place: np.ndarray) -> tuple[list[int], dict[int, list[str]]]:
    groups = [venue or size or "" for venue, size in zip(table["venue"], table["size"], strict=True)]
    kinds = ["venue" if venue else "enterprise" for venue in table["venue"]]
    taken = take_in(org_table(table, kinds, place), at=handing.at)
    codes = {i: list(found) for i, found in taken.codes.items()}
    last = {number: i for i, number in enumerate(taken.organisation.tolist())}
    for i, number in enumerate(taken.organisation.tolist()):
        if last[number] != i:
            codes.setdefault(i, []).append("enterprise_twice")
    rows = sorted(last.values())
    filed = filed_of(table, taken.organisation, groups, place, rows)
    cases, _ = file_list(
        filed, actor=handing.user.pk, role=scope.role, on=handing.listing.on, at=handing.at, entry=handing.entry,
        voucher=handing.voucher,
    )  # fmt: skip
    case_of = dict(zip(filed.organisation, cases.tolist(), strict=True))
    return [case_of[number] for number in taken.organisation.tolist()], codes


def filed_of(
    table: Table, organisation: np.ndarray, groups: Sequence[str], place: np.ndarray, rows: Sequence[int]
) -> Filed:
    """Return the chosen rows as the services file them."""

    def picked(values: Sequence[Any]) -> list[Any]:
        return [values[i] for i in rows]

    text = table["reason"]
    # A list that knows no address leaves a known enterprise where it is.
    filed_before = Enterprise.objects.filter(organisation__in=organisation.tolist())
    known = set(filed_before.values_list("organisation", flat=True))
    where = [0 if table["place"][i] is None and int(organisation[i]) in known else int(place[i]) for i in rows]
    return Filed(
        organisation=[int(organisation[i]) for i in rows],
        group=picked(groups),
        state=[state or "" for state in picked(table["state"])],
        place=np.array(where, np.int64),
        sector=[sector or "" for sector in picked(table["sector"])],
        is_leading=picked(table["leading"]),
        is_key=picked(table["key"]),
        planned_on=[_day(day) for day in picked(table["planned_on"])],
        reason=[reason_of(words_ or "") for words_ in picked(text)],
        workshops=[shops or "" for shops in picked(table["workshops"])],
        sheet=picked(table["sheet"]),
        row=picked(table["row"]),
    )


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


ENTERPRISES = register(
    Kind(
        name="enterprises",
        title=words("企業復工名單"),
        columns=(
            ORG_NAME.needed(), CODE.wanted(), SIZE, VENUE, SECTOR, LEADING, KEY, WORKERS, PRESENT, STATE, REASON,
            WORKSHOPS, PLANNED, APPLIED, DECIDED, RESUMED, CONTACT, common.PHONES, *PARTS, common.RECORDED, common.NOTE,
        ),
        commit=commit,
        check=check,
        keys=keys,
        totals=(WORKERS.name, PRESENT.name),
        counted="家户个",
        list_key=lambda listing: "",
        address=common.ADDRESS_NAMES,
        place=by_register,
    )
)  # fmt: skip
health_intake.declare_kind(ORG_NAME, CODE, CONTACT, PARTS)
