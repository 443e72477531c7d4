"""Kind `staff`: who works where, as what, from when to when. One row a post.

Nobody gives more than they hold: a role above the sender's own, or a place outside theirs, is refused row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tongchou.base.refusals import words
from tongchou.intake.codes import NOTE as SAID
from tongchou.intake.codes import REFUSE, declare
from tongchou.intake.columns import Column
from tongchou.intake.common import ADDRESS_NAMES, ADDRESS_PARTS, NAME, NOTE, PHONES
from tongchou.intake.kinds import Handed, Handing, Kind, register
from tongchou.intake.placing import addresses_of, by_register
from tongchou.intake.table import Listing, Table
from tongchou.intake.values import Choice, Day, Text
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, may, scope_of
from tongchou.registers.staff.loading import load
from tongchou.registers.staff.naming import username_of
from tongchou.registers.staff.roles import ROLES
from tongchou.registers.staff.table import StaffTable, Units

declare("role_above_own", REFUSE, words("所填角色高於報送人自己的角色。"))
declare("place_not_yours", REFUSE, words("所填村、網格不在報送人負責的範圍內。"))
declare("days_reversed", REFUSE, words("結束日期早於開始日期。"))
declare("from_on_assumed", SAID, words("未填開始日期，按名單日期起算。"))

ROLE_WORDS = {
    "county_command": ("县指挥部", "市指挥部", "指挥部领导", "总指挥"),
    "county_officer": ("指挥部工作组", "工作组", "县级人员", "市级人员", "指挥部工作人员"),
    "town_lead": ("镇负责人", "镇街负责人", "镇领导", "镇（街）负责人", "大网格长", "网格总长"),
    "village_lead": ("村负责人", "村社区负责人", "村（社区）负责人", "中网格长", "村支书", "村主任"),
    "field_worker": ("一线人员", "网格员", "小网格长", "微网格长", "工作人员", "组员", "成员"),
    "storekeeper": ("物资保管员", "保管员", "仓管员", "仓库保管员", "物资管理员"),
    "auditor": ("审计", "审计员", "督查"),
}
KIND_WORDS = {
    "party_member": ("党员", "中共党员", "下沉党员"),
    "volunteer": ("志愿者", "义工", "志愿服务"),
    "teacher": ("教师", "老师", "本地教师"),
    "delegate": ("两代表一委员", "党代表", "人大代表", "政协委员"),
    "department_staff": ("部门干部", "机关干部", "市直干部", "镇干部", "公务员"),
    "grid_worker": ("网格员", "专职网格员"),
    "village_committee": ("村干部", "村委干部", "居委干部", "村委会干部", "村两委", "社区干部"),
    "health_worker": ("医务人员", "医生", "护士", "村医", "卫生人员", "卫生"),
    "police": ("民警", "公安", "辅警", "派出所民警"),
}
USERNAME = Column(
    "username", words("用戶名"), ("用户名", "登录名", "账号", "工号", "username"), Text(), repeatable=False
)
ROLE = Column("role", words("角色"), ("角色", "系统角色", "权限", "role"), Choice(ROLE_WORDS, code="choice_unreadable"))
HELPER = Column("helper", words("類別"), ("类别", "人员类别", "身份", "力量类别", "kind"), Choice(KIND_WORDS))
UNIT = Column("unit", words("單位"), ("单位", "工作单位", "所在单位", "派出单位", "部门"), Text())
DUTY = Column("duty", words("職務"), ("职务", "职务职称", "职位"), Text())
STATION = Column("station", words("崗位"), ("岗位", "值守岗位", "下沉岗位"), Text())
CELL = Column(
    "cell", words("網格"), ("网格", "所在网格", "负责网格", "网格名称", "村/网格", "村网格", "下沉网格"), Text()
)
FROM = Column("from_on", words("開始日期"), ("开始日期", "开始时间", "起始日期", "任职日期", "到岗日期", "起"), Day())
TO = Column("to_on", words("結束日期"), ("结束日期", "结束时间", "截止日期", "离岗日期", "止"), Day(window=False))
ADDRESS = (*ADDRESS_NAMES, "cell")


def check(table: Table, listing: Listing) -> None:
    """Fill what is left out, and refuse what the sender may not give."""
    start, end = table["from_on"], table["to_on"]
    for index, (first, last) in enumerate(zip(start, end, strict=True)):
        if first is None:
            table.mark(index, "from_on_assumed")
        elif last is not None and _day(last) < _day(first):
            table.mark(index, "days_reversed")
    table.put("role", [role or "field_worker" for role in table["role"]])
    _check_roles(table, scope_of(listing.user, on=listing.on, tree=tree(listing.on)))


def _check_roles(table: Table, scope: Scope) -> None:
    ladder = list(ROLES)
    for index, role in enumerate(table["role"]):
        if ladder.index(role) < ladder.index(scope.role or ladder[-1]):
            table.mark(index, "role_above_own")


def commit(handing: Handing) -> Handed:
    """Load the posts. The sender's reach is asked again here: a staged list may have waited."""
    table, day = handing.table, handing.listing.on
    scope = scope_of(handing.user, on=day, tree=tree(day))
    ladder = list(ROLES)
    mine = [
        n
        for n, (role, place) in enumerate(zip(table["role"], table["place"], strict=True))
        if scope.role
        and ladder.index(role) >= ladder.index(scope.role)
        and (may(scope, "staff.take_list", place) if place else scope.is_everywhere)
    ]
    refused = sorted(set(range(len(table))) - set(mine))
    _load(table.take(mine), day)
    return Handed(codes={n: ["place_not_yours"] for n in refused})


