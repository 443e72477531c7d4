"""The demonstration counties' places: real towns and villages, derived cells, two editions of the tree.

Numbers of cells per level are the county's own; which village has how many is computed (see `demo/data/README.md`).
Everything is a pure function of the tables, so two builds are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from demo.outlines import outlines
from demo.tables import DATA, GUANGNAN, LUODING, County, Village, is_farm, villages
from tongchou.registers.places.models import Edition, Place
from tongchou.registers.places.services import Row, add_aliases, keep_outlines, open_edition
from tongchou.registers.places.spelling import stem

__all__ = [
    "DATA",
    "FIRST_ON",
    "GRID_ON",
    "GUANGNAN",
    "LUODING",
    "County",
    "Village",
    "build_guangnan",
    "build_luoding",
    "is_farm",
    "villages",
]

#: The day the county's first tree holds from, and the day the epidemic grid took over from the two older grids.
FIRST_ON, GRID_ON = date(2020, 1, 23), date(2020, 2, 5)
SOURCE_2019 = "國家統計局統計用區劃代碼，截至2019-10-31"
SOURCE_2023 = "國家統計局統計用區劃代碼，截至2023-06-30"
DERIVED = "示範數據：村以下網格為推算"

SMALL, MICRO, ORDER, CIVIC = 2_170, 4_433, 1_969, 1_204
CHECKPOINTS = 40
HOSPITALS = ("罗定市人民医院", "罗定市中医院", "罗定市第三人民医院")
#: Invented sites: the county's real ones were not named. The last is the one its welfare centre set up.
QUARANTINE_SITES = ("罗定市第一集中隔离点", "罗定市第二集中隔离点", "罗定市福利中心隔离点")
PORTS = ("广州白云国际机场接返点", "珠海口岸接返点")
#: The towns that keep a store of their own: 罗镜, 罗平, 船步, 泗纶 and the street of the county town.
STORE_TOWNS = ("445381001", "445381100", "445381104", "445381105", "445381116")
#: The streets that the county town is built in: their communities are divided in two, and their villages are fringe.
STREETS = ("445381001", "445381002", "445381003", "445381004")


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Return whole parts of a total in proportion to weights, adding up to it exactly (largest remainders)."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    behind = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in behind[: total - sum(parts)]:
        parts[i] += 1
    return parts


def spread(code: str, low: int, high: int) -> int:
    """Return a number of low..high that depends on a code alone, the same on every machine."""
    return low + crc32(code.encode()) % (high - low + 1)


def area_kind(village: Village) -> str:
    """Return the key area a village is in: a community, the fringe of the county town, or the country."""
    if not village.name.endswith(("村委会", "村民委员会")):
        return "" if is_farm(village) else "community"
    return "fringe" if village.town_code in STREETS else "rural"


def upper_rows(county: County) -> list[Row]:
    """Return the county, its towns and its villages as rows; a farm stands under the county beside the towns."""
    rows = [Row(county.code, county.name, "", "county")]
    towns: set[str] = set()
    for village in villages(county, 2019):
        farm = is_farm(village)
        if village.town_code not in towns:
            towns.add(village.town_code)
            rows.append(Row(village.town_code, village.town, county.code, "farm" if farm else "town"))
        kind = "farm" if farm else "medium"
        rows.append(Row(village.code, village.name, village.town_code, kind, area_kind(village)))
    return rows


def is_divided(village: Village) -> bool:
    """Return whether a village is one of the 13 communities of the county town, each divided in two medium cells."""
    return village.town_code in STREETS and area_kind(village) == "community"


def leaf_mediums(county: County) -> list[tuple[Village, str]]:
    """Return every medium cell that small cells stand under, with its village: the village itself, or one of two."""
    found = []
    for village in villages(county, 2019):
        if is_farm(village):
            continue
        divided = county == LUODING and is_divided(village)
        found += [(village, f"{village.code}-P{n}") for n in (1, 2)] if divided else [(village, village.code)]
    return found


@dataclass(frozen=True)
class Cells:
    """The cells below the villages: rows in order, and the codes of each village's small cells."""

    rows: list[Row]
    small_of: dict[str, list[str]]


