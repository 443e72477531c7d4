"""The ledger a quarantine site keeps and sends in, day after day: who is there, in which room, since when, who left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tongchou.base.refusals import words
from tongchou.base.rights import may
from tongchou.dated.queries import editions, rule_on
from tongchou.intake import common
from tongchou.intake.codes import NOTE, WARN, declare
from tongchou.intake.columns import Column
from tongchou.intake.kinds import Handed, Handing, Kind, register
from tongchou.intake.placing import by_register
from tongchou.intake.registers.people import people_table, source_of, take_repeats
from tongchou.intake.table import Listing, Table
from tongchou.intake.values import Day, Instant, Text, YesNo
from tongchou.pillars.quarantine import rules
from tongchou.pillars.quarantine.services.ledger import LedgerRow, take_ledger
from tongchou.registers.people.services import take_in
from tongchou.registers.places.matching import match_many
from tongchou.registers.places.outside import countries
from tongchou.registers.places.queries import tree
from tongchou.registers.places.spelling import plain, simplified
from tongchou.registers.staff.access import Scope, scope_of

declare("site_unknown", WARN, words("隔離點不在地方表中，暫記在報送單位名下，請先登記隔離點。"))
declare("site_not_yours", WARN, words("這個隔離點不在您負責的範圍內，只由指揮部人員報送時才能記到該點。"))
declare("start_missing", WARN, words("沒有開始隔離的日期，按名單日期計。"))
declare("start_in_future", WARN, words("開始隔離的日期在名單日期之後，按名單日期計。"))
declare("left_before_start", WARN, words("離開的日期早於開始隔離的日期，請核對。"))
declare("end_differs", WARN, words("表中的預計解除日期與按規則從最後暴露日起算的不同，以規則為準。"))
declare("exposure_assumed", WARN, words("表中沒有暴露日期，按開始隔離之日計，請補充依據。"))
declare("stay_reported", NOTE, words("台賬中原無此人的隔離，按隔離點所報登記，待指揮部補作決定。"))
declare("release_early", WARN, words("所報解除早於規則的期滿日，未予解除，待指揮部查明。"))
declare("release_not_yours", WARN, words("解除由作出決定的機關辦理，已記下所報，待其確認。"))
declare("left_otherwise", WARN, words("所報因其他事由離開，不是解除，待指揮部查明。"))


def _column(name: str, title: str, synonyms: str, reader: Any) -> Column:
    return Column(name, title, tuple(synonyms.split()), reader)


SITE = _column(
    "site",
    words("隔離點"),
    "隔离点 集中隔离点 隔离点名称 集中隔离点名称 隔离场所 隔离酒店 隔离地点 隔离地址 集中隔离地点 集中隔离场所 "
    "集中隔离地址 隔离宾馆 观察点 观察地点 医学观察点 所在隔离点 入住隔离点 入住酒店 酒店名称 隔离点名",
    Text(),
)
ROOM = _column("room", words("房間"), "房间号 房号 房间 房间号码 入住房间 入住房号 隔离房间 床号 房间编号", Text())
FROM = replace(
    common.QUARANTINE_FROM,
    synonyms=(*common.QUARANTINE_FROM.synonyms, "入住时间", "入住日期", "入住隔离点时间", "入点时间", "进点时间",
              "进入隔离点时间", "集中隔离开始时间", "集中隔离时间", "集中隔离起始时间"),
)  # fmt: skip
UNTIL = _column(
    "until_on",
    words("預計解除"),
    "预计解除隔离时间 预计解除隔离日期 预计解除时间 预计解除日期 拟解除时间 拟解除隔离时间 拟解除日期 应解除时间 "
    "隔离截止时间 隔离期满时间 期满日期 期满时间 计划解除时间 观察期满时间 预计期满时间 预计离开时间",
    Day(),
)
LEFT_SITE = _column(
    "left_site_on",
    words("實際離開"),
    "实际离开隔离点时间 实际离开时间 实际解除隔离时间 实际解除时间 实际解除日期 解除隔离时间 解除隔离日期 解除时间 "
    "解除日期 离开隔离点时间 离点时间 解除观察日期 解除观察时间 隔离结束时间 出点时间 离店时间",
    Instant(),
)
RELEASED = _column(
    "released",
    words("是否解除"),
    "是否依法解除隔离 是否解除隔离 是否解除 是否接触隔离 是否已解除 是否按期解除 是否解除观察 是否解除医学观察 "
    "解除情况",
    YesNo(yes_words="已解除|解除"),
)
ILL = _column(
    "ill",
    words("是否轉診"),
    "是否转疑似病例 是否转为确诊 是否转为疑似 是否转确诊 是否转疑似 是否转院 是否转诊 是否转为病例 是否送医 是否确诊",
    YesNo(yes_words="转|确诊|疑似|送医"),
)
OTHER = _column(
    "other_leave",
    words("其他事由離開"),
    "是否因其他事由离开隔离点 是否因其他原因离开 因其他事由离开 其他离开事由 是否其他原因离开隔离点",
    YesNo(),
)
EXPOSED_ON = _column(
    "exposed_on",
    words("最後暴露"),
    "最后接触时间 最后接触日期 末次接触时间 末次接触日期 最后暴露时间 最后暴露日期 密切接触时间 接触时间 接触日期 "
    "末次暴露时间 末次暴露日期 暴露日期",
    Day(),
)
#: A site's own address stands in columns that elsewhere are a person's.
ADDRESS = replace(
    common.ADDRESS, synonyms=tuple(s for s in common.ADDRESS.synonyms if "隔离" not in s and "观察" not in s)
)
ADDRESS_PARTS = (common.COUNTY, common.TOWN, common.VILLAGE, ADDRESS)
COMING = ("境外", "入境", "國外", "国外", "口岸", "留學", "留学")
CONTACT = ("密接", "密切接触", "密切接觸", "接触者", "接觸者")


def check(table: Table, listing: Listing) -> None:
    """Settle each row's site, basis and last exposure, and warn where the sheet's dates differ from the rule's."""
    common.check_person(table, listing)
    scope = scope_of(listing.user, on=listing.on, tree=tree(listing.on))
    table.put("site_place", _sites(table, listing, scope))
    said = zip(table["category"], table["source"], strict=True)
    bases = [_basis(f"{category or ''}{source or ''}", listing.titles) for category, source in said]
    table.put("basis", bases)
    starts, exposures = [], []
    for i, start in enumerate(table["quarantine_from_on"]):
        if start is None:
            table.mark(i, "start_missing")
        elif start > listing.on:
            table.mark(i, "start_in_future")
        starts.append(min(start or listing.on, listing.on))
        exposures.append(_exposure(table, i, starts[i], bases[i]))
    table.put("start_on", starts)
    table.put("last_exposed_on", exposures)
    _compare_ends(table, listing)


