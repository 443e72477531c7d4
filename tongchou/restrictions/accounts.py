"""Where an objection can stand: filed, gone up a level, overdue, or answered. The clock moves the first three."""

from tongchou.journal.chart import Register, declare

WAITING = ("filed", "escalated", "overdue")
ANSWERS = ("upheld", "granted", "shortened")

APPEALS = declare(Register("appeal", "outside:appeals", (*WAITING, *ANSWERS)))


def account(state: str) -> str:
    """Return the code of the account of objections in a state."""
    return f"appeal:all:{state}"
