"""What the bulletin says of screening: lists and their way to zero, observation and visits, the campaign, the map."""

from __future__ import annotations

from tongchou.base.refusals import words
from tongchou.bulletin.paragraphs import (
    FigureTable,
    MapOf,
    Paragraph,
    PlaceTable,
    Public,
    Section,
    Sentence,
    register_section,
)

WAY = Paragraph.of(
    Sentence(
        words(
            "「3＋1」類重點人員分%(screening_groups)s類管理，重點區域分%(screening_area_kinds)s類，"
            "每宗核查由%(screening_team_slots)s方組成的小組上門，結論由一方作出。"
        ),
        about=words("排查機制"),
    ),
    head=words("排查機制"),
)
LISTS = Paragraph.of(
    Sentence(
        words("當日推送%(screening_pushed_today)s人次，核清%(screening_concluded_today)s人次。"),
        about=words("當日推送與核清"),
    ),
    Sentence(
        words(
            "至%(day)s %(until)s，累計推送%(screening_pushed)s人次，已核查%(screening_concluded)s人次，"
            "待核查%(screening_pending)s人，核查率%(screening_verified_rate)s。"
        ),
        about=words("累計推送與核查"),
    ),
    Sentence(words("上門排查另發現不在名單上的%(screening_met)s人次，一併建檔。"), about=words("上門排查")),
    head=words("名單與核查"),
)
GROUPS = Paragraph.of(
    Sentence(
        words(
            "按類別分："
            "從重點地區來%(screening_pushed_from_key_area)s人次，待核查%(screening_pending_from_key_area)s；"
            "途經重點地區%(screening_pushed_through_key_area)s人次，待核查%(screening_pending_through_key_area)s；"
            "回重點地區去%(screening_pushed_to_key_area)s人次，待核查%(screening_pending_to_key_area)s；"
            "境外返回%(screening_pushed_from_abroad)s人次，待核查%(screening_pending_from_abroad)s。"
        ),
        about=words("各類重點人員"),
    ),
)
OUTCOMES = FigureTable(
    words("名單核查結果（各項之和等於累計推送）"),
    (
        "screening_pending",
        "screening_list_cleared",
        "screening_list_home_quarantine",
        "screening_list_health_monitoring",
        "screening_list_to_quarantine",
        "screening_list_not_living_here",
        "screening_list_wrong_information",
        "screening_list_missed_before",
        "screening_list_passed_through",
        "screening_list_in_transit",
        "screening_list_beyond_period",
        "screening_list_not_found",
        "screening_list_persuaded",
        "screening_list_departed",
        "screening_list_released",
        "screening_list_monitoring_ended",
        "screening_list_handed_over",
        "screening_list_campaign_ended",
    ),
    total="screening_pushed",
)
OBSERVED = Paragraph.of(
    Sentence(
        words(
            "正在居家隔離醫學觀察%(screening_home_quarantine)s人，居家健康監測%(screening_health_monitoring)s人，"
            "累計解除居家隔離%(screening_released)s人，報請集中隔離%(screening_to_quarantine)s人。"
        ),
        about=words("醫學觀察與健康監測"),
    ),
    Sentence(
        words(
            "當日應訪%(visits_opened)s人次，已見%(visits_seen)s人次（其中電話代錄%(visits_by_telephone)s人次），"
            "應訪未訪%(visits_due)s人次，逾時未報累計%(visits_unreported)s人次。"
        ),
        about=words("每日訪視"),
    ),
    Sentence(
        words("當日入賬的核查與訪視中，遲報%(screening_late)s宗，按入賬日計入，不改前日之數。"), about=words("遲報")
    ),
    head=words("觀察與訪視"),
)
CAMPAIGN = Paragraph.of(
    Sentence(
        words(
            "持有護照人員核查勸導，累計完成%(screening_passport)s人，尚待%(screening_passport_pending)s人。"
            "勸導不是限制，名單於專項結束時刪除。"
        ),
        about=words("持有護照人員核查勸導"),
    ),
    head=words("專項排查"),
)
BY_TOWN = PlaceTable(
    words("各鎮（街道）排查情況"),
    (
        "screening_pushed_today",
        "screening_concluded_today",
        "screening_pending",
        "screening_verified_rate",
        "screening_home_quarantine",
        "screening_health_monitoring",
        "screening_passport",
        "visits_due",
    ),
)
MAP = MapOf(words("待核查態勢圖"), "screening_pending")
ON_MAP = Paragraph.of(
    Sentence(words("當日態勢圖上有數的鎮（街道）%(situation_map)s個。"), about=words("態勢圖")), head=words("態勢圖")
)

register_section(
    Section(
        20,
        words("重點人員排查"),
        paragraphs=(WAY, LISTS, GROUPS, OUTCOMES, OBSERVED, CAMPAIGN, BY_TOWN, ON_MAP, MAP),
        public=Public(
            exact=(WAY,),
            # Disjoint accounts: what the public reads of one says nothing of another.
            stocks=("screening_pending", "screening_concluded", "screening_passport"),
            sums=(("screening_pushed", ("screening_pending", "screening_concluded")),),
        ),
    )
)
