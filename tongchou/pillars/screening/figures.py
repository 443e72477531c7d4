"""What screening can be asked: each figure once, with its definition; boards, bulletin and map name them."""

from __future__ import annotations

from datetime import date

from tongchou.base.dated import in_force
from tongchou.base.refusals import words
from tongchou.bulletin.late import late
from tongchou.dated.queries import editions
from tongchou.figures.declare import Count, Flow, Ratio, State, Stock, declare
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import AFTER, OUTCOMES
from tongchou.registers.places.models import AREA_KINDS
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.roles import SLOTS

#: The "3+1" groups: a campaign's people are counted apart, and so are those met at the door.
KEY_GROUPS = ("from-key-area", "through-key-area", "to-key-area", "from-abroad")
DONE = (*OUTCOMES, *AFTER)
GROUP_TITLES = (
    ("from-key-area", words("推送：從重點地區來"), words("待核查：從重點地區來")),
    ("through-key-area", words("推送：途經重點地區"), words("待核查：途經重點地區")),
    ("to-key-area", words("推送：回重點地區去"), words("待核查：回重點地區去")),
    ("from-abroad", words("推送：境外返回"), words("待核查：境外返回")),
)
#: The closed set of a list: with what is pending they add up to its rows.
LIST_OUTCOMES = (
    ("cleared", words("已排除")),
    ("home-quarantine", words("居家隔離醫學觀察")),
    ("health-monitoring", words("居家健康監測")),
    ("to-quarantine", words("報請集中隔離")),
    ("not-living-here", words("不在此居住")),
    ("wrong-information", words("信息有誤")),
    ("missed-before", words("此前漏報")),
    ("passed-through", words("僅途經")),
    ("in-transit", words("尚在途中")),
    ("beyond-period", words("已過觀察期")),
    ("not-found", words("聯繫不上")),
    ("persuaded", words("已核查勸導")),
    ("departed", words("已返回重點地區")),
    ("released", words("已解除居家隔離")),
    ("monitoring-ended", words("監測期滿")),
    ("handed-over", words("已移交外縣")),
    ("campaign-ended", words("專項結束")),
)


def _accounts(groups: tuple[str, ...], states: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"screening:{group}:{state}" for group in groups for state in states)


def groups_in_force(on: date) -> int | None:
    """Return how many of the "3+1" groups have a closed set of outcomes in force; None before there were rules."""
    found = editions("screening.outcomes")
    if all(edition.from_on > on for edition in found):
        return None
    edition = in_force(found, on)
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
        definition=words("當日入賬的「3＋1」類重點人員名單行數。"),
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
    *(
        Stock(
            name=f"screening_pushed_{group.replace('-', '_')}",
            title=title,
            unit=words("人次"),
            definition=words("至當日止名單上這一類重點人員的行數。"),
            accounts=(f"screening:{group}:*",),
        )
        for group, title, _ in GROUP_TITLES
    ),
    *(
        Stock(
            name=f"screening_pending_{group.replace('-', '_')}",
            title=title,
            unit=words("人"),
            definition=words("名單上這一類重點人員，至當日末尚無核查結果的。"),
            accounts=(f"screening:{group}:pending",),
        )
        for group, _, title in GROUP_TITLES
    ),
    *(
        Stock(
            name=f"screening_list_{state.replace('-', '_')}",
            title=title,
            unit=words("人次"),
            definition=words("名單上的「3＋1」類重點人員，至當日末核查結果為此的行數；各結果與待核查之和等於累計推送。"),
            accounts=_accounts(KEY_GROUPS, (state,)),
        )
        for state, title in LIST_OUTCOMES
    ),
    Count(
        name="screening_late",
        title=words("當日入賬的遲報核查與訪視"),
        unit=words("宗"),
        definition=words("以前發生、當日才入賬的核查與訪視，一宗只計一次；按入賬日計，原發生日仍留在台賬上。"),
        select=late("screening:*:*", "visit:*:*"),
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
    Stock(
        name="zero_reports_expected",
        title=words("零報告應報未報"),
        unit=words("村（社區）"),
        definition=words("當日應作零報告而還沒有任何答覆的村（社區）。"),
        accounts=("returns:zero-report:expected",),
    ),
    Flow(
        name="zero_reports_received",
        title=words("當日零報告"),
        unit=words("村（社區）"),
        definition=words("當日報告沒有（其他）情況的村（社區），含遲報；沉默不計在內。"),
        frm=("outside:returns", "returns:zero-report:*"),
        to=("returns:zero-report:received", "returns:zero-report:late"),
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
    Flow(
        name="visits_by_telephone",
        title=words("當日電話代錄"),
        unit=words("人次"),
        definition=words("當日由他人代為錄入的電話訪視，兩人姓名均留在台賬上。"),
        frm=("visit:*:due", "visit:*:unreported"),
        to=("visit:*:by-telephone",),
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
