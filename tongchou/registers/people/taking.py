"""Taking a list in: every row becomes someone known or someone new, and nothing anyone said is lost.

The steps, each one set of rows: keys, households, persons, what differs, phones, places, recognition.
`services.take_in` runs them in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from tongchou.journal.rows import take_numbers
from tongchou.registers.people import identity, sealing
from tongchou.registers.people.models import Source
from tongchou.registers.people.staging import BIG, BYTES, INT, TEXT, add_rows, fetch, staged
from tongchou.registers.people.table import PeopleTable

PERSON_COLUMNS = {
    "id": BIG,
    "key": BYTES,
    "name": TEXT,
    "sex": TEXT,
    "born_on": INT,
    "id_kind": TEXT,
    "id_sealed": BYTES,
    "household_id": BIG,
    "pair": BYTES,
    "source_id": BIG,
}


#: A phone as it is kept: the row that said it, its mark, the mark of name and phone, and the number sealed.
Phone = tuple[int, bytes, bytes, bytes]


@dataclass(frozen=True)
class Keyed:
    """A list with all that its rows alone say, no store asked.

    What they are recognised by (standard numbers, folded names, keys, first-phone pairs), and what is kept of them
    beside the person: phones, and the mark of every address by row.
    """

    source: str
    table: PeopleTable
    number: list[str]
    folded: list[str]
    key: list[bytes]
    pair: list[bytes | None]
    phones: list[Phone]
    address: dict[int, int]


@dataclass(frozen=True)
class Known:
    """The register's side of a list: by row, the person its key names, and how that person was first told.

    `first` holds name, sex, birth (ordinal) and household. `unsettled` are the persons who may turn out to be someone
    else: those without a number, and those who did already. `made` are the numbers given to new ones.
    """

    id: NDArray[np.int64]
    is_new: NDArray[np.bool_]
    first: list[tuple[Any, ...]]
    unsettled: list[int]
    made: range


def source_number(name: str, at: datetime) -> int:
    """Return the number of a source; one that spoke before keeps the instant it first did."""
    return Source.objects.get_or_create(name=name, defaults={"said_at": at})[0].pk


def keyed(table: PeopleTable, source: str) -> Keyed:
    """Return the rows with their keys."""
    number = [identity.standard(text) for text in table.id_number]
    folded = [identity.fold(name) for name in table.name]
    marks = sealing.keys().mark_all
    texts = list(_key_texts(table, number, folded, source))
    told = [n for n in range(len(table)) if not number[n] and folded[n] and table.phones[n]]
    pair: list[bytes | None] = [None] * len(table)
    for n, mark in zip(told, marks(identity.pair_text(folded[n], table.phones[n][0]) for n in told), strict=True):
        pair[n] = mark
    said = {n: address for n, address in enumerate(table.address) if address}
    address = dict(zip(said, sealing.small_marks(said.values()), strict=True))
    return Keyed(source, table, number, folded, marks(texts), pair, _phones(table, folded), address)


def _key_texts(table: PeopleTable, number: list[str], folded: list[str], source: str) -> Iterator[str]:
    for n, digits in enumerate(number):
        if digits:
            yield identity.number_key(digits)
        elif folded[n] and table.household[n]:
            yield identity.household_key(folded[n], table.household[n])
        elif folded[n] and table.phones[n]:
            yield identity.phone_key(folded[n], table.phones[n][0], table.sex[n], table.born_on[n])
        else:
            yield identity.row_key(source, table.row[n])


def _phones(table: PeopleTable, folded: list[str]) -> list[Phone]:
    told = [(n, phone) for n, several in enumerate(table.phones) for phone in dict.fromkeys(several)]
    marks = sealing.phones().mark_all(phone for _, phone in told)
    pairs = sealing.keys().mark_all(identity.pair_text(folded[n], phone) for n, phone in told)
    sealed = sealing.phones().seal_all([phone for _, phone in told])
    return [(n, mark, pair, box) for (n, _), mark, pair, box in zip(told, marks, pairs, sealed, strict=True)]


def households(table: PeopleTable) -> list[int | None]:
    """Make the households not known yet and return every row's."""
    first = {code: n for n, code in reversed(list(enumerate(table.household))) if code}
    if not first:
        return [None] * len(table)
    codes = sorted(first)
    keys = sealing.keys().mark_all(f"household|{code}" for code in codes)
    rows = [(key, code, table.place[first[code]], "") for key, code in zip(keys, codes, strict=True)]
    columns = {"key": BYTES, "code": TEXT, "place": BIG, "door": TEXT}
    add_rows("household", columns, rows, once=["key"])
    with staged("codes", {"key": BYTES, "code": TEXT}, zip(keys, codes, strict=True)) as stage:
        ids = dict(fetch(f"SELECT s.code, h.id FROM {stage} s JOIN household h ON h.key = s.key"))
    return [ids.get(code) for code in table.household]


