"""Appointing, dismissing, forming teams: allowed, wrong role, the neighbouring village, twice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.staff.conftest import CELL, COUNTY, ELSEWHERE, NEIGHBOUR, TOWN, VILLAGE, scope
from tongchou.base.clock import local
from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.registers.staff import services
from tongchou.registers.staff.models import Post, Slot, Team, Unit, User
from tongchou.registers.staff.organisations import organisations
from tongchou.registers.staff.queries import fixed_teams, team_members, teams_of

pytestmark = pytest.mark.django_db
ON, NEXT = date(2020, 3, 20), date(2020, 3, 21)
LEAD = scope("town_lead", TOWN)


@pytest.fixture
def users() -> list[int]:
    return [User.objects.create_user(f"user{n}").pk for n in range(4)]


def code(verb, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    return refused.value.code


def test_a_lead_appoints_in_their_own_town_once(users):
    first = services.appoint(LEAD, users[0], role="village_lead", place=VILLAGE, from_on=ON)
    again = services.appoint(LEAD, users[0], role="village_lead", place=VILLAGE, from_on=ON)
    assert first.pk == again.pk
    assert set(Post.objects.values_list("user", "role", "place")) == {(users[0], "village_lead", VILLAGE)}


def test_appointing_is_refused_elsewhere_by_others_and_above(users):
    def appoint(reader=LEAD, *, role="village_lead", place=VILLAGE, **more) -> str:
        return code(services.appoint, reader, users[0], role=role, place=place, from_on=ON, **more)

    assert appoint(place=ELSEWHERE) == "not_allowed"
    assert appoint(scope("village_lead", VILLAGE)) == "not_allowed"
    assert appoint(role="county_command") == "above_own_role"
    assert appoint(role="king") == "role_unknown"
    assert appoint(kind="wizard") == "kind_unknown"
    assert appoint(group="ninth") == "group_unknown"
    assert appoint(to_on=date(2020, 3, 1)) == "days_reversed"
    assert code(services.appoint, LEAD, 10**9, role="village_lead", place=VILLAGE, from_on=ON) == "user_unknown"
    assert not Post.objects.exists()


def test_a_dismissed_post_stays_as_a_row(users):
    post = services.appoint(LEAD, users[0], role="field_worker", place=CELL, from_on=ON)
    services.dismiss(LEAD, post.pk, last_on=NEXT)
    assert list(Post.objects.values_list("from_on", "to_on")) == [(ON, NEXT)]


def test_a_neighbouring_towns_post_is_not_there(users):
    post = Post.objects.create(user_id=users[0], role="field_worker", place=ELSEWHERE, from_on=ON)
    with pytest.raises(NotFound):
        services.dismiss(LEAD, post.pk, last_on=NEXT)
    with pytest.raises(NotAllowed):
        services.dismiss(scope("auditor", COUNTY), post.pk, last_on=NEXT)
    assert Post.objects.get().to_on is None


def test_a_team_has_a_user_in_each_slot_and_a_place_one_fixed_team(users):
    members = {"village_committee": users[0], "health": users[1], "police": users[2]}
    team = services.form_team(LEAD, VILLAGE, members=members, from_on=ON)
    assert team_members([team.pk], ON) == {team.pk: members}
    assert fixed_teams(ON) == {VILLAGE: team.pk}
    assert code(services.form_team, LEAD, VILLAGE, members={}, from_on=NEXT) == "team_exists"
    assert code(services.form_team, LEAD, NEIGHBOUR, members={"priest": users[0]}, from_on=ON) == "slot_unknown"
    assert code(services.form_team, scope("field_worker", CELL), CELL, members={}, from_on=ON) == "not_allowed"
    assert Team.objects.count() == 1


def test_a_slot_changes_hands_on_a_day(users):
    team = services.form_team(LEAD, VILLAGE, members={"health": users[0]}, from_on=ON)
    services.set_slot(LEAD, team, slot="health", user=users[1], from_on=NEXT)
    services.set_slot(LEAD, team, slot="health", user=users[1], from_on=NEXT)
    assert [team_members([team.pk], day)[team.pk] for day in (ON, NEXT)] == [{"health": users[0]}, {"health": users[1]}]
    assert (teams_of(users[0], NEXT), teams_of(users[1], NEXT)) == (frozenset(), {team.pk})
    assert code(services.set_slot, LEAD, team, slot="health", user=users[2], from_on=ON) == "days_reversed"
    assert Slot.objects.count() == 2


def test_an_ended_team_makes_room_for_another(users):
    team = services.form_team(LEAD, VILLAGE, members={"health": users[0]}, from_on=ON)
    services.end_team(LEAD, team, last_on=ON)
    other = services.form_team(LEAD, VILLAGE, members={}, from_on=NEXT)
    assert (fixed_teams(ON), fixed_teams(NEXT)) == ({VILLAGE: team.pk}, {VILLAGE: other.pk})
    assert teams_of(users[0], NEXT) == frozenset()


def test_organisations_tell_two_people_of_one_from_two_of_two(users):
    office = Unit.objects.create(kind="department", place=COUNTY, name="市衛生健康局")
    branch = Unit.objects.create(kind="branch", place=CELL, name="第1格臨時黨支部")
    for user, group, unit in zip(users, ("", "treatment", "", ""), (office, None, branch, None), strict=True):
        Post.objects.create(user_id=user, role="field_worker", group=group, unit=unit, place=CELL, from_on=ON)
    office_man, treating, member, colleague = (organisations(users, local(ON, 9))[user] for user in users)
    assert (office_man.employers, treating.bodies) == ({f"department:{office.pk}"}, {"group:treatment"})
    assert treating.is_apart_from(member) and not member.is_apart_from(colleague)
    assert not office_man.is_apart_from(colleague), "the same place, and one of them says no department"


def test_whoever_works_for_nobody_is_apart_from_nobody(users):
    Post.objects.create(user_id=users[0], role="field_worker", place=CELL, from_on=ON)
    known = organisations(users[:2], local(ON, 9))
    assert not known[users[0]].is_apart_from(known[users[1]])


def test_nobody_loaded_or_made_without_a_password_can_sign_in(users):
    user = User.objects.get(pk=users[0])
    assert not user.has_usable_password()
    chosen = services.set_password("user0")
    user.refresh_from_db()
    assert user.check_password(chosen) and len(chosen) == 12
    assert code(services.set_password, "nobody") == "user_unknown"
