"""A pasted chain of messages (接龍): '3. 陳某某 138… 從武漢回來', or '姓名：… 電話：…', one item a person.

Each line of the text is a row; an item is the row of its first line, and the lines that go on with it are `continued`.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from tongchou.intake.sheets import Sheet

#: '3. 陈某', '（3）陈某', '③陈某'; '3陈某138…' only with a number right behind the name, for '2月3日' begins so too.
_ITEM = re.compile(
    r"\s*[（(]?(\d{1,4})\s*[.、．。)）:：\s]\s*(?=\S)"
    r"|\s*(\d{1,3})(?=[\u4e00-\u9fff]{2,4}[\s,，:：]*(?:\d{11}|\d{17}[\dXx])(?!\d))"
)
#: A number that nobody wrote anything behind.
_EMPTY_ITEM = re.compile(r"\s*[（(]?\d{1,4}\s*[.、．。)）:：]\s*")
#: Numbers as telephones draw them: 4️⃣, 🔟, ①, ⑴, ❶.
_KEYCAPS = re.compile(
    r"((?:\d\ufe0f?\u20e3)+)\s*"
    r"|([\u2460-\u249b\u24eb-\u24fe\u2776-\u277f\u3251-\u325f\U0001f51f])\s*[.、．]?"
)
#: Digits and letters of full width, as phones type them.
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_MARK = re.compile(r"#?\s*(?:接龙|接龍|群接龙|solitaire)", re.I)
_EXAMPLE = re.compile(
    r"^\s*(?:\d+\s*[.、．)）]\s*)?[（(【\[]?(?:例|示例|样例|樣例|例如|格式|范例|範例)[)）】\]]?\s*[:：、 ]?"
)
_KEYED = re.compile(r"([\u4e00-\u9fffA-Za-z（）()]{1,12})\s*[:：]\s*")
_ID = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXxＸ]|\d{15})(?![0-9A-Za-z])")
_SPACED_ID = re.compile(r"(?<!\d)\d{6}\s\d{4}\s?\d{4}\s\d{3}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")
_TEMPERATURE = re.compile(r"(?:体温|體溫)?[:：]?\s*(3[4-9]|4[0-2])(?:\.\d)\s*(?:℃|°C|度)?")
_DAY = re.compile(
    r"(?:20\d{2}[年./-])?\d{1,2}(?:月\d{1,2}[日号號]?|[./-]\d{1,2}(?:[日号號])?)|(?:正月|腊月|臘月)?(?:初[一二三四五六七八九十]|廿[一二三四五六七八九])|大年(?:初[一二三四五六七]|三十)"
)
_FROM = re.compile(
    r"(?:从|從|由|(?<![\u4e00-\u9fff])自)\s*([\u4e00-\u9fff]{2,20}?)(?:返回|回来|回來|返乡|返鄉|回到|回|返|来|來|过来|到达|抵达|坐|乘|自驾|$)"
)
_TRIP = re.compile(
    r"(?<![A-Za-z0-9])[GDKZTC]\d{1,5}(?![A-Za-z0-9])|(?:粤|粵|鄂|桂|湘|京|沪|浙|闽|赣)[A-Z][A-Z0-9]{5,6}|[A-Z]{2}\d{3,4}"
)
_SEX = re.compile(r"(?<![\u4e00-\u9fff])[男女](?![\u4e00-\u9fff])")
_AGE = re.compile(r"(?<!\d)(\d{1,3})\s*(?:岁|歲)")
_PLACE = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9\-#]*(?:镇|鎮|乡|鄉|街道|村|居委|社区|社區|组|組|路|号|號|小区|小區|花园|花園|巷|楼|樓|室)[\u4e00-\u9fffA-Za-z0-9\-#]*"
)
_WAY = re.compile(
    r"(?:自驾|自駕|高铁|高鐵|火车|火車|动车|動車|飞机|飛機|大巴|客车|客車|班车|汽车|汽車|轮渡|拼车|顺风车)"
)

#: Somebody's name before a number, with nothing but blanks or full-width stops between, in a line of a message.
_A_PERSON = re.compile(r"^\s*[\u4e00-\u9fff·]{2,5}[\s，、+：:]{1,3}(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|\d{17}[\dXx])(?!\d)")

#: Words with a place's character in them that are none.
_NO_PLACES = frozenset(
    ["返乡", "返鄉", "回乡", "回鄉", "回村", "进村", "在村", "出村", "村里", "家乡", "同村", "本村人"]
)

#: An item that nobody is behind.
_TAKEN_BACK = re.compile(r"(?:已?取消|已?退出|已?删除?|无|无此|没有|暂无|空|\+?1|[-—/.]+)[。.!！]?")
_PROVINCE = re.compile(
    r"(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|海南|四川|贵州|云南|陕西"
    r"|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|武汉)[\u4e00-\u9fff]{0,12}"
)
_NAME = re.compile(r"[\u4e00-\u9fff·某*]{2,5}|[A-Za-z][A-Za-z. ]{2,30}")
_LIVES = re.compile(r"(?:现|目前|暂)?(?:居住|住|居)(?:在|于|址)?(.{2,})")

#: Characters at a text's head that say whether it is a chain.
CHAIN_LOOK = 200_000

LABELS = (
    "序号",
    "姓名",
    "身份证号码",
    "联系电话",
    "现住址",
    "来源地",
    "返乡时间",
    "交通工具",
    "车次航班",
    "体温",
    "性别",
    "年龄",
    "备注",
)


#: A line that says whose people follow: 罗镜镇云龙村：
_HEADING = re.compile(r"\s*[\u4e00-\u9fff（）()、\d]{2,20}(?:村|社区|居委会?|村委会?|镇|街道)(?:人员|名单)?[:：]\s*")


#: 🌹 and its like; a name may stand right before one.
_PICTURE = re.compile(r"[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\U0001f000-\U0001faff]+")


def _plain(text: str) -> str:
    """Return a text with its numbers as digits: those of full width, and a drawn one that begins a line (as '4.')."""
    lines = (line.lstrip() if _KEYCAPS.match(line.lstrip()) else line for line in text.translate(_NARROW).split("\n"))
    return "\n".join(_KEYCAPS.sub(_drawn, line, count=1) if _KEYCAPS.match(line) else line for line in lines)


def _drawn(match: re.Match[str]) -> str:
    if match.group(1):
        return "".join(c for c in match.group(1) if c.isdigit()) + ". "
    return "10. " if match.group(2) == "\U0001f51f" else f"{int(unicodedata.numeric(match.group(2)))}. "


def is_chain(text: str) -> bool:
    """Say whether a text is a chain: it says so, or most of its lines begin with rising numbers or hold keyed items."""
    lines = [line for line in _plain(text[:CHAIN_LOOK]).splitlines()[:400] if line.strip()]
    if any(_MARK.match(line) for line in lines[:5]):
        return True
    found = [m for line in lines if (m := _ITEM.match(line))]
    numbered = [int(number) for m in found if (number := m.group(1) or m.group(2))]
    rising = sum(1 for a, b in itertools.pairwise(numbered) if b == a + 1)
    delimited = sum(1 for line in lines if line.count(",") >= 2 or line.count("\t") >= 2)
    if delimited > len(lines) * 0.6 and rising < 2:
        return False
    keyed = sum(1 for line in lines if _KEYED.search(line))
    plain = sum(1 for line in lines if _A_PERSON.search(line) and "," not in line and "\t" not in line)
    if lines and plain > len(lines) * 0.6 and "姓名" not in lines[0]:
        return True
    numbered_text = sum(1 for line in lines if _ITEM.match(line) and "\t" not in line)
    return (rising >= 1 and numbered_text >= 2) or keyed >= max(2, len(lines) // 3) or numbered_text > len(lines) // 2


def read_chain(text: str, name: str) -> Sheet:
    """Return the chain as a sheet whose columns are `LABELS` and whose rows are the lines."""
    as_sent = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while as_sent and not as_sent[-1].strip():
        as_sent.pop()
    lines = [_plain(line) for line in as_sent]
    rows: list[list[Any]] = []
    verdicts: dict[int, str] = {}
    owner: int | None = None
    bodies: dict[int, str] = {}
    numbered = any(_ITEM.match(line) for line in lines)
    for number, line in enumerate(lines, 1):
        rows.append([])
        verdict, owner = _line(line, number, owner, numbered, bodies)
        if verdict:
            verdicts[number] = verdict
        if verdict == "section":
            rows[-1] = [line.strip().rstrip(":：")]
    for number, body in bodies.items():
        rows[number - 1] = _item(body)
    shown = _again([[line] for line in as_sent])
    above = (_MARK.sub("", line) for number, line in enumerate(lines, 1) if verdicts.get(number) in ("title", "note"))
    said = tuple(line for line in above if line.strip())
    return Sheet(name, _again(rows), labels=LABELS, verdicts=verdicts, width=1, shown=shown, preface=said)


def _again(rows: list[list[Any]]) -> Any:
    def walk() -> Iterator[list[Any]]:
        yield from rows

    return walk


def _line(line: str, number: int, owner: int | None, numbered: bool, bodies: dict[int, str]) -> tuple[str, int | None]:
    """Return the verdict of one line (empty for an item's first) and which item the next line may go on with."""
    if not line.strip():
        return "blank", owner if numbered else None
    if _MARK.match(line):
        return "title", None
    if _EXAMPLE.match(line):
        return "sample", None
    if number > 1 and _HEADING.fullmatch(line):
        return "section", None
    if numbered and _EMPTY_ITEM.fullmatch(line):
        return "blank", None
    if numbered and (match := _ITEM.match(line)):
        if _TAKEN_BACK.fullmatch(line[match.end() :].strip()):
            return "nothing", None
        bodies[number] = line
        return "", number
    if not numbered:
        return _unnumbered(line, number, owner, bodies)
    if owner is None:
        return "note" if number > 1 else "title", None
    bodies[owner] += "\n" + line
    return "continued", owner


def _unnumbered(line: str, number: int, owner: int | None, bodies: dict[int, str]) -> tuple[str, int | None]:
    """Return the verdict of a line in a chain without numbers: '姓名：' or a telephone begins an item."""
    keys = list(_KEYED.findall(line))
    if keys and re.match(r"(?:本人)?姓名|名字", keys[0]):
        bodies[number] = line
        return "", number
    if keys and owner is not None:
        bodies[owner] += "\n" + line
        return "continued", owner
    if _PHONE.search(line) or _ID.search(line):
        bodies[number] = line
        return "", None
    return "title" if number == 1 else "note", None


def _item(body: str) -> list[Any]:
    """Return one item as cells under `LABELS`: keyed parts by their key, the rest by what it looks like."""
    body = _PICTURE.sub(" ", body)
    match = _ITEM.match(body)
    found: dict[str, str] = {"序号": next(filter(None, match.groups()), "") if match else ""}
    rest = body[match.end() :] if match else body
    rest = _take_keyed(rest, found)
    rest = _take_known(rest, found)
    _take_rest(rest, found)
    return [found.get(label, "") for label in LABELS]


#: Keys of keyed items, by the label they belong under; what is not here is left to column recognition's drop rules.
_KEYS = {
    "姓名": ("姓名", "名字", "本人姓名"),
    "身份证号码": ("身份证", "身份证号", "身份证号码", "证件号", "证件号码", "身份證", "身份證號", "身份證號碼"),
    "联系电话": ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "電話", "聯繫電話", "手機", "電話號碼"),
    "现住址": ("住址", "现住址", "地址", "现居住地", "居住地", "家庭住址", "居住地址", "現住址", "現居住地", "住处"),
    "来源地": (
        "来源地",
        "来自",
        "出发地",
        "从哪里回来",
        "从哪里来",
        "何处返回",
        "返回地",
        "來源地",
        "來自",
        "出發地",
        "返乡前所在地",
        "务工地",
    ),
    "返乡时间": (
        "返乡时间",
        "到达时间",
        "返回时间",
        "回来时间",
        "到家时间",
        "抵达时间",
        "时间",
        "日期",
        "返鄉時間",
        "抵罗时间",
        "回罗时间",
        "返罗时间",
    ),
    "交通工具": ("交通工具", "交通方式", "乘坐", "交通"),
    "车次航班": ("车次", "航班", "车牌", "车牌号", "车次航班"),
    "体温": ("体温", "今日体温", "體溫"),
    "性别": ("性别", "性別"),
    "年龄": ("年龄", "年齡"),
    "备注": ("备注", "備註", "说明", "症状", "有无症状", "健康状况"),
}
_BY_KEY = {key: label for label, keys in _KEYS.items() for key in keys}


