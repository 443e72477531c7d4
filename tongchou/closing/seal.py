"""Sealing a closed day: the day-book's folder, written beside, recorded with the closing, then put in its place.

    HOME/daybooks/2020-03-20/
        totals.parquet    every balance at the day's end: account, place, item, count, quantity
        flows.parquet     every flow of the day: from, to, place, item, count, quantity
        carried.parquet   what was carried over: kind, place, count, reason
        leaves.bin        id and leaf of every entry learnt since the previous seal
        manifest.json     numbers, roots, the hash of each file and of the rules
        signature.bin     Ed25519 over manifest.json
        marks.json        short hashes that tell where a file was changed

A folder of other books found in its place (a backup was put back) is kept under `daybooks/.others/`.

The folder is complete on disk before the closing commits, and takes its name after. Killed before the commit, the day
is open and the draft is thrown away; killed after, the day is closed and `recover` puts the draft in its place.
"""

from __future__ import annotations

import hashlib
import io
import logging
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from django.conf import settings
from django.db import connection, transaction

from tongchou.base import disk
from tongchou.base.refusals import Refused, words
from tongchou.closing import keys, merkle
from tongchou.closing.carrying import Carried
from tongchou.closing.leaves import ID_BYTES, RECORD, Leaf, packed
from tongchou.closing.models import CarryOver, Closing, Seal
from tongchou.closing.rules_digest import rules_digest
from tongchou.closing.verify import (
    FORMAT,
    LEAVES,
    MANIFEST,
    MARKS,
    SIGNATURE,
    canonical_json,
    day_root,
    marks_of,
)
from tongchou.figures.cells import Cells
from tongchou.figures.cube import View
from tongchou.journal import clockwork
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.journal.rows import listed
from tongchou.registers.places.models import Place
from tongchou.registers.places.queries import tree

NO_ROOT = bytes(32)
#: Where day-books are kept that these books did not seal.
OTHERS = ".others"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Draft:
    """A day-book that lies complete beside its place."""

    folder: Path
    seal: Seal


def daybooks() -> Path:
    """Return the folder of this home's day-books."""
    return Path(settings.HOME.path) / "daybooks"


def folder_of(day: date) -> Path:
    """Return the folder of a sealed day, finishing what a killed process left.

    Raises:
        Refused("day_not_closed"): the day has no seal.
        Refused("daybook_lost"): it has one, but somebody took the folder away.
    """
    folder = daybooks() / day.isoformat()
    if not folder.is_dir():
        recover()
    if not Seal.objects.filter(closing_id=day).exists():
        raise Refused("day_not_closed", words("%(day)s 尚未日結。"), day=day.isoformat())
    if not folder.is_dir():
        raise Refused("daybook_lost", words("%(day)s 的日結賬冊文件夾不見了，請從備份取回。"), day=day.isoformat())
    return folder


def draft(closing: Closing, *, carried: Carried, view: View, leaves: list[Leaf]) -> Draft:
    """Write the day-book of a closing that is about to commit. `leaves` are those since the previous seal."""
    previous = Seal.objects.select_related("closing").order_by("-number").first()
    ids, totals, flows = packed(leaves), view.balances(closing.day), view.flows((closing.day, closing.day))
    codes = _codes(np.concatenate([totals.place, flows.place, carried.place]), closing.day)
    files = {
        "totals.parquet": _parquet(_totals(totals, codes)),
        "flows.parquet": _parquet(_flows(flows, codes)),
        "carried.parquet": _parquet(_carried(carried, codes)),
        LEAVES: ids,
    }
    entries_root = merkle.root([ids[at + ID_BYTES : at + RECORD] for at in range(0, len(ids), RECORD)])
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "county": settings.HOME.settings.get("county", ""),
        "day": closing.day.isoformat(),
        "number": previous.number + 1 if previous else 1,
        "after_commit": previous.n if previous else 0,
        "commit": closing.n,
        "closed_at": closing.at.isoformat(),
        "entries": len(leaves),
        "entries_root": entries_root.hex(),
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in files.items()},
        "rules": rules_digest(settings.HOME).hex(),
        "previous_root": bytes(previous.root).hex() if previous else NO_ROOT.hex(),
    }
    manifest["root"] = day_root(manifest).hex()
    files[MANIFEST] = canonical_json(manifest)
    files[SIGNATURE] = keys.private_key(settings.HOME).sign(files[MANIFEST])
    files[MARKS] = marks_of(files)
    seal = Seal(
        closing=closing,
        number=manifest["number"],
        after=manifest["after_commit"],
        n=closing.n,
        entries=len(leaves),
        entries_root=entries_root,
        previous=bytes(previous.root) if previous else NO_ROOT,
        root=bytes.fromhex(manifest["root"]),
    )
    return Draft(_write(closing.day, files), seal)


