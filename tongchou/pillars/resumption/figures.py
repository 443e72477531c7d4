"""What resumption can be asked: each figure once, with its definition; boards and bulletin name them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from tongchou.base.clock import local_day
from tongchou.base.refusals import words
from tongchou.figures.cube import cube
from tongchou.figures.declare import Count, Flow, Ratio, State, Stock, declare, figure
from tongchou.figures.selecting import case_nets
from tongchou.journal.reading import places_of_cases
from tongchou.pillars.resumption import dated, rules
from tongchou.pillars.resumption.accounts import HEALTH_COLUMNS, LENDERS
from tongchou.pillars.resumption.models import Answer, Enterprise, EnterpriseCell
from tongchou.pillars.resumption.stages import AT_WORK, SIZES, STAGES, STATES, VENUES, account

Pairs = list[tuple[int, int]]


def _accounts(groups: tuple[str, ...], states: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(account(group, state) for group in groups for state in states)


def _standing(name: str, **described: object) -> Callable[[date], Pairs]:
    """Return a selection of the cases that a stock counts on a day and whose document says something."""

    def select(on: date) -> Pairs:
        of = figure(name)
        assert isinstance(of, Stock)
        case, place, _ = case_nets(of, view=cube().view(), on=on, days=None)
        wanted = list(Enterprise.objects.filter(**described).values_list("case", flat=True))
        kept = np.isin(case, np.array(wanted, np.int64))
        return list(zip(case[kept].tolist(), place[kept].tolist(), strict=True))

    return select


def _answers(**described: object) -> Callable[[date], Pairs]:
    """Return a selection of answers given up to the end of a day, at their enterprises' places."""

    def select(on: date) -> Pairs:
        rows = [
            (number, case)
            for number, case, at in Answer.objects.filter(**described).values_list("pk", "case", "answered_at")
            if local_day(at) <= on
        ]
        where = places_of_cases(np.array([case for _, case in rows], np.int64)) if rows else {}
        return [(number, where[case]) for number, case in rows]

    return select


def cells_of(on: date) -> Pairs:
    """Return the cells of the enterprise grid that were formed by a day."""
    return list(EnterpriseCell.objects.filter(from_on__lte=on).values_list("pk", "place"))


def venues_by_kind(on: date) -> int | None:
    """Return how many kinds of public venue may open on a day, in order; None while all stay shut."""
    if not dated.has_begun(on):
        return None
    open_ = [kind for kind in VENUES if dated.regime(kind, on).way != rules.STAYS_SHUT]
    return len(open_) or None


def measures_of(code: str) -> Callable[[date], int | None]:
    """Return a reader of how many articles a policy in force has; None before it."""

    def read(on: date) -> int | None:
        return next((len(policy.articles) for policy in dated.policies(on) if policy.code == code), None)

    return read


def papers_asked(on: date) -> int | None:
    """Return how many papers an enterprise hands in, once, under the regime of a day."""
    return len(dated.regime("below-scale", on).papers) or None if dated.has_begun(on) else None


