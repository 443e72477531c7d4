"""What a row of a donation register gives, pure: goods with quantities, money, and what it was all put at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tongchou.base.chinese import simplified
from tongchou.registers.items import catalogue
from tongchou.registers.items.catalogue import MONEY, Item


@dataclass(frozen=True)
class Given:
    """One kind of goods as a row says it: `item` None where the catalogue does not have it (or not in that unit)."""

    said: str
    item: Item | None
    quantity: int
    unit: str
    assumed: bool = False


@dataclass(frozen=True)
class Read:
    """What a row gives, with the codes of what was read into it."""

    goods: tuple[Given, ...] = ()
    money: int = 0
    worth: int = 0
    codes: tuple[str, ...] = ()


_BREAK = re.compile(r"[、；;\n\r＋+]+|，|,(?!\d{3})|(?<=[个只箱盒瓶桶件套把台支包袋双副升斤吨克元])(?:和|及|以及|与)")
_BEHIND = re.compile(r"^(.*?[^\d.,])[:：×xX*]?(\d[\d,]*(?:\.\d+)?)([万千百亿]*[\u4e00-\u9fffA-Za-z]{0,3})[)）]?$")
_BEFORE = re.compile(
    r"^(\d[\d,]*(?:\.\d+)?)([万千百亿]*[个只箱盒瓶桶件套把台支包袋双副升斤吨公克张条顶床樽罐枚根]{1,2})(.{2,})$"
)
#: What a pack holds, written behind the number: 30桶（25kg/桶）.
_SPEC_BEHIND = re.compile(r"[（(][^（()）]*[/每装][^（()）]*[)）]$")
_FUNDS = re.compile(r"资金|现金|捐款|善款|人民币|款项|货币|转账|^款$|^钱$")


def read(
    item: str, quantity: str, unit: str, spec: str, value: int | None, money: int | None, price: int | None,
    category: str = "",
) -> Read:  # fmt: skip
    """Return what a row gives. Texts may be empty; sums are in fen, None where nothing stands."""
    codes: list[str] = []
    item, quantity, unit = (simplified(text).strip() for text in (item, quantity, unit))
    parts = _parts(item, quantity, unit)
    cash = [part for part in parts if _is_money(part[0], part[2], category)]
    goods = [
        _given(*part, spec=f"{simplified(spec)} {item if len(parts) == 1 else ''}", codes=codes)
        for part in parts
        if part not in cash
    ]
    worth, funds = _sums(cash, bool(goods), value, money, codes)
    if goods and not worth and price and len(goods) == 1 and (number := _number(parts[0][1])) is not None:
        worth = int(price * number)
        codes.append("value_from_price")
    elif goods and value and price and len(goods) == 1 and abs(int(price * (_number(parts[0][1]) or 0)) - value) > 100:
        codes.append("price_differs")
    if not goods and not funds:
        codes.append("donation_empty")
    return Read(tuple(goods), funds, worth, tuple(dict.fromkeys(codes)))


def _parts(item: str, quantity: str, unit: str) -> list[tuple[str, str, str]]:
    """Return (name, number, unit) of each kind of goods in a row."""
    pieces = [piece.strip() for piece in _BREAK.split(item) if piece.strip()] or ([item] if item else [])
    numbers = [n.strip() for n in re.split(r"[、；;\n\r/]+", quantity) if n.strip()]
    if len(pieces) > 1 and len(numbers) == len(pieces):
        units = [u.strip() for u in re.split(r"[、；;\n\r/]+", unit) if u.strip()]
        units = units if len(units) == len(pieces) else [unit] * len(pieces)
        return [(name, *_split(n, u)) for name, n, u in zip(pieces, numbers, units, strict=True)]
    within = [_within(piece) for piece in pieces]
    if all(within) and (len(within) > 1 or not quantity):
        return [part for part in within if part]
    if not pieces:
        return [("", *_split(quantity, unit))] if quantity else []
    return [(item, *_split(quantity, unit))]


def _within(piece: str) -> tuple[str, str, str] | None:
    """Return the goods of a text that says its own number: 口罩5000个, 20箱84消毒液."""
    text = _SPEC_BEHIND.sub("", re.sub(r"\s", "", piece))
    if found := _BEFORE.match(text):
        return found.group(3), found.group(1), found.group(2)
    found = _BEHIND.match(text)
    if found is None or (not found.group(3) and catalogue.find(text) and found.group(2) in ("84", "95", "75")):
        return None
    return found.group(1).strip("（( :："), found.group(2), found.group(3)


def _split(quantity: str, unit: str) -> tuple[str, str]:
    """Return number and unit of a quantity's cell; the cell's own unit wins over its column's."""
    found = catalogue.parse_number(quantity) if quantity else None
    if found is None:
        return "", unit
    return str(found[0]), found[1] or unit


def _number(text: str) -> Decimal | None:
    found = catalogue.parse_number(text) if text else None
    return found[0] if found else None


