"""Columns that many kinds share, with the headers departments really write over them.

A `?` in a synonym stands for one to four characters ('到?时间' is 到柳时间, 到罗定时间); one that begins
with `=` is only itself and never found inside a longer header ('=类型' is not 证件类型). A kind takes what it
needs: `NAME.needed()`, `ADDRESS.wanted()`, `ARRIVED.also("抵罗时间")`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tongchou.intake.columns import Column
from tongchou.intake.table import Listing, Table
from tongchou.intake.values import (
    SEX,
    AreaCode,
    Day,
    IdNumber,
    Instant,
    Name,
    Passport,
    Phones,
    Temperature,
    Text,
    Whole,
    YesNo,
)
from tongchou.intake.values.identity import born_on, is_resident_id, sex_in

_SYMPTOM_WORDS = (
    "发热|发烧|低烧|高烧|咳|乏力|腹泻|胸闷|呼吸|不适|异常|感冒|流涕|鼻塞|咽痛|喉|头痛|头晕|肌肉|呕吐|寒战|气促|有症状"
)


def _column(name: str, title: str, synonyms: str, reader: object, *, gathers: bool = False) -> Column:
    return Column(name, title, tuple(synonyms.split()), reader, gathers=gathers)  # type: ignore[arg-type]


NAME = _column(
    "name",
    "姓名",
    "姓名 人员姓名 本人姓名 中文姓名 对象姓名 返乡人员姓名 返回人员姓名 被排查人姓名 被核查人姓名 旅客姓名 "
    "员工姓名 人员名称 名字 "
    "隔离人员姓名 被隔离人员姓名 持证人姓名 重点人员姓名 学生姓名 职工姓名 当事人 name",
    Name(),
)
ID_NUMBER = _column(
    "id_number",
    "身份證號",
    "身份证号 身份证号码 公民身份号码 公民身份证号码 居民身份证号码 居民身份证号 居民身份证 身份证 证件号码 "
    "证件号 身份证件号码 身份证件号 "
    "身份证明号码 身份号码 证照号码 有效证件号码 证件编号 本人身份证号 身份证号护照号 身份证护照号 "
    "身份证或护照号码 身份证或护照号 身份证护照号码 "
    "身份证护照 idcard idnumber idno id",
    IdNumber(),
)
PASSPORT = _column(
    "passport", "護照號", "护照号 护照号码 护照 通行证号 通行证号码 港澳台通行证号 passport passportno", Passport()
)
PHONES = _column(
    "phones",
    "電話",
    "联系电话 手机号码 手机号 手机 电话号码 电话 联系方式 联系手机 本人电话 本人联系电话 本人手机 本人联系方式 "
    "移动电话 联络电话 联系号码 人联系电话 "
    "户联系电话 电话手机 手机电话 固定电话 固话 座机 宅电 备用电话 联系电话一 联系电话二 其他电话 tel phone mobile",
    Phones(),
    gathers=True,
)
ADDRESS = _column(
    "address",
    "住址",
    "现住址 现居住地 现居住地址 现居住详细地址 现住地址 现住地 目前居住地 目前居住地址 目前住址 目前在?居住地 "
    "现在住址 现居地 现居住址 居住地址 居住地 在?居住地址 "
    "在?住址 抵?后住址 返乡后住址 返?后居住地 家庭住址 家庭地址 常住地址 常住地 居家地址 居家隔离地址 "
    "居家观察地址 隔离地址 隔离地点 观察地点 具体住址 具体地址 住址 住所 "
    "实际居住地 实际居住地址 实际住址 暂住地址 暂住地 详细地址 详细住址 居住详址 所在地址 通讯地址 联系地址 "
    "=地址 =住地 居住小区 =小区 到哪里去 去往地 去往地址 目的地 目的地址 address",
    Text(),
)
COUNTY = _column("county", "縣區", "县市区旗 县市区 县区 区县 所属区县 所属县区 所属区 所在县区 县", Text())
TOWN = _column(
    "town",
    "鄉鎮",
    "去往街镇 目的地乡镇 目的地镇街 目的地街镇 "
    "镇别 乡镇别 镇名 乡镇街道 乡镇 镇街 街镇 镇街道 乡镇街 所属乡镇 所属镇街 所属乡镇街道 所在乡镇 所在镇街 所在镇 "
    "现住乡镇 居住乡镇 镇街名称 乡镇名称 街道办 =街道 =镇 =乡 town",
    Text(),
)
VILLAGE = _column(
    "village",
    "村居",
    "村居 行政村 村社区 村居委 村居社区 村委会 居委会 村委居委 村居委会 村居民委员会 村委 社区村 村社 =社区 "
    "村别 村委名称 村委会名称 所在村 所在村居 所属村 所属村居 所在社区 所属社区 现住村居 居住村居 "
    "村名 村居名称 行政村社区 =村 village",
    Text(),
)
HAMLET = _column("hamlet", "村民小組", "自然村 村民小组 村小组 小组 村组 组别 =组 门牌号 门牌 房号", Text())
AREA_CODE = _column(
    "area_code",
    "區劃代碼",
    "区划代码 行政区划代码 统计用区划代码 现住地区划代码 居住地区划代码 所属区划代码 村居代码 村社区代码 村委代码 "
    "村代码 行政村代码 社区代码 村居编码 村编码 地址代码 地方代码 网格代码 网格编码 所属网格编号 所属网格编码 网格编号 "
    "area_code",
    AreaCode(),
)
SEX_COLUMN = _column("sex", "性別", "性别 sex gender", SEX)
AGE = _column("age", "年齡", "年龄 岁数 周岁 年龄周岁 age", Whole(high=130))
BIRTH = _column("birth_on", "出生日期", "出生日期 出生年月日 出生年月 出生时间 生日 birthday", Day(birth=True))
SOURCE = _column(
    "source",
    "來源地",
    "来源地 来自地 来自地区 来自何地 来自何处 来自哪里 来自 出发地 始发地 何处返程 从何处返回 从何地返回 "
    "漫游地 上车站 乘车站 起飞机场 出发机场 "
    "从哪里来 从哪里回来 返回地 返回前所在地 返乡前所在地 返?前所在地 返?前居住地 "
    "来?前居住地 来?前所在地 原居住地 来源省市 来源省份 来源国家 来自国家 来自国家地区 出发国家 出发国家地区 "
    "国家地区 入境国家 始发国家 现住省份 省份 外出地点 外出地 务工地点 务工地 "
    "务工城市 返程地 离开地 =来源 从何地来 旅居地 旅居史 from",
    Text(),
)
PASSED = _column(
    "passed", "途經地", "途经地 途经地区 途径地 途径地区 途经城市 经停地 经停 中转地 去过的省市 途经 经过地", Text()
)
ARRIVED = _column(
    "arrived_on",
    "到達日期",
    "抵罗时间 抵罗日期 返乡时间 返乡日期 到达时间 到达日期 抵达时间 抵达日期 返回时间 返回日期 返程时间 返程日期 "
    "返?时间及方式 返?时间和方式 返?时间方式 到?时间及方式 回?时间及方式 "
    "回来时间 回来日期 回乡时间 回乡日期 入境时间 入境日期 来到时间 "
    "进入?时间 进入?日期 "
    "到?时间 到?日期 抵?时间 抵?日期 返?时间 返?日期 回?时间 回?日期 来?时间 来?日期 自目的地返?时间",
    Instant(),
)
LEFT = _column(
    "left_on",
    "離開日期",
    "离开时间 离开日期 出发时间 出发日期 离境时间 离?时间 离?日期 离开?时间 离开?日期 启程时间 启程日期 "
    "乘车日期 乘车时间 乘机日期 航班日期 发车日期 发车时间",
    Instant(),
)
TRANSPORT = _column(
    "transport",
    "交通方式",
    "交通工具 交通方式 乘坐交通工具 返乡方式 返程方式 返乡交通工具 返?方式 出行方式 乘坐方式 回乡方式 搭乘交通工具",
    Text(),
)
TRIP = _column(
    "trip",
    "車次航班",
    "车次航班 车次航班自驾 车次 航班号 航班 航班车次 班次 车次航班号 车牌号 车牌 车牌号码 航班车次车牌 "
    "车次航班车牌 车次航班车牌号 车次航班号车牌号 途经航班火车汽车牌照 车号",
    Text(),
)
SYMPTOMS = _column(
    "symptoms",
    "有無症狀",
    "症状 有无症状 有何症状 是否有症状 是否发热咳嗽 有否咳嗽胸闷发烧 本人症状 健康状况 健康状态 身体状况 "
    "身体状态 当日身体状态 目前健康状况 目前身体状况 是否发烧 是否发热 有无发热 有无发热咳嗽 "
    "是否有发热咳嗽等症状 有无发热咳嗽等症状 有无不适症状 有无不适 是否有不适 是否异常 健康情况 身体情况",
    YesNo(yes_words=_SYMPTOM_WORDS),
)
TEMPERATURE = _column(
    "temperature_tenths",
    "體溫",
    "体温 测量体温 当日体温 今日体温 早体温 晚体温 晨检 午检 上午温度 昨日下午温度 额温 腋温 =温度",
    Temperature(),
)
EXPOSED = _column(
    "exposed",
    "接觸史",
    "14天内是否有湖北接触史 近14天是否接触过感染者 是否接触过感染者 是否有接触史 有无接触史 接触史 "
    "是否接触确诊病例 是否与确诊病例接触 是否密切接触者 是否密接 是否接触疫区人员",
    YesNo(yes_words="接触|密接"),
)
COMPANIONS = _column(
    "companions", "同行人", "同行人 同行人姓名 同行人员 同行人员姓名 随行人员 随车人员 共同居住人 同住人员", Text()
)
MEASURE = _column(
    "measure",
    "管控措施",
    "管控措施 隔离方式 隔离情况 隔离措施 采取措施 处置措施 管理措施 管控方式 观察方式 是否隔离 =处置 防控措施 落实措施",
    Text(),
)
QUARANTINE_FROM = _column(
    "quarantine_from_on",
    "開始隔離",
    "开始隔离时间 隔离开始时间 隔离开始日期 隔离起始时间 隔离起始日期 开始隔离日期 隔离时间 隔离日期 "
    "开始观察日期 开始观察时间 观察开始时间 居家隔离时间",
    Day(),
)
QUARANTINE_TO = _column(
    "quarantine_to_on",
    "解除隔離",
    "预计解除隔离时间 解除隔离时间 解除隔离日期 预计解除时间 预计解除日期 拟解除时间 解除观察日期 解除观察时间 "
    "隔离结束时间 隔离截止时间 解除时间 是否接触隔离",
    Day(),
)
CATEGORY = _column(
    "category", "人員類別", "人员类型 人员类别 人群类别 重点人群类别 人员分类 =类别 =类型 人员性质 人群分类", Text()
)
EMPLOYER = _column("employer", "單位", "工作单位 所在单位 单位名称 企业名称 公司全称 工作单位及职务 =单位", Text())
RECORDED = _column(
    "recorded_on",
    "登記日期",
    "=日期 登记日期 登记时间 填报日期 排查日期 排查时间 核查日期 检测日期 测量日期 填表日期",
    Day(),
)
SENDER_UNIT = _column(
    "sender_unit", "責任單位", "责任单位 责任部门 填报单位 报送单位 来文单位 推送单位 数据来源", Text()
)
NOTE = _column(
    "note", "備註", "备注 备考 备注说明 其他说明 其它说明 情况说明 =说明 =其他 =其它 其他情况 remark", Text()
)

#: What makes up an address, from the outside in.
ADDRESS_PARTS = (AREA_CODE, COUNTY, TOWN, VILLAGE, HAMLET, ADDRESS)
ADDRESS_NAMES = tuple(column.name for column in ADDRESS_PARTS)
#: A person as most lists have one.
PERSON = (NAME.needed(), ID_NUMBER, PASSPORT, PHONES, SEX_COLUMN, AGE, BIRTH)


def check_person(table: Table, listing: Listing) -> None:
    """Put passports written in the ID column where they belong, and compare sex, age and birth with the ID number.

    Fills `sex` and `birth_on` from the number where the list has none. Differences warn; the number is believed.
    """
    numbers, passports, kept = table["id_number"], table["passport"], []
    for index, number in enumerate(numbers):
        if number is not None and not is_resident_id(number) and "id_is_other" in table.codes.get(index, ()):
            passports[index] = passports[index] or number
            number = None
        kept.append(number)
    sexes, births, ages = table["sex"], table["birth_on"], table["age"]
    for index, number in enumerate(kept):
        if not is_resident_id(number) or _refuted(table, index):
            continue
        sex, birth = sex_in(number), born_on(number)
        if sexes[index] is not None and sexes[index] != sex:
            table.mark(index, "sex_differs")
        if births[index] is not None and births[index] != birth:
            table.mark(index, "birth_differs")
        if ages[index] is not None and birth and abs(_age(birth, listing) - ages[index]) > 2:
            table.mark(index, "age_differs")
        sexes[index], births[index] = sex, birth
    for name, values in (("id_number", kept), ("passport", passports), ("sex", sexes), ("birth_on", births)):
        if any(value is not None for value in values) or name in table:
            table.put(name, values, _DTYPES[name])


_DTYPES = {c.name: c.dtype for c in (ID_NUMBER, PASSPORT, SEX_COLUMN, BIRTH)}
_REFUTED = frozenset(["id_lost_digits", "id_check_digit", "id_birth_date", "id_length", "id_characters"])


def _refuted(table: Table, index: int) -> bool:
    return index in table.codes and not _REFUTED.isdisjoint(table.codes[index])


def _age(birth: object, listing: Listing) -> int:
    return listing.on.year - birth.year  # type: ignore[attr-defined, no-any-return]


def person_without_number(table: Table, listing: Listing) -> Sequence[str | None]:
    """Return the key that `person_keys` would give a row with an ID number or a passport if it had left that out."""
    columns = (table["id_number"], table["passport"], table["name"], table["phones"])
    return [
        _by_phone(name, phones) if (number or passport) and name and phones else None
        for number, passport, name, phones in zip(*columns, strict=True)
    ]


def _by_phone(name: str, phones: Sequence[str]) -> str:
    return f"phone:{name}:{phones[0]}"


def person_keys(table: Table, listing: Listing) -> Sequence[str | None]:
    """Return what names each row's person: the ID number, else the passport, else name and phone, or address.

    A name alone names nobody: two people of one village may bear it.
    """
    parts = [table[name] for name in ADDRESS_NAMES if name in table]
    keys: list[str | None] = []
    columns = (table["id_number"], table["passport"], table["name"], table["phones"])
    for index, (number, passport, name, phones) in enumerate(zip(*columns, strict=True)):
        if number:
            keys.append(f"id:{number}")
        elif passport:
            keys.append(f"passport:{passport}")
        elif name and phones:
            keys.append(_by_phone(name, phones))
        elif name and len(address := "".join(part[index] or "" for part in parts)) >= 6:
            keys.append(f"address:{name}:{address}")
        else:
            keys.append(None)
    return keys
