"""The verbs of screening: its only writers. Each reads no clock (`at` comes from the door) and posts one entry."""

from tongchou.pillars.screening.services.addresses import claim_address, decline_address
from tongchou.pillars.screening.services.checks import (
    conclude,
    decide,
    find,
    return_to_sender,
    take_back,
)
from tongchou.pillars.screening.services.concluding import Conclusion, conclude_each
from tongchou.pillars.screening.services.deciding import decide_place, decide_visit
from tongchou.pillars.screening.services.finding import Found, find_each
from tongchou.pillars.screening.services.handing import (
    OUTSIDE,
    HandedOver,
    hand_over,
    hand_over_each,
    hand_over_outside,
)
from tongchou.pillars.screening.services.lists import end_campaign, erase_documents, open_checks, supersede
from tongchou.pillars.screening.services.meeting import Met, meet, meet_each
from tongchou.pillars.screening.services.observations import end_observations
from tongchou.pillars.screening.services.visits import BY_NOTE, Visited, carry_visits, open_visits, visit, visit_each
from tongchou.pillars.screening.services.zero import (
    CellZero,
    carry_silence,
    expect_zero_reports,
    report_cell_zero,
    report_cell_zero_each,
    report_zero,
    villages,
)

__all__ = [
    "BY_NOTE",
    "OUTSIDE",
    "CellZero",
    "Conclusion",
    "Found",
    "HandedOver",
    "Met",
    "Visited",
    "carry_silence",
    "carry_visits",
    "claim_address",
    "conclude",
    "conclude_each",
    "decide",
    "decide_place",
    "decide_visit",
    "decline_address",
    "end_campaign",
    "end_observations",
    "erase_documents",
    "expect_zero_reports",
    "find",
    "find_each",
    "hand_over",
    "hand_over_each",
    "hand_over_outside",
    "meet",
    "meet_each",
    "open_checks",
    "open_visits",
    "report_cell_zero",
    "report_cell_zero_each",
    "report_zero",
    "return_to_sender",
    "supersede",
    "take_back",
    "villages",
    "visit",
    "visit_each",
]
