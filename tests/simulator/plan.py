"""What people do in one story, drawn from its seed: steps that stand for themselves, so that any may be left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

#: Minutes from the first morning to the end of the story; the night lies between.
LENGTH = 34 * 60
#: How often each thing is done, against each other.
WEIGHTS = {
    "outcome": 34,
    "correct": 10,
    "household": 6,
    "visit": 12,
    "tried": 4,
    "hand_over": 9,
    "meet": 4,
    "zero": 3,
    "refresh": 8,
    "crash": 6,
    "torn": 4,
    "shift": 3,
    "clock": 3,
    "lead_concludes": 4,
    "lead_hands_over": 4,
    "lead_takes_back": 4,
    "lead_decides": 4,
    "supersede": 3,
    "close": 3,
    "split": 2,
    "merge": 1,
}
#: How many stories have one phone, two and three, against each other.
SIZES = (35, 50, 15)
#: What happens once a county at the most, because every place of it is written anew.
RARE = ("split", "merge")


@dataclass(frozen=True)
class Step:
    """One thing that happens: when, in minutes from the beginning, to which phone, and the seed of its choices."""

    minute: int
    what: str
    phone: int
    pick: int


@dataclass(frozen=True)
class Plan:
    """All steps of a story, in order, and how bad its network is."""

    seed: int
    steps: tuple[Step, ...]
    loss: float

    def without(self, start: int, count: int) -> Plan:
        """Return the plan without some of its steps."""
        return Plan(self.seed, self.steps[:start] + self.steps[start + count :], self.loss)


def draw(seed: int) -> Plan:
    """Draw the plan of a seed: mostly a short story of one or two phones of a cell, sometimes a long one of three."""
    random = Random(f"plan {seed}")
    phones = random.choices((1, 2, 3), SIZES)[0]
    kinds = random.choices(list(WEIGHTS), list(WEIGHTS.values()), k=random.randint(6, 12) if phones == 3 else 4)
    kept = [what for n, what in enumerate(kinds) if what not in RARE or what not in kinds[:n]]
    steps = [
        Step(random.randrange(10, LENGTH), what, random.randrange(phones), random.getrandbits(32)) for what in kept
    ]
    return Plan(seed, tuple(sorted(steps, key=lambda step: step.minute)), random.choice((0.0, 0.1, 0.3)))


def shrunk(plan: Plan, fails: Callable[[Plan], object], *, tries: int = 40) -> Plan:
    """Leave out steps while the story still fails; return the shortest plan found."""
    size = max(1, len(plan.steps) // 2)
    while size and tries > 0:
        start = 0
        while start < len(plan.steps) and tries > 0:
            shorter, tries = plan.without(start, size), tries - 1
            if fails(shorter):
                plan = shorter
            else:
                start += size
        size //= 2
    return plan
