"""What supplies can be asked: each figure once, with its definition; boards and bulletin name them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from tongchou.base.refusals import Refused, words
from tongchou.figures.cube import cube
from tongchou.figures.declare import Count, Flow, State, Stock, declare
from tongchou.pillars.supplies import accounts, dated, queries
from tongchou.registers.items.catalogue import MONEY, by_code

ARRIVED = tuple(f"donation:*:{state}" for state in accounts.ARRIVED)
#: What is in the county's hands: in a store, or on its way to one.
HELD = (accounts.ON_HAND, accounts.IN_TRANSIT)
#: Money that was received and not spent.
FUNDS = ("funds:undirected", "funds:directed")
#: Goods whose stock, issue and output are figures of their own, with the figures' titles.
WATCHED = (
    ("medical-mask", words("口罩庫存"), words("當日發放口罩")),
    ("n95-mask", words("N95口罩庫存"), words("當日發放N95口罩")),
    ("protective-suit", words("防護服庫存"), words("當日發放防護服")),
    ("goggles", words("護目鏡庫存"), words("當日發放護目鏡")),
    ("hand-sanitizer", words("免水消毒洗手液庫存"), words("當日發放免水消毒洗手液")),
    ("alcohol", words("酒精庫存"), words("當日發放酒精")),
    ("disinfectant", words("消毒液庫存"), words("當日發放消毒液")),
    ("thermometer-gun", words("測溫槍庫存"), words("當日發放測溫槍")),
)
CAPACITIES = (
    ("medical_mask", "medical-mask", words("口罩日產能"), words("個／日"), ("L23",)),
    ("hand_sanitizer", "hand-sanitizer", words("免水消毒洗手液日產能"), words("瓶／日"), ("L22",)),
    ("lines", "production-line", words("防疫物資生產線"), words("條"), ("L98",)),
)


def order_in_force(on: date) -> str | None:
    """Return whom the day's rule serves first, in words; None before there was a rule."""
    try:
        found = dated.priority(on)
    except Refused:
        return None
    return gettext(words("、")).join(gettext(title) for title in found.titles)


def _watched(code: str, stock: str, issued: str) -> tuple[Stock, Flow]:
    item = by_code()[code]
    unit, steps = item.shown_unit
    name = code.replace("-", "_")
    return (
        Stock(
            name=f"supplies_on_hand_{name}",
            title=stock,
            unit=unit,
            definition=words("至當日末各倉庫現存和調撥途中的這種物資，含過期未報廢的，不含待驗收的。"),
            accounts=HELD,
            measure="quantity",
            item=item.id,
            steps=steps,
        ),
        Flow(
            name=f"supplies_issued_{name}",
            title=issued,
            unit=unit,
            definition=words("當日由倉庫發往使用單位的這種物資，簽收與否都計；倉庫之間調撥不計。"),
            frm=(accounts.ON_HAND,),
            to=(accounts.UNDER_ISSUE,),
            measure="quantity",
            item=item.id,
            steps=steps,
        ),
    )


