"""The page of an official document, after GB/T 9704-2012: what Word and PDF lay out alike.

A4; text block 156 x 225 mm with 37 mm above and 28 mm to the left; 22 lines of 28 characters of 三號 (16 pt); title
二號 (22 pt) 小標宋 centred; headings 一、 in 黑體 and （一） in 楷體; page number 四號 (14 pt) in the foot, outside.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE_MM = (210.0, 297.0)
TOP_MM, LEFT_MM = 37.0, 28.0
BLOCK_MM = (156.0, 225.0)
RIGHT_MM = PAGE_MM[0] - LEFT_MM - BLOCK_MM[0]
BOTTOM_MM = PAGE_MM[1] - TOP_MM - BLOCK_MM[1]
LINES, CHARACTERS = 22, 28

BODY_PT, TITLE_PT, NUMBER_PT, TABLE_PT, NOTE_PT = 16.0, 22.0, 14.0, 10.5, 12.0
POINTS_PER_MM = 72 / 25.4

#: From one line to the next, and from one character to the next, in points.
LINE_PT = BLOCK_MM[1] * POINTS_PER_MM / LINES
CHARACTER_PT = BLOCK_MM[0] * POINTS_PER_MM / CHARACTERS


@dataclass(frozen=True)
class Face:
    """A font by its name on Chinese Windows, and what may stand for it elsewhere."""

    name: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Faces:
    """The four faces of an official document."""

    title: Face
    body: Face
    head: Face
    subhead: Face


#: The _GB2312 faces hold simplified characters alone; a text in traditional ones takes those of the larger set.
SIMPLIFIED = Faces(
    title=Face("方正小标宋简体", ("FZXiaoBiaoSong-B05S", "STZhongsong", "Noto Serif CJK SC")),
    body=Face("仿宋_GB2312", ("FangSong", "STFangsong", "Noto Serif CJK SC")),
    head=Face("黑体", ("SimHei", "STHeiti", "Noto Sans CJK SC")),
    subhead=Face("楷体_GB2312", ("KaiTi", "STKaiti", "Noto Serif CJK SC")),
)
TRADITIONAL = Faces(
    title=Face("方正小标宋_GBK", ("FZXiaoBiaoSong-B05", "STZhongsong", "Noto Serif CJK TC")),
    body=Face("仿宋", ("FangSong", "STFangsong", "Noto Serif CJK TC")),
    head=Face("黑体", ("SimHei", "STHeiti", "Noto Sans CJK TC")),
    subhead=Face("楷体", ("KaiTi", "STKaiti", "Noto Serif CJK TC")),
)
LATIN = "Times New Roman"


def faces(lang: str) -> Faces:
    """Return the faces of a language's text."""
    return SIMPLIFIED if lang == "zh-Hans" else TRADITIONAL
