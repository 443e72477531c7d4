"""What the bulletin says of objections: how many wait, how many are overdue, each number a door to its rows."""

from __future__ import annotations

from tongchou.base.refusals import words
from tongchou.bulletin.paragraphs import Paragraph, Section, Sentence, register_section

register_section(
    Section(
        80,
        words("申訴"),
        paragraphs=(
            Paragraph.of(
                Sentence(
                    words(
                        "對限制措施的申訴，待答覆%(appeals_open)s件，其中滿二十四小時逾期未決%(appeals_overdue)s件，"
                        "累計答覆%(appeals_answered)s件。"
                    ),
                    about=words("申訴"),
                ),
            ),
        ),
    )
)
