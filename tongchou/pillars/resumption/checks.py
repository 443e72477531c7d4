"""What resumption may leave at a day's end, carried by name, and what must hold before the day is sealed."""

from __future__ import annotations

import numpy as np

from tongchou.base.refusals import words
from tongchou.closing.pending import (
    Finding,
    PendingCells,
    Question,
    register_check,
    register_pending,
    register_pending_figure,
    register_sweep,
)
from tongchou.journal.chart import chart
from tongchou.journal.returns import column_account
from tongchou.journal.rows import columns
from tongchou.pillars.resumption.accounts import WORKERS_HEALTH
from tongchou.pillars.resumption.services.health import carry_silence
from tongchou.pillars.resumption.stages import AT_WORK

PARTS = ("monitored", "cleared", "abnormal")


def parts_differ(question: Question) -> PendingCells:
    """Give the sheets of the day whose monitored are not their cleared and abnormal: a list brought them so.

    They are in the books as said. Who answers for the place asks the enterprise, or carries it by name.
    """
    monitored, cleared, abnormal = (column_account(WORKERS_HEALTH.name, n) for n in PARTS)
    place, count = columns(
        "SELECT m.place, count(*) FROM return_case m JOIN return_case c ON c.unit = m.unit AND c.day = m.day "
        "JOIN return_case a ON a.unit = m.unit AND a.day = m.day WHERE m.account = %s AND c.account = %s "
        "AND a.account = %s AND m.day = %s AND m.value <> c.value + a.value GROUP BY m.place",
        [monitored, cleared, abnormal, question.on.toordinal()],
        2,
    )
    return PendingCells.of(place, count)


def evidence(question: Question) -> list[Finding]:
    """Find an enterprise at work of which no step says under which regime."""
    numbers = ", ".join(str(n) for n in chart().matching([f"resumption:*:{state}" for state in AT_WORK]))
    case, place = columns(
        f'SELECT s."case", s.place FROM standing s WHERE s.account IN ({numbers}) AND NOT EXISTS '
        '(SELECT 1 FROM resumption_step t WHERE t."case" = s."case") ORDER BY s."case"',
        [],
        2,
    )
    text = words("第 %(case)s 號企業已復工，而沒有適用的規定。")
    found = np.arange(min(3, len(case)))
    return [Finding("resumption.regime", text, {"case": int(case[i])}, int(place[i])) for i in found]


register_pending_figure(
    "resumption.applications", title=words("復工申請待驗收"), figure_name="resumption_at_application"
)
register_pending_figure("resumption.difficulties", title=words("企業困難待答覆"), figure_name="difficulties_raised")
register_pending_figure(
    "resumption.sheets", title=words("企業日報未報"), figure_name="resumption_sheets_expected", reason="unreported"
)
register_sweep("resumption.sheets", carry_silence)
register_pending("resumption.parts_differ", parts_differ, title=words("日報各項相加不符"))
register_check("resumption.regime", evidence, title=words("復工企業均有適用規定"))
