"""Kind `workers-health`: the daily sheet of workers, as one row an enterprise with counts, or one row a worker.

A sheet of workers names people: they go to the people register, and only the counts go to the enterprise's return.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from tongchou.base.chinese import simplified
from tongchou.base.ids import new_id
from tongchou.base.refusals import words
from tongchou.intake import common
from tongchou.intake.codes import NOTE, REFUSE, WARN, declare
from tongchou.intake.columns import Column
from tongchou.intake.kinds import Handed, Handing, Kind, register
from tongchou.intake.placing import addresses_of
from tongchou.intake.registers.people import people_table, source_of
from tongchou.intake.table import Listing, Table
from tongchou.intake.values import Temperature, Whole, YesNo
from tongchou.pillars.resumption.accounts import HEALTH_COLUMNS
from tongchou.pillars.resumption.models import Enterprise
from tongchou.pillars.resumption.reading import company_in, vocabulary
from tongchou.pillars.resumption.rules import Parts, completed, falls_short, faults
from tongchou.pillars.resumption.services.filing import Filed, file_list
from tongchou.pillars.resumption.services.health import Named, keep_sheets, name_abnormal
from tongchou.pillars.resumption.stages import MANAGEMENT
from tongchou.registers.orgs.identity import folded, is_code
from tongchou.registers.orgs.models import Organisation
from tongchou.registers.orgs.queries import names
from tongchou.registers.orgs.services import take_in as take_orgs
from tongchou.registers.orgs.table import OrgTable
from tongchou.registers.people.services import locate
from tongchou.registers.people.services import take_in as take_people
from tongchou.registers.places.matching import match_many
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, require, scope_of

declare("parts_differ", WARN, words("監測人數不等於已排除與異常之和，按所報錄入，請核對。"))
declare("parts_exceed", WARN, words("到崗、監測、隔離的人數多於職工總數，按所報錄入，請核對。"))
declare("parts_short", WARN, words("到崗人數不等於無異常、異常與隔離人數之和，按所報錄入，請核對。"))
declare("parts_completed", NOTE, words("未填的一項按其餘各項推算。"))
declare("sheet_empty", WARN, words("日報沒有填數，未計為零。"))
declare("enterprise_missing", REFUSE, words("看不出是哪一家企業的日報，請在表上寫明單位名稱。"))
declare("enterprise_new", NOTE, words("此前不在企業台賬，按日報登記為已復工。"))
declare("worker_abnormal", NOTE, words("體溫或症狀異常，轉入逐人核查。"))

#: A temperature at or above this, in tenths of a degree, is abnormal.
FEVER = 373
COUNTS = HEALTH_COLUMNS


_HEADERS = vocabulary("sheet")


def _column(name: str, title: str, reader: Any) -> Column:
    return Column(name, title, _HEADERS[name], reader)


_COUNT = Whole(high=10**6)
NUMBERS = (
    _column("total", words("職工總數"), _COUNT),
    _column("present", words("到崗人數"), _COUNT),
    _column("monitored", words("監測人數"), _COUNT),
    _column("cleared", words("已排除"), _COUNT),
    _column("abnormal", words("異常人員"), _COUNT),
    _column("isolating", words("臨時隔離"), _COUNT),
    _column("local", words("本縣就業"), _COUNT),
)
LATER_TEMPERATURE = _column("later_tenths", words("午後體溫"), Temperature())
AT_POST = _column("at_post", words("到崗"), YesNo(no_words="请假|休|离职"))
ISOLATED = _column("isolated", words("隔離"), YesNo(yes_words="隔离|观察"))
LOCAL = _column("is_local", words("本縣人"), YesNo())


def check(table: Table, listing: Listing) -> None:
    """Settle which enterprise each row is of and whether it is a worker's, and see whether the parts add up."""
    common.check_person(table, listing)
    workers = [bool(name) and not _has_counts(table, i) for i, name in enumerate(table["name"])]
    table.put("is_worker", workers)
    table.put("of", _enterprises(table, listing))
    for i, is_worker in enumerate(workers):
        if not is_worker:
            _check_counts(table, i)
        elif _is_abnormal(table, i):
            table.mark(i, "worker_abnormal")


def _has_counts(table: Table, i: int) -> bool:
    return any(table[name][i] is not None for name in COUNTS if name in table)


def _check_counts(table: Table, i: int) -> None:
    parts = _parts(table, i)
    for code in faults(completed(parts)):
        table.mark(i, code)
    if falls_short(parts):
        table.mark(i, "parts_short")
    if all(getattr(parts, name) is None for name in COUNTS):
        table.mark(i, "sheet_empty")
    elif completed(parts) != parts:
        table.mark(i, "parts_completed")


def _parts(table: Table, i: int) -> Parts:
    return Parts(**{name: table[name][i] for name in COUNTS if name in table})