def persons(rows: Keyed, household: list[int | None], source: int) -> Known:
    """Make the persons not known yet and return every row's. Only new ones are sealed and written."""
    first: dict[bytes, int] = {}
    for n, key in enumerate(rows.key):
        first.setdefault(key, n)
    firsts = list(first.values())
    with staged("keys", {"n": INT, "key": BYTES}, enumerate(first)) as stage:
        found = _found(stage)
        fresh = [n for k, n in enumerate(firsts) if k not in found]
        made_from = take_numbers("person", len(fresh))
        new = _new_persons(rows, fresh, household, source, made_from)
        if add_rows("person", PERSON_COLUMNS, new, once=["key"]) < len(new):
            # Another list made one of them in the same moment.
            found = _found(stage)
    made = {row[1]: row for row in new}
    everyone = [found.get(k) or _as_told(made[key]) for k, key in enumerate(first)]
    ids = np.fromiter((one[0] for one in everyone), np.int64, len(everyone))
    is_new = np.zeros(len(rows.key), np.bool_)
    is_new[fresh] = True
    place_of = {key: k for k, key in enumerate(first)}
    spread = [place_of[key] for key in rows.key]
    unsettled = [person for person, *_, same_as, kind in everyone if same_as is not None or not kind]
    made_now = range(made_from, made_from + len(fresh))
    return Known(ids[spread], is_new, [everyone[k][1:5] for k in spread], unsettled, made_now)


def _found(stage: str) -> dict[int, tuple[Any, ...]]:
    """Return those of the staged keys (`n`, `key`) who are known: id, name, sex, birth, household, same_as, id_kind."""
    found = fetch(
        "SELECT s.n, p.id, p.name, p.sex, p.born_on, p.household_id, p.same_as_id, p.id_kind"
        f" FROM {stage} s JOIN person p ON p.key = s.key"
    )
    return {n: tuple(person) for n, *person in found}


def _as_told(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a person just written, as `_found` would."""
    number, _, name, sex, born_on, id_kind, _, household, *_ = row
    return number, name, sex, born_on, household, None, id_kind


def _new_persons(
    rows: Keyed, fresh: list[int], household: list[int | None], source: int, number: int
) -> list[tuple[Any, ...]]:
    """Return persons as they are written, numbered from `number`.

    By us, not by the store: to read 100,000 numbers back takes as long as 40,000 more rows.
    """
    sealed = iter(sealing.ids().seal_all([rows.number[n] for n in fresh if rows.number[n]]))
    return [
        (
            number + at, rows.key[n], rows.table.name[n], *_told(rows, n),
            next(sealed) if rows.number[n] else None, household[n], rows.pair[n], source,
        )
        for at, n in enumerate(fresh)
    ]  # fmt: skip


def _told(rows: Keyed, n: int) -> tuple[str, int | None, str]:
    """Return sex, birth and kind of number: what a resident's number says, else what the row says.

    So it is the same whichever list comes first. A row without a number has no kind, whatever its column says.
    """
    number, table = rows.number[n], rows.table
    told = table.born_on[n]
    born = told.toordinal() if told is not None else None
    if identity.is_resident(number):
        return identity.sex(number), identity.birth_ordinal(number) or born, "resident"
    return table.sex[n], born, (table.id_kind[n] or "other") if number else ""


def fill_gaps(rows: Keyed, known: Known, household: list[int | None]) -> Known:
    """Write the sex, birth or household told now of persons who had none; return them as they stand after it."""
    born = [told.toordinal() if told else None for told in rows.table.born_on]
    told: list[tuple[str, str, Sequence[Any]]] = [
        ("sex", TEXT, rows.table.sex), ("born_on", INT, born), ("household_id", BIG, household)
    ]  # fmt: skip
    ids = known.id.tolist()
    first = known.first
    for at, (column, kind, values) in enumerate(told, start=1):
        gaps: dict[int, Any] = {}
        for n, value in enumerate(values):
            if value and not first[n][at]:
                gaps.setdefault(ids[n], value)
        if gaps:
            filled = _fill(column, kind, gaps)
            first = [(*f[:at], filled.get(ids[n], f[at]), *f[at + 1 :]) for n, f in enumerate(first)]
    return replace(known, first=first)


def _fill(column: str, kind: str, gaps: dict[int, Any]) -> dict[int, Any]:
    """Fill a column where it is still empty; return what stands there now, another writer's value included."""
    empty = "= ''" if kind == TEXT else "IS NULL"
    with staged("gaps", {"id": BIG, "value": kind}, sorted(gaps.items())) as stage:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE person SET {column} = s.value FROM {stage} s"
                f" WHERE s.id = person.id AND person.{column} {empty}"
            )
        return dict(fetch(f"SELECT p.id, p.{column} FROM {stage} s JOIN person p ON p.id = s.id"))