declare(
    Stock(
        name="donations_batches",
        title=words("累計收到捐贈"),
        unit=words("批"),
        definition=words(
            "至當日末接收單位已收到的捐贈批數，一位捐贈人一次捐贈為一批；認捐未到、已撤銷的不計，驗收不合格的計入。"
        ),
        accounts=ARRIVED,
        mission=("L19",),
    ),
    Flow(
        name="donations_worth",
        title=words("累計捐贈款物價值"),
        unit=words("元"),
        definition=words("至當日末收到的捐款與捐贈物資折價之和；一批物資共用一個價的，只計一次。"),
        frm=(accounts.DONORS, "pledged:*"),
        to=("funds:undirected", "funds:directed", accounts.WORTH),
        window="start",
        measure="quantity",
        item=by_code()[MONEY].id,
        steps=100,
        mission=("L20",),
    ),
    Flow(
        name="donations_batches_today",
        title=words("當日收到捐贈"),
        unit=words("批"),
        definition=words("當日收到的捐贈批數。"),
        frm=("outside:donations", "donation:*:pledged"),
        to=ARRIVED,
    ),
    Stock(
        name="donations_pledged",
        title=words("認捐未到"),
        unit=words("批"),
        definition=words("至當日末已認捐而未收到的批數。"),
        accounts=("donation:*:pledged",),
    ),
    Stock(
        name="donations_with_receiver",
        title=words("接收單位待送倉"),
        unit=words("批"),
        definition=words("至當日末接收單位已收到、尚未送到倉庫的批數。"),
        accounts=("donation:*:received",),
    ),
    Stock(
        name="donations_awaiting",
        title=words("捐贈待驗收"),
        unit=words("批"),
        definition=words("至當日末已送到倉庫而未驗收的批數。"),
        accounts=("donation:*:awaiting-inspection",),
    ),
    Stock(
        name="donations_accepted",
        title=words("捐贈已接收"),
        unit=words("批"),
        definition=words("至當日末已驗收入庫的批數，以及已到賬的捐款。"),
        accounts=("donation:*:accepted",),
    ),
    Stock(
        name="donations_rejected",
        title=words("捐贈驗收不合格"),
        unit=words("批"),
        definition=words("至當日末整批驗收不合格的批數。"),
        accounts=("donation:*:rejected",),
    ),
    Stock(
        name="donations_directed",
        title=words("定向捐贈"),
        unit=words("批"),
        definition=words("至當日末收到的捐贈中，捐贈人指定用途的批數。"),
        accounts=tuple(f"donation:directed:{state}" for state in accounts.ARRIVED),
    ),
    Stock(
        name="donations_money_left",
        title=words("捐款結餘"),
        unit=words("元"),
        definition=words("至當日末收到而未撥付的捐款。"),
        accounts=FUNDS,
        measure="quantity",
        item=by_code()[MONEY].id,
        steps=100,
    ),
    Stock(
        name="supplies_requests_open",
        title=words("待答覆的物資申請"),
        unit=words("宗"),
        definition=words("至當日末倉庫尚未答覆的物資申請。"),
        accounts=("request:*:open",),
    ),
    Stock(
        name="supplies_requests_cut",
        title=words("未獲足額的物資申請"),
        unit=words("宗"),
        definition=words("至當日末按優先次序只獲部分或未獲物資的申請，每宗都有原因。"),
        accounts=("request:*:cut", "request:*:refused"),
    ),
    Stock(
        name="supplies_under_way",
        title=words("未簽收的物資"),
        unit=words("宗"),
        definition=words("至當日末已發出而接收一方尚未簽收的調撥和發放。"),
        accounts=("shipment:*:under-way",),
    ),
    Count(
        name="supplies_below_zero",
        title=words("庫存為負"),
        unit=words("項"),
        definition=words("至當日末發出多於所存的倉庫物資項數；盤點並寫明原因後歸零。"),
        select=lambda on: [(n, place) for n, (place, _) in enumerate(sorted(queries.below_zero(cube().view(), on)))],
    ),
    Count(
        name="supplies_expiring",
        title=words("過期和將過期的物資"),
        unit=words("批"),
        definition=words("至當日末仍在倉庫、已過期或在規則天數內將過期的物資批數。"),
        select=lambda on: [(lot, place) for place, lot in sorted(queries.expiring(cube().view(), on))],
    ),
    State(
        name="supplies_priority",
        title=words("物資分配優先次序"),
        definition=words("當日規則規定的物資分配優先次序：在前的先得足額。"),
        read=order_in_force,
        mission=("L21",),
    ),
    *(
        Stock(
            name=f"supplies_capacity_{name}",
            title=title,
            unit=unit,
            definition=words("至當日末已投產的生產企業登記的能力，不是當日產量。"),
            accounts=("plan:capacity:in-operation",),
            measure="quantity",
            item=by_code()[code].id,
            mission=mission,
        )
        for name, code, title, unit, mission in CAPACITIES
    ),
    Stock(
        name="supplies_planned_n95_mask",
        title=words("N95口罩規劃日產能"),
        unit=words("個／日"),
        definition=words("尚未建成的工廠規劃的日產能，不計入已有產能。"),
        accounts=("plan:capacity:not-yet-built",),
        measure="quantity",
        item=by_code()["n95-mask"].id,
        mission=("G04",),
    ),
    Flow(
        name="supplies_output_medical_mask",
        title=words("當日口罩產量"),
        unit=words("個"),
        definition=words("當日生產企業報的口罩產量。"),
        frm=(accounts.MAKERS,),
        to=("output:reported",),
        measure="quantity",
        item=by_code()["medical-mask"].id,
    ),
    Flow(
        name="supplies_output_hand_sanitizer",
        title=words("當日免水消毒洗手液產量"),
        unit=words("瓶"),
        definition=words("當日生產企業報的免水消毒洗手液產量。"),
        frm=(accounts.MAKERS,),
        to=("output:reported",),
        measure="quantity",
        item=by_code()["hand-sanitizer"].id,
    ),
    *(figure for row in WATCHED for figure in _watched(*row)),
)
