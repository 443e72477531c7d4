"""Makers: capacity and lines, planned plants apart, output by day, a later report replacing an earlier one."""

from __future__ import annotations

import pytest

from tests.supplies.conftest import NOW, TODAY, item, refusal
from tongchou.base.refusals import NotAllowed
from tongchou.figures.asking import ask
from tongchou.pillars.supplies import queries, services

MASK = item("medical-mask")


@pytest.fixture
def maker(acting, place):
    """A maker in the town of 罗镜."""
    return services.add_maker(acting("officer"), "試口罩廠", place=place("罗镜镇"), at=NOW).pk


def test_capacity_is_what_was_said_last_and_planned_plants_count_apart(maker, acting):
    officer = acting("officer")
    for a_day, lines in ((200_000, 4), (250_000, 5)):
        services.set_capacity(officer, maker, MASK, a_day, lines=lines, plant="in-operation", at=NOW)
    services.set_capacity(officer, maker, item("n95-mask"), 150_000, plant="not-yet-built", at=NOW)
    names = ("supplies_capacity_medical_mask", "supplies_capacity_lines", "supplies_planned_n95_mask")
    assert [ask(name, on=TODAY).value for name in names] == [250_000, 5, 150_000]
    services.begin_operation(officer, maker, at=NOW)
    assert ask("supplies_planned_n95_mask", on=TODAY).value == 0


def test_a_later_report_of_a_day_replaces_the_earlier(maker, acting):
    services.set_capacity(acting("officer"), maker, MASK, 1000, plant="in-operation", at=NOW)
    assert [row.number for row in queries.silent_makers(acting("town"), on=TODAY)] == [maker]
    for quantity in (900, 850):
        services.report_output(acting("town"), maker, {MASK.id: quantity}, at=NOW)
    assert (ask("supplies_output_medical_mask", on=TODAY).value, queries.silent_makers(acting("town"), on=TODAY)) == (
        850, [],
    )  # fmt: skip


def test_nothing_made_is_said_and_is_not_silence(maker, acting):
    services.set_capacity(acting("officer"), maker, MASK, 1000, plant="in-operation", at=NOW)
    services.report_output(acting("town"), maker, {MASK.id: 0}, at=NOW)
    assert queries.silent_makers(acting("town"), on=TODAY) == []
    assert [row.made for row in queries.makers(acting("town"), on=TODAY)] == [((MASK, 0),)]
    assert refusal(services.report_output, acting("town"), maker, {MASK.id: 0}, at=NOW).code == "nothing_new"
    services.report_output(acting("town"), maker, {MASK.id: 30}, at=NOW)
    assert ask("supplies_output_medical_mask", on=TODAY).value == 30


def test_nobody_reports_for_a_maker_elsewhere(maker, acting, post_as):
    services.set_capacity(acting("officer"), maker, MASK, 1000, plant="in-operation", at=NOW)
    other = post_as("othertown", "town_lead", "附城街道")
    assert refusal(services.report_output, other, maker, {MASK.id: 1}, at=NOW).code == "maker_unknown"
    assert isinstance(refusal(services.report_output, acting("village"), maker, {MASK.id: 1}, at=NOW), NotAllowed)
    said = refusal(services.report_output, acting("town"), maker, {item("goggles").id: 1}, at=NOW)
    assert said.code == "not_a_product"
