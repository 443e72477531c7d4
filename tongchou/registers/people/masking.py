"""What a screen shows of a person to those who need not know more. Pure text."""

from __future__ import annotations

COMPOUND = frozenset(
    (
        *("歐陽", "欧阳", "司徒", "上官", "諸葛", "诸葛", "司馬", "司马", "端木", "夏侯", "皇甫", "尉遲", "尉迟"),
        *("公孫", "公孙", "慕容", "令狐", "宇文", "長孫", "长孙", "東方", "东方", "獨孤", "独孤", "南宮", "南宫"),
    )
)
HIDDEN = "****"
AREAS = ("村", "社區", "社区", "居委會", "居委会", "鎮", "镇", "鄉", "乡", "街道")


def name(text: str) -> str:
    """Return the surname and two stars, however long the name is: 陳**, 歐陽**."""
    if not text:
        return ""
    if text.isascii():
        return text[0] + "**"
    return (text[:2] if len(text) > 2 and text[:2] in COMPOUND else text[:1]) + "**"


def id_number(text: str) -> str:
    """Return the first and last four characters: 4453****1234. A short number shows only its last two."""
    if len(text) >= 15:
        return text[:4] + HIDDEN + text[-4:]
    return HIDDEN + text[-2:] if len(text) > 5 else HIDDEN * bool(text)


def phone(text: str) -> str:
    """Return the first three and last four digits: 138****1234. A short number shows only its last two."""
    if len(text) >= 11:
        return text[:3] + HIDDEN + text[-4:]
    return HIDDEN + text[-2:] if len(text) > 5 else HIDDEN * bool(text)


def address(text: str) -> str:
    """Return an address down to its last village, community, town or street; what follows it is hidden."""
    ends = [text.rfind(mark) + len(mark) for mark in AREAS if mark in text]
    cut = max(ends, default=0)
    return text[:cut] + (HIDDEN if cut < len(text) else "")