def _sites(table: Table, listing: Listing, scope: Scope) -> list[int]:
    """Return the site of each row: its column's, else the one the sheet's name, title or unit names, else the user's.

    Marks rows whose site is not in the tree, or is not the sender's.
    """
    now = tree(listing.on)
    said = table["site"]
    about = [*(f"{facts.unit} {facts.title} {facts.name}" for facts in listing.sheets), listing.titles]
    named = {text: _site_in(text, listing.on) for text in dict.fromkeys([*filter(None, said), *about])}
    own = [int(p) for p in scope.places().tolist() if _is_site(now, int(p))]
    fallback = own[0] if len(own) == 1 else next(iter(sorted(scope.roots, key=now.position)), now.root)
    found = []
    for i, text in enumerate(said):
        sheet = table["sheet"][i] if i < len(table) else 0
        place = named[text] if text else (named.get(about[sheet]) if sheet < len(about) else None)
        place = place or (None if text else named[about[-1]])
        if place is None and not (len(own) == 1 and not text):
            table.mark(i, "site_unknown")
        elif place is not None and not may(scope, "quarantine.take_list", place):
            table.mark(i, "site_not_yours")
            place = None
        found.append(place or fallback)
    return found


def _is_site(now: Any, place: int) -> bool:
    return str(now.kind[now.position(place)]) == "site"


def _site_in(text: str, on: date) -> int | None:
    """Return the site whose name a text is, or holds; None where it names none or several."""
    match = match_many([text], on=on)[0]
    now = tree(on)
    if match.place is not None and match.is_certain and _is_site(now, match.place):
        return match.place
    read, county = plain(text), plain(str(now.name[0]))
    names = {int(p): plain(str(now.name[now.position(int(p))])).removeprefix(county) for p in now.of_kind("site")}
    held = [place for place, name in names.items() if len(name) >= 4 and name in read]
    return held[0] if len(held) == 1 else None