def _take_keyed(text: str, found: dict[str, str]) -> str:
    """Move every 'key：value' into its column; a value under an unknown key (籍貫) is left out altogether."""
    matches = list(_KEYED.finditer(text))
    if not matches:
        return text
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        value = text[match.end() : following.start() if following else len(text)].strip(" \t\n,，;；。、")
        label = _BY_KEY.get(re.sub(r"[（(].*", "", match.group(1)))
        if label and value:
            found[label] = f"{found[label]}/{value}" if label in found else value
    return text[: matches[0].start()]


def _take_known(text: str, found: dict[str, str]) -> str:
    """Take out of free text what only looks like one thing: ID, phones, temperature, source, day, trip, sex, age."""
    patterns = (
        ("身份证号码", _SPACED_ID),
        ("身份证号码", _ID),
        ("联系电话", _PHONE),
        ("体温", _TEMPERATURE),
        ("返乡时间", _DAY),
        ("车次航班", _TRIP),
        ("年龄", _AGE),
        ("性别", _SEX),
        ("交通工具", _WAY),
    )
    if (source := _FROM.search(text)) and "来源地" not in found:
        found["来源地"] = source.group(1)
        text = text[: source.start()] + " " + text[source.end() :]
    for label, pattern in patterns:
        hits = [m.group() for m in pattern.finditer(text)]
        if hits and label not in found:
            found[label] = "/".join(hits) if label == "联系电话" else hits[0]
            text = pattern.sub(" ", text) if label == "联系电话" else pattern.sub(" ", text, count=1)
    return text


