"""Kind `places`: towns, villages, cells and sites, one row a place.

Two shapes of table: a general one (code, name, parent's code, level, key area, other names), and the statistical one
with a town and a village in each row (town_code, town, village_code, village).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tongchou.base.clock import local_day
from tongchou.base.refusals import words
from tongchou.intake.codes import NOTE as SAID
from tongchou.intake.codes import REFUSE, WARN, declare
from tongchou.intake.columns import Column
from tongchou.intake.common import NOTE
from tongchou.intake.kinds import Handed, Handing, Kind, register
from tongchou.intake.table import Listing, Table
from tongchou.intake.values import Choice, Text
from tongchou.registers.places.matching import Match, match_many
from tongchou.registers.places.models import Edition
from tongchou.registers.places.queries import tree
from tongchou.registers.places.taking import Told, completed, take_in
from tongchou.registers.staff.access import may, scope_of
from tongchou.registers.staff.models import Post

declare("place_code_missing", REFUSE, words("缺少代碼。"))
declare("place_name_missing", REFUSE, words("缺少名稱。"))
declare("place_kind_missing", REFUSE, words("看不出層級，請填縣、鎮、村、小網格、微網格、站點、物資倉或農場。"))
declare("place_kind_changed", REFUSE, words("此代碼原屬另一層級，不能改作他用；請用新代碼。"))
declare("place_parent_unknown", REFUSE, words("上級代碼不在表中，也不在現有網格中。"))
declare("place_not_yours", REFUSE, words("只有縣（市）級人員可以報送地方表。"))
declare("place_code_twice", REFUSE, words("此代碼在表中已出現過。"))
declare("place_recoded", WARN, words("同鎮同名的村代碼改變，作為原地方的另一代碼記下。"))
declare("place_renamed", SAID, words("名稱與原有不同，兩個名稱都能認出。"))

KINDS = {
    "county": ("县", "市", "县级", "市级", "县（市）"),
    "town": ("镇", "乡", "街道", "乡镇", "镇街", "镇（街道）", "乡镇街道", "大网格"),
    "medium": ("村", "社区", "村居", "行政村", "村（社区）", "中网格"),
    "small": ("小网格", "小格"),
    "micro": ("微网格", "微格"),
    "site": ("站点", "卡口", "检查站", "检疫检查站", "医院", "隔离点", "集中隔离点"),
    "store": ("物资仓", "仓库", "物资仓库", "物资点", "物资储备点"),
    "farm": ("农场", "林场"),
    "grid_order": ("综治网格",),
    "grid_civic": ("创文创卫网格", "创文网格", "创卫网格", "文明网格"),
}
AREAS = {
    "community": ("社区", "城区", "城镇"),
    "rural": ("农村", "乡村"),
    "fringe": ("城乡结合部", "城郊", "城中村"),
}


def _text(name: str, title: str, *synonyms: str) -> Column:
    # Each row names a place of its own.
    return Column(
        name, title, synonyms, Text(), repeatable=name not in ("code", "place_name", "village_code", "village")
    )


CODE = _text(
    "code",
    words("代碼"),
    "代码",
    "地方代码",
    "网格代码",
    "网格编码",
    "网格编号",
    "单元代码",
    "编码",
    "区划代码",
    "code",
)
PLACE_NAME = _text("place_name", words("名稱"), "名称", "地方名称", "网格名称", "单元名称", "place_name", "name")
PARENT = _text(
    "parent_code",
    words("上級代碼"),
    "上级代码",
    "上级编码",
    "父级代码",
    "所属代码",
    "上级网格代码",
    "parent_code",
    "parent",
)
PARENT_NAME = _text(
    "parent_name",
    words("上級名稱"),
    "上级名称",
    "所属村社区",
    "所属村",
    "所属村居",
    "所属村委",
    "所属社区",
    "所在村",
    "所在村社区",
    "所在村居",
    "上级网格",
    "上级网格名称",
    "所属中网格",
    "所属小网格",
    "parent_name",
)
LEVEL = Column("level", words("層級"), ("层级", "级别", "网格级别", "网格层级", "类型", "kind", "level"), Choice(KINDS))
AREA = Column(
    "area_kind", words("區域類別"), ("区域类别", "区域类型", "重点区域", "三类区域", "area_kind", "area"), Choice(AREAS)
)
ALIASES = _text("aliases", words("別名"), "别名", "其他名称", "曾用名", "又名", "俗称", "aliases", "alias")
TOWN_CODE = _text("town_code", words("鄉鎮代碼"), "乡镇代码", "镇街代码", "街道代码", "乡镇编码", "town_code")
TOWN = _text(
    "town",
    words("鄉鎮"),
    "乡镇",
    "镇街",
    "乡镇名称",
    "镇街名称",
    "乡镇街道",
    "所属镇街",
    "所属乡镇",
    "所属镇",
    "所属街道",
    "town",
)
VILLAGE_CODE = _text("village_code", words("村居代碼"), "村代码", "村居代码", "村委代码", "村编码", "village_code")
VILLAGE = _text("village", words("村居"), "村", "村居", "村名称", "行政村", "村社区", "村居名称", "village")

_BETWEEN = re.compile(r"[、，,;；/|\s]+")


def told_of(table: Table) -> list[Told]:
    """Return what each row tells: the village of a statistical row, the place of a general one."""
    columns = (
        "code",
        "place_name",
        "parent_code",
        "level",
        "area_kind",
        "aliases",
        "town_code",
        "village_code",
        "village",
    )
    found = []
    for row in zip(*(table[name] for name in columns), strict=True):
        code, name, parent, level, area, aliases, town_code, village_code, village = (value or "" for value in row)
        others = tuple(part for part in _BETWEEN.split(aliases) if part)
        told = Told(_code(code or village_code), name or village, _code(parent or town_code), level, area, others)
        found.append(completed(told))
    return found


def with_parents(told: Sequence[Told], table: Table, on: date) -> list[Told]:
    """Return the rows, those without a parent's code given that of the place that town and village name for certain."""
    said = [
        f"{town or ''}{name or ''}" if not row.parent and (name or (town and row.kind in _BELOW_TOWNS)) else ""
        for row, town, name in zip(told, table["town"], table["parent_name"], strict=True)
    ]
    if not any(said) or not Edition.objects.exists():
        return list(told)
    matches = match_many(said, on=on)
    return [
        replace(row, parent=match.code) if match.code and _is_parent(match, row) else row
        for row, match in zip(told, matches, strict=True)
    ]


