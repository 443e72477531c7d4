"""The names of classes and states, plain: the accounts are made of them, and the rules speak of them."""

from __future__ import annotations

UNSIZED = "unsized"
SIZES = ("above-scale", "below-scale", "individual", UNSIZED)
VENUES = ("restaurant", "hotel", "barber", "entertainment", "other-venue")

#: The five stages, with what may happen beside them: not passed, stopped again, kept shut by order.
CONSULTATION, APPLICATION, INSPECTION, MANAGEMENT, REPORTING = STAGES = (
    "consultation", "application", "inspection", "management", "reporting",
)  # fmt: skip
REFUSED, SUSPENDED, SHUT = "refused", "suspended", "shut"
STATES = (*STAGES, REFUSED, SUSPENDED, SHUT)
#: At work: managed, and of those who send their daily sheet, reporting.
AT_WORK = (MANAGEMENT, REPORTING)


def account(group: str, state: str) -> str:
    """Return the code of the account of a class of enterprises in a state."""
    return f"resumption:{group}:{state}"
