"""Where an enterprise, a difficulty and a spot check can stand, what workers' sheets say, and where loans go.

The class of an enterprise is its size, of a public venue its kind; its state is how far it is on the way back to work.
What is asked of it on the way, and whether it may open at all, is dated data (`rules_data/regimes.toml`).
"""

from tongchou.journal.chart import Register, Store, declare
from tongchou.journal.returns import LEVEL, Return, declare_return
from tongchou.pillars.resumption.stages import SIZES, STATES, VENUES

RESUMPTION = declare(Register("resumption", "outside:enterprises", STATES, (*SIZES, *VENUES)))

DIFFICULTY_KINDS = ("workers", "supplies", "materials", "transport", "funds", "market", "other")
RAISED, ANSWERED, SETTLED = "raised", "answered", "settled"
DIFFICULTY = declare(Register("difficulty", "outside:difficulties", (RAISED, ANSWERED, SETTLED), DIFFICULTY_KINDS))

PASSED, TO_MEND, MENDED = "passed", "to-mend", "mended"
SPOT_CHECK = declare(Register("spot-check", "outside:spot-checks", (PASSED, TO_MEND, MENDED)))

#: What an enterprise says of its workers each day. All are levels: a silent one is carried forward, and said to be.
HEALTH_COLUMNS = ("total", "present", "monitored", "cleared", "abnormal", "isolating", "local")
WORKERS_HEALTH = declare_return(Return("workers-health", dict.fromkeys(HEALTH_COLUMNS, LEVEL)))

LENDERS = "outside:lenders"
declare(Store(LENDERS))
LOANS = declare(Store("loan", ("preferential", "relending")))