#: What stands right below a town.
_BELOW_TOWNS = frozenset(["medium", "farm"])


def _is_parent(match: Match, row: Told) -> bool:
    """Say whether an address names the place above a row: for certain, or the town of a village."""
    return match.certainty in ("exact", "variant") or (match.why == "village_unknown" and row.kind in _BELOW_TOWNS)


def towns_of(table: Table) -> list[Told]:
    """Return the towns that statistical rows name, each once: they have no row of their own."""
    pairs = dict.fromkeys(zip(table["town_code"], table["town"], strict=True))
    return [completed(Told(_code(code), name)) for code, name in pairs if code and name]


def _code(text: str) -> str:
    """Return a code as it is kept: a whole number that a workbook made a float of is one again."""
    return re.sub(r"\.0+$", "", text.strip())


def check(table: Table, listing: Listing) -> None:
    """Mark what can be seen before the tree is touched: what is missing, what comes twice, and who sends it."""
    seen: dict[str, Told] = {}
    allowed = _may_take(listing)
    for index, told in enumerate(with_parents(told_of(table), table, listing.on)):
        if not allowed:
            table.mark(index, "place_not_yours")
        for name in ("code", "name", "kind"):
            if not getattr(told, name):
                table.mark(index, f"place_{name}_missing")
        if told.code and (before := seen.setdefault(told.code, told)) is not told:
            table.mark(index, "duplicate_row" if before == told else "place_code_twice")


def _may_take(listing: Listing) -> bool:
    """Return whether the sender answers for the county; the first table comes before anybody can have a post."""
    if not Edition.objects.exists():
        return True
    today = local_day(listing.at)
    now = tree(today)
    return may(scope_of(listing.user, on=today, tree=now), "places.take_list", now.root) or not Post.objects.exists()


def commit(handing: Handing) -> Handed:
    """Put the rows into the tree of the list's day."""
    table, listing = handing.table, handing.listing
    towns = towns_of(table)
    codes = take_in(
        [*towns, *with_parents(told_of(table), table, listing.on)],
        on=listing.on,
        source=listing.file_name,
        title=listing.title or listing.file_name,
    )
    answers: Sequence[list[str]] = codes[len(towns) :]
    return Handed(codes={index: found for index, found in enumerate(answers) if found})


PLACES = register(
    Kind(
        name="places",
        title=words("地方"),
        columns=(
            CODE,
            PLACE_NAME,
            PARENT,
            PARENT_NAME,
            LEVEL,
            AREA,
            ALIASES,
            TOWN_CODE,
            TOWN,
            VILLAGE_CODE,
            VILLAGE,
            NOTE,
        ),
        commit=commit,
        check=check,
        # Every table is a list of its own, handed on whole: which codes it leaves out says which have changed.
        list_key=lambda listing: f"{listing.at.isoformat()} {listing.file_name}",
    )
)
