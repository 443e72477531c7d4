"""What the bulletin says of supplies: what was given, who is served first, what is left, what can be made."""

from __future__ import annotations

from tongchou.base.refusals import words
from tongchou.bulletin.paragraphs import FigureTable, Paragraph, PlaceTable, Public, Section, Sentence, register_section

GIVEN = Paragraph.of(
    Sentence(
        words(
            "至%(day)s，累計收到社會捐資捐物%(donations_batches)s批，款物價值%(donations_worth)s元，"
            "當日新收%(donations_batches_today)s批；其中定向捐贈%(donations_directed)s批，捐款結餘%(donations_money_left)s元。"
        ),
        about=words("社會捐贈"),
    ),
    Sentence(
        words(
            "捐贈物資已接收%(donations_accepted)s批，接收單位待送倉%(donations_with_receiver)s批，"
            "待驗收%(donations_awaiting)s批，驗收不合格%(donations_rejected)s批，認捐未到%(donations_pledged)s批。"
        ),
        about=words("捐贈驗收"),
    ),
    head=words("社會捐贈"),
)
ORDER = Paragraph.of(
    Sentence(words("物資按優先次序分配：%(supplies_priority)s。"), about=words("物資分配")),
    head=words("物資分配"),
)
REQUESTS = Paragraph.of(
    Sentence(
        words(
            "待答覆申請%(supplies_requests_open)s宗，累計未獲足額%(supplies_requests_cut)s宗，均注明原因；"
            "發出未簽收%(supplies_under_way)s宗，庫存為負%(supplies_below_zero)s項，過期和將過期%(supplies_expiring)s批。"
        ),
        about=words("申請與簽收"),
    ),
)
STOCK = FigureTable(
    words("主要防疫物資庫存"),
    (
        "supplies_on_hand_medical_mask",
        "supplies_on_hand_n95_mask",
        "supplies_on_hand_protective_suit",
        "supplies_on_hand_goggles",
        "supplies_on_hand_hand_sanitizer",
        "supplies_on_hand_alcohol",
        "supplies_on_hand_disinfectant",
        "supplies_on_hand_thermometer_gun",
    ),
)
MADE = Paragraph.of(
    Sentence(
        words(
            "防疫物資生產線%(supplies_capacity_lines)s條，口罩日產能%(supplies_capacity_medical_mask)s個，"
            "當日產量%(supplies_output_medical_mask)s個；"
            "免水消毒洗手液日產能%(supplies_capacity_hand_sanitizer)s瓶，當日產量%(supplies_output_hand_sanitizer)s瓶。"
        ),
        about=words("生產"),
    ),
    Sentence(words("尚未建成的工廠規劃日產N95口罩%(supplies_planned_n95_mask)s個。"), about=words("規劃產能")),
    head=words("生產"),
)
BY_TOWN = PlaceTable(
    words("各鎮（街道）主要物資"),
    (
        "supplies_on_hand_medical_mask",
        "supplies_on_hand_alcohol",
        "supplies_issued_medical_mask",
        "supplies_requests_open",
        "supplies_under_way",
    ),
)

register_section(
    Section(
        60,
        words("物資保障"),
        paragraphs=(GIVEN, ORDER, REQUESTS, STOCK, MADE, BY_TOWN),
        # Of goods and money nothing says who anybody is: the county's own work, printed as it is.
        public=Public(exact=(GIVEN, ORDER, MADE)),
    )
)