def _take_rest(text: str, found: dict[str, str]) -> None:
    """Read what is left in order: the first short word is the name, a word with a village or a street the address."""
    tokens = [bare for t in re.split(r"[\s,，;；。、/+|]+", text) if (bare := t.strip("-—:：()（）@"))]
    names = [t for t in tokens if t not in _BY_KEY and _NAME.fullmatch(t) and not _PROVINCE.fullmatch(t)]
    # '水摆村 陈某某': a village is a short word too, but not when a better one follows.
    name = next((t for t in names if not _PLACE.fullmatch(t)), names[0] if names else "")
    notes: list[str] = []
    for token in tokens:
        if token in _BY_KEY:
            continue
        lives = _LIVES.match(token)
        where = lives.group(1) if lives else token
        if token == name and "姓名" not in found:
            found["姓名"] = token
        elif "来源地" not in found and _PROVINCE.fullmatch(token) and not _PLACE.fullmatch(token):
            found["来源地"] = token
        elif token in _NO_PLACES or not _PLACE.fullmatch(where) or where.startswith(("已", "现", "目前", "在家")):
            notes.append(token)
        else:
            found["现住址"] = found.get("现住址", "") + where
    if notes:
        found["备注"] = "，".join([*filter(None, [found.get("备注")]), *notes])
