"""A thousand stories, fifty to a county; a failure prints its seed, its shortest form, and how to play it again."""

from __future__ import annotations

import traceback
from functools import partial
from random import Random

import pytest
from django.db import transaction

from tests.simulator import invariants
from tests.simulator.conftest import chosen
from tests.simulator.county import SHARED, Village, build
from tests.simulator.mirror import Mirror
from tests.simulator.plan import Plan, draw, shrunk
from tests.simulator.story import Story
from tongchou.figures.cube import cube
from tongchou.journal import chart
from tongchou.journal.clockwork import last_commit


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each county."""
    seeds = chosen(metafunc.config)
    if "seeds" in metafunc.fixturenames:
        counties = [list(seeds[n : n + SHARED]) for n in range(0, len(seeds), SHARED)]
        metafunc.parametrize("seeds", counties, ids=lambda seeds: f"{seeds[0]}-{seeds[-1]}")


@pytest.mark.django_db
def test_every_story_ends_well(seeds: list[int]) -> None:
    chart.forget()
    cube().forget()
    villages = build(seeds)
    for seed in seeds:
        plan, village = draw(seed), villages[seed]
        if why := failure(plan, village):
            shortest = shrunk(plan, partial(failure, village=village, kept=False))
            pytest.fail(report(shortest, failure(shortest, village) or why, of=len(plan.steps)), pytrace=False)


def failure(plan: Plan, village: Village, *, kept: bool = True) -> str:
    """Return how a plan fails, empty where it ends well; what fails, or is not to be kept, leaves nothing behind."""
    try:
        with transaction.atomic():
            play(plan, village)
            transaction.set_rollback(not kept)
    except Exception as error:
        return "".join(traceback.format_exception(error)[-6:])
    return ""


def play(plan: Plan, village: Village) -> None:
    """Play a plan, check what it left, tell it in another order, and compare."""
    since = last_commit()
    story = Story(plan, village)
    story.play()
    invariants.check(story, since=since)
    invariants.times(story)
    mirror = Mirror(story)
    mirror.play(Random(f"mirror {plan.seed}"))
    mirror.compare()


def report(plan: Plan, why: str, *, of: int) -> str:
    """Return what to say of a failure."""
    steps = "\n".join(
        f"  {step.minute // 60 + 8:02}:{step.minute % 60:02}  phone {step.phone}  {step.what}" for step in plan.steps
    )
    return (
        f"seed {plan.seed} fails with {len(plan.steps)} of its {of} steps:\n{steps}\n\n{why}\n"
        f"again: .venv/bin/pytest tests/simulator --seed {plan.seed}\n"
    )
