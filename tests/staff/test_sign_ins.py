"""New users, departments, temporary passwords: allowed, above one's role, the neighbouring town."""

from __future__ import annotations

from datetime import date

import pytest

from tests.staff.conftest import CELL, COUNTY, ELSEWHERE, TOWN, VILLAGE, scope
from tests.staff.test_services import code
from tongchou.base.clock import local
from tongchou.registers.staff import services
from tongchou.registers.staff.models import Post, Unit, User

pytestmark = pytest.mark.django_db
ON = date(2020, 3, 20)
AT = local(ON, 9)
LEAD = scope("town_lead", TOWN)


@pytest.fixture
def holder():
    """Return a maker of users with a post."""

    def made(name: str, role: str, *places: int) -> int:
        user = User.objects.create_user(name)
        for place in places:
            Post.objects.create(user=user, role=role, place=place, from_on=ON)
        return user.pk

    return made


def test_a_lead_resets_the_sign_in_of_their_own_people_and_it_has_to_be_changed(holder):
    user = holder("worker1", "field_worker", CELL)
    temporary = services.reset_sign_in(LEAD, user, at=AT)
    row = User.objects.get(pk=user)
    assert (row.check_password(temporary), row.must_change, len(temporary)) == (True, True, 12)
    assert (
        code(services.change_password, row, old="wrong", new="a-longer-one", again="a-longer-one") == "wrong_password"
    )
    assert code(services.change_password, row, old=temporary, new="a-longer-one", again="b") == "passwords_differ"
    assert code(services.change_password, row, old=temporary, new="short", again="short") == "password_weak"
    assert code(services.change_password, row, old=temporary, new=temporary, again=temporary) == "password_weak"
    services.change_password(row, old=temporary, new="a-longer-one", again="a-longer-one")
    assert not User.objects.get(pk=user).must_change


def test_nobody_resets_a_sign_in_that_reaches_further_than_their_own(holder):
    above = holder("officer1", "county_officer", COUNTY)
    partly = holder("both", "field_worker", CELL, ELSEWHERE)
    elsewhere = holder("far", "field_worker", ELSEWHERE)
    nowhere = holder("none", "field_worker")
    higher = holder("officer2", "county_officer", VILLAGE)
    for user in (above, partly, elsewhere, nowhere, 10**9):
        assert code(services.reset_sign_in, LEAD, user, at=AT) == "user_unknown"
    assert code(services.reset_sign_in, LEAD, higher, at=AT) == "above_own_role"
    assert code(services.reset_sign_in, scope("village_lead", VILLAGE), elsewhere, at=AT) == "not_allowed"
    assert not User.objects.filter(must_change=True).exists()


def test_a_new_user_has_a_plain_name_and_no_password():
    user = services.new_user(LEAD, "chen.wei", name="陳威")
    assert (user.display_name, user.has_usable_password()) == ("陳威", False)
    assert services.new_user(LEAD, "chen.wei", name="別人").display_name == "陳威"
    for name in ("", "陳威", "A", "x y", "-a1"):
        assert code(services.new_user, LEAD, name, name="x") == "username_malformed"
    assert code(services.new_user, scope("village_lead", VILLAGE), "other", name="") == "not_allowed"


def test_a_department_is_one_by_place_and_name():
    first = services.department(LEAD, TOWN, " 衛生院 ")
    assert services.department(LEAD, TOWN, "衛生院") == first
    assert services.department(LEAD, TOWN, " ") is None
    assert code(services.department, LEAD, ELSEWHERE, "衛生院") == "not_allowed"
    assert Unit.objects.count() == 1


def test_a_post_elsewhere_is_not_ended_by_whoever_only_works_there(holder):
    holder("far", "field_worker", ELSEWHERE)
    both = scope("town_lead", TOWN, more=[("field_worker", ELSEWHERE)])
    assert code(services.dismiss, both, Post.objects.get().pk, last_on=ON) == "not_allowed"