def _basis(text: str, titles: str) -> str:
    if any(word in text for word in CONTACT):
        return "close-contact"
    said = simplified(text)
    coming = any(word in (text or titles) for word in COMING) or any(country in said for country in countries())
    return "from-abroad" if coming else "default"


def _exposure(table: Table, i: int, start: date, basis: str) -> date:
    """Return the last exposure a row gives evidence of, at the latest the day quarantine began."""
    left, arrived = _day(table["left_on"][i]), _day(table["arrived_on"][i])
    exposed = table["exposed_on"][i] or rules.exposure(basis, left, arrived)
    if exposed is None or exposed > start:
        if exposed is None:
            table.mark(i, "exposure_assumed")
        return start
    return exposed


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _compare_ends(table: Table, listing: Listing) -> None:
    columns = (table["start_on"], table["last_exposed_on"], table["basis"], table["until_on"], table["left_site_on"])
    for i, (start, exposed, basis, until, left) in enumerate(zip(*columns, strict=True)):
        edition = rule_on("quarantine.length", max(start, editions("quarantine.length")[0].from_on))
        ends = rules.quarantine_ends_on(exposed, edition, basis)
        # Whether the day of release is the last full day or the one after is each site's own habit.
        if until is not None and until not in (ends, ends + timedelta(days=1)):
            table.mark(i, "end_differs")
        gone = _day(left)
        if gone is not None and gone < start:
            table.mark(i, "left_before_start")


def commit(handing: Handing) -> Handed:
    """Store persons, and let the site's ledger be told to the books as one entry."""
    table, listing = handing.table, handing.listing
    if not len(table):
        return Handed()
    people = take_in(people_table(table), source=source_of(handing), at=handing.at)
    take_repeats(handing)
    scope = scope_of(handing.user.pk, on=listing.on, tree=tree(listing.on))
    left = _left(table, listing)
    rows = [
        LedgerRow(
            person=own, root=root, place=table["site_place"][i], home=table["place"][i] or 0,
            room=table["room"][i] or "", basis=table["basis"][i], exposed_on=table["last_exposed_on"][i],
            from_on=table["start_on"][i], left=left[i][0], left_on=left[i][1],
        )
        for i, (own, root) in enumerate(zip(people.own.tolist(), people.person.tolist(), strict=True))
    ]  # fmt: skip
    reported = take_ledger(
        scope, rows, upload=handing.upload, entry=handing.entry, voucher=handing.voucher, on=listing.on, at=handing.at
    )
    codes = {i: list(found) for i, found in people.codes.items()}
    for i, found in reported.codes.items():
        codes[i] = [*codes.get(i, []), *found]
    return Handed(persons=people.person.tolist(), refs=reported.stays, codes=codes)


def _left(table: Table, listing: Listing) -> Sequence[tuple[str, date]]:
    """Return how and when each row's person left: nothing, released, to hospital, or for another reason."""
    found = []
    columns = (table["released"], table["ill"], table["other_leave"], table["left_site_on"], table["start_on"])
    for released, ill, other, left_on, start in zip(*columns, strict=True):
        gone = _day(left_on)
        # A day still to come is a plan, whatever its column is called.
        happened = gone is not None and gone <= listing.on
        how = "hospital" if ill else "other" if other else "released" if released or happened else ""
        if released is False and not ill and not other:
            how = ""
        found.append((how, gone if gone is not None and happened else max(start, listing.on)))
    return found


QUARANTINE = register(
    Kind(
        name="quarantine",
        title=words("集中隔離點台賬"),
        columns=(
            *common.PERSON,
            *ADDRESS_PARTS,
            SITE,
            ROOM,
            FROM,
            UNTIL,
            LEFT_SITE,
            RELEASED,
            ILL,
            OTHER,
            EXPOSED_ON,
            common.CATEGORY,
            replace(common.SOURCE, synonyms=(*common.SOURCE.synonyms, "来源省市", "来源")),
            common.ARRIVED,
            common.LEFT,
            common.SYMPTOMS,
            common.TEMPERATURE,
            common.EMPLOYER,
            common.RECORDED,
            common.NOTE,
        ),
        commit=commit,
        check=check,
        keys=common.person_keys,
        also=common.person_without_number,
        address=tuple(column.name for column in ADDRESS_PARTS),
        place=by_register,
    )
)
