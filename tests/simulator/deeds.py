"""What each step of a plan does: on a phone, at a lead's desk, or to the places themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from tests.simulator.phone import Phone
from tests.simulator.plan import Step
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.journal import clockwork
from tongchou.journal.models import Claim, OpenDay, Settles, Standing
from tongchou.journal.standing import Chain
from tongchou.pillars.screening import services as screening
from tongchou.pillars.screening.services.lists import supersede as withdraw
from tongchou.registers.places import reorganise
from tongchou.registers.places.models import Place
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, scope_of
from tongchou.registers.staff.models import Post

if TYPE_CHECKING:
    from tests.simulator.story import Story

OUTCOMES = ("cleared", "home-quarantine", "health-monitoring", "not-living-here", "not-found", "passed-through")
#: An outcome of another group, as a page that was not renewed may still offer it, and how often it does.
OLD, RENEW = "persuaded", 0.08


def do(story: Story, step: Step) -> None:
    """Do one step."""
    DEEDS[step.what](story, story.phones[step.phone], Random(step.pick))


def _after(phone: Phone, cases: list[int], chain: str = "state") -> dict[str, str]:
    tips = {str(case): phone.tip(case, chain) for case in cases}
    return {case: tip for case, tip in tips.items() if tip is not None}


def _conclude(story: Story, phone: Phone, cases: list[int], pick: Random) -> dict[str, Any] | None:
    outcomes = {}
    for case in cases:
        outcome = OLD if pick.random() < RENEW else pick.choice(OUTCOMES)
        if outcome != phone.state(case):
            outcomes[str(case)] = outcome
    after = _after(phone, [int(case) for case in outcomes])
    return phone.act(story.now, "outcome", outcomes=outcomes, after=after) if outcomes else None


def outcome(story: Story, phone: Phone, pick: Random) -> None:
    """Conclude one check, again or for the first time."""
    held = phone.held("checks")
    entry = _conclude(story, phone, [pick.choice(held[:2])], pick) if held else None
    if entry is not None:
        story.promise(phone, entry)


def household(story: Story, phone: Phone, pick: Random) -> None:
    """Conclude several checks as one act."""
    held = phone.held("checks")
    entry = _conclude(story, phone, pick.sample(held[:4], min(len(held), 2)), pick) if held else None
    if entry is not None:
        story.promise(phone, entry)


def correct(story: Story, phone: Phone, pick: Random) -> None:
    """Conclude a check, and a moment later otherwise: the second act builds on the first, sent or not."""
    held = phone.held("checks")
    for case in [pick.choice(held[:2])] * 2 if held else []:
        entry = _conclude(story, phone, [case], pick)
        if entry is not None:
            story.promise(phone, entry)


def torn(story: Story, phone: Phone, pick: Random) -> None:
    """Crash in the middle of an act: before it was stored, or after but before the screen said so."""
    held = phone.held("checks")
    entry = _conclude(story, phone, [pick.choice(held[:2])], pick) if held else None
    if entry is not None and pick.random() < 0.5:
        phone.store()
    phone.crash()


def visit(story: Story, phone: Phone, pick: Random) -> None:
    """Answer a due visit; where none is due, let the morning open them for the next day."""
    with clock.at(story.now):
        screening.open_visits(on=clock.today(), at=story.now)
    due = [case for case in phone.held("visits") if phone.state(case) in ("due", "unreported")]
    if due:
        case = pick.choice(due)
        answer = pick.choice(("seen", "not-seen", "symptoms"))
        tenths = 362 + pick.randrange(20)
        after = _after(phone, [case])
        story.promise(
            phone, phone.act(story.now, "visit", visits=[case], answer=answer, temperature_tenths=tenths, after=after)
        )
    else:
        story.refresh(phone)


def tried(story: Story, phone: Phone, pick: Random) -> None:
    """Say that nobody was at home."""
    if held := phone.held("checks"):
        found = pick.choice(("nobody-home", "refused", "absent", "unreachable"))
        story.promise(phone, phone.act(story.now, "tried", checks=[pick.choice(held)], found=found))


def hand_over(story: Story, phone: Phone, pick: Random) -> None:
    """Hand a check over to another cell of the village, or outside."""
    bundle = phone.memory["bundle"]
    if bundle and bundle["cells"] and bundle["checks"]:
        case = pick.choice(phone.held("checks"))
        to = pick.choice([*bundle["cells"], "outside"])
        after = _after(phone, [case], "state" if to == "outside" else "place")
        story.promise(phone, phone.act(story.now, "hand_over", checks=[case], to=to, after=after))


def meet(story: Story, phone: Phone, pick: Random) -> None:
    """Meet somebody who is on no list."""
    if phone.memory["registered"]:
        number = f"M{story.plan.seed}-{pick.randrange(10**6)}"
        story.promise(
            phone,
            phone.act(
                story.now, "meet", name=f"遇{pick.randrange(100)}", number=number, phone="", address="", reason=""
            ),
        )


def zero(story: Story, phone: Phone, pick: Random) -> None:
    """Say that there is nothing to report today."""
    if phone.memory["registered"]:
        story.promise(phone, phone.act(story.now, "zero", on=clock.local_day(story.now).isoformat()))


def refresh(story: Story, phone: Phone, pick: Random) -> None:
    """Ask for the phone's people again."""
    story.refresh(phone)


def crash(story: Story, phone: Phone, pick: Random) -> None:
    """Lose what was not stored, and come back."""
    phone.crash()
    story.send(phone)


def shift(story: Story, phone: Phone, pick: Random) -> None:
    """Give the phone to the next worker of its cell, whatever is unsent on it."""
    others = [user for user in story.village.workers[:2] if user != story.users[phone.device]]
    if phone in story.phones[:2] and others:
        story.users[phone.device] = others[0]
        phone.memory["user"] = others[0].pk
        phone.store()
        story.sign_in(phone)