declare(
    Stock(
        name="resumption_enterprises",
        title=words("在冊企業"),
        unit=words("戶"),
        definition=words("至當日末台賬上的企業，不含餐飲、旅業、髮廊等公共場所；沒有來辦理的也在內，停在諮詢環節。"),
        accounts=_accounts(SIZES, STATES),
        mission=("G49",),
    ),
    Stock(
        name="resumption_resumed",
        title=words("已復工企業"),
        unit=words("戶"),
        definition=words("至當日末在管理、信息報送環節的企業；暫停的、未通過的不計。分車間復工的計一戶。"),
        accounts=_accounts(SIZES, AT_WORK),
        mission=("G48",),
    ),
    Ratio(
        name="resumption_rate",
        title=words("企業復工率"),
        definition=words("已復工企業除以在冊企業。"),
        numerator="resumption_resumed",
        denominator="resumption_enterprises",
        precision=1,
        mission=("G50",),
    ),
    *(
        figure_
        for group, title, resumed_title, rate_title, rows in (
            ("above-scale", words("規模以上企業"), words("已復工：規模以上"), words("復工率：規模以上"),
             (("L43",), ("L44",), ("L45",))),
            ("below-scale", words("規模以下企業"), words("已復工：規模以下"), words("復工率：規模以下"),
             (("L46",), ("L47",), ("L48",))),
            ("individual", words("個體工商戶"), words("已復工：個體工商戶"), words("復工率：個體工商戶"),
             ((), (), ())),
        )
        for figure_ in (
            Stock(
                name=f"resumption_{group.replace('-', '_')}",
                title=title,
                unit=words("戶"),
                definition=words("至當日末台賬上這一類企業。"),
                accounts=_accounts((group,), STATES),
                mission=rows[0],
            ),
            Stock(
                name=f"resumption_{group.replace('-', '_')}_resumed",
                title=resumed_title,
                unit=words("戶"),
                definition=words("至當日末在管理、信息報送環節的這一類企業。"),
                accounts=_accounts((group,), AT_WORK),
                mission=rows[1],
            ),
            Ratio(
                name=f"resumption_{group.replace('-', '_')}_rate",
                title=rate_title,
                definition=words("這一類企業中，已復工的除以在冊的。"),
                numerator=f"resumption_{group.replace('-', '_')}_resumed",
                denominator=f"resumption_{group.replace('-', '_')}",
                precision=1,
                mission=rows[2],
            ),
        )
    ),
    *(
        Stock(
            name=f"resumption_at_{state}",
            title=title,
            unit=words("戶"),
            definition=words("至當日末停在這一環節的企業。"),
            accounts=_accounts(SIZES, (state,)),
        )
        for state, title in (
            ("consultation", words("諮詢")),
            ("application", words("申請待驗收")),
            ("inspection", words("驗收審批中")),
            ("management", words("已復工，尚未報送")),
            ("reporting", words("已復工，按日報送")),
            ("refused", words("驗收未通過")),
            ("suspended", words("暫停復工")),
            ("shut", words("按規定不開")),
        )
    ),
    Flow(
        name="resumption_resumed_today",
        title=words("當日復工"),
        unit=words("戶"),
        definition=words("當日轉為已復工的企業，沖正已扣除。"),
        frm=("outside:enterprises", *_accounts(SIZES, tuple(s for s in STATES if s not in AT_WORK))),
        to=_accounts(SIZES, AT_WORK),
    ),
    Count(
        name="resumption_leading_resumed",
        title=words("已復工龍頭企業"),
        unit=words("家"),
        definition=words("至當日末在管理、信息報送環節的龍頭企業。"),
        select=_standing("resumption_resumed", is_leading=True),
        mission=("G47",),
    ),
    Count(
        name="resumption_output",
        title=words("復產企業"),
        unit=words("戶"),
        definition=words("至當日末已復工且按日報送職工情況的企業。"),
        select=_standing("resumption_at_reporting"),
    ),
    *(
        Stock(
            name=name,
            title=title,
            unit=words("人"),
            definition=definition,
            accounts=(f"workers-health:{column}:said",),
            measure="quantity",
            coverage="enterprises",
            mission=rows,
        )
        for column, name, title, definition, rows in (
            ("total", "resumption_staff", words("職工總數"),
             words("各企業日報的職工總數，最近一次所報；當日未報的企業沿用前數，另行註明。"), ("G51",)),
            ("present", "resumption_workers", words("到崗職工"),
             words("各企業日報的到崗人數，最近一次所報。"), ()),
            ("monitored", "resumption_monitored", words("監測人數"),
             words("各企業日報中當日測溫監測的職工，等於已排除與異常之和；與職工總數之差為未監測。"), ("G52",)),
            ("cleared", "resumption_cleared", words("已排除"),
             words("監測後無異常的職工，最近一次所報。"), ("G53",)),
            ("abnormal", "resumption_abnormal", words("異常人員"),
             words("監測發現發熱、咳嗽等異常的職工，最近一次所報；逐人轉入核查。"), ("G54",)),
            ("isolating", "resumption_isolating", words("企業臨時隔離"),
             words("在企業臨時隔離觀察室的職工，最近一次所報；不是集中隔離。"), ("G55",)),
            ("local", "resumption_local_jobs", words("家門口就業"),
             words("已復工企業的職工中本縣就近就業的人數，最近一次所報。"), ("G68",)),
        )
    ),
    Stock(
        name="resumption_sheets_expected",
        title=words("日報待報"),
        unit=words("戶"),
        definition=words("當日應報職工健康情況而還沒有任何答覆的企業。"),
        accounts=("returns:workers-health:expected",),
    ),
    Stock(
        name="resumption_sheets_silent",
        title=words("日報未報（累計）"),
        unit=words("戶次"),
        definition=words("日結時仍無日報、由系統記為未報的，至當日末尚未補報的累計；未報不是零。"),
        accounts=("returns:workers-health:silent",),
    ),
    Flow(
        name="resumption_sheets_received",
        title=words("當日日報"),
        unit=words("戶"),
        definition=words("當日報送職工健康情況的企業，含遲報；沉默不計在內。"),
        frm=("outside:returns", "returns:workers-health:*"),
        to=("returns:workers-health:received", "returns:workers-health:late"),
        mission=("G57",),
    ),
    State(
        name="resumption_stages",
        title=words("辦理環節"),
        unit=words("個"),
        definition=words("企業復工復產的環節：諮詢、申請、驗收審批、管理、信息報送。"),
        read=lambda on: len(STAGES),
        mission=("G46",),
    ),
    Count(
        name="resumption_told",
        title=words("一次性告知的企業"),
        unit=words("戶"),
        definition=words("至當日末已一次告知整份清單和聯繫人的企業；再告知一次是缺陷，另計。"),
        select=_answers(question="checklist", is_repeat=False),
        mission=("G56",),
    ),
    Count(
        name="resumption_asked_twice",
        title=words("重複答覆"),
        unit=words("次"),
        definition=words("至當日末同一問題答覆、索要了不止一次的次數；答過的不應再問，這是缺陷。"),
        select=_answers(is_repeat=True),
    ),
    State(
        name="resumption_papers",
        title=words("復工材料"),
        unit=words("份"),
        definition=words("當日規定的復工材料份數，每份只交一次。"),
        read=papers_asked,
        mission=("G62",),
    ),
    State(
        name="resumption_policies",
        title=words("可用政策"),
        unit=words("項"),
        definition=words("至當日有效的支持企業政策，國家、省、市、縣合計。"),
        read=lambda on: len(dated.policies(on)) or None,
        mission=("L41",),
    ),
    *(
        State(
            name=f"resumption_measures_{level}",
            title=title,
            unit=words("條"),
            definition=words("這一項政策的條數。"),
            read=measures_of(code),
            mission=rows,
        )
        for level, code, title, rows in (
            ("province", "province-20", words("省支持企業措施"), ("L101",)),
            ("prefecture", "prefecture-12", words("地級市援企措施"), ()),
            ("county", "county-10", words("縣支持企業措施"), ()),
        )
    ),
    Count(
        name="resumption_served",
        title=words("一企一策一專班"),
        unit=words("戶"),
        definition=words("有一份方案並有專班的在冊企業。"),
        select=_standing("resumption_enterprises", planned_at__isnull=False),
        mission=("L42",),
    ),
    Count(
        name="resumption_cells",
        title=words("企業服務網格"),
        unit=words("個"),
        definition=words("企業網格數，每格一個服務專班。"),
        select=cells_of,
        mission=("L102",),
    ),
    Stock(
        name="difficulties_raised",
        title=words("困難待答覆"),
        unit=words("件"),
        definition=words("企業提出而至當日末尚無答覆的困難。"),
        accounts=("difficulty:*:raised",),
    ),
    Stock(
        name="difficulties_answered",
        title=words("困難已答覆（含辦結）"),
        unit=words("件"),
        definition=words("企業提出的困難中，至當日末已有答覆或已辦結的。"),
        accounts=("difficulty:*:answered", "difficulty:*:settled"),
        mission=("L103",),
    ),
    Stock(
        name="difficulties_settled",
        title=words("困難已辦結"),
        unit=words("件"),
        definition=words("企業確認已經解決的困難。"),
        accounts=("difficulty:*:settled",),
    ),
    Stock(
        name="spot_checks_to_mend",
        title=words("抽查待整改"),
        unit=words("件"),
        definition=words("抽查發現問題而至當日末尚未整改的。"),
        accounts=("spot-check:all:to-mend",),
    ),
    Flow(
        name="spot_checks_today",
        title=words("當日抽查"),
        unit=words("戶"),
        definition=words("當日抽查的已復工企業。"),
        frm=("outside:spot-checks",),
        to=("spot-check:all:*",),
    ),
    Stock(
        name="venues_open",
        title=words("已開放公共場所"),
        unit=words("家"),
        definition=words("至當日末已開放的餐飲、旅業、髮廊等場所。"),
        accounts=_accounts(VENUES, AT_WORK),
    ),
    Stock(
        name="venues_all",
        title=words("在冊公共場所"),
        unit=words("家"),
        definition=words("至當日末台賬上的餐飲、旅業、髮廊等場所。"),
        accounts=_accounts(VENUES, STATES),
    ),
    State(
        name="venues_kinds_open",
        title=words("可開放的場所類別"),
        unit=words("類"),
        definition=words("按當日規定可以開放的公共場所類別；其餘按規定不開。"),
        read=venues_by_kind,
        mission=("L89",),
    ),
    Flow(
        name="loans_granted",
        title=words("優惠利率貸款（累計）"),
        unit=words("元"),
        definition=words("至當日止發放的優惠利率貸款，含央行專項再貸款。"),
        frm=(LENDERS,),
        to=("loan:*",),
        window="start",
        measure="quantity",
        steps=100,
        mission=("L55",),
    ),
    Flow(
        name="loans_relending",
        title=words("其中：央行專項再貸款"),
        unit=words("元"),
        definition=words("至當日止發放的央行專項再貸款，已包括在優惠利率貸款之內。"),
        frm=(LENDERS,),
        to=("loan:relending",),
        window="start",
        measure="quantity",
        steps=100,
        mission=("L56",),
    ),
)  # fmt: skip

assert len(HEALTH_COLUMNS) == 7
