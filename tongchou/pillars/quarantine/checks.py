"""What of quarantine may be left when a day closes, each under a name, and what must hold before a seal."""

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
from tongchou.pillars.quarantine.accounts import RESTRICTED
from tongchou.pillars.quarantine.services.readings import carry_readings

IN_FORCE = '(SELECT max(o.claim) FROM restriction_order o WHERE o."case" = s."case")'


def _marks(patterns: list[str]) -> str:
    return ", ".join(str(n) for n in chart().matching(patterns))


def past_end(question: Question) -> PendingCells:
    """Give, by name at closing, everyone whose last full day is over and who stands in quarantine still."""
    accounts = _marks(["quarantine:stay:in-site", "quarantine:stay:home-after"])
    place, count = columns(
        "SELECT s.place, count(*) FROM standing s JOIN restriction_order e "
        f"ON e.claim = {IN_FORCE} WHERE s.account IN ({accounts}) AND e.ends_on <= %s GROUP BY s.place",
        [question.on.toordinal()],
        2,
    )
    return PendingCells.of(place, count)


def unconfirmed(question: Question) -> PendingCells:
    """Give the stays that a site's ledger alone reports."""
    accounts = _marks([f"quarantine:stay:{state}" for state in RESTRICTED])
    place, count = columns(
        'SELECT s.place, count(*) FROM standing s JOIN quarantine_reported e ON e."case" = s."case" '
        f"WHERE s.account IN ({accounts}) AND e.confirmed_by_id IS NULL GROUP BY s.place",
        [],
        2,
    )
    return PendingCells.of(place, count)


def said_by_sites(question: Question) -> PendingCells:
    """Give what sites say of stays that nobody settled."""
    place, count = columns(
        'SELECT s.place, count(*) FROM quarantine_site_says y JOIN standing s ON s."case" = y.stay '
        "WHERE y.settled_by_id IS NULL GROUP BY s.place",
        [],
        2,
    )
    return PendingCells.of(place, count)


def evidence(question: Question) -> list[Finding]:
    """Find anyone restricted without an order: no status without evidence, a ground, an issuer and an end."""
    accounts = _marks([f"quarantine:stay:{state}" for state in RESTRICTED])
    case, place = columns(
        f'SELECT s."case", s.place FROM standing s WHERE s.account IN ({accounts}) AND NOT EXISTS '
        '(SELECT 1 FROM restriction_order o WHERE o."case" = s."case") ORDER BY s."case"',
        [],
        2,
    )
    text = words("第 %(case)s 號隔離沒有依據、簽發人和期限。")
    return [
        Finding("quarantine.evidence", text, {"case": c}, p)
        for c, p in zip(case[:3].tolist(), place[:3].tolist(), strict=True)
    ]


def rooms_hold_people(question: Question) -> list[Finding]:
    """Find a room in use that nobody is in, and one with somebody in it that is not in use."""
    in_use = _marks(["quarantine:room:in-use"])
    (used,) = columns(f'SELECT s."case" FROM standing s WHERE s.account IN ({in_use}) ORDER BY 1', [], 1)
    (held,) = columns("SELECT DISTINCT room FROM quarantine_room_use WHERE to_at IS NULL ORDER BY 1", [], 1)
    wrong = np.setxor1d(used, held)
    text = words("第 %(case)s 號房間的使用狀態與實際住人不符。")
    return [Finding("quarantine.rooms_hold_people", text, {"case": int(case)}) for case in wrong[:3]]


def people_have_left(question: Question) -> list[Finding]:
    """Find somebody in a room who is in no site any more."""
    in_site = _marks(["quarantine:stay:in-site"])
    (case,) = columns(
        'SELECT u.stay FROM quarantine_room_use u LEFT JOIN standing s ON s."case" = u.stay '
        f"WHERE u.to_at IS NULL AND (s.account IS NULL OR s.account NOT IN ({in_site})) ORDER BY 1",
        [],
        1,
    )
    text = words("第 %(case)s 號隔離已離開隔離點，而房間仍記為有人。")
    return [Finding("quarantine.people_have_left", text, {"case": int(c)}) for c in case[:3]]


register_pending_figure(
    "quarantine.requests", title=words("報請集中隔離未答覆"), figure_name="quarantine_requests_open"
)
register_pending("quarantine.past_end", past_end, title=words("隔離期滿未解除"), figure="quarantine_past_end")
register_pending("quarantine.unconfirmed", unconfirmed, title=words("隔離點所報、未補決定"))
register_pending("quarantine.said", said_by_sites, title=words("隔離點所報去向待查"))
register_pending_figure(
    "quarantine.readings", title=words("體溫未錄"), figure_name="quarantine_readings_due", reason="unreported"
)
register_sweep("quarantine.readings", carry_readings)
register_pending_figure("quarantine.care", title=words("家中待照顧"), figure_name="care_open")
register_check("quarantine.evidence", evidence, title=words("集中隔離均有依據"))
register_check("quarantine.rooms_hold_people", rooms_hold_people, title=words("在用房間等於住人房間"))
register_check("quarantine.people_have_left", people_have_left, title=words("離開的人已退房"))