def grid(county: County, *, small: int, micro: int) -> Cells:
    """Return the epidemic grid of a county: small cells numbered through a village, micro cells through a small one."""
    mediums = leaf_mediums(county)
    smalls = share(small, [spread(code, 9, 11) if "-P" in code else spread(code, 4, 8) for _, code in mediums])
    rows: list[Row] = []
    small_of: dict[str, list[str]] = {}
    parents: list[str] = []
    for (village, medium), count in zip(mediums, smalls, strict=True):
        if medium != village.code:
            part = "一" if medium.endswith("1") else "二"
            rows.append(Row(medium, f"{stem(village.name)}{part}片", village.code, "medium", area_kind(village)))
        codes = small_of.setdefault(village.code, [])
        for _ in range(count):
            codes.append(f"{village.code}-{len(codes) + 1:02}")
            rows.append(Row(codes[-1], f"第{len(codes)}格", medium, "small"))
            parents.append(codes[-1])
    for parent, count in zip(parents, share(micro, [spread(code, 1, 3) for code in parents]), strict=True):
        rows += [Row(f"{parent}-{n}", f"第{int(parent[-2:])}-{n}格", parent, "micro") for n in range(1, count + 1)]
    return Cells(rows, small_of)


def older_grids(county: County) -> list[Row]:
    """Return the two grids that came before, side by side under each village: 綜治 1,969 and 創文創衛 1,204 cells."""
    places = [village for village in villages(county, 2019) if not is_farm(village)]
    order = share(ORDER, [spread(village.code, 4, 8) for village in places])
    urban = {"community": 4, "fringe": 2, "rural": 1}
    civic = share(CIVIC, [spread(village.code, 3, 5) * urban[area_kind(village)] for village in places])
    rows = []
    for village, orders, civics in zip(places, order, civic, strict=True):
        rows += [
            Row(f"{village.code}-Z{n:02}", f"综治第{n}格", village.code, "grid_order") for n in range(1, orders + 1)
        ]
        rows += [
            Row(f"{village.code}-C{n:02}", f"创文第{n}格", village.code, "grid_civic") for n in range(1, civics + 1)
        ]
    return rows


