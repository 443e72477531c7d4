"""The verbs of intake: keep a file, stage it, commit it once, go on after a crash, forget it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Max

from tongchou.base import collecting, progress
from tongchou.base.clock import local_day
from tongchou.base.refusals import NotAllowed, NotFound, Refused, words
from tongchou.intake import hostile, reader, settling, vouchers, working
from tongchou.intake.kinds import Handing, Kind, Replaced, kind_named
from tongchou.intake.models import RememberedMapping, Upload
from tongchou.intake.repeats import SAME_LIST, apart, mark_earlier, overlap
from tongchou.intake.staged import Staged, pack, unpack
from tongchou.intake.staging import Asked, stage
from tongchou.intake.titles import list_name
from tongchou.journal.retrying import retried
from tongchou.registers.people.models import Person

#: A list of more rows than this takes longer than somebody likes to wait: how far it is is noted while it goes in.
LONG = 2_000
#: Earlier lists of a sender's same list that a new one is compared with.
MAX_EARLIER = 50


def keep(
    kind: str, content: bytes, *, file_name: str, user: Any, sender: str, at: datetime, on: date | None = None
) -> Upload:
    """Keep a file as it was sent and return its upload; nothing of it has been read.

    Raises:
        NotFound("kind_unknown"), NotAllowed("kind_not_allowed"), Refused("file_too_big" or "file_empty").
    """
    found = kind_named(kind)
    if not found.allowed(user):
        raise NotAllowed("kind_not_allowed", words("您不能報送這一類名單。"))
    hostile.too_big(content)
    return Upload.objects.create(
        kind=kind,
        file_name=file_name.replace("\\", "/").rsplit("/", 1)[-1][-255:],
        sha256=sha256(content).hexdigest(),
        size=len(content),
        sender=sender,
        user=user.pk,
        received_at=at,
        voucher=vouchers.keep(content),
        asked_on=on,
    )


def stage_upload(
    upload: Upload, *, at: datetime, password: str | None = None, mapping: Mapping[str, str | None] | None = None
) -> Staged:
    """Read, check, place and compare an upload, and keep the result beside it; ask again with other columns at will.

    Raises:
        Refused("already_committed"), those of `reader.read`.
    """
    if upload.committed_at is not None:
        raise Refused("already_committed", words("這份名單已經錄入。"))
    kind = kind_named(upload.kind)
    content = vouchers.open_voucher(upload.opened or upload.voucher)
    said = {**upload.mapping, **(mapping or {})}
    with collecting.put_off():
        book = reader.read(content, upload.file_name, password=password)
        staged = stage(book, kind, _asked(upload, said, at))
    if book.opened is not None:
        upload.opened = vouchers.keep(book.opened)
    if upload.staged:
        staged.settled = staged_of(upload).settled
        settling.apply(staged, kind)
    upload.mapping = said
    upload.list_on = staged.listing.on
    upload.list_key = f"{kind.list_key(staged.listing)}"[:120]
    _compare(upload, staged)
    _replace_staged(upload, staged)
    return staged


def settle(upload: Upload, said: Mapping[str, str], *, user: int, at: datetime) -> int:
    """Answer where addresses of a staged list are, by their marks, for all rows of the list that have them.

    `said` gives the code of one of an address's candidates, or "" to leave it to be claimed. Who answered what and when
    is kept with the list. Return how many rows another answer changed.

    Raises:
        Refused: "already_committed", "address_unknown", "place_not_candidate"; NotFound("not_staged").
    """
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(pk=upload.pk)
        if held.committed_at is not None or held.commit_asked_at is not None:
            raise Refused("already_committed", words("這份名單已經錄入。"))
        staged = staged_of(held)
        rows = settling.answer(staged, kind_named(held.kind), said, user=user, at=at.isoformat())
        _replace_staged(held, staged)
    upload.staged = held.staged
    return rows


def _asked(upload: Upload, said: Mapping[str, str | None], at: datetime) -> Asked:
    remembered = RememberedMapping.objects.filter(kind=upload.kind, sender=upload.sender)
    return Asked(
        at=at,
        today=local_day(at),
        user=upload.user,
        sender=upload.sender,
        file_name=upload.file_name,
        on=upload.asked_on,
        mapping=said,
        remembered={m.signature: m.mapping for m in remembered},
    )


def _replace_staged(upload: Upload, staged: Staged) -> None:
    before = upload.staged
    upload.staged = vouchers.keep(pack(staged))
    upload.save(update_fields=["opened", "staged", "mapping", "list_on", "list_key"])
    if before and before != upload.staged:
        vouchers.destroy(before)


def _compare(upload: Upload, staged: Staged) -> None:
    """Mark what this file repeats: the same file whole, or rows of the sender's earlier lists.

    What was found or foretold when the list was looked at is forgotten first: others may have sent since.
    """
    for index, codes in staged.table.codes.items():
        gone = {"duplicate_earlier", "duplicate_file", "supersedes", *staged.foretold.get(index, ())}
        staged.table.codes[index] = [code for code in codes if code not in gone]
    staged.replaces, staged.foretold, staged.persons = {}, {}, {}
    staged.judge()
    if same_file(upload) is not None:
        staged.table.mark_all(range(len(staged.table)), "duplicate_file")
        staged.judge()
        return
    mark_earlier(staged, _earlier(upload, staged))


def same_file(upload: Upload) -> Upload | None:
    """Return the committed upload that had this very file in; a day given by hand makes it another list.

    One of which no row went in does not count: what refused them then may hold no longer.
    """
    earlier = Upload.objects.filter(
        kind=upload.kind, sha256=upload.sha256, committed_at__isnull=False, duplicate_of__isnull=True, stored__gt=0
    ).exclude(pk=upload.pk)
    if upload.asked_on is not None:
        earlier = earlier.filter(list_on=upload.asked_on)
    return earlier.order_by("committed_at").first()


def _earlier(upload: Upload, staged: Staged) -> list[tuple[UUID, Staged]]:
    """Return this sender's earlier committed lists that are the same list, latest first.

    Most have no row in common with it and replaced none. A committed list does not change any more, so that such a one
    is opened once.
    """
    found: list[tuple[UUID, Staged]] = []
    uploads = Upload.objects.filter(
        kind=upload.kind, sender=upload.sender, list_key=upload.list_key, committed_at__isnull=False
    ).filter(duplicate_of__isnull=True)
    name = list_name(staged.listing)
    superseded: dict[str, set[int]] = {}
    for other in uploads.exclude(pk=upload.pk).order_by("-committed_at", "-pk")[:MAX_EARLIER]:
        number = str(other.pk)
        if number in staged.apart:
            continue
        before = result_of(other)
        if not before.replaces and apart(staged, before):
            staged.apart.append(number)
        elif list_name(before.listing) == name or overlap(staged, before) >= SAME_LIST:
            for index in superseded.get(number, ()):
                before.outcomes[index] = "superseded"
            for key, row in before.replaces.values():
                superseded.setdefault(key, set()).add(row)
            found.append((other.pk, before))
    return found


def staged_of(upload: Upload) -> Staged:
    """Return the staged list of an upload that is not committed yet.

    Raises:
        NotFound("not_staged"): it was kept, but its file was refused or never read.
    """
    if not upload.staged:
        raise NotFound("not_staged", words("這份名單還沒有讀取。"))
    return unpack(vouchers.open_voucher(upload.staged))


def result_of(upload: Upload) -> Staged:
    """Return the list as committed."""
    if not upload.result:
        raise NotFound("not_committed", words("這份名單還沒有錄入。"))
    return unpack(vouchers.open_voucher(upload.result))


def foretell(upload: Upload, *, at: datetime) -> Staged:
    """Ask the kind what it would answer, post nothing, and keep the answer beside the staged list.

    The commit itself is run and rolled back, so that a trial says exactly what the commit will: a parent that is
    nowhere, a village that is not the sender's, another name for a known number. Costs what the commit costs.

    Raises:
        NotFound("not_staged"), Refused("already_committed"); whatever the kind refuses.
    """
    if upload.committed_at is not None:
        raise Refused("already_committed", words("這份名單已經錄入。"))
    staged = staged_of(upload)
    _compare(upload, staged)
    known = Person.objects.aggregate(last=Max("pk"))["last"] or 0
    before = {index: set(codes) for index, codes in staged.table.codes.items()}
    if same_file(upload) is None:
        with transaction.atomic():
            _hand_on(upload, staged, at)
            transaction.set_rollback(True)
    told = (
        (index, [c for c in codes if c not in before.get(index, ())]) for index, codes in staged.table.codes.items()
    )
    staged.foretold = {index: codes for index, codes in told if codes}
    # Whoever the trial made is gone again, and so is every case.
    staged.persons = {index: person for index, person in staged.persons.items() if person <= known}
    staged.refs = {}
    _replace_staged(upload, staged)
    return staged


def commit(upload_id: UUID, *, at: datetime) -> Staged:
    """Hand a staged list to its kind and mark it committed, in one transaction; committing again answers the same.

    Raises:
        NotFound("upload_unknown" or "not_staged"); whatever the kind refuses, and then nothing is posted.
    """
    upload = get_upload(upload_id)
    if upload.committed_at is not None:
        return result_of(upload)
    staged = staged_of(upload)
    Upload.objects.filter(pk=upload_id, commit_asked_at__isnull=True).update(commit_asked_at=at)
    try:
        with working.at_work(upload_id) if len(staged.outcomes) > LONG else nullcontext(), collecting.put_off():
            return retried(lambda: _commit(upload_id, staged, at))
    except Refused:
        # The kind refuses it whole: nothing is posted, and there is nothing to go on with.
        Upload.objects.filter(pk=upload_id, committed_at__isnull=True).update(commit_asked_at=None)
        raise
    except IntegrityError:
        # The same file through another door in the same moment: it is in, and this one is its duplicate.
        if same_file(upload) is None:
            raise
        return _commit(upload_id, staged, at)


def _commit(upload_id: UUID, staged: Staged, at: datetime) -> Staged:
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload_id)
        if upload.committed_at is not None:
            return result_of(upload)
        progress.tell("compare")
        _compare(upload, staged)
        first = same_file(upload)
        if first is None:
            _hand_on(upload, staged, at)
        progress.tell("keep")
        upload.duplicate_of = first.pk if first else None
        upload.stored = len(staged.to_store())
        upload.result = vouchers.keep(pack(staged))
        upload.committed_at = at
        upload.save(update_fields=["duplicate_of", "stored", "result", "committed_at"])
        _remember(upload, staged, at)
        leftover = upload.staged
        if leftover != upload.result:
            transaction.on_commit(lambda: vouchers.destroy(leftover))
    return staged


def _hand_on(upload: Upload, staged: Staged, at: datetime) -> None:
    """Let the kind store and post the rows that go in, and take over what it answers."""
    kind = kind_named(upload.kind)
    indices = staged.to_store()
    if not indices:
        return
    whole = len(indices) == len(staged.table)
    repeats = [i for i in staged.repeats if staged.outcomes[i] == "duplicate"]
    handing = Handing(
        table=staged.table if whole else staged.table.take(indices),
        listing=staged.listing,
        upload=upload.pk,
        entry=upload.entry,
        voucher=upload.voucher,
        at=at,
        user=get_user_model().objects.filter(pk=upload.user).first(),
        replaces=_replaced(staged, indices),
        repeats=staged.table.take(repeats) if repeats else None,
    )
    handed = kind.commit(handing)
    for at_index, codes in handed.codes.items():
        for code in codes:
            staged.table.mark(indices[at_index], code)
    staged.persons = _by_index(indices, handed.persons)
    staged.refs = _by_index(indices, handed.refs)
    staged.judge()


def _by_index(indices: Sequence[int], answers: Sequence[int | None]) -> dict[int, int]:
    return {i: answer for i, answer in zip(indices, answers, strict=bool(answers)) if answer is not None}


def _replaced(staged: Staged, indices: Sequence[int]) -> dict[int, Replaced]:
    """Return the earlier rows that rows of this list replace, by their index in the table that is handed on."""
    if not staged.replaces:
        return {}
    lists = {key: result_of(get_upload(UUID(key))) for key in {key for key, _ in staged.replaces.values()}}
    found: dict[int, Replaced] = {}
    for position, index in enumerate(indices):
        if index in staged.replaces:
            key, row = staged.replaces[index]
            before = lists[key]
            sheet = before.listing.sheets[before.table.frame["sheet"][row]].name
            number = before.table.frame["row"][row]
            found[position] = Replaced(UUID(key), sheet, number, before.persons.get(row), before.refs.get(row))
    return found


def _remember(upload: Upload, staged: Staged, at: datetime) -> None:
    """Keep the corrections of an upload's columns for the sender's next list under the same headers."""
    if not upload.mapping:
        return
    for signature, found in staged.signatures.items():
        said = {c.source: c.column for c in staged.columns if c.how in ("said", "remembered") and c.source in found}
        if said:
            RememberedMapping.objects.update_or_create(
                kind=upload.kind,
                sender=upload.sender,
                signature=signature,
                defaults={"mapping": said, "user": upload.user, "at": at},
            )


def get_upload(upload_id: UUID) -> Upload:
    """Return an upload, or refuse: NotFound("upload_unknown")."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise NotFound("upload_unknown", words("沒有這份名單。"))
    return upload


