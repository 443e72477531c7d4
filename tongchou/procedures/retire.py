"""The emergency is over: people, vouchers, notes and salts are erased; the books stay, mute and provable.

What the county keeps are totals, entries without names and sealed day-books. Whose cases they were nobody can say any
longer: also not from kept bulletins, from the free pages of the store, or with the keys from an older copy of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from tongchou.base.refusals import Refused, words
from tongchou.bulletin.rosters import services as rosters
from tongchou.closing.models import Seal
from tongchou.intake.services import erase_vouchers
from tongchou.journal.models import Commit, Salt
from tongchou.pillars.quarantine import services as quarantine
from tongchou.pillars.resumption import services as resumption
from tongchou.pillars.screening import services as screening
from tongchou.pillars.supplies import services as supplies
from tongchou.registers.orgs.services import erase_contacts
from tongchou.registers.people.services import erase_everyone
from tongchou.registers.staff.models import User
from tongchou.restrictions import services as restrictions

#: Folders of the home that can be made again from the books, and hold officers' names or what was counted of people.
FOLDERS = ("bulletins", "forms", "shared", "cube", "columns")
#: Keys of what is gone: with them an older copy of the store could still be read.
KEYS = ("people", "vouchers", "staff", "determinations", "supplies", "announcements")


@dataclass(frozen=True)
class Retired:
    """How many persons, vouchers, documents, salts and kept files were erased."""

    people: int
    vouchers: int
    documents: int
    salts: int
    files: int


_also: dict[str, Callable[[], int]] = {}


def forget_also(key: str, erase: Callable[[], int]) -> None:
    """Let a part above the procedures erase its own documents too, and drop its key; called once, when it starts."""
    _also[key] = erase


def retire(*, at: datetime) -> Retired:
    """Erase whoever and whatever could say who a case was. It cannot be undone.

    Raises:
        Refused("not_sealed"): something was posted after the last seal; without its salt it could never be proved.
    """
    last = Seal.objects.order_by("-number").first()
    newest = Commit.objects.order_by("-n").values_list("n", flat=True).first() or 0
    if newest > (last.n if last else 0):
        raise Refused("not_sealed", words("最後一次日結之後還有錄入，請先日結。"))
    with transaction.atomic():
        people = erase_everyone()
        parts = (screening, quarantine, restrictions, supplies, resumption)
        documents = sum(part.erase_documents() for part in parts) + rosters.erase_rosters()
        documents += erase_contacts() + sum(erase() for erase in _also.values())
        salts, _ = Salt.objects.all().delete()
        User.objects.update(phone_sealed=None)
        vouchers = erase_vouchers()
    for model in (Session, AccessAttempt, AccessLog):
        model.objects.all().delete()
    _sweep_store()
    return Retired(people.get("person", 0), vouchers, documents, salts, _empty_folders(settings.HOME.path))


def _sweep_store() -> None:
    """Give the free pages of the store back: what was deleted would otherwise stand in the file until overwritten."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM (FULL)")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _empty_folders(home: Path) -> int:
    """Empty the folders that can be made again, and drop the keys of what is gone; return how many files went."""
    files = [path for name in FOLDERS for path in (home / name).rglob("*") if path.is_file()]
    for name in FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)
    for name in (*KEYS, *_also):
        (home / "keys" / f"{name}.key").unlink(missing_ok=True)
    return len(files)
