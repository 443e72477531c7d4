"""Whom people work for, to tell whether two of them come from two organisations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tongchou.base.clock import local_day
from tongchou.registers.staff.queries import posts_on


@dataclass(frozen=True)
class Organisation:
    """Whom a user works for: employers where their posts name one, and the bodies they work in.

    An employer is an organisation of the register or a department. A body is a group of the command post, else the
    place that the post answers for, else the employer. A party branch is no employer.
    """

    employers: frozenset[str]
    bodies: frozenset[str]

    def is_apart_from(self, other: Organisation) -> bool:
        """Say whether this is another organisation: by employers where both have one, else by bodies.

        Whoever works for nobody is apart from nobody.
        """
        if self.employers and other.employers:
            return self.employers.isdisjoint(other.employers)
        return bool(self.bodies and other.bodies) and self.bodies.isdisjoint(other.bodies)


def organisations(users: Iterable[int], at: datetime) -> dict[int, Organisation]:
    """Return whom each of some users works for on the day of an instant. One query."""
    wanted = set(users)
    employers: dict[int, set[str]] = {user: set() for user in wanted}
    bodies: dict[int, set[str]] = {user: set() for user in wanted}
    posts = posts_on(local_day(at)).filter(user__in=wanted, user__is_active=True).select_related("unit")
    for post in posts:
        employer = ""
        if post.organisation:
            employer = f"organisation:{post.organisation}"
        elif post.unit is not None and post.unit.kind == "department":
            employer = f"department:{post.unit.pk}"
        if employer:
            employers[post.user_id].add(employer)
        bodies[post.user_id].add(
            f"group:{post.group}" if post.group else f"place:{post.place}" if post.place else employer
        )
    return {user: Organisation(frozenset(employers[user]), frozenset(bodies[user])) for user in wanted}