def _load(table: Table, day: date) -> None:
    if not len(table):
        return
    names, phones = table["name"], [several[0] if several else "" for several in table["phones"]]
    root = int(tree(day).root)
    position = {name: n for n, name in enumerate(dict.fromkeys(unit for unit in table["unit"] if unit))}
    units = Units(["department"] * len(position), [root] * len(position), list(position))
    load(
        StaffTable(
            username=_usernames(table, names, phones),
            name=names,
            role=table["role"],
            place=[place or 0 for place in table["place"]],
            from_on=[_day(first) if first else day for first in table["from_on"]],
            kind=[kind or "" for kind in table["helper"]],
            duty=[(duty or station or "")[:60] for duty, station in zip(table["duty"], table["station"], strict=True)],
            phone=phones,
            unit=[position.get(unit, -1) for unit in table["unit"]],
            to_on=[_day(last) if last else None for last in table["to_on"]],
        ),
        units,
    )


def _usernames(table: Table, names: list[str], phones: list[str]) -> list[str]:
    """Return the username each row gives, else one made of name and telephone."""
    given = table["username"]
    return [said or username_of(name, phone) for said, name, phone in zip(given, names, phones, strict=True)]


def _keys(table: Table, listing: Listing) -> Sequence[str | None]:
    """Return what names a post: who, where, as what, from when."""
    names, phones = table["name"], [several[0] if several else "" for several in table["phones"]]
    users = _usernames(table, [name or "" for name in names], phones)
    where = addresses_of(table, ADDRESS)
    return [
        f"{user}:{role}:{helper}:{place}:{first}" if name else None
        for user, name, role, helper, place, first in zip(
            users, names, table["role"], table["helper"], where, table["from_on"], strict=True
        )
    ]


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


STAFF = register(
    Kind(
        name="staff",
        title=words("工作人員"),
        columns=(
            NAME.needed(), USERNAME, PHONES, UNIT, DUTY, STATION, *ADDRESS_PARTS, CELL, HELPER, ROLE, FROM, TO, NOTE,
        ),
        commit=commit,
        check=check,
        keys=_keys,
        list_key=lambda listing: "",
        address=ADDRESS,
        place=by_register,
    )
)  # fmt: skip
