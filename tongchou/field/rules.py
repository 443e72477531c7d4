"""The county's rule of what a phone may hold, pure: dated data in, an answer out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tongchou.base.dated import Edition

DATA = Path(__file__).parent / "rules_data"
#: No county lets a phone keep people longer, or give it more.
MOST_DAYS, MOST_HOUSEHOLDS = 14, 200


@dataclass(frozen=True)
class Policy:
    """After how many days a phone wipes whom it holds, the most households it is given, whose checks ask for photos."""

    wipe_after_days: int
    cap_households: int
    photo_groups: tuple[str, ...]


def policy(edition: Edition) -> Policy:
    """Return the policy of an edition. Raises ValueError where it is none."""
    body = edition.body
    found = Policy(int(body["wipe_after_days"]), int(body["cap_households"]), tuple(body["photo_groups"]))
    if not 1 <= found.wipe_after_days <= MOST_DAYS or not 1 <= found.cap_households <= MOST_HOUSEHOLDS:
        raise ValueError("outside what is allowed")
    return found
