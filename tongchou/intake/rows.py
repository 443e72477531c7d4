"""What a row below a header is: data, or one of the things people write between and under the data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tongchou.base.chinese import simplified
from tongchou.intake.headers import plain
from tongchou.intake.values.base import as_text, fold
from tongchou.intake.values.identity import check_digit

_TOTAL = re.compile(
    r"(?:[\u4e00-\u9fff]{0,12})?(?:合计|小计|总计|共计|总合计|合計|小計|總計|共計|累计|累計|总数|總數|汇总|匯總)(?:[:：(（]?\d*[)）人户条名]*)?|(?:本页|本頁|本村|本镇)?(?:小计|合计)[:：]?.{0,8}|total|sum|subtotal",
    re.I,
)
_COUNTED = re.compile(r"(?:以上|合计|共计|一共|总共|共|总){1,3}[^\d]{0,6}\d+(?:人|户|条|名|行|人次).{0,10}")
#: A sample says so: alone (示例), before a stop (例：张三), in brackets, or glued to a name (示例张三).
#: 例外 and 例如玉 are people, 模板工 is a trade.
_MARK = r"(?:填写示例|填表示例|填报示例|示例|范例|样例|样本|举例|例如|例子|例|模板|样表)"
_SAMPLE = re.compile(
    rf"[（(【\[《]?{_MARK}\d{{0,2}}[)）】\]》]?(?:[:：、\-—.。].*)?|[（(【\[《]{_MARK}[)）】\]》].{{0,8}}"
    rf"|.{{1,12}}[（(【\[]{_MARK}[)）】\]]|(?:如|例)[:：].+"
)
#: What stands where a name would in the row that a form's maker filled in, without the character that tells the others.
_SPECIMENS = frozenset(["模板", "样本", "樣本", "样表", "樣表"])
_SAMPLE_NAME = re.compile(r"(?:填写示例|填表示例|示例|范例|样例)[\u4e00-\u9fff]{2,4}")
#: A sample that says so beside the row; a person whose name and number are only crosses.
_SAMPLE_NOTE = re.compile(
    r"(?:此行|本行|该行|以上|上行)?(?:为|是)?(?:填写|填报|填表)?(?:示例|样例|范例|例子)(?:行|数据)?(?:[,，。；;(（!！].*)?"
)
_CROSSES = re.compile(r"[xX×*＊某〇○]{2,}")
#: A list that says there is nobody (零報告), where a name would stand.
_NOBODY = re.compile(
    r"无|/|-+|—+|\\|零报告|零|无人员|无人|无此类人员|暂无|无异常|空|没有|无新增|0|今日无|本村无|本日无"
)
_NOT_SAMPLE = re.compile(r"病例|案例|例假|无症状|比例|条例|例行|例会")
_SIGN_COLON = re.compile(
    r"(?:制\s*表|填\s*表|填\s*报|填報|审\s*核|審核|复核|複核|审批|負責|负\s*责|经办|經辦|主管|分管|签\s*名|簽名|签\s*字|簽字|盖章|蓋章|公章|报送|统计|联系人|聯繫人|报表|核查|登记|采集|录入|单位|村委|镇)[^:：]{0,10}[:：]"
)
_SIGN_BARE = re.compile(
    r"(?:制表人?|填表人?|填报人|審核人?|审核人?|复核人|负责人|單位負責人|单位负责人|签名|签字|盖章|[\u4e00-\u9fff]{0,20}[（(](?:公章|盖章|签章)[)）])"
)
_NOTE = re.compile(
    r"(?:注|备注|備註|说明|說明|填表说明|填报说明|填写说明|填表說明|填報說明|注意|注意事项|温馨提示|要求|填报要求|重要提示|特别说明)\s*\d*\s*[:：、.．\n].*|(?:※|☆|★|\*)\s*\S.{5,}|(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[（(][一二三四五六七八九十\d]{1,2}[)）])\s*[.、．)）:：]?\s*\S.{10,}|(?:以下空白|此处空白|下空|本页完|以下无正文|无|略|——+|-{2,}|…+)",
    re.S,
)
_NOTHING_BELOW = re.compile(r"[（(]?(?:以下空白|此处空白|以下为空|本页完|以下无正文|以下无内容)[)）]?")
_GUIDE = re.compile(
    r"(?:必填|选填|選填|下拉|格式|填写|填寫|请填|請填|请选择|文本|日期格式|限填|单选|多选|自动|\d{1,2}位(?!数?[\u4e00-\u9fff]{2})|如[:：]?\S{2}|(?:yyyy|YYYY)[-/年]).{0,30}"
)
_NUMBERING = re.compile(r"[甲乙丙丁戊己庚辛]|[（(]?\d{1,2}[)）]?|栏次|欄次|[A-Z]")
_ID = re.compile(r"\d{17}[\dXx]|\d{15}")
_PHONE = re.compile(r"1[3-9]\d{9}")


def text_of(cell: Any) -> str:
    """Return a cell's text without spaces, in simplified characters; '' for what is empty."""
    if cell is None or cell == "":
        return ""
    return simplified(fold(cell)) if isinstance(cell, str) else as_text(cell)


