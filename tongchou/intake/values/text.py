"""Readers of names, plain text, choices and yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tongchou.base.chinese import simplified
from tongchou.intake.columns import Codes, Hint
from tongchou.intake.values.base import MAX_TEXT, NOTHING, CellReader, Reading, as_text, fold, is_absent, is_ditto, tidy

_HAN_NAME = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003ffff某○〇*]{2,}(?:[·•・.][\u4e00-\u9fff]+)*")
_LATIN_NAME = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ' .,\-/]+")
_NAME_NOISE = re.compile(
    r"^\d+[.、)）]\s*|(?:先生|女士)$|[（(](?:男|女|本人|户主|戶主|[孕產产][妇婦]|小孩|儿童|兒童|婴儿|嬰兒|学生|學生|老人"
    r"|之?[子女妻夫父母媳孙孫]|儿子|兒子|女儿|女兒|妻子|丈夫|父亲|父親|母亲|母親|儿媳|兒媳|女婿|[孙孫][子女])[)）]$"
)


class Text(CellReader):
    """Plain text, trimmed; an absent mark ('无', '/') is nothing where `absent` is on."""

    def __init__(self, *, absent: bool = True) -> None:
        self.absent = absent

    def one(self, cell: Any, hint: Hint) -> Reading:
        text = tidy(as_text(cell))
        if not text or (self.absent and is_absent(text)):
            return NOTHING
        return (text[:MAX_TEXT], ("cut_short",)) if len(text) > MAX_TEXT else (text, ())


class Name(CellReader):
    """A person's name: no spaces inside Chinese names, one between foreign words; oddities warn, never refuse."""

    def read(self, cells: Sequence[Any], hint: Hint) -> tuple[list[Any], Codes]:
        values: list[Any] = []
        codes: Codes = {}
        for index, cell in enumerate(cells):
            if type(cell) is str and 1 < len(cell) < 5 and cell.isalpha() and not cell.isascii() and cell not in _SAID:
                values.append(cell)
                continue
            value, code = NOTHING if cell is None or cell == "" else self.one(cell, hint)
            values.append(value)
            if code:
                codes[index] = code
        return values, codes

    def one(self, cell: Any, hint: Hint) -> Reading:
        if is_ditto(cell):
            return None, ("ditto_unresolved",)
        text = tidy(as_text(cell)).lstrip("'‘’`")
        folded = fold(text)
        if not folded or is_absent(folded):
            return NOTHING
        if isinstance(cell, str) and _is_several(cell):
            return text[:80], ("two_records",)
        bare = _NAME_NOISE.sub("", folded)
        if _HAN_NAME.fullmatch(bare):
            return bare.replace("•", "·").replace("・", "·").replace(".", "·"), ()
        if _LATIN_NAME.fullmatch(text):
            return text, ()
        return text[:80], ("name_unusual",)

    def sniff(self, cells: Sequence[Any]) -> float:
        filled = [c for c in cells if c not in (None, "")]
        if not filled:
            return 0.0
        names = [f for c in filled if isinstance(c, str) and 2 <= len(f := fold(c)) <= 4 and _HAN_NAME.fullmatch(f)]
        known = sum(1 for name in names if simplified(name)[0] in _SURNAMES)
        # Posts and yes-or-no answers are two to four characters too, but few different ones, and begin otherwise.
        return known / len(filled) if len(set(names)) * 10 >= len(filled) * 4 else 0.0


def _is_several(cell: str) -> bool:
    """Say whether a cell holds the names of two people, one a line or with a stop between."""
    parts = [fold(part) for part in re.split(r"[\n、，,;；/]+", cell) if part.strip()]
    return len(parts) > 1 and all(re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", part) for part in parts)


#: The surnames of nine in ten people, for a column of names that has no known header.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方"
    "邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔文赖兰庞樊殷施洪翟颜倪温季俞章鲁葛伍申尤柯欧岑甘区植关麦霍容"
    "冼招莘劳简凌辛沙练骆缪左柳聂詹齐焦安耿祝管卓池冉柏时游盛欧司上诸阮蓝敖古巫丘利粟陀"
)
#: Two-character texts that would pass the fast road of `Name` and are no names.
_SAID = frozenset(
    [
        *("不详", "不詳", "未知", "不明", "没有", "沒有", "待查", "待补", "待補", "暂无", "暫無"),
        *("不知", "不清楚", "未提供"),
        *("同上", "同前", "上同", "同上行", "同上一行", "仝上"),
    ]
)


