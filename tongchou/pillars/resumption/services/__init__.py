"""The verbs of resumption: its only writers. Each reads no clock (`at` comes from the door) and posts one entry."""

from tongchou.pillars.resumption.services.difficulties import (
    answer_difficulties,
    raise_difficulties,
    raise_difficulty,
    settle_difficulties,
)
from tongchou.pillars.resumption.services.erasing import erase_documents
from tongchou.pillars.resumption.services.filing import Filed, file_list
from tongchou.pillars.resumption.services.health import carry_silence, excuse, expect_sheets, keep_sheets, report
from tongchou.pillars.resumption.services.loans import Granted, lend
from tongchou.pillars.resumption.services.serving import (
    answer_question,
    ask_paper,
    assign,
    consult,
    form_cell,
    hand_in,
    set_plan,
)
from tongchou.pillars.resumption.services.spot_checks import mend, spot_check
from tongchou.pillars.resumption.services.stages import apply, approve, inspect, refuse, shut, suspend, take_back

__all__ = [
    "Filed",
    "Granted",
    "answer_difficulties",
    "answer_question",
    "apply",
    "approve",
    "ask_paper",
    "assign",
    "carry_silence",
    "consult",
    "erase_documents",
    "excuse",
    "expect_sheets",
    "file_list",
    "form_cell",
    "hand_in",
    "inspect",
    "keep_sheets",
    "lend",
    "mend",
    "raise_difficulties",
    "raise_difficulty",
    "refuse",
    "report",
    "set_plan",
    "settle_difficulties",
    "shut",
    "spot_check",
    "suspend",
    "take_back",
]