def is_empty(cell: Any) -> bool:
    """Say whether a cell holds nothing that can be seen."""
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip(" \t\r\n\u3000\xa0\u200b\ufeff'"))


def looks_like_data(cell: Any) -> bool:
    """Say whether a cell could not be part of a header: a long number, a telephone, an ID number."""
    if isinstance(cell, bool | date | datetime):
        return False
    if isinstance(cell, int | float):
        return abs(cell) > 31
    text = text_of(cell)
    return bool(_ID.fullmatch(text) or _PHONE.search(text) or (text.isdigit() and len(text) > 5))


class Judge:
    """Judges the rows below one header.

    `labels`: the folded header texts by column. `serial`: columns that only count. `names`, `ids`, `phones`,
    `notes`: where persons' names and numbers and remarks stand, if the kind has them. `words`: what headers say.
    """

    def __init__(
        self,
        labels: Mapping[int, Sequence[str]],
        serial: frozenset[int],
        names: Sequence[int],
        ids: Sequence[int],
        phones: Sequence[int] = (),
        notes: Sequence[int] = (),
        words: frozenset[str] = frozenset(),
    ) -> None:
        self.labels = {at: frozenset(plain(t) for t in texts if t) for at, texts in labels.items()}
        self.serial = serial
        self.names = tuple(names)
        self.ids = tuple(ids)
        self.phones = tuple(phones)
        self.notes = tuple(notes)
        self.words = words
        self.known = frozenset(labels)

    def judge(self, row: Sequence[Any], *, spans: int = 0, near_header: bool = False) -> str:
        """Return '' for data, else the code of what the row is. `spans`: the widest merge that begins in it."""
        if self.plainly_data(row):
            return ""
        filled = [(at, cell) for at, cell in enumerate(row) if not is_empty(cell)]
        if not filled:
            return "blank"
        if self.serial and all(at in self.serial for at, _ in filled) and self._counts(filled):
            return "blank"
        texts = [(at, text_of(cell)) for at, cell in filled]
        if self._is_header(texts) or any(at in self.names and plain(text) in self.words for at, text in texts):
            return "header"
        if near_header and (code := _below_header(texts)):
            return code
        if near_header and len(texts) >= 2 and all(plain(text) in self.words for _, text in texts):
            return "header"
        if self._is_sample(texts):
            return "sample"
        if self._is_nobody(texts):
            return "nothing"
        if any(at in self.ids and _has_digits(text) for at, text in texts):
            return ""
        return self._without_id(texts, spans)

    def plainly_data(self, row: Sequence[Any]) -> bool:
        """Say whether a row has a whole ID number and an ordinary name: nearly all rows of a long list."""
        width = len(row)
        for at in self.ids:
            if at < width:
                number = row[at]
                if type(number) is str and len(number) == 18 and number[:17].isdigit():
                    name = row[self.names[0]] if self.names and self.names[0] < width else ""
                    if not isinstance(name, str) or name == "" or "例" in name or "計" in name:
                        return False
                    if name[0] in "如X×x*" or name in _SPECIMENS:
                        return False
                    for note in self.notes:
                        if note < width and isinstance(row[note], str) and "例" in row[note]:
                            return False
                    first = row[0]
                    return not (isinstance(first, str) and ("例" in first or "样" in first or "樣" in first))
        return False

    def _counts(self, filled: Sequence[tuple[int, Any]]) -> bool:
        return all(not isinstance(c, str) or re.fullmatch(r"[\d.、—\-/…]+", text_of(c)) for _, c in filled)

    def _is_header(self, texts: Sequence[tuple[int, str]]) -> bool:
        same = sum(1 for at, text in texts if plain(text) in self.labels.get(at, ()))
        return same >= 2 and same * 10 >= len(texts) * 6

    def _is_sample(self, texts: Sequence[tuple[int, str]]) -> bool:
        name = next((text for at, text in texts if at in self.names), "")
        numbers = [text for at, text in texts if at in self.ids]
        if _CROSSES.fullmatch(name) and "某" not in name[:1] and not any(_has_digits(text) for text in numbers):
            return True
        if re.match(r"如[:：]", name) or any(_SAMPLE_NOTE.fullmatch(text) for at, text in texts if at in self.notes):
            return True
        for position, (at, text) in enumerate(texts):
            if "例" not in text and "样" not in text and "模板" not in text:
                continue
            if at in self.names and _SAMPLE_NAME.fullmatch(text):
                return True
            stands = position == 0 or at in self.serial or at in self.names or self._behind_serial(texts, position)
            if stands and _SAMPLE.fullmatch(text) and not _NOT_SAMPLE.search(text):
                return True
        return False

    def _behind_serial(self, texts: Sequence[tuple[int, str]], position: int) -> bool:
        return position == 1 and texts[0][0] in self.serial

    def _is_nobody(self, texts: Sequence[tuple[int, str]]) -> bool:
        """Say whether 'nobody' stands where a name would, and nothing where numbers would."""
        said = [text for at, text in texts if at in self.names]
        return bool(said) and all(
            _NOBODY.fullmatch(text) for at, text in texts if at in self.names or at in self.ids or at in self.phones
        )

    def _without_id(self, texts: Sequence[tuple[int, str]], spans: int) -> str:
        named = [text for at, text in texts if at in self.names]
        if any(_TOTAL.fullmatch(text) for _, text in texts[:3]) or _COUNTED.fullmatch(texts[0][1]):
            return "total"
        if _is_signature(texts, named=any(_NAME.fullmatch(text) for text in named)):
            return "signature"
        first_at, first = texts[0]
        if len(texts) == 1 and _NOTHING_BELOW.fullmatch(first):
            return "note"
        if (
            len(texts) <= 2
            and _NOTE.fullmatch(first)
            and not (first_at in self.names and len(first) <= 4 and "：" not in first and ":" not in first)
        ):
            return "note"
        if len(texts) == 2 and self._behind_serial(texts, 1) and not named and _PART.fullmatch(first):
            return "section" if not any(c.isdigit() for c in texts[1][1]) else ""
        if len(texts) == 1:
            return self._lonely(first_at, first, spans, bool(named))
        return ""

    def _lonely(self, at: int, text: str, spans: int, named: bool) -> str:
        """Return what a row with one filled cell is: a group heading, a note, or a record with only a name."""
        if _DATE_LINE.fullmatch(text) or _SEALED.fullmatch(text):
            return "signature"
        if spans >= 3 and len(self.known) >= 3:
            return "section" if len(text) <= 30 else "note"
        if named:
            return "section" if _HEADING.fullmatch(text) else "" if len(text) <= 20 else "note"
        if len(text) > 24:
            return "note"
        if at in self.serial or (len(self.known) >= 4 and at == 0 and at not in self.known):
            return "section"
        return "" if at in self.known else "note"


