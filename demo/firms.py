"""Enterprises that do not exist: names, credit codes with right check characters, contacts. The same every time."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from demo.people import invented

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FIRST = (
    "永",
    "兴",
    "宏",
    "恒",
    "嘉",
    "泰",
    "华",
    "盛",
    "利",
    "顺",
    "昌",
    "隆",
    "安",
    "富",
    "金",
    "广",
    "新",
    "联",
    "德",
    "信",
)
SECOND = (
    "达",
    "丰",
    "源",
    "发",
    "辉",
    "业",
    "和",
    "美",
    "鑫",
    "茂",
    "荣",
    "通",
    "明",
    "成",
    "旺",
    "康",
    "强",
    "基",
    "升",
    "林",
)
TRADES = (
    ("针织", "纺织业"), ("制衣", "服装业"), ("电子", "电子制造"), ("水泥", "建材"), ("陶瓷", "陶瓷制造"),
    ("五金制品", "五金加工"), ("塑料", "塑料制品"), ("食品", "食品厂"), ("饲料", "饲料加工"), ("家具", "家具制造"),
    ("印刷", "印刷业"), ("机械", "机械制造"), ("皮革", "皮革制品"), ("纸业", "造纸"), ("化工", "化工"),
)  # fmt: skip
PLACES_OF_BUSINESS = (("餐饮", "饭店"), ("旅业", "宾馆"), ("发廊", "发廊"), ("娱乐场所", "网吧"))


@dataclass(frozen=True)
class Firm:
    """One invented enterprise or venue, and the town and village it is in."""

    name: str
    code: str
    size: str
    sector: str
    town: str
    village: str
    workers: int
    leading: bool = False
    venue: str = ""
    contact: str = ""
    phone: str = ""


def credit_code(area: str, number: int) -> str:
    """Return a unified social credit code of a county's number (GB 32100-2015)."""
    body = f"91{area}MA{number:07d}"
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


def firms(
    county: str,
    area: str,
    villages: Sequence[tuple[str, str]],
    sizes: Sequence[tuple[str, int]],
    *,
    leading: int,
    seed: int,
) -> list[Firm]:
    """Return enterprises of a county: so many of each size, the first `leading` of them leading ones."""
    pick = Random(seed)
    names: set[str] = set()
    made: list[Firm] = []
    for size, many in sizes:
        for _ in range(many):
            trade, sector = pick.choice(TRADES)
            name = ""
            while not name or name in names:
                called = pick.choice(FIRST) + pick.choice(SECOND) + pick.choice(("", pick.choice(FIRST)))
                name = f"{county}{called}{trade}有限公司"
            names.add(name)
            town, village = pick.choice(villages)
            made.append(
                Firm(
                    name, credit_code(area, len(made) + 1), size, sector, town, village,
                    pick.randrange(120, 900) if size == "规上" else pick.randrange(8, 70), len(made) < leading,
                    contact=invented(pick), phone=f"139{pick.randrange(10**8):08d}",
                )
            )  # fmt: skip
    return made


def venues(area: str, villages: Sequence[tuple[str, str]], many: int, *, seed: int) -> list[Firm]:
    """Return public venues of a county, of every kind."""
    pick = Random(seed)
    made = []
    for n in range(many):
        kind, ending = PLACES_OF_BUSINESS[n % len(PLACES_OF_BUSINESS)]
        town, village = pick.choice(villages)
        called = pick.choice(FIRST) + pick.choice(SECOND)
        name = f"{town.removesuffix('镇').removesuffix('街道')}{called}{ending}{n + 1}号店"
        made.append(
            Firm(name, credit_code(area, 900_000 + n), "", "服务业", town, village, pick.randrange(2, 20), venue=kind,
                 contact=invented(pick), phone=f"136{pick.randrange(10**8):08d}")
        )  # fmt: skip
    return made


HEADS = (
    *("序号", "单位名称", "统一社会信用代码", "企业规模", "所属行业", "所属镇街"),
    *("村（社区）", "是否龙头企业", "职工人数", "复工情况", "联系人", "联系电话"),
)
SHEET_HEADS = (
    *("序号", "企业名称", "统一社会信用代码", "职工总数", "到岗人数"),
    *("监测人数", "已排除", "异常人员", "临时隔离人数", "本县就业"),
)


def filing_table(title: str, made: Sequence[Firm], *, state: str = "未复工") -> bytes:
    """Return the department's register of enterprises as a file."""
    rows = [
        (n, f.name, f.code, f.size, f.sector, f.town, f.village, "是" if f.leading else "否", f.workers, state,
         f.contact, f.phone)
        for n, f in enumerate(made, start=1)
    ]  # fmt: skip
    return _csv(title, HEADS, rows, ("合计", "", "", "", "", "", "", "", sum(f.workers for f in made)))


def venue_table(title: str, made: Sequence[Firm]) -> bytes:
    """Return the register of public venues, with their kinds."""
    heads = (
        "序号",
        "场所名称",
        "统一社会信用代码",
        "场所类别",
        "所属镇街",
        "村（社区）",
        "营业情况",
        "联系人",
        "联系电话",
    )
    rows = [
        (n, f.name, f.code, f.venue, f.town, f.village, "暂不开放", f.contact, f.phone)
        for n, f in enumerate(made, start=1)
    ]
    return _csv(title, heads, rows)


def health_table(title: str, rows: Sequence[tuple[Firm, Sequence[int]]]) -> bytes:
    """Return a daily sheet, an enterprise a row: total, present, monitored, cleared, abnormal, kept apart, local."""
    told = [(n, firm.name, firm.code, *numbers) for n, (firm, numbers) in enumerate(rows, start=1)]
    sums = [sum(numbers[i] for _, numbers in rows) for i in range(7)]
    return _csv(title, SHEET_HEADS, told, ("合计", "", "", *sums))


def _csv(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], total: Sequence[object] = ()) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([title])
    writer.writerow(heads)
    writer.writerows(rows)
    if total:
        writer.writerow(total)
    return out.getvalue().encode("utf-8-sig")