def _enterprises(table: Table, listing: Listing) -> list[str]:
    """Return the enterprise each row names, else its sheet's unit or title, else the list's; empty where none does.

    A clerk's own sheet that names none is their organisation's: that is settled when it is taken in.
    """
    said = table["enterprise"]
    of_sheet = [_of_texts(facts.unit, facts.title, facts.name) for facts in listing.sheets]
    of_list = _of_texts(listing.unit, listing.title, listing.file_name)
    sheets = table["sheet"]
    return [
        name or (of_sheet[sheet] if sheet < len(of_sheet) else "") or of_list
        for name, sheet in zip(said, sheets, strict=True)
    ]


def _of_texts(*texts: str) -> str:
    return next((found for text in texts if text and (found := company_in(simplified(text)))), "")


def _is_abnormal(table: Table, i: int) -> bool:
    hottest = max((t for t in (table["temperature_tenths"][i], table["later_tenths"][i]) if t is not None), default=0)
    return hottest >= FEVER or table["symptoms"][i] is True


def keys(table: Table, listing: Listing) -> Sequence[str | None]:
    """Return what names each row: the enterprise, or the worker within this one file (a worker's sheet is whole).

    A workbook may hold a sheet for each day: on another day than the list's, a row is another row.
    """
    persons = common.person_keys(table, listing)
    found: list[str | None] = []
    for i, (is_worker, of, code) in enumerate(zip(table["is_worker"], table["of"], table["code"], strict=True)):
        day = "" if table["listed_on"][i] in (None, listing.on) else f" {table['listed_on'][i].isoformat()}"
        if is_worker:
            own = f"{listing.at.isoformat()} {listing.file_name} {of} {persons[i]}{day}"
            found.append(own if persons[i] else None)
        else:
            found.append(f"{code or folded(of)}{day}" if code or of else None)
    return found


def commit(handing: Handing) -> Handed:
    """Count workers, keep their persons, and let the enterprises answer for the list's day as one entry."""
    listing = handing.listing
    scope = scope_of(handing.user, on=listing.on, tree=tree(listing.on))
    require(scope, "resumption.report")
    found = _Sheets(handing, scope)
    found.find()
    found.keep()
    return Handed(persons=found.persons, refs=found.refs, codes=found.codes)