def facts(rows: Keyed, known: Known, household: list[int | None], source: int) -> dict[int, tuple[str, ...]]:
    """Keep every address and whatever differs from the first telling; return the codes by position."""
    said: list[tuple[int, str, str]] = []
    codes: dict[int, tuple[str, ...]] = {}
    table = rows.table
    ids = known.id.tolist()
    for n, (name, sex, born, home) in enumerate(known.first):
        differs = []
        if table.name[n] and table.name[n] != name and rows.folded[n] != identity.fold(name):
            differs.append(("name", table.name[n]))
        if table.sex[n] and sex and table.sex[n] != sex:
            differs.append(("sex", table.sex[n]))
        told = table.born_on[n]
        if told is not None and born is not None and told.toordinal() != born:
            differs.append(("birth", told.isoformat()))
        if household[n] is not None and home is not None and household[n] != home:
            differs.append(("household", table.household[n]))
        if differs:
            codes[n] = tuple(f"{kind}_differs" for kind, _ in differs)
            said += [(ids[n], kind, value) for kind, value in differs]
    keep_facts(said, source)
    _keep([(ids[n], "address", mark, table.address[n], source) for n, mark in rows.address.items()], made=known.made)
    return codes


def keep_facts(said: list[tuple[int, str, str]], source: int) -> None:
    """Keep facts as (person, kind, value); one said before stays as it was first said."""
    marks = sealing.small_marks(value for _, _, value in said)
    _keep([(person, kind, mark, value, source) for (person, kind, value), mark in zip(said, marks, strict=True)])


def _keep(rows: list[tuple[Any, ...]], *, made: range = range(0)) -> None:
    if rows:
        columns = {"person_id": BIG, "kind": TEXT, "mark": BIG, "value": TEXT, "source_id": BIG}
        add_rows("fact", columns, rows, once=["person_id", "kind", "mark"], made=made)


def phones(rows: Keyed, known: Known, source: int) -> list[bytes]:
    """Keep every phone, with the name it was said with; return the marks of name and phone."""
    ids = known.id.tolist()
    columns = {"person_id": BIG, "mark": BYTES, "pair": BYTES, "sealed": BYTES, "source_id": BIG}
    if rows.phones:
        said = ((ids[n], mark, pair, box, source) for n, mark, pair, box in rows.phones)
        add_rows("phone", columns, said, once=["person_id", "pair"], made=known.made)
    return [pair for _, _, pair, _ in rows.phones]


def whereabouts(pairs: Iterable[tuple[int, int]], *, made: range = range(0)) -> None:
    """Let places answer for persons: pairs of (place, person), those there already passed over."""
    columns = {"place": BIG, "person_id": BIG}
    add_rows("whereabouts", columns, sorted(set(pairs)), once=["place", "person_id"], made=made)


def share_whereabouts(stage: str) -> None:
    """Let the places that answer for the persons staged (`id`) answer for those they turned out to be."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO whereabouts (place, person_id) SELECT DISTINCT w.place, p.same_as_id FROM {stage} s"
            " CROSS JOIN person p CROSS JOIN whereabouts w"
            " WHERE p.id = s.id AND w.person_id = p.id AND p.same_as_id IS NOT NULL"
            " ORDER BY w.place, p.same_as_id ON CONFLICT (place, person_id) DO NOTHING"
        )
