"""Where a check and a due visit can stand.

The class of a check is its group: the "3+1" of the rules (from a key area, through one, going back to one; from
abroad), a campaign's people, or someone met at the door who is on no list. Its state is the outcome. Which outcomes a
group may have on a day is dated data (`rules_data/outcomes.toml`); the chart holds every one that was ever used.
"""

from tongchou.journal.chart import Register, declare
from tongchou.journal.returns import Return, declare_return

GROUPS = ("from-key-area", "through-key-area", "to-key-area", "from-abroad", "passport", "met")

PENDING = "pending"
OUTCOMES = (
    "cleared",
    "home-quarantine",
    "health-monitoring",
    "to-quarantine",
    "not-living-here",
    "wrong-information",
    "missed-before",
    "passed-through",
    "in-transit",
    "beyond-period",
    "not-found",
    "persuaded",
    "departed",
)
#: What follows an outcome: the end of home quarantine or monitoring on its day, hand-over to another county, deletion.
AFTER = ("released", "monitoring-ended", "handed-over", "campaign-ended")

SCREENING = declare(Register("screening", "outside:people", (PENDING, *OUTCOMES, *AFTER), GROUPS))

OBSERVED = ("home-quarantine", "health-monitoring")
VISIT_ANSWERS = ("seen", "not-seen", "symptoms", "by-telephone")
VISITS = declare(Register("visit", "outside:visits", ("due", *VISIT_ANSWERS, "unreported"), OBSERVED))

#: 零報告: a village says each day that there is nothing (more) to report. It has no columns: the answer is the point.
ZERO_REPORT = declare_return(Return("zero-report"))
#: The same of one cell, said by who goes round in it: the cell has answered, its village has not.
CELL_ZERO = declare_return(Return("cell-zero"))


def account(group: str, state: str) -> str:
    """Return the code of the account of a group's checks in a state."""
    return f"screening:{group}:{state}"
