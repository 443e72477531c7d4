"""Addresses with a known truth, written in many ways, and defects planted in them.

Made from the statistical tables alone, not from the matcher's own dictionaries, so that a name it misreads shows.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import opencc

from demo.places import LUODING, County, is_farm, villages

VILLAGE_ENDINGS = ("村委会", "村民委员会", "村", "村委", "")
COMMUNITY_ENDINGS = ("居委会", "社区居委会", "社区居民委员会", "社区", "居委")
TOWN_ENDINGS = {"镇": ("镇", ""), "街道": ("街道", "街道办", "街道办事处", ""), "乡": ("乡", "")}
PREFIXES = ("", "罗定市", "广东省云浮市罗定市", "罗定", "广东罗定", "云浮罗定", "广东省罗定市", "现住罗定市")
TAILS = (
    "",
    "",
    "3队17号",
    "三队17号",
    "12号",
    "张屋12号",
    "第3组",
    "十二队",
    "（村口）",
    "8号301室",
    "新屋村3号",
    "大塘边",
)
ENDINGS = ("社区居民委员会", "村民委员会", "社区居委会", "居民委员会", "村委会", "居委会", "社区")
#: Village names that say nothing without their town: a clean address has the town with them.
TRADITIONAL = opencc.OpenCC("s2t")


@dataclass(frozen=True)
class Address:
    """An address, the code of the village it is in, and the codes it may be found at (None: nowhere).

    `clean`: nothing is doubtful, so it must be found at the village itself.
    """

    text: str
    village: str | None
    allowed: frozenset[str | None]
    clean: bool
    defect: str = ""


@dataclass(frozen=True)
class Name:
    """A village and its town as one of the two tables writes them: stems, and whether it is a community."""

    code: str
    town_code: str
    town: str
    town_ending: str
    stem: str
    community: bool


def _without(text: str, endings: tuple[str, ...]) -> str:
    return next((text[: -len(ending)] for ending in endings if text.endswith(ending)), text)


def names_of(county: County) -> list[Name]:
    """Return both tables' names of a county's villages; farms are left out."""
    found = []
    for year in (2019, 2023):
        for line in villages(county, year):
            if is_farm(line):
                continue
            ending = next(e for e in ("镇街道", "街道", "镇", "乡") if line.town.endswith(e))
            stem = _without(line.name, ENDINGS)
            community = "村" not in line.name.removeprefix(stem)
            short = "街道" if "街道" in ending else ending
            found.append(Name(line.code, line.town_code, line.town.removesuffix(ending), short, stem, community))
    return found


class Planter:
    """Writes addresses of Luoding from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names = names_of(LUODING)
        self.stems = Counter({stem: len(codes) for stem, codes in self._codes_by("stem").items()})
        self.town_stems = {name.town for name in self.names}
        self.towns = {name.town_code: name for name in self.names}

    def _codes_by(self, field: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in self.names:
            found.setdefault(getattr(name, field), set()).add(name.code)
        return found

    def above(self, *codes: str) -> frozenset[str | None]:
        """Return codes with everything above them, and nowhere."""
        return frozenset({None, LUODING.code, *codes, *(code[:9] for code in codes)})

    def dress(self, text: str) -> str:
        """Return a text as some office would write it: traditional, full-width digits, spaces between its parts."""
        if self.random.random() < 0.4:
            text = TRADITIONAL.convert(text)
        if self.random.random() < 0.1:
            text = "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isdigit() else char for char in text)
        return text

    def town(self, name: Name) -> str:
        """Return a town's name with one of its endings."""
        return name.town + self.random.choice(TOWN_ENDINGS[name.town_ending])

    def whole(self) -> Address:
        """Return an address with town and village, whose village is beyond doubt unless its stem is the town's."""
        name = self.random.choice(self.names)
        ending = self.random.choice(COMMUNITY_ENDINGS if name.community else VILLAGE_ENDINGS)
        if name.stem.endswith("村") and ending == "村":
            ending = ""
        gap = self.random.choice(("", "", " ", "，"))
        tail = self.random.choice(TAILS)
        text = self.random.choice(PREFIXES) + self.town(name) + gap + name.stem + ending + tail
        twin = name.stem in self.town_stems and not ending
        glued = not ending and tail == "大塘边"
        return Address(self.dress(text), name.code, self.above(name.code), not twin and not glued)

    def without_town(self) -> Address:
        """Return an address that names the village alone, by its committee: beyond doubt where no other bears it."""
        name = self.random.choice(self.names)
        ending = self.random.choice(("居委会", "社区居委会") if name.community else ("村委会", "村民委员会"))
        text = self.random.choice(PREFIXES) + name.stem + ending + self.random.choice(TAILS)
        same = self.stems[name.stem] == 1
        codes = self._codes_by("stem")[name.stem]
        allowed = self.above(name.code) if same else frozenset({None, LUODING.code, name.code[:9]})
        twin = len({code for code in codes if (code[9:] < "200") == name.community}) == 1
        return Address(self.dress(text), name.code, self.above(name.code) if twin else allowed, same)

    def defective(self) -> Address:
        """Return an address with one planted defect, and where it may be found nevertheless."""
        kinds = [getattr(self, name) for name in dir(self) if name.startswith("plant_")]
        made = self.random.choice(kinds)()
        return Address(self.dress(made.text), made.village, made.allowed, False, made.defect)

    def plant_other_town(self) -> Address:
        """A village of another town behind a town's full name."""
        name, other = self.random.sample(self.names, 2)
        while (
            any(n.stem == name.stem and n.town_code == other.town_code for n in self.names) or name.stem == other.town
        ):
            name, other = self.random.sample(self.names, 2)
        allowed = frozenset({None, LUODING.code})
        return Address(f"{other.town}{other.town_ending}{name.stem}村委会5号", None, allowed, False, "other_town")

    def plant_elsewhere(self) -> Address:
        """An address in another county that bears a village's name."""
        place = (
            "湖北省武汉市洪山区",
            "广州市白云区",
            "郁南县连滩镇",
            "云浮市云城区",
            "广西壮族自治区岑溪市",
            "深圳市龙岗区",
            "信宜市池洞镇",
        )
        text = self.random.choice(place) + self.random.choice(self.names).stem + self.random.choice(("村", "村3号", ""))
        return Address(text, None, frozenset({None}), False, "elsewhere")

    def plant_street(self) -> Address:
        """A street or an estate in one town that is called like a village of any."""
        name, other = self.random.sample(self.names, 2)
        street = self.random.choice(("路3号", "街5号", "里8号", "巷", "花园3栋", "市场", "小学", "大道12号"))
        text = f"{other.town}{other.town_ending}{name.stem}{street}"
        return Address(text, None, self.above(other.town_code), False, "street")

    def plant_hamlet(self) -> Address:
        """A hamlet nobody knows, in a town."""
        other = self.random.choice(self.names)
        hamlet = self.random.choice(
            ("上湾尾", "老鸦寨", "牛栏窝", "长坑口", "赖屋", "新屋地", "大路边", "石塘尾", "高寨头")
        )
        text = f"{other.town}{other.town_ending}{hamlet}{self.random.choice(('村', '', '村3号', '组'))}"
        return Address(text, None, self.above(other.town_code), False, "hamlet")

    def plant_glued(self) -> Address:
        """Another name that begins with a village's, or ends with it."""
        name = self.random.choice(self.names)
        text = self.random.choice(
            (f"大{name.stem}村委会", f"{name.stem}岗村", f"{name.stem}方幼儿园", f"新{name.stem}")
        )
        return Address(f"{name.town}{name.town_ending}{text}", None, self.above(name.town_code), False, "glued")

    def plant_two_villages(self) -> Address:
        """Two committees of one town."""
        name, other = self.random.sample(self.names, 2)
        while name.town_code != other.town_code or name.code == other.code or name.stem == other.stem:
            name, other = self.random.sample(self.names, 2)
        text = f"{name.town}{name.town_ending}{name.stem}村委会{other.stem}村委会"
        return Address(text, None, frozenset({None, LUODING.code, name.town_code}), False, "two_villages")

    def plant_ambiguous(self) -> Address:
        """A name that two villages bear, without a town."""
        text = self.random.choice(("云龙", "云龙村3队", "三和村", "三和村委会12号", "罗定市云龙村委会", "罗定三和"))
        return Address(text, None, frozenset({LUODING.code}), False, "ambiguous")

    def plant_slip(self) -> Address:
        """One character of the village's name replaced by any other."""
        name = self.random.choice(self.names)
        at = self.random.randrange(len(name.stem))
        wrong = name.stem[:at] + self.random.choice("百下上前左小金木水火平安丰") + name.stem[at + 1 :]
        taken = {n.code for n in self.names if n.stem == wrong}
        text = f"{name.town}{name.town_ending}{wrong}{self.random.choice(('村', '村委会'))}"
        # The slip may make another village's name: then both are possible, and the county where they differ in town.
        here = {code for code in taken if code[:9] == name.town_code}
        return Address(text, name.code, self.above(name.code, *here), False, "slip")

    def plant_cell_unknown(self) -> Address:
        """A cell that the village has not."""
        name = self.random.choice(self.names)
        text = f"{name.town}{name.town_ending}{name.stem}{'社区' if name.community else '村委会'}第77格"
        return Address(text, name.code, self.above(name.code), False, "cell_unknown")

    def plant_little(self) -> Address:
        """Next to nothing."""
        other = self.random.choice(self.names)
        text = self.random.choice((other.town, other.town + other.town_ending, "罗定市", "", "不详", "3队17号", "同上"))
        return Address(text, None, self.above(other.town_code), False, "little")

    def plant_wrong_code(self) -> Address:
        """One village's code with another's name."""
        name, other = self.random.sample(self.names, 2)
        while name.code == other.code:
            name, other = self.random.sample(self.names, 2)
        text = f"{name.code} {other.town}{other.town_ending}{other.stem}{'社区' if other.community else '村委会'}"
        town = {name.town_code} if name.town_code == other.town_code else set()
        return Address(text, None, frozenset({None, LUODING.code, *town}), False, "wrong_code")