class _Sheets:
    """The rows of one list by enterprise, as they are taken in."""

    def __init__(self, handing: Handing, scope: Scope) -> None:
        self.handing, self.scope = handing, scope
        self.table = handing.table
        self.on: date = handing.listing.on
        self.codes: dict[int, list[str]] = {}
        self.refs: list[int | None] = [None] * len(self.table)
        self.persons: list[int | None] = [None] * len(self.table)
        self.rows: dict[int, list[int]] = {}
        self.place: dict[int, int] = {}

    def find(self) -> None:
        """Find each row's enterprise, open those not known, and set aside what is not the sender's."""
        said = self.table["of"]
        if len(self.scope.organisations) == 1:
            # A clerk's sheet is their own enterprise's, whatever its title says, unless its rows name another.
            own = next(iter(names(self.scope.organisations).values()), "")
            said = [name or own for name in self.table["enterprise"]]
        named = [i for i, name in enumerate(said) if name]
        self.codes |= {i: ["enterprise_missing"] for i, name in enumerate(said) if not name}
        distinct: dict[tuple[str, str], int] = {}
        for i in named:
            distinct.setdefault((self.table["code"][i] or "", said[i]), i)
        organisation = self._organisations(distinct)
        cases = self._cases(organisation)
        for i in named:
            number = organisation[self.table["code"][i] or "", said[i]]
            case = cases.get(number)
            if case is None:
                self.codes.setdefault(i, []).append("enterprise_not_yours")
                continue
            self.rows.setdefault(case, []).append(i)
            self.refs[i] = case

    def _organisations(self, distinct: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
        keys_, rows = list(distinct), list(distinct.values())
        places = self._places(rows)
        is_worker = [self.table["is_worker"][i] for i in rows]
        taken = take_orgs(
            OrgTable(
                name=[name for _, name in keys_],
                kind=["enterprise"] * len(keys_),
                # A worker's address is not the enterprise's.
                place=[0 if worker else place for worker, place in zip(is_worker, places, strict=True)],
                code=[code if is_code(code) else "" for code, _ in keys_],
                registration=["" if is_code(code) else code for code, _ in keys_],
            ),
            at=self.handing.at,
        )
        return dict(zip(keys_, taken.organisation.tolist(), strict=True))

    def _places(self, rows: Sequence[int]) -> list[int]:
        """Return where rows say they are: it matters of enterprises not known yet alone."""
        addresses = addresses_of(self.table, common.ADDRESS_NAMES)
        found = match_many([addresses[i] for i in rows], on=self.on)
        return [match.place or 0 for match in found]

    def _cases(self, organisation: dict[tuple[str, str], int]) -> dict[int, int]:
        """Return the case of each organisation the sender may report for; those not known begin, at work."""
        numbers = sorted(set(organisation.values()))
        places = dict(Organisation.objects.filter(pk__in=numbers).values_list("pk", "place"))
        root = int(tree(self.on).root)
        may = [n for n in numbers if n in self.scope.organisations or self.scope.covers(places[n] or root)]
        known = dict(Enterprise.objects.filter(organisation__in=may).values_list("organisation", "case"))
        fresh = [n for n in may if n not in known]
        if fresh:
            where = np.array([places[n] or root for n in fresh], np.int64)
            known |= dict(zip(fresh, self._open(fresh, where).tolist(), strict=True))
            lost = [n for n in fresh if not places[n]]
            Organisation.objects.filter(pk__in=lost).update(place=root)
            news = set(fresh)
            for i, of in enumerate(self.table["of"]):
                if organisation.get((self.table["code"][i] or "", of or "")) in news:
                    self.codes.setdefault(i, []).append("enterprise_new")
        self.place = {known[n]: places[n] or root for n in may}
        return {n: known[n] for n in may}

    def _open(self, fresh: Sequence[int], place: np.ndarray) -> np.ndarray:
        size = len(fresh)
        blank: list[Any] = [None] * size
        filed = Filed(
            fresh, [""] * size, [MANAGEMENT] * size, place, [""] * size, blank, blank, blank, [""] * size,
            [""] * size, [0] * size, [0] * size,
        )  # fmt: skip
        cases, _ = file_list(
            filed, actor=self.handing.user.pk, role=self.scope.role, on=self.on, at=self.handing.at, entry=new_id(),
            voucher=self.handing.voucher,
        )  # fmt: skip
        return cases

    def keep(self) -> None:
        """Keep persons and post the counts."""
        cases = sorted(self.rows)
        if not cases:
            return
        self._take_people()
        by_day: dict[date, dict[int, list[int]]] = {}
        for case in cases:
            for i in self.rows[case]:
                by_day.setdefault(self.table["listed_on"][i] or self.on, {}).setdefault(case, []).append(i)
        for day, rows in sorted(by_day.items()):
            self._keep_day(day, rows)

    def _keep_day(self, on: date, rows: dict[int, list[int]]) -> None:
        """Post the counts of one day, an entry of its own, and name who is abnormal on it."""
        parts = [self._parts_of(rows[case]) for case in rows]
        places = np.array([self.place[case] for case in rows], np.int64)
        entry = self.handing.entry
        keep_sheets(
            np.array(list(rows), np.int64), places, parts, on=on, at=self.handing.at, actor=self.handing.user.pk,
            role=self.scope.role, entry=entry if on == self.on else new_id(), voucher=self.handing.voucher,
        )  # fmt: skip
        named = [
            Named(int(self.persons[i] or 0), case, self.place[case])
            for case, own in rows.items()
            for i in own
            if self.persons[i] and _is_abnormal(self.table, i)
        ]
        if named:
            name_abnormal(named, on=on, at=self.handing.at)

    def _take_people(self) -> None:
        rows = [i for case in sorted(self.rows) for i in self.rows[case] if self.table["is_worker"][i]]
        if not rows:
            return
        taken = take_people(people_table(self.table.take(rows)), source=source_of(self.handing), at=self.handing.at)
        for i, person in zip(rows, taken.own.tolist(), strict=True):
            self.persons[i] = person
        self.codes |= {rows[k]: [*self.codes.get(rows[k], ()), *found] for k, found in taken.codes.items()}
        for place in set(self.place.values()):
            inside = [self.persons[i] for case in self.rows if self.place[case] == place for i in self.rows[case]]
            locate([person for person in inside if person], place)

    def _parts_of(self, rows: Sequence[int]) -> Parts:
        workers = [i for i in rows if self.table["is_worker"][i]]
        if not workers:
            return completed(_parts(self.table, rows[-1]))
        return count_workers(self.table, workers)


def count_workers(table: Table, rows: Sequence[int]) -> Parts:
    """Return what a sheet of workers adds up to. Monitored is who has a temperature or a word on symptoms."""
    monitored = [
        i
        for i in rows
        if any(table[name][i] is not None for name in ("temperature_tenths", "later_tenths", "symptoms"))
    ]
    abnormal = sum(1 for i in monitored if _is_abnormal(table, i))

    def those(name: str) -> int | None:
        said = [table[name][i] for i in rows]
        return None if all(one is None for one in said) else sum(1 for one in said if one)

    return Parts(
        total=len(rows),
        present=those("at_post"),
        monitored=len(monitored),
        cleared=len(monitored) - abnormal,
        abnormal=abnormal,
        isolating=those("isolated"),
        local=those("is_local"),
    )


def declare_kind(org_name: Column, code: Column, contact: Column, address: tuple[Column, ...]) -> Kind:
    """Announce the kind, with the columns it shares with the list of enterprises."""
    return register(
        Kind(
            name="workers-health",
            title=words("職工健康日報"),
            columns=(
                org_name.also("所在企业", "工作单位", "所在单位", "所属企业"), code, *NUMBERS, common.NAME,
                common.ID_NUMBER, common.PASSPORT, common.PHONES, common.SEX_COLUMN, common.AGE, common.BIRTH,
                LATER_TEMPERATURE, common.TEMPERATURE, common.SYMPTOMS, AT_POST, ISOLATED, LOCAL, common.EXPOSED,
                contact, *address, common.RECORDED, common.NOTE,
            ),
            commit=commit,
            check=check,
            keys=keys,
            totals=tuple(column.name for column in NUMBERS),
            counted="家",
        )
    )  # fmt: skip
