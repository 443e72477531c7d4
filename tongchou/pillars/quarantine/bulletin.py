"""What the bulletin says of quarantine. Each number opens into its rows."""

from __future__ import annotations

from tongchou.base.refusals import words
from tongchou.bulletin.paragraphs import FigureTable, Paragraph, PlaceTable, Public, Section, Sentence, register_section

WAY = Paragraph.of(
    Sentence(
        words(
            "設%(quarantine_pickup_teams)s個工作組輪流分赴口岸，點對點接回防控對象，累計接回%(quarantine_collected)s人。"
        ),
        about=words("口岸接返"),
    ),
    Sentence(
        words(
            "累計集中隔離%(quarantine_admitted)s人，正在集中隔離%(quarantine_in_site)s人，"
            "已解除隔離%(quarantine_released)s人。"
        ),
        about=words("集中隔離"),
    ),
    head=words("接返與隔離"),
)
TODAY = Paragraph.of(
    Sentence(
        words(
            "當日入住%(quarantine_admitted_today)s人，解除%(quarantine_released_today)s人；"
            "測體溫%(quarantine_readings_taken)s人次，發熱或有症狀%(quarantine_fever_today)s人次。"
        ),
        about=words("當日隔離"),
    ),
    Sentence(
        words(
            "報請待答覆%(quarantine_requests_open)s件，期滿未解除%(quarantine_past_end)s人，家中待照顧%(care_open)s件。"
        ),
        about=words("隔離待辦"),
    ),
    Sentence(
        words(
            "隔離房間%(quarantine_rooms_all)s間，在用%(quarantine_rooms_in_use)s間，可用%(quarantine_rooms_ready)s間，"
            "待消毒%(quarantine_rooms_awaiting)s間。"
        ),
        about=words("隔離房間"),
    ),
    head=words("當日情況"),
)
PARTS = FigureTable(
    words("集中隔離人員（各項之和等於累計）"),
    (
        "quarantine_in_site",
        "quarantine_home_after",
        "quarantine_hospital",
        "quarantine_found_positive",
        "quarantine_released",
    ),
    total="quarantine_admitted",
)
BY_SITE = PlaceTable(
    words("各隔離點情況"),
    ("quarantine_in_site", "quarantine_rooms_all", "quarantine_rooms_ready", "quarantine_rooms_awaiting"),
    posts=True,
)

register_section(
    Section(
        30,
        words("集中隔離"),
        paragraphs=(WAY, TODAY, PARTS, BY_SITE),
        public=Public(exact=()),
    )
)
