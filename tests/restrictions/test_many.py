"""Above twenty a day under one rule: two people, and really of two organisations."""

from __future__ import annotations

import pytest

from tests.screening.conftest import NOW
from tests.screening.test_conclude import refusal
from tongchou.pillars.screening.services import conclude
from tongchou.registers.staff.models import Post, Unit
from tongchou.restrictions.kinds import rules_on
from tongchou.restrictions.models import MassApproval
from tongchou.restrictions.services import approve_many


@pytest.fixture
def rule():
    return next(iter(rules_on(NOW.date())))


def test_two_colleagues_are_no_two_organisations(acting, listed, post_as):
    cases = listed("罗镜社区", 21)
    colleague = post_as("town2", "town_lead", "罗镜镇")
    conclude(acting("town"), dict.fromkeys(cases[:15], "home-quarantine"), at=NOW)
    last = dict.fromkeys(cases[15:], "home-quarantine")
    assert refusal(conclude, colleague, last, at=NOW).code == "second_person_needed"


def test_others_of_other_organisations_restrict_their_own_twenty(acting, listed):
    conclude(acting("town"), dict.fromkeys(listed("罗镜社区", 20), "home-quarantine"), at=NOW)
    theirs = dict.fromkeys(listed("云龙村", 20), "home-quarantine")
    assert conclude(acting("neighbour"), theirs, at=NOW).answer == "created"


def test_monitoring_restricts_nobody(acting, listed):
    cases = dict.fromkeys(listed("罗镜社区", 30), "health-monitoring")
    assert conclude(acting("town"), cases, at=NOW).answer == "created"


def test_somebody_of_the_same_department_does_not_approve(acting, rule, place):
    bureau = Unit.objects.create(kind="department", place=place("罗定市"), name="衛生健康局")
    asking, officer = acting("town"), acting("officer")
    Post.objects.filter(user__in=[asking.user_id, officer.user_id]).update(unit=bureau)
    at = place("罗定市")
    assert (
        refusal(approve_many, officer, asked_by=asking.user_id, rule=rule, place=at, at=NOW).code == "same_organisation"
    )
    police = Unit.objects.create(kind="department", place=at, name="公安局")
    Post.objects.filter(user=officer.user_id).update(unit=police)
    assert approve_many(officer, asked_by=asking.user_id, rule=rule, place=at, at=NOW).pk


def test_an_approval_by_whoever_has_since_become_a_colleague_does_not_count(acting, listed, rule, place):
    town, officer = acting("town"), acting("officer")
    approve_many(officer, asked_by=town.user_id, rule=rule, place=place("罗定市"), at=NOW)
    bureau = Unit.objects.create(kind="department", place=place("罗定市"), name="衛生健康局")
    Post.objects.filter(user__in=[town.user_id, officer.user_id]).update(unit=bureau)
    cases = dict.fromkeys(listed("罗镜社区", 21), "home-quarantine")
    assert refusal(conclude, town, cases, at=NOW).code == "second_person_needed"


def test_nobody_below_the_county_approves(acting, rule, place):
    refused = refusal(
        approve_many, acting("neighbour"), asked_by=acting("town").user_id, rule=rule, place=place("云龙村"), at=NOW
    )
    assert (refused.code, MassApproval.objects.count()) == ("not_allowed", 0)