def _is_money(name: str, unit: str, category: str) -> bool:
    if catalogue.simple(unit).lstrip("万千百亿") == "元":
        return True
    named = catalogue.find(name) if name else None
    if named is not None:
        return named.code == MONEY
    return bool(_FUNDS.search(name) or (not name and _FUNDS.search(simplified(category))))


def _given(name: str, number: str, unit: str, *, spec: str, codes: list[str]) -> Given:
    amount = _number(number)
    if amount is None:
        codes.append("quantity_missing" if not number else "quantity_unreadable")
        amount = Decimal(0)
    item = catalogue.find(name)
    if item is None:
        codes.append("item_unknown")
        return _own(name, amount, unit, codes)
    steps = catalogue.steps_of(item, amount, unit, f"{spec} {name}")
    if steps is None:
        codes.append("pack_unknown")
        return _own(name, amount, unit, codes)
    if number and not catalogue.simple(unit).lstrip("万千百亿") and item.dimension in catalogue.MEASURES:
        codes.append("unit_missing")
    if steps.assumed:
        codes.append("pack_assumed")
    return Given(name, item, steps.steps, item.unit, steps.assumed)


def _own(name: str, number: Decimal, unit: str, codes: list[str]) -> Given:
    """Return goods that the catalogue does not have, in the unit they were given in."""
    times, rest = catalogue.multiplied(unit)
    value = number * times
    if value != int(value):
        codes.append("quantity_rounded")
    return Given(name, None, int(value), rest or "件")


def _sums(
    cash: Sequence[tuple[str, str, str]], has_goods: bool, value: int | None, money: int | None, codes: list[str]
) -> tuple[int, int]:
    """Return (what the goods are worth, the money): one sum beside goods is their worth, alone it is money."""
    said = 0
    for _, number, unit in cash:
        times, _ = catalogue.multiplied(unit)
        amount = _number(number)
        said += int((amount or 0) * times * 100)
    if has_goods and not cash:
        if value is None and money is not None:
            codes.append("money_as_value")
            return money, 0
        return value or 0, money or 0
    funds = money if money is not None else (value if not has_goods and value is not None else said)
    return (value or 0 if has_goods else 0), funds or said


ORGANISATION = re.compile(
    r"公司|集团|厂|协会|商会|基金会|总会|医院|学校|中学|小学|幼儿园|大学|学院|银行|支行|信用社|商行|商店|超市|药店|药房|店$|中心|合作社|"
    r"村委|居委|政府|委员会|办公室|局$|委$|院$|所$|队$|站$|社$|行$|部$|会$|俱乐部|工作室|酒店|饭店|宾馆|市场|农场|企业|门诊|团委|工会|联合会|"
    r"同学会|校友|宗亲|志愿|寺$|庙$|教会|支部|单位|街道|镇$|村$|全体|客户|经营部|加油站|项目部"
)
NOBODY = re.compile(
    r"匿名|无名氏|無名氏|不愿|不願|爱心人士|愛心人士|爱心市民|热心市民|热心人士|好心人|爱心企业$|愛心企業$|某[先女]|某[企单]|不具名"
)


def is_organisation(name: str) -> bool:
    """Say whether a donor's name (in any characters) is an organisation's."""
    return bool(ORGANISATION.search(simplified(name)))


def is_nobody(name: str) -> bool:
    """Say whether a donor's name says that they do not want to be named."""
    return bool(NOBODY.search(name))


#: What every donation of these weeks is for directs none.
_ANY_PURPOSE = re.compile(
    r"(?:非定向.*|不定向|无|/|-|不限|统筹.*|(?:用于|支持|支援|全市|全县|我市|我县|本市|本县)*(?:抗疫|抗击疫情|疫情防控|防疫|防控|新冠肺炎疫情防控|新型冠状病毒感染的肺炎疫情防控)(?:工作)?)?"
)


def direction(said: str, purpose: str) -> tuple[bool, str]:
    """Return whether a donation is directed, and to what."""
    text = simplified(said).replace(" ", "")
    purpose = "" if _ANY_PURPOSE.fullmatch(simplified(purpose)) else purpose
    if not text:
        return bool(purpose), purpose
    if re.search(r"非定向|不定向|否|无|统筹|不限", text) or text in ("×", "0", "x"):
        return False, ""
    if text in ("定向", "是", "√", "1", "定向捐赠", "有"):
        return True, purpose
    return True, purpose or said


def receiver_of(text: str) -> str:
    """Return the code of a receiving body; empty where the text does not say."""
    said = simplified(text)
    for code, word in (
        ("red-cross", "红十字|红会"),
        ("charity-federation", "慈善"),
        ("command", "指挥部|防控办"),
        ("department", "局|委|政府|部门|医院|办"),
    ):
        if re.search(word, said):
            return code
    return "other" if said else ""


def is_pledge(status: str) -> bool:
    """Say whether what is donated has not come yet."""
    said = simplified(status)
    return bool(re.search(r"认捐|未到|待到|意向|未收|拟捐|承诺|在途|未入|未接收", said)) or said in ("否", "×", "未")
