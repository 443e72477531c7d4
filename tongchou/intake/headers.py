"""What a header says once its decoration is off, and which headers may never be read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tongchou.base.chinese import simplified

_BRACKETS = re.compile(r"[(（\[【〔{《][^()（）\[\]【】〔〕{}《》]*[)）\]】〕}》]")
_OPEN_BRACKET = re.compile(r"[(（\[【〔].*$")
_LEAD = re.compile(r"^(?:[*★☆●※]+|\d{1,2}[.、．)](?!\d)|[（(]?[一二三四五六七八九十]{1,2}[)）、.])+")
_KEEP = re.compile(r"[^\w]+|_")
_UNIT_TAIL = re.compile(r"(万元|亿元|元|亩|公顷|吨|公斤|千克|斤|℃|度|人次|人数?|户|个|头|只|羽|岁|周岁)$")

#: Native place, ethnicity, household registration: dropped before a cell of them is read. Nationality of a passport,
#: school or party registers (国籍, 学籍, 党籍) and the household's head or number are other things.
_FORBIDDEN = re.compile(
    r"籍贯|祖籍|原籍|民族|族别|种族|户籍|户口|出生地|老家|生源地|(?<![国学党书军会失])籍(?!号)|(?<!\w)hukou|ethnic|nativeplace|birthplace"
)
#: A count of natives: '成功劝返人数(湖北籍)'. A remark like '（非户籍地）' is not one.
_NATIVES = re.compile(r"[(（]\s*(?:其中)?[:：]?\w{1,6}(?<![户戶国國学學党黨非])籍(?:人员|人員|人数|人數)?\s*[)）]")
#: Under a parent about household registration, these are still where somebody lives now.
_LIVES = re.compile(r"现|居住|目前|隔离|暂住|常住")
#: Whose name and telephone it is when it is not the person's own.
FOREIGN = re.compile(
    r"责任人|负责人|包保|联络|联系人|联系领导|挂点|挂钩|村干部|干部|网格|监护|同行|同住|随行|随车|密接|家属|紧急|亲属|家长|配偶|父亲|母亲|户主|值班|登记人|填报|填表|制表|审核|核查人|核查员|"
    r"排查人|排查员|走访|接收|医生|医务|民警|管理员|楼长|组长|单位负责|老师|班主任|司机|驾驶|房东|业主|介绍|担保|推荐|街镇联系|跟踪|随访|管控人|落实人|经办|申报|代办|来访"
)
#: Words that make a header another thing's than the word it ends in: an employer's address, a planned departure.
OTHER = re.compile(
    r"单位|公司|企业|工作|学校|收货|货物|物资|病人|患者|亲戚|资金|数据|证件|车辆|计划|预计|拟|隔离点|目的地|入境口岸|境外|国外|外地|原|曾"
)
#: Columns that only count the rows.
IGNORED = frozenset(
    [
        "序号",
        "编号",
        "序",
        "号",
        "no",
        "行号",
        "项次",
        "顺序号",
        "顺号",
        "serial",
        "序列",
        "序号编号",
        "num",
        "人数合计",
    ]
)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a header without case, width, script, punctuation, spaces and line breaks; brackets' content stays."""
    folded = simplified(unicodedata.normalize("NFKC", text)).lower()
    return _KEEP.sub("", _LEAD.sub("", folded.strip()))


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[str, ...]:
    """Return the ways to read a header, strongest first: without bracketed instructions, its first line, its head.

    '身份\\n证号（必填）' is read as 身份证号; '管控措施：请填写…' as 管控措施; '滞销量(吨)' as 滞销量;
    '种植面积亩' as 种植面积.
    """
    folded = simplified(unicodedata.normalize("NFKC", text)).strip()
    bare = _OPEN_BRACKET.sub("", _strip_brackets(folded)).strip()
    found = [plain(bare)]
    first = next((line for line in bare.splitlines() if line.strip()), "")
    found += [plain(first), plain(re.split(r"[:：;；,，。]", bare, maxsplit=1)[0]), plain(folded)]
    found += [_UNIT_TAIL.sub("", found[0])]
    return tuple(dict.fromkeys(reading for reading in found if reading))


def _strip_brackets(text: str) -> str:
    for _ in range(3):
        shorter = _BRACKETS.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def bare(text: str) -> str:
    """Return the strongest reading of a header, or an empty string."""
    found = readings(text)
    return found[0] if found else ""


def forbidden(label: str, parent: str = "") -> bool:
    """Say whether a header asks for native place, ethnicity or household registration."""
    own = bare(label)
    if _FORBIDDEN.search(own) or _NATIVES.search(label):
        return True
    if parent and _FORBIDDEN.search(bare(parent)):
        return not _LIVES.search(own) and not re.search(r"姓名|电话|证|性别|年龄|时间|日期|备注", own)
    return False