#: A heading of a village's or a kind's people, where a name would stand: no person is called so.
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]).+"
    r"|[\u4e00-\u9fff]{2,}(?:村委会?|居委会?|村民委员会|居民委员会|社区|街道|街道办|办事处)[:：]?"
    r"|[\u4e00-\u9fff]{2,}[村镇乡][:：]|[\u4e00-\u9fff]{3,}[村镇乡]"
)
#: The number of a part of the list, where rows are counted: 一 ｜ 企業.
_PART = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
#: Where a seal goes: 園區管委會（蓋章）.
_SEALED = re.compile(r".{0,30}[（(](?:公章|盖章|签章|加盖公章)[)）]")
_DATE_LINE = re.compile(
    r"(?:\d{4}|二[〇零○]二[〇零○一])年\d{0,2}月?\d{0,2}日?|(?:填报|填表|制表|报送|统计)?(?:日期|时间|時間)[:：].{0,16}"
)


def _has_digits(text: str) -> bool:
    return sum(c.isdigit() for c in text) >= 6


_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")


def _is_signature(texts: Sequence[tuple[int, str]], *, named: bool) -> bool:
    """Say whether a row is signed; one that names a person is only if it begins with the word for it."""
    if any(_SIGN_COLON.match(text) for _, text in texts[: 1 if named else 4]):
        return True
    if named and not _SIGN_BARE.fullmatch(texts[0][1]):
        return False
    bare = [text for _, text in texts if _SIGN_BARE.fullmatch(text)]
    return len(bare) >= 2 or (len(bare) == 1 and len(texts) <= 3)


def _below_header(texts: Sequence[tuple[int, str]]) -> str:
    """Return 'header' for a row that numbers the columns (甲 乙 1 2 3), 'note' for one of filling hints."""
    if len(texts) >= 3 and all(_NUMBERING.fullmatch(text) for _, text in texts):
        if "".join(text for _, text in texts) in "甲乙丙丁戊己庚辛":
            return "header"
        numbers = [int(t.strip("（()）")) for _, t in texts if t.strip("（()）").isdigit()]
        if len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            return "header"
    guides = sum(1 for _, text in texts if _GUIDE.match(text))
    if guides >= 2 and guides * 2 >= len(texts):
        return "note"
    return ""


def made_up_id(text: str) -> bool:
    """Say whether an ID number is one that forms print as a specimen (wrong check digit, runs of 1 to 9)."""
    return len(text) == 18 and text[:17].isdigit() and check_digit(text[:17]) != text[17].upper() and "12345" in text
