"""What screening can be asked: each figure once, with its definition; boards, bulletin and map name them."""

from __future__ import annotations

from datetime import date

from tongchou.base.refusals import words
from tongchou.figures.declare import Flow, Ratio, State, Stock, declare
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import AFTER, OUTCOMES
from tongchou.registers.places.models import AREA_KINDS
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.roles import SLOTS

#: The "3+1" groups: a campaign's people are counted apart, and so are those met at the door.
KEY_GROUPS = ("from-key-area", "through-key-area", "to-key-area", "from-abroad")
DONE = (*OUTCOMES, *AFTER)


def _accounts(groups: tuple[str, ...], states: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"screening:{group}:{state}" for group in groups for state in states)


def groups_in_force(on: date) -> int:
    """Return how many of the "3+1" groups have a closed set of outcomes in force."""
    edition = rules.in_force(rules.shipped("outcomes"), on)
    return sum(1 for group in KEY_GROUPS if rules.outcomes(edition, group))


def area_kinds(on: date) -> int:
    """Return how many of the three kinds of key area the cells of the day are of."""
    present = {str(kind) for kind in tree(on).area_kind if kind}
    return len(present & set(AREA_KINDS))


declare(
    Stock(
        name="screening_pushed",
        title=words("大數據推送重點人員（累計）"),
        unit=words("人次"),
        definition=words("至當日止各份名單上「3＋1」類重點人員的行數；同一人在幾份名單上計幾次。退回來文單位並被取代的行不計。"),
        accounts=("screening:from-key-area:*", "screening:through-key-area:*", "screening:to-key-area:*",
                  "screening:from-abroad:*"),
    ),
    Flow(
        name="screening_pushed_today",
        title=words("當日推送"),
        unit=words("人次"),
        definition=words("當日入帳的「3＋1」類重點人員名單行數。"),
        frm=("outside:people",),
        to=_accounts(KEY_GROUPS, ("pending", *DONE)),
    ),
    Stock(
        name="screening_pending",
        title=words("待核查"),
        unit=words("人"),
        definition=words("名單上的「3＋1」類重點人員，至當日末尚無核查結果的。"),
        accounts=_accounts(KEY_GROUPS, ("pending",)),
        mission=("L27",),
    ),
    Stock(
        name="screening_concluded",
        title=words("已核查"),
        unit=words("人次"),
        definition=words("名單上的「3＋1」類重點人員，至當日末已有核查結果的。"),
        accounts=_accounts(KEY_GROUPS, DONE),
    ),
    Flow(
        name="screening_concluded_today",
        title=words("當日核清"),
        unit=words("人次"),
        definition=words("當日由待核查轉為任何一種核查結果的「3＋1」類重點人員，沖正已扣除。"),
        frm=_accounts(KEY_GROUPS, ("pending",)),
        to=_accounts(KEY_GROUPS, DONE),
    ),
    Ratio(
        name="screening_verified_rate",
        title=words("大數據核查率"),
        definition=words("已核查除以累計推送。"),
        numerator="screening_concluded",
        denominator="screening_pushed",
        mission=("L15",),
    ),
    Stock(
        name="screening_passport",
        title=words("持有護照人員核查勸導"),
        unit=words("人"),
        definition=words("護照專項名單上，至當日末已完成核查勸導的人數；勸導不是限制，名單於專項結束時刪除。"),
        accounts=("screening:passport:persuaded",),
        mission=("L16",),
    ),
    Stock(
        name="screening_passport_pending",
        title=words("持有護照人員待核查勸導"),
        unit=words("人"),
        definition=words("護照專項名單上，至當日末尚無結果的人數。"),
        accounts=("screening:passport:pending",),
    ),
    *(
        Stock(
            name=f"screening_{state.replace('-', '_')}",
            title=title,
            unit=words("人"),
            definition=definition,
            accounts=_accounts((*KEY_GROUPS, "met"), (state,)),
        )
        for state, title, definition in (
            ("cleared", words("已排除"), words("核查後排除的人次。")),
            ("home-quarantine", words("正在居家隔離醫學觀察"), words("至當日末仍在居家隔離醫學觀察的人數。")),
            ("health-monitoring", words("正在居家健康監測"), words("至當日末仍在居家健康監測的人數；不是隔離。")),
            ("to-quarantine", words("報請集中隔離"), words("核查後報請集中隔離的人次。")),
            ("released", words("已解除居家隔離"), words("居家隔離醫學觀察期滿解除的人次。")),
        )
    ),
    Stock(
        name="screening_met",
        title=words("上門排查新發現"),
        unit=words("人次"),
        definition=words("不在任何名單上，由上門排查發現並登記的人次。"),
        accounts=("screening:met:*",),
        mission=("L91",),
    ),
    Stock(
        name="visits_due",
        title=words("應訪未訪"),
        unit=words("人次"),
        definition=words("當日應訪而尚未錄入結果的觀察對象。"),
        accounts=("visit:*:due",),
    ),
    Flow(
        name="visits_seen",
        title=words("當日已見"),
        unit=words("人次"),
        definition=words("當日應訪對象中見到本人的，含電話代錄。"),
        frm=("visit:*:due", "visit:*:unreported"),
        to=("visit:*:seen", "visit:*:symptoms", "visit:*:by-telephone"),
    ),
    Flow(
        name="visits_opened",
        title=words("當日應訪"),
        unit=words("人次"),
        definition=words("當日觀察對象每人一次的應訪。"),
        frm=("outside:visits",),
        to=("visit:*",),
    ),
    Stock(
        name="visits_unreported",
        title=words("逾時未報的訪視"),
        unit=words("人次"),
        definition=words("日結時仍無人錄入、由系統記為未報的訪視，至當日末尚未補錄的累計。"),
        accounts=("visit:*:unreported",),
    ),
    State(
        name="screening_groups",
        title=words("「3＋1」類重點人員"),
        unit=words("類"),
        definition=words("當日規則中有核查結果集的重點人員類別數。"),
        read=groups_in_force,
        mission=("L24",),
    ),
    State(
        name="screening_area_kinds",
        title=words("重點區域"),
        unit=words("類"),
        definition=words("社區、農村、城鄉結合部三類重點區域，按村（社區）的類別統計。"),
        read=area_kinds,
        mission=("L25",),
    ),
    State(
        name="screening_team_slots",
        title=words("三人小組"),
        unit=words("方"),
        definition=words("核查小組的組成：村（社區）、衛生、公安各一人。"),
        read=lambda on: len(SLOTS),
        mission=("L26",),
    ),
)  # fmt: skip
