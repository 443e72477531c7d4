"""What quarantine can be asked: each figure once, with its definition; boards, bulletin and map name them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tongchou.base.refusals import words
from tongchou.figures.declare import Count, Flow, Ratio, Stock, declare
from tongchou.journal.chart import chart
from tongchou.journal.rows import columns
from tongchou.pillars.quarantine.accounts import ADMITTED, LEFT_AT_HOME, READING_ANSWERS, STAYS
from tongchou.registers.staff.queries import posts_on

Pairs = Iterable[tuple[int, int]]


def _stays(*states: str) -> tuple[str, ...]:
    return tuple(f"quarantine:stay:{state}" for state in states)


def pickup_teams(on: date) -> Pairs:
    """Return the pick-up teams that the rotation of a day names, each at its port."""
    posts = posts_on(on).filter(unit__kind="pickup", role="pickup_lead")
    return posts.values_list("unit", "place").distinct()


def past_end(on: date) -> Pairs:
    """Return the stays in force on a day, as far as known, whose last full day is that day or before."""
    accounts = ", ".join(str(n) for n in chart().matching(list(_stays("in-site", "home-after"))))
    case, place = columns(
        'SELECT s."case", s.place FROM standing s JOIN restriction_order e ON e.claim = '
        '(SELECT max(o.claim) FROM restriction_order o WHERE o."case" = s."case") '
        f"WHERE s.account IN ({accounts}) AND e.ends_on <= %s",
        [on.toordinal()],
        2,
    )
    return list(zip(case.tolist(), place.tolist(), strict=True))


declare(
    Stock(
        name="quarantine_admitted",
        title=words("累計集中隔離"),
        unit=words("人次"),
        definition=words(
            "至當日末曾入住集中隔離點的人次：正在隔離、轉居家、送醫、陽性、已解除之和；只作決定、未入住的不計。"
        ),
        accounts=_stays(*ADMITTED),
        coverage="",
        mission=("L31",),
    ),
    Stock(
        name="quarantine_in_site",
        title=words("正在集中隔離"),
        unit=words("人"),
        definition=words("至當日末在集中隔離點的人數。"),
        accounts=_stays("in-site"),
        coverage="",
        mission=("L32",),
    ),
    Stock(
        name="quarantine_released",
        title=words("已解除集中隔離"),
        unit=words("人次"),
        definition=words("至當日末由作出決定的機關期滿解除的人次；送醫不是解除。"),
        accounts=_stays("released"),
        coverage="",
        mission=("L33",),
    ),
    Flow(
        name="quarantine_collected",
        title=words("口岸接回（累計）"),
        unit=words("人次"),
        definition=words("由接返工作組在口岸簽收、點對點送往隔離點的人次，自開始累計。"),
        frm=_stays("ordered"),
        to=_stays("in-transit"),
        window="start",
        coverage="",
        mission=("L30",),
    ),
    Count(
        name="quarantine_pickup_teams",
        title=words("口岸接返工作組"),
        unit=words("個"),
        definition=words("當日輪值表上派駐口岸的接返工作組數。"),
        select=pickup_teams,
        coverage="",
        mission=("L29",),
    ),
    *(
        Stock(
            name=f"quarantine_{state.replace('-', '_')}", title=title, unit=words("人"), definition=definition,
            accounts=_stays(state), coverage="",
        )
        for state, title, definition in (
            ("ordered", words("已決定待轉運"), words("已作出決定，尚未離開的人數。")),
            ("in-transit", words("轉運途中"), words("接返途中的人數。")),
            ("home-after", words("轉居家隔離"), words("由隔離點轉回家中、期限未滿的人數。")),
            ("hospital", words("送醫隔離治療"), words("由隔離點送往醫院的人數；另一種規則，不是解除。")),
            ("found-positive", words("檢出陽性"), words("隔離中由疾控機構檢出陽性的人數。")),
            ("revoked", words("決定已撤銷"), words("入住之前撤銷的決定數。")),
        )
    ),
    Flow(
        name="quarantine_admitted_today",
        title=words("當日入住"),
        unit=words("人次"),
        definition=words("當日入住集中隔離點的人次，沖正已扣除；由醫院返回的不計。"),
        frm=("outside:people", *_stays("ordered", "in-transit")),
        to=_stays("in-site"),
        coverage="",
    ),
    Flow(
        name="quarantine_released_today",
        title=words("當日解除"),
        unit=words("人次"),
        definition=words("當日解除集中隔離的人次。"),
        frm=_stays("in-site", "home-after"),
        to=_stays("released"),
        coverage="",
    ),
    Stock(
        name="quarantine_requests_open",
        title=words("報請集中隔離待答覆"),
        unit=words("件"),
        definition=words("一線報請、尚無決定的件數，含臨時留置中的。"),
        accounts=("quarantine:request:asked", "quarantine:request:held"),
        coverage="",
    ),
    Count(
        name="quarantine_past_end",
        title=words("隔離期滿未解除"),
        unit=words("人"),
        definition=words("最後一個整日已到而仍在隔離的人數；日結時逐人列名結轉。"),
        select=past_end,
        coverage="",
    ),
    *(
        Stock(
            name=f"quarantine_rooms_{name}", title=title, unit=words("間"), definition=definition,
            accounts=tuple(f"quarantine:room:{state}" for state in states), coverage="",
        )
        for name, title, definition, states in (
            ("all", words("隔離房間"), words("各隔離點的房間總數，含停用的。"),
             ("ready", "in-use", "awaiting-disinfection", "closed")),
            ("ready", words("可用房間"), words("已消毒、可以入住的房間數。"), ("ready",)),
            ("in_use", words("在用房間"), words("有人居住的房間數。"), ("in-use",)),
            ("awaiting", words("待消毒房間"), words("人已離開、尚未終末消毒的房間數。"), ("awaiting-disinfection",)),
        )
    ),
    Ratio(
        name="quarantine_rooms_used",
        title=words("房間使用率"),
        definition=words("在用房間除以房間總數。"),
        numerator="quarantine_rooms_in_use",
        denominator="quarantine_rooms_all",
        coverage="",
    ),
    Stock(
        name="quarantine_readings_due",
        title=words("體溫應錄未錄"),
        unit=words("人次"),
        definition=words("當日應測體溫而尚未錄入的。"),
        accounts=("quarantine:reading:due",),
        coverage="",
    ),
    Flow(
        name="quarantine_readings_taken",
        title=words("當日測體溫"),
        unit=words("人次"),
        definition=words("當日錄入體溫和症狀的人次。"),
        frm=("quarantine:reading:due", "quarantine:reading:unreported"),
        to=tuple(f"quarantine:reading:{answer}" for answer in READING_ANSWERS),
        coverage="",
    ),
    Flow(
        name="quarantine_fever_today",
        title=words("當日發熱或有症狀"),
        unit=words("人次"),
        definition=words("當日體溫達到規則所定發熱標準，或有症狀的人次。"),
        frm=("quarantine:reading:due", "quarantine:reading:unreported"),
        to=("quarantine:reading:fever", "quarantine:reading:symptoms"),
        coverage="",
    ),
    Stock(
        name="care_open",
        title=words("隔離人員家中待照顧"),
        unit=words("件"),
        definition=words("隔離人員家中的兒童、老人、病人、藥品、牲畜等，尚未落實照顧的件數。"),
        accounts=tuple(f"care:{kind}:waiting" for kind in LEFT_AT_HOME),
        coverage="",
    ),
    Stock(
        name="care_done",
        title=words("隔離人員家中已照顧"),
        unit=words("件"),
        definition=words("隔離人員家中已落實照顧的件數。"),
        accounts=tuple(f"care:{kind}:done" for kind in LEFT_AT_HOME),
        coverage="",
    ),
)  # fmt: skip

assert STAYS.name == "quarantine:stay"
