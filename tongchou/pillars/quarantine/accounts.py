"""Where a request, a stay, a room, a trip, a day's reading and a task of care can stand.

A stay begins with its order, before anybody is moved. Hospital and a positive finding are places a stay can go to,
not ways to end it: whoever comes back from hospital goes on with the same stay and the same end.
"""

from __future__ import annotations

from tongchou.journal.chart import Register, declare

#: The field asks; only an order makes a stay. A hold ends at its hour, and the request then waits again.
REQUESTS = declare(
    Register("quarantine:request", "outside:requests", ("asked", "held", "ordered", "refused", "withdrawn"))
)
OPEN_REQUESTS = ("asked", "held")

#: Under restriction in one of these; each has an order with its end.
RESTRICTED = ("ordered", "in-transit", "in-site", "home-after")
#: In the hands of the hospital: isolation has its own rule and ends by a clinical result, not by date.
ELSEWHERE = ("hospital", "found-positive")
#: Ended: by release, or because the order was revoked before anybody came to a site.
ENDED = ("released", "revoked")
STAYS = declare(Register("quarantine:stay", "outside:people", (*RESTRICTED, *ELSEWHERE, *ENDED)))
#: Whoever ever came to a site stands in one of these.
ADMITTED = ("in-site", "home-after", *ELSEWHERE, "released")

#: An extension is an act of its own: it carries the later order of a stay that stays where it is.
EXTENSIONS = declare(Register("quarantine:extension", "outside:extensions", ("given",)))

ROOMS = declare(Register("quarantine:room", "outside:rooms", ("ready", "in-use", "awaiting-disinfection", "closed")))
TRIPS = declare(Register("quarantine:trip", "outside:trips", ("planned", "under-way", "arrived", "cancelled")))

READING_ANSWERS = ("normal", "fever", "symptoms", "not-taken")
READINGS = declare(Register("quarantine:reading", "outside:visits", ("due", *READING_ANSWERS, "unreported")))

#: Who and what was left at home when somebody was taken into quarantine.
LEFT_AT_HOME = ("children", "old", "ill", "medicine", "animals")
CARE = declare(Register("care", "outside:care", ("waiting", "done"), LEFT_AT_HOME))


def stay(state: str) -> str:
    """Return the code of the account of stays in a state."""
    return f"quarantine:stay:{state}"
