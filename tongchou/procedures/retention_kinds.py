"""What of each kind of the retention table is due before an instant, and how it is erased."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Max

from tongchou.base.clock import local_day
from tongchou.bulletin.rosters import services as rosters
from tongchou.intake import services as intake
from tongchou.intake.models import Upload
from tongchou.journal.rows import columns, to_store
from tongchou.pillars.screening import services as screening
from tongchou.pillars.screening.models import Announcement, Check, Roster
from tongchou.registers.people.policy import register_open
from tongchou.registers.people.services import erase
from tongchou.registers.staff.access import Scope
from tongchou.registers.staff.models import Post, User

Found = Sequence[Any]


@dataclass(frozen=True)
class Kind:
    """`find` gives what is due before an instant; `erase` ends what was found, in a user's name."""

    find: Callable[[datetime], Found]
    erase: Callable[[Found, Scope, datetime], object]


def _campaigns(before: datetime) -> Found:
    """Give the campaigns whose last list is older and whose people are still there."""
    kept = set(Check.objects.exclude(roster__campaign="").values_list("roster__campaign", flat=True).distinct())
    last = Roster.objects.filter(campaign__in=kept).order_by().values_list("campaign").annotate(last=Max("list_on"))
    until = local_day(before).toordinal()
    return [name for name, on in last if (on if isinstance(on, int) else on.toordinal()) < until]


def _end_campaigns(found: Found, scope: Scope, at: datetime) -> None:
    for campaign in found:
        screening.end_campaign(scope, campaign, at=at)


def _trials(before: datetime) -> Found:
    return list(Upload.objects.filter(committed_at=None, commit_asked_at=None, received_at__lt=before))


def _forget(found: Found, scope: Scope, at: datetime) -> None:
    for upload in found:
        intake.forget(upload)


def _files(before: datetime) -> Found:
    return list(Upload.objects.filter(committed_at__lt=before).exclude(file_name="", result=""))


#: Persons and whom they are one with, but those whose own source is of an instant or later: all who can be due. The
#: store lets a source go before its persons.
OLD = """
SELECT p.id, coalesce(p.same_as_id, p.id) FROM person p LEFT JOIN person_source s ON s.id = p.source_id
WHERE (s.said_at >= %s) IS NOT TRUE ORDER BY p.id
"""

#: Whoever said anything of a person, entered anything of a case of theirs, or ordered anything, since an instant.
LIVE = """
SELECT coalesce(p.same_as_id, p.id) FROM person p JOIN person_source s ON s.id = p.source_id WHERE s.said_at >= %s
UNION SELECT coalesce(p.same_as_id, p.id) FROM fact f JOIN person_source s ON s.id = f.source_id
    JOIN person p ON p.id = f.person_id WHERE s.said_at >= %s
UNION SELECT coalesce(p.same_as_id, p.id) FROM link l JOIN claim c ON c."case" = l.case_id
    JOIN entry e ON e.number = c.entry JOIN person p ON p.id = l.person_id WHERE e.occurred_at >= %s
UNION SELECT coalesce(p.same_as_id, p.id) FROM restriction_order o JOIN person p ON p.id = o.person
    WHERE o.ends_on >= %s
"""


def _persons(before: datetime) -> Found:
    """Give the persons of whom nothing was said, entered or ordered since."""
    since = to_store(before)
    with register_open():
        person, root = columns(OLD, [since], 2)
        if not len(person):
            # For its first months a county has none, and need not go through all that was said since: with 105,000
            # persons that took PostgreSQL 2.4 s.
            return []
        (live,) = columns(LIVE, [since, since, since, local_day(before).toordinal()], 1)
    gone: list[int] = person[~np.isin(root, live)].tolist()
    return gone


def _sign_ins(before: datetime) -> Found:
    """Give the sessions that ended, and what is noted of signing in."""
    return [
        *Session.objects.filter(expire_date__lt=before),
        *AccessAttempt.objects.filter(attempt_time__lt=before),
        *AccessLog.objects.filter(attempt_time__lt=before),
    ]


def _delete(found: Found, scope: Scope, at: datetime) -> None:
    for row in found:
        row.delete()


def _phones(before: datetime) -> Found:
    """Give the users with a telephone whose last post ended earlier."""
    held = Post.objects.exclude(to_on__lt=local_day(before)).values("user")
    return list(User.objects.exclude(phone_sealed=None).exclude(pk__in=held).values_list("pk", flat=True))


def _erase_phones(found: Found, scope: Scope, at: datetime) -> None:
    User.objects.filter(pk__in=found).update(phone_sealed=None)


def _announcements(before: datetime) -> Found:
    """Give the announcements with their receipts, and whatever still waits of them."""
    return list(Announcement.objects.filter(received_at__lt=before).only("pk"))


KINDS = {
    "announcement": Kind(_announcements, _delete),
    "campaign-list": Kind(_campaigns, _end_campaigns),
    "trial": Kind(_trials, _forget),
    "voucher": Kind(_files, lambda found, scope, at: intake.destroy_files(found)),
    "roster-file": Kind(lambda before: rosters.expired(at=before), lambda found, scope, at: rosters.destroy(found)),
    "person": Kind(_persons, lambda found, scope, at: erase(found)),
    "sign-in": Kind(_sign_ins, _delete),
    "staff-phone": Kind(_phones, _erase_phones),
}


def register(name: str, kind: Kind) -> None:
    """Add a kind that a part above the procedures keeps; called once, when it starts."""
    KINDS[name] = kind
