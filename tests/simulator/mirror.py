"""The same facts once more, about the mirrored checks, in another order: they must end where the story ended.

What phones said goes through the same door, from the same phones; what leads and the system said is posted as it stands
in the books. Each claim builds on the mirror of the claim it built on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from tests.simulator import server
from tests.simulator.invariants import Broken
from tests.simulator.phone import Phone, cases_of
from tongchou.base import clock
from tongchou.field.models import Held
from tongchou.journal import entries as books
from tongchou.journal.chart import chart
from tongchou.journal.models import INDEX_BITS, Claim, Entry, Settles, Standing
from tongchou.journal.posting import new_cases, post_batch
from tongchou.journal.standing import Chain
from tongchou.pillars.screening.models import Visit
from tongchou.registers.places import reorganise
from tongchou.registers.places.models import Place

if TYPE_CHECKING:
    from tests.simulator.story import Story

#: Names of mirrored acts are made of the acts' own.
SPACE = UUID("0190a3c2-7b1e-7f00-8000-000000000001")


class Mirror:
    """One story's facts, under other numbers."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.case = dict(zip(story.village.cases, story.village.mirrors, strict=True))
        visits = list(
            Visit.objects.filter(check_case__in=story.village.cases).order_by("case").values_list("case", flat=True)
        )
        first = new_cases(len(visits))
        self.case |= {case: first + n for n, case in enumerate(visits)}
        self.visits = set(visits)
        self.claims = list(Claim.objects.filter(case__in=list(self.case)).order_by("id"))
        self.entries = {row.number: row for row in Entry.objects.filter(number__in={c.entry for c in self.claims})}
        self.settles = defaultdict(list)
        for target, claim in Settles.objects.filter(claim__in=[c.id for c in self.claims]).values_list(
            "target", "claim"
        ):
            self.settles[claim].append(target)
        self.by_id = {claim.id: claim for claim in self.claims}
        self.name = self._names()

    def _names(self) -> dict[int, int | books.Named]:
        """Return what each claim is called in the mirror."""
        found: dict[int, int | books.Named] = {}
        opened = dict(
            Claim.objects.filter(case__in=self.story.village.mirrors, chain=Chain.OPEN).values_list("case", "id")
        )
        count: dict[int, int] = defaultdict(int)
        for claim in self.claims:
            if claim.chain == Chain.OPEN and claim.case not in self.visits:
                found[claim.id] = opened[self.case[claim.case]]
                continue
            if self._needless(claim):
                found[claim.id] = found[claim.predecessor]
                continue
            found[claim.id] = books.Named(mirrored(self.entries[claim.entry].id), count[claim.entry])
            count[claim.entry] += 1
        return found

    def _needless(self, claim: Claim) -> bool:
        """Say whether a claim moved a case off a retired cell to which a phone had handed it over.

        In the mirror that hand-over comes when the cell is gone, and leads at once to where its cases went.
        """
        before = self.by_id.get(claim.predecessor)
        regrid = self.entries[claim.entry].code == reorganise.REGRID
        return regrid and before is not None and str(self.entries[before.entry].id) in self.story.promised

    def play(self, random: Random) -> None:
        """Say everything again: what the system opened first, the rest in any order."""
        acts = self._phones_acts()
        self._hold()
        by_phone = {entry["id"] for said in acts.values() for _, entry in said}
        rest: dict[int, list[Claim]] = defaultdict(list)
        opening: dict[int, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.chain == Chain.OPEN:
                if claim.case in self.visits:
                    opening[claim.entry].append(claim)
            elif str(self.entries[claim.entry].id) not in by_phone and not self._needless(claim):
                rest[claim.entry].append(claim)
        with clock.at(self.story.now):
            post_batch([self._entry(number, own) for number, own in opening.items()])
        desk = [self._entry(number, own) for number, own in rest.items()]
        random.shuffle(desk)
        half = random.randrange(len(desk) + 1)
        turns: list[Any] = [desk[:half], desk[half:], *acts.values()]
        random.shuffle(turns)
        for turn in turns:
            self.story.now += timedelta(seconds=1)
            with clock.at(self.story.now):
                if turn and isinstance(turn[0], books.Entry):
                    post_batch(turn)
                elif turn:
                    self._send(turn, random)

    def _phones_acts(self) -> dict[str, list[tuple[Phone, dict[str, Any]]]]:
        found: dict[str, list[tuple[Phone, dict[str, Any]]]] = {}
        for phone, entry, _ in self.story.promised.values():
            cases = list(cases_of(entry))
            if entry["act"] in ("outcome", "visit", "hand_over") and all(case in self.case for case in cases):
                found.setdefault(phone.device, []).append((phone, entry))
        return found

    def _hold(self) -> None:
        """Let each phone have held the mirror of whom it held."""
        rows = Held.objects.filter(case__in=list(self.case)).values_list("device", "case", "given_on")
        Held.objects.bulk_create([Held(device=d, case=self.case[c], given_on=on) for d, c, on in rows])

    def _send(self, said: Sequence[tuple[Phone, dict[str, Any]]], random: Random) -> None:
        phone = said[0][0]
        entries = [self._said(entry) for _, entry in said]
        random.shuffle(entries)
        batch = {"device": phone.device, "sent_at": phone.clock(self.story.now), "entries": entries}
        user = self.story.users[phone.device]
        answer = server.ask(user, "POST", "/field/api/sync", json.dumps(batch).encode())
        if answer is None or answer[0] != 200:
            raise Broken(f"the mirror's acts were answered {answer}")
        became = {one["id"]: one for one in answer[1]["answers"]}
        for _, entry in said:
            first = self.story.told[entry["id"]][-1]
            then = became[str(mirrored(UUID(entry["id"])))]
            if (first["answer"] == "refused") != (then["answer"] == "refused"):
                raise Broken(f"{first['answer']} {first.get('code', '')} in one order, in another {then}: {entry}")

    def _said(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Return the mirror of a phone's act."""
        made = dict(entry, id=str(mirrored(UUID(entry["id"]))))
        for name in ("outcomes", "after"):
            if name in entry:
                made[name] = {str(self.case[int(case)]): value for case, value in entry[name].items()}
        for name in ("visits", "checks"):
            if name in entry:
                made[name] = [self.case[case] for case in entry[name]]
        if "after" in made:
            made["after"] = {case: self._tip(tip) for case, tip in made["after"].items()}
        return made

    def _tip(self, tip: str) -> str:
        entry, colon, index = tip.partition(":")
        if colon:
            return f"{mirrored(UUID(entry))}:{index}"
        name = self.name[int(tip)]
        return f"{name.entry}:{name.at}" if isinstance(name, books.Named) else str(name)

    def _entry(self, number: int, own: Sequence[Claim]) -> books.Entry:
        """Return the mirror of an act of the desk or of the system, as far as it is about these cases."""
        row = self.entries[number]
        table = books.claims(
            *(
                books.ClaimRow(
                    self.case[claim.case],
                    Chain(claim.chain),
                    self._mirror_of(claim.predecessor) if claim.predecessor else 0,
                    claim.account,
                    claim.place,
                    claim.occurred_on,
                    settles=tuple(self._mirror_of(target) for target in self.settles[claim.id]),
                )
                for claim in own
            )
        )
        return books.Entry(mirrored(row.id), row.code, row.actor, row.role, row.occurred_at, table, reason=row.reason)

    def _mirror_of(self, claim: int) -> int | books.Named:
        """Return the mirror of a claim, of one that never came as well."""
        if claim in self.name:
            return self.name[claim]
        from tongchou.journal.models import EntryNumber

        sender = EntryNumber.objects.get(number=claim >> INDEX_BITS)
        return books.Named(mirrored(sender.id), claim & ((1 << INDEX_BITS) - 1))

    def compare(self) -> None:
        """Hold the mirror to where the story ended."""
        rows = {row.case: row for row in Standing.objects.filter(case__in=[*self.case, *self.case.values()])}
        town = Place.objects.get(code="T").pk
        opened = {c.case: c.place for c in self.claims if c.chain == Chain.OPEN}
        for case, other in self.case.items():
            first, then = rows[case], rows[other]
            # The mirror waited at the town until it was moved.
            place = opened[case] if then.place == town and case not in self.visits else then.place
            if (first.account, first.place if first.account else 0, first.flags) != (
                then.account, place if then.account else 0, then.flags,
            ):  # fmt: skip
                raise Broken(f"case {case} ended at {_shown(first)}, but at {_shown(then)} when told in another order")


def _shown(row: Standing) -> str:
    return f"{chart().codes.get(row.account, 'outside')} @ {row.place} flags {row.flags}"


def mirrored(entry: UUID) -> UUID:
    """Return the id of an act's mirror."""
    return uuid5(SPACE, entry.hex)