class AreaCode(CellReader):
    """The statistical code of a town (9 digits), a village (12) or one of its cells; anything else is nothing.

    A county's six digits are on every row of a form and say nothing; an ordinal is nobody's code.
    """

    def one(self, cell: Any, hint: Hint) -> Reading:
        text = fold(as_text(cell)).strip("'‘’`").removesuffix(".0")
        return (text, ()) if _AREA_CODE.fullmatch(text) else NOTHING


_AREA_CODE = re.compile(r"[1-6]\d{8}(?:\d{3}(?:\d{2}){0,2})?(?:-\d{1,3}){0,2}")


class Choice(CellReader):
    """One of a closed set: `options` maps each of our values to the words that departments write for it."""

    def __init__(self, options: Mapping[str, Sequence[str]], *, code: str = "choice_unreadable") -> None:
        self.options = options
        self.code = code
        self._exact = {simplified(fold(w)).lower(): value for value, texts in options.items() for w in (value, *texts)}

    def one(self, cell: Any, hint: Hint) -> Reading:
        text = simplified(fold(as_text(cell))).lower()
        if text in self._exact:
            return self._exact[text], ()
        if is_absent(text):
            return NOTHING
        # The longest option first: '疑似' must not answer for '排除疑似'.
        for word in sorted(self._exact, key=len, reverse=True):
            if len(word) > 1 and word in text and not _negated(text, word):
                return self._exact[word], ()
        return None, (self.code,)


def _negated(text: str, word: str) -> bool:
    at = text.find(word)
    return at > 0 and text[at - 1] in "无未非不没否"


_YES = frozenset(
    [
        "是",
        "有",
        "√",
        "✓",
        "✔",
        "☑",
        "对",
        "y",
        "yes",
        "true",
        "t",
        "已",
        "属实",
        "确认",
        "v",
        "1",
        "会",
        "需要",
        "需",
        "在",
        "是的",
        "有的",
        "○",
        "o",
        "〇",
        "●",
        "☆",
        "★",
        "已转",
        "曾",
        "到过",
        "去过",
    ]
)
_NO = frozenset(
    [
        "否",
        "无",
        "×",
        "✗",
        "✘",
        "☐",
        "x",
        "不",
        "没",
        "没有",
        "n",
        "no",
        "false",
        "f",
        "未",
        "不是",
        "无的",
        "0",
        "非",
        "不需要",
        "不需",
        "不在",
        "均无",
        "全无",
        "都没有",
        "无接触",
        "否。",
        "无。",
        "未有",
        "不会",
        "□",
    ]
)
_LEGEND = re.compile(r"([01])\s*[=:：为是\-—、.]?\s*(是|否|有|无|無)")
_BOXES = (re.compile(r"[☑√✓✔■](是|否|有|无)"), re.compile(r"(是|否|有|无)[☑√✓✔■]"))


class YesNo(CellReader):
    """是/否/√/×/有/无/0/1. A legend in the header ('0是1否') decides about digits; else 1 is yes, with a note.

    With a `yes_words` pattern a free text that names what is asked for ('发热三天') is yes and '无发热' is no.
    """

    dtype = pl.Boolean

    def __init__(self, *, yes_words: str = "", no_words: str = "正常|健康|良好|慢性病|残疾|大病") -> None:
        self.yes_words = re.compile(yes_words) if yes_words else None
        self.no_words = re.compile(no_words)

    def prepare(self, hint: Hint) -> Hint:
        legend = {digit: word in "是有" for digit, word in _LEGEND.findall(fold(hint.header))}
        return Hint(
            hint.on, "0=是" if legend.get("0") is True or legend.get("1") is False else "1=是" if legend else ""
        )

    def one(self, cell: Any, hint: Hint) -> Reading:
        if isinstance(cell, bool):
            return cell, ()
        text = simplified(fold(as_text(cell))).lower()
        if text in ("0", "1"):
            if hint.header == "0=是":
                return text == "0", ()
            return text == "1", () if hint.header else ("yes_no_assumed",)
        if box := _BOXES[0].search(text) or _BOXES[1].search(text):
            return box.group(1) in "是有", ()
        if text in _YES:
            return True, ()
        if text in _NO:
            return False, ()
        if is_absent(text):
            return NOTHING
        return self._words(text)

    def _words(self, text: str) -> Reading:
        if self.no_words.search(text):
            return False, ()
        if re.match(r"[无未不没否非]", text):
            return False, ()
        if self.yes_words and self.yes_words.search(text):
            return True, ()
        if re.match(r"(是|有|已)[,，。、:：(（;；]", text) or re.match(r"(是|有)", text):
            return True, ()
        return None, ("yes_no_unreadable",)


SEX = Choice({"male": ("男", "男性", "m", "1", "先生", "♂"), "female": ("女", "女性", "f", "2", "0", "女士", "♀")})