def merged(old: Iterable[Row], small_of: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return who follows whom: each older cell, and the small cells that lie over its share of the village."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in old:
        groups.setdefault((row.parent, row.kind), []).append(row.code)
    pairs = []
    for (village, _), codes in groups.items():
        smalls = small_of[village]
        for i, code in enumerate(codes):
            first, last = i * len(smalls) // len(codes), -(-(i + 1) * len(smalls) // len(codes))
            pairs += [(code, smalls[j]) for j in range(first, last)]
    return pairs


def quarantine_sites(county: County) -> list[Row]:
    """Return the county's own quarantine sites: nodes under the county, which answers for them."""
    return [Row(f"{county.code}-Q{n}", name, county.code, "site") for n, name in enumerate(QUARANTINE_SITES, start=1)]


def ports(county: County) -> list[Row]:
    """Return the posts at which the county's teams meet people far from the county, and answer for them."""
    return [Row(f"{county.code}-P{n}", name, county.code, "site") for n, name in enumerate(PORTS, start=1)]


def stores(county: County, *, towns: Sequence[str] = (), posts: Sequence[Row] = ()) -> list[Row]:
    """Return the stores for goods: the county's, those of some towns (codes), and one at each of some sites."""
    names = {village.town_code: village.town for village in villages(county, 2019)}
    return [
        Row(f"{county.code}-S1", f"{county.name}防控物资总仓", county.code, "store"),
        *(Row(f"{code}-S1", f"{names[code]}防控物资仓", code, "store") for code in towns),
        *(Row(f"{post.code}-S1", f"{post.name}物资房", post.code, "store") for post in posts),
    ]


def sites(county: County) -> list[Row]:
    """Return 40 checkpoints, at least one a town, and the 3 hospitals in the county town."""
    towns = list(dict.fromkeys((v.town_code, v.town) for v in villages(county, 2019) if not is_farm(v)))
    counts = share(CHECKPOINTS, [spread(code, 5, 9) for code, _ in towns])
    rows = []
    for (code, name), count in zip(towns, counts, strict=True):
        short = stem(name)
        rows += [Row(f"{code}-K{n}", f"{short}第{n}检疫检查站", code, "site") for n in range(1, count + 1)]
    rows += [Row(f"{towns[0][0]}-H{n}", name, towns[0][0], "site") for n, name in enumerate(HOSPITALS, start=1)]
    return rows


def other_names(county: County) -> list[tuple[str, str]]:
    """Return what the table of 2023 calls the places of 2019: pairs of 2019 code and name, or 2019 code and new code.

    A line of 2023 is the same place when its code is, or when a village of that town and stem has lost its code.
    """
    now = villages(county, 2019)
    codes = {village.code for village in now}
    later = {village.code for village in villages(county, 2023)}
    gone = {(village.town_code, stem(village.name)): village.code for village in now if village.code not in later}
    names: list[tuple[str, str]] = []
    for village in villages(county, 2023):
        code = village.code if village.code in codes else gone.get((village.town_code, stem(village.name)), "")
        names.append((village.town_code, village.town))
        if code:
            names.append((code, village.name))
        if code and code != village.code:
            names.append((code, village.code))
    own = {(village.code, village.name) for village in now} | {(village.town_code, village.town) for village in now}
    return [pair for pair in dict.fromkeys(names) if pair not in own]


def build_luoding() -> Edition:
    """Write Luoding's places into this home, with outlines for the map. Return the later edition."""
    keep_outlines(outlines(LUODING))
    return write_luoding()


def write_luoding() -> Edition:
    """Write Luoding's two editions and its other names. Return the later edition."""
    upper, old = upper_rows(LUODING), older_grids(LUODING)
    quarantine = quarantine_sites(LUODING)
    posts = [*sites(LUODING), *quarantine, *ports(LUODING), *stores(LUODING, towns=STORE_TOWNS, posts=quarantine)]
    cells = grid(LUODING, small=SMALL, micro=MICRO)
    open_edition(
        upper + old + posts, from_on=FIRST_ON, title="村（社區）及兩套舊網格", source=f"{SOURCE_2019}；{DERIVED}"
    )
    edition = open_edition(
        upper + cells.rows + posts,
        from_on=GRID_ON,
        title="新冠肺炎疫情防控網格",
        source=f"{SOURCE_2019}；{DERIVED}",
        successions=merged(old, cells.small_of),
    )
    _name(LUODING)
    return edition


def build_guangnan() -> Edition:
    """Write Guangnan's places into this home, with outlines for the map. Return the edition."""
    keep_outlines(outlines(GUANGNAN))
    return write_guangnan()


def write_guangnan() -> Edition:
    """Write Guangnan's tree: 18 towns, 177 villages, three small cells a village and no level below."""
    count = len(villages(GUANGNAN, 2019))
    cells = grid(GUANGNAN, small=3 * count, micro=0)
    edition = open_edition(
        upper_rows(GUANGNAN) + cells.rows + stores(GUANGNAN),
        from_on=FIRST_ON,
        title="疫情防控網格",
        source=f"{SOURCE_2019}；{DERIVED}",
    )
    _name(GUANGNAN)
    return edition


def _name(county: County) -> None:
    names = other_names(county)
    ids = dict(Place.objects.filter(code__in={code for code, _ in names}).values_list("code", "pk"))
    add_aliases([(ids[code], name) for code, name in names], source=SOURCE_2023)