def pending() -> list[Upload]:
    """Return the uploads whose commit was asked for and did not finish: the process was killed in between."""
    return list(
        Upload.objects.filter(commit_asked_at__isnull=False, committed_at__isnull=True).order_by("commit_asked_at")
    )


def resume(*, at: datetime) -> list[UUID]:
    """Commit what is pending and return it; called at every start. What its kind refuses is left to its sender."""
    done = []
    for upload in pending():
        with suppress(Refused):
            if upload.staged:
                commit(upload.pk, at=at)
                done.append(upload.pk)
        working.forget(upload.pk)
    return done


def forget(upload: Upload) -> None:
    """Remove a trial: an upload that was never committed, with its vouchers that no other upload holds."""
    if upload.committed_at is not None:
        raise Refused("already_committed", words("這份名單已經錄入。"))
    upload.delete()
    for voucher in filter(None, (upload.voucher, upload.opened, upload.staged)):
        held = Upload.objects.filter(voucher=voucher) | Upload.objects.filter(opened=voucher)
        if not held.exists() and not Upload.objects.filter(staged=voucher).exists():
            vouchers.destroy(voucher)


def erase_vouchers() -> int:
    """Destroy every voucher, at the end of an emergency, and whatever names a file; return how many there were.

    What stays of an upload are its digest and its entry, which say nothing of anybody.
    """
    gone = destroy_files(list(Upload.objects.all()))
    RememberedMapping.objects.all().delete()
    return gone + vouchers.destroy_all()