def wrong_clock(story: Story, phone: Phone, pick: Random) -> None:
    """Let the phone's clock jump."""
    phone.off = timedelta(minutes=pick.choice((0, -1440, -30, 45, 2880)))


# At the desk.


def _scope(story: Story, user: Any) -> Scope:
    on = clock.local_day(story.now)
    return scope_of(user, on=on, tree=tree(on))


def _mine(story: Story, **fields: Any) -> list[Standing]:
    return list(Standing.objects.filter(case__in=story.village.cases, **fields).order_by("case"))


def lead_concludes(story: Story, phone: Phone, pick: Random) -> None:
    """Let the village's lead conclude a check, by what the books say now."""
    rows = [row for row in _mine(story) if row.account]
    if rows:
        _desk(lambda: screening.conclude(_scope(story, story.village.lead), {pick.choice(rows).case: "cleared"},
                                         at=story.now))  # fmt: skip


def lead_hands_over(story: Story, phone: Phone, pick: Random) -> None:
    """Let the lead hand a check over to another cell."""
    now = tree(clock.local_day(story.now))
    codes = [code for code in story.village.cells.values() if code in now.by_code]
    rows = [row for row in _mine(story) if row.account]
    if rows and codes:
        to = int(now.by_code[pick.choice(codes)])
        _desk(lambda: screening.hand_over(_scope(story, story.village.lead), [pick.choice(rows).case], to=to,
                                          at=story.now))  # fmt: skip


def lead_takes_back(story: Story, phone: Phone, pick: Random) -> None:
    """Let the lead take back a claim about one of the village's checks."""
    claims = Claim.objects.filter(case__in=story.village.cases, chain__in=(Chain.STATE, Chain.PLACE)).order_by("id")
    settled = set(Settles.objects.filter(target__in=[c.id for c in claims]).values_list("target", flat=True))
    if open_claims := [claim.id for claim in claims if claim.id not in settled]:
        chosen = pick.choice(open_claims)
        _desk(lambda: screening.take_back(_scope(story, story.village.lead), chosen, reason="mistake", at=story.now))


def lead_decides(story: Story, phone: Phone, pick: Random) -> None:
    """Let the town decide what is disputed."""
    rows = [row for row in _mine(story) if row.flags & Standing.DISPUTED]
    if rows:
        outcome = pick.choice(OUTCOMES)
        _desk(lambda: screening.decide(_scope(story, story.village.town_lead), rows[0].case, outcome, reason="met",
                                       at=story.now))  # fmt: skip


def supersede(story: Story, phone: Phone, pick: Random) -> None:
    """Let the sender's next list replace a row: its check is withdrawn, if nobody has worked on it."""
    _desk(lambda: withdraw([pick.choice(story.village.cases[:2])], actor=0, role="system", at=story.now))


def _desk(act: Callable[[], object]) -> None:
    """Do what a lead does; a lead who is refused has done nothing."""
    try:
        act()
    except Refused:
        return


# The days and the places.


def close(story: Story, phone: Phone, pick: Random) -> None:
    """Close the village's day: what is late is booked on the next."""
    day = clock.local_day(story.now)
    now = tree(day)
    village = Place.objects.get(code=story.village.code).pk
    places = now.below(village).tolist() if village in now else [village]
    screening.carry_visits(on=day, at=story.now, places=places)
    for place in places:
        OpenDay.objects.update_or_create(place=place, defaults={"first_open": day + timedelta(days=1)})
    clockwork.count_close()


def split(story: Story, phone: Phone, pick: Random) -> None:
    """Split the second cell in two; its worker goes on in both, whoever stood there waits at the village."""
    _reorganise(story, lambda now, place: reorganise.split(
        place("B"),
        [reorganise.NewPlace(f"{story.village.cells['B']}{half}", f"第B{half}格") for half in "12"],
        on=clock.local_day(story.now), at=story.now, actor=0, role="system",
    ))  # fmt: skip


def merge(story: Story, phone: Phone, pick: Random) -> None:
    """Merge the second cell into the third. Its worker has no post, until an hour later they are appointed there."""
    today = clock.local_day(story.now)
    into = reorganise.NewPlace(story.village.cells["C"], "第C格")
    done = _reorganise(story, lambda now, place: reorganise.merge(
        [place("B"), place("C")], into, on=today, at=story.now, actor=0, role="system",
    ))  # fmt: skip

    def appoint() -> None:
        place = Place.objects.get(code=story.village.cells["C"]).pk
        Post.objects.create(user=story.village.workers[2], role="field_worker", place=place, from_on=today)
        story.sign_in(story.phones[2])

    if done:
        story.later(timedelta(hours=1), appoint)


def _reorganise(story: Story, change: Callable[[Any, Callable[[str], int]], object]) -> bool:
    now = tree(clock.local_day(story.now))
    codes = story.village.cells
    possible = all(codes[cell] in now.by_code for cell in "BC")
    if possible:
        change(now, lambda cell: int(now.by_code[codes[cell]]))
    return possible


DEEDS: dict[str, Callable[[Story, Phone, Random], None]] = {
    "outcome": outcome,
    "correct": correct,
    "household": household,
    "visit": visit,
    "tried": tried,
    "hand_over": hand_over,
    "meet": meet,
    "zero": zero,
    "refresh": refresh,
    "crash": crash,
    "torn": torn,
    "shift": shift,
    "clock": wrong_clock,
    "lead_concludes": lead_concludes,
    "lead_hands_over": lead_hands_over,
    "lead_takes_back": lead_takes_back,
    "lead_decides": lead_decides,
    "supersede": supersede,
    "close": close,
    "split": split,
    "merge": merge,
}