def publish(day: date) -> Path:
    """Give a sealed day's draft its place. Harmless when it has it already."""
    target = daybooks() / day.isoformat()
    source = _draft_folder(day)
    if source.is_dir():
        if target.is_dir():
            _set_aside(target)
        source.rename(target)
        disk.wait_for_folder(daybooks())
    keys.publish_key(settings.HOME)
    return target


def _set_aside(stranger: Path) -> None:
    """Keep a folder that lies where a day's own belongs: books older than their folder were put back from a backup.

    It is evidence of what was sealed then, so it is not deleted; but it is not what these books say.
    """
    others = daybooks() / OTHERS
    others.mkdir(exist_ok=True)
    manifest = stranger / MANIFEST
    mark = hashlib.sha256(manifest.read_bytes()).hexdigest()[:16] if manifest.exists() else "unsigned"
    kept = others / f"{stranger.name}-{mark}"
    shutil.rmtree(kept, ignore_errors=True)
    stranger.rename(kept)
    logger.warning("A day-book of other books lay at %s; it is now %s.", stranger.name, kept.name)


def recover() -> list[date]:
    """Finish what a killed process left: put recorded drafts in their place, drop the others. Return the days mended.

    Waits for a closing that is under way, by its clock: its draft is not a killed one's.
    """
    if not daybooks().is_dir() or not any(daybooks().glob(".*.draft")):
        return []
    with transaction.atomic():
        clockwork.hold()
        return [day for day in map(_mend, sorted(daybooks().glob(".*.draft"))) if day]


def _mend(path: Path) -> date | None:
    day = date.fromisoformat(path.name[1 : -len(".draft")])
    seal = Seal.objects.filter(closing_id=day).first()
    manifest = path / MANIFEST
    if seal and manifest.exists() and bytes(seal.root).hex() in manifest.read_text("utf-8"):
        publish(day)
        return day
    shutil.rmtree(path, ignore_errors=True)
    return None


def _totals(cells: Cells, codes: dict[int, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "account": _coded(cells.a, chart().codes),
            "place": _coded(cells.place, codes),
            "item": cells.item,
            "count": cells.count,
            "quantity": cells.quantity,
        }
    )


def _flows(cells: Cells, codes: dict[int, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "from": _coded(cells.a, chart().codes),
            "to": _coded(cells.b, chart().codes),
            "place": _coded(cells.place, codes),
            "item": cells.item,
            "count": cells.count,
            "quantity": cells.quantity,
        }
    )


def _carried(carried: Carried, codes: dict[int, str]) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "kind": pl.Series(carried.kind, dtype=pl.String),
            "place": pl.Series(_coded(carried.place, codes), dtype=pl.String),
            "reason": pl.Series(carried.reason, dtype=pl.String),
            "count": carried.count,
            "by_system": (carried.by == CarryOver.SYSTEM).astype(np.int8),
        }
    )
    return frame.sort("kind", "place", "reason", "count")


def _codes(places: Column, day: date) -> dict[int, str]:
    """Return the codes of places: the day's tree has most of them, the register those of other editions."""
    now = tree(day)
    codes = dict(zip(now.ids.tolist(), now.code.tolist(), strict=True))
    gone = np.setdiff1d(places, now.ids)
    if len(gone):
        with listed(gone) as (among, params), connection.cursor() as cursor:
            cursor.execute(f"SELECT id, code FROM {Place._meta.db_table} WHERE id {among}", params)
            codes.update(cursor.fetchall())
    return codes


def _coded(numbers: Column, codes: dict[int, str]) -> list[str]:
    """Return the codes of places or accounts; each is looked up once, however often it occurs."""
    unique, at = np.unique(numbers, return_inverse=True)
    known = np.array([codes.get(number, str(number)) for number in unique.tolist()], object)
    return list(known[at]) if len(unique) else []


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out, compression="zstd", statistics=False)
    return out.getvalue()


def _draft_folder(day: date) -> Path:
    return daybooks() / f".{day.isoformat()}.draft"


def _write(day: date, files: dict[str, bytes]) -> Path:
    folder = _draft_folder(day)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, body in files.items():
        with (folder / name).open("wb") as out:
            out.write(body)
            out.flush()
            disk.wait_for(out.fileno())
    disk.wait_for_folder(folder)
    return folder