def destroy_files(uploads: Sequence[Upload]) -> int:
    """Destroy the files of uploads, as sent, as opened and as answered; return how many vouchers there were.

    A voucher that another upload holds too stays until that one goes.
    """
    names = {name for one in uploads for name in (one.voucher, one.opened, one.staged, one.result) if name}
    numbers = [one.pk for one in uploads]
    for start in range(0, len(numbers), 500):
        part = Upload.objects.filter(pk__in=numbers[start : start + 500])
        part.update(file_name="", opened="", staged="", result="", mapping={})
    others = Upload.objects.exclude(pk__in=numbers) if len(numbers) < 500 else Upload.objects.exclude(file_name="")
    held = {name for row in others.values_list("voucher", "opened", "staged", "result") for name in row if name}
    for voucher in names - held:
        vouchers.destroy(voucher)
    return len(names - held)


def superseded_rows(upload: Upload) -> set[int]:
    """Return the data rows of a committed list that later lists of its sender have replaced."""
    later = Upload.objects.filter(
        kind=upload.kind,
        sender=upload.sender,
        list_key=upload.list_key,
        committed_at__gte=upload.committed_at,
        duplicate_of__isnull=True,
    ).exclude(pk=upload.pk)
    found: set[int] = set()
    for other in later:
        found |= {row for key, row in result_of(other).replaces.values() if key == str(upload.pk)}
    return found


def kind_of(upload: Upload) -> Kind:
    """Return the kind an upload is of."""
    return kind_named(upload.kind)
