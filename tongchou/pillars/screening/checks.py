"""What screening may leave at a day's end, carried by name, and what must hold before the day is sealed."""

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
from tongchou.journal.rows import columns
from tongchou.pillars.screening.accounts import OBSERVED
from tongchou.pillars.screening.services.visits import carry_visits
from tongchou.pillars.screening.services.zero import carry_silence


def not_released(question: Question) -> PendingCells:
    """Give the people whose last full day of observation is over and who stand under observation still."""
    observed = ", ".join(str(n) for n in chart().matching([f"screening:*:{state}" for state in OBSERVED]))
    place, count = columns(
        "SELECT s.place, count(*) FROM standing s JOIN restriction_order o ON o.claim = s.state_tip "
        f"WHERE s.account IN ({observed}) AND o.ends_on < %s GROUP BY s.place",
        [question.on.toordinal()],
        2,
    )
    return PendingCells.of(place, count)


def lists_add_up(question: Question) -> list[Finding]:
    """Find a list whose rows are not all accounted for: each row stands somewhere, or was withdrawn by its sender."""
    roster, rows, found = columns(
        'SELECT r.id, r.rows, (SELECT count(*) FROM screening_check c JOIN standing s ON s."case" = c."case" '
        "WHERE c.roster_id = r.id) FROM screening_roster r WHERE r.campaign = ''",
        [],
        3,
    )
    wrong = np.flatnonzero(rows != found)
    text = words("第 %(roster)s 號名單有 %(rows)s 行，台賬中只有 %(found)s 筆核查。")
    return [
        Finding(
            "screening.lists_add_up", text, {"roster": int(roster[i]), "rows": int(rows[i]), "found": int(found[i])}
        )
        for i in wrong[:3]
    ]


def evidence(question: Question) -> list[Finding]:
    """Find anyone in home quarantine without an order: no status without evidence, a ground, an issuer and an end."""
    accounts = ", ".join(str(n) for n in chart().matching("screening:*:home-quarantine"))
    case, place = columns(
        f'SELECT s."case", s.place FROM standing s WHERE s.account IN ({accounts}) AND NOT EXISTS '
        '(SELECT 1 FROM restriction_order o WHERE o.claim = s.state_tip) ORDER BY s."case"',
        [],
        2,
    )
    text = words("第 %(case)s 號核查在居家隔離，而沒有依據、簽發人和期限。")
    return [
        Finding("screening.evidence", text, {"case": c}, p)
        for c, p in zip(case[:3].tolist(), place[:3].tolist(), strict=True)
    ]


register_pending_figure("screening.unchecked", title=words("待核查"), figure_name="screening_pending")
register_pending_figure("screening.campaign", title=words("護照核查勸導"), figure_name="screening_passport_pending")
register_pending_figure("screening.visits", title=words("應訪未報"), figure_name="visits_due", reason="unreported")
register_sweep("screening.visits", carry_visits)
register_pending_figure(
    "screening.zero_report", title=words("零報告未報"), figure_name="zero_reports_expected", reason="unreported"
)
register_sweep("screening.zero_report", carry_silence)
register_pending("screening.not_released", not_released, title=words("觀察期滿未解除"))
register_check("screening.lists_add_up", lists_add_up, title=words("名單結果合計等於行數"))
register_check("screening.evidence", evidence, title=words("居家隔離均有依據"))
