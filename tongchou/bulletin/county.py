"""The bulletin's own section: the grid and those who work in it, out of the registers."""

from __future__ import annotations

from tongchou.base.refusals import words
from tongchou.bulletin.paragraphs import Paragraph, PlaceTable, Public, Section, Sentence, register_section

GRID = Paragraph.of(
    Sentence(
        words(
            "至%(day)s，全縣（市）防控網格分四級共%(cells)s個，其中大網格%(cells_large)s個、"
            "中網格%(cells_medium)s個、小網格%(cells_small)s個、微網格%(cells_micro)s個。"
        ),
        about=words("防控網格"),
    ),
    Sentence(
        words("現行網格承接原綜治網格%(cells_of_order)s個、原創文創衛網格%(cells_civic)s個，舊格的台賬隨版本轉入。"),
        about=words("併入的舊網格"),
    ),
    head=words("網格"),
)
PARTY = Paragraph.of(
    Sentence(
        words(
            "小網格設臨時黨支部%(party_branches)s個，微網格設黨小組%(party_groups)s個，"
            "以黨員身份在格任職的%(party_members)s人。"
        ),
        about=words("黨組織與黨員"),
    ),
    Sentence(
        words("黨組織設到%(party_cells)s個網格、%(party_sites)s個卡口與救治站點。"),
        about=words("「黨建＋」崗位"),
    ),
    head=words("黨組織"),
)
WORKERS = Paragraph.of(
    Sentence(words("當日在各級網格和崗位任職的共%(workers)s人，一人多職只計一次。"), about=words("工作人員")),
    Sentence(
        words(
            "其中「兩代表一委員」%(helpers_delegate)s人，本地教師%(helpers_teacher)s人，"
            "以志願者身份在格的%(helpers_volunteer)s人。"
        ),
        about=words("下沉網格的各類力量"),
    ),
    head=words("工作力量"),
)
BY_TOWN = PlaceTable(
    words("各鎮（街道）網格與工作力量"),
    ("cells_medium", "cells_small", "cells_micro", "party_branches", "party_groups", "party_members", "workers"),
)


def register() -> None:
    """Register the section. It counts cells and those who work for the county, so the public reads it as it is."""
    register_section(
        Section(
            10,
            words("網格與工作力量"),
            paragraphs=(GRID, PARTY, WORKERS, BY_TOWN),
            public=Public(exact=(GRID, PARTY, WORKERS)),
        )
    )
