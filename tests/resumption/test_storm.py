"""Any sequence of the verbs of resumption leaves books that are conserved, an audit that is clean and equal figures."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.resumption.conftest import HERE, NOW, THERE, TODAY
from tongchou.base.refusals import Refused
from tongchou.figures.asking import ask
from tongchou.figures.declare import figure
from tongchou.figures.rows import rows
from tongchou.journal.recount import audit
from tongchou.pillars.resumption import services
from tongchou.pillars.resumption.rules import Parts

FIGURES = (
    "resumption_enterprises", "resumption_resumed", "resumption_at_suspended", "resumption_leading_resumed",
    "resumption_sheets_expected", "difficulties_raised", "difficulties_answered", "spot_checks_to_mend", "venues_open",
)  # fmt: skip
VERBS = ("apply", "inspect", "approve", "refuse", "suspend", "shut", "take_back", "report", "expect", "carry", "raise",
         "answer", "settle", "spot_check", "mend", "refile")  # fmt: skip


class Storm:
    """The verbs by name, on three enterprises of two towns."""

    def __init__(self, file, officer) -> None:
        self.file, self.officer = file, officer
        self.cases = [*file(HERE, 2, leading=True), *file(THERE, 1, group="restaurant", state="application")]
        self.difficulties: list[int] = []
        self.checks: list[int] = []
        papers = dict.fromkeys(("filing-form", "pledge", "prevention-plan"), b"paper")
        services.hand_in(officer, dict.fromkeys(self.cases, papers), at=NOW)

    def do(self, verb: str, which: int, number: int) -> None:
        officer, case = self.officer, self.cases[which % len(self.cases)]
        if verb in ("apply", "inspect", "approve", "shut"):
            getattr(services, verb)(officer, [case], at=NOW)
        elif verb in ("refuse", "suspend"):
            getattr(services, verb)(officer, [case], reason="site", at=NOW)
        elif verb == "take_back":
            services.take_back(officer, case, reason="mistyped", at=NOW)
        elif verb == "report":
            services.report(officer, {case: Parts(total=50 + number, monitored=number, abnormal=number // 3)}, at=NOW)
        elif verb == "expect":
            services.expect_sheets(on=TODAY, at=NOW)
        elif verb == "carry":
            services.carry_silence(on=TODAY, at=NOW)
        elif verb == "raise":
            self.difficulties.append(services.raise_difficulty(officer, case, kind="funds", text="缺資金", at=NOW))
        elif verb == "answer" and self.difficulties:
            services.answer_difficulties(
                officer, {self.difficulties[number % len(self.difficulties)]: "已聯繫"}, at=NOW
            )
        elif verb == "settle" and self.difficulties:
            services.settle_difficulties(officer, [self.difficulties[number % len(self.difficulties)]], at=NOW)
        elif verb == "spot_check":
            self.checks += services.spot_check(officer, {case: ["masks"] if number % 2 else []}, at=NOW)
        elif verb == "mend" and self.checks:
            services.mend(officer, [self.checks[number % len(self.checks)]], at=NOW)
        elif verb == "refile":
            self.cases += self.file(THERE, 1, state="management", leading=bool(number % 2))


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.integers(0, 20)), min_size=5, max_size=30))
def test_books_hold_after_any_sequence(file, acting, blows):
    officer = acting("officer")
    storm = Storm(file, officer)
    for verb, which, number in blows:
        with suppress(Refused):
            storm.do(verb, which, number)
    assert audit() == []
    for name in FIGURES:
        of = figure(name)
        found = rows(of, scope=officer, on=TODAY)
        assert ask(of, on=TODAY).value == int(found.amounts.sum()), name
