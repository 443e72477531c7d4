"""The kind `people`, from a file to persons."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people.conftest import AT, number
from tongchou.intake.doors import take
from tongchou.registers.people.models import Fact, Household, Person, Whereabouts
from tongchou.registers.places.editions import Row, open_edition
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.models import User

pytestmark = pytest.mark.django_db
ON = date(2020, 3, 20)
ONE, TWO = number(), number(sequence="002")

LIST = f"""羅鏡鎮貧困戶名冊,,,,,,
姓名,身份證號,性別,電話,鎮,村,戶編號
陳大文,{ONE},男,13800001234,罗镜镇,水摆村委会,44530001
李小妹,{TWO},女,13800005678,罗镜镇,水摆村委会,44530001
陳大雯,{ONE},男,13800001234,罗镜镇,水摆村委会,44530001
黃三,,男,,罗镜镇,,
"""


@pytest.fixture
def send():
    """Send a text as a list of people."""
    open_edition(
        [
            Row(code="445381", name="罗定市", parent="", kind="county"),
            Row(code="445381100", name="罗镜镇", parent="445381", kind="town"),
            Row(code="445381100202", name="水摆村委会", parent="445381100", kind="medium"),
        ],
        from_on=date(2020, 1, 23),
        title="試用網格",
    )
    user = User.objects.create_user("officer")
    return lambda text, name="list.csv": take("people", text.encode(), name, user=user, at=AT, on=ON, sender="扶貧辦")


def outcomes(report) -> dict[int, tuple[str, set[str]]]:
    return {row["row"]: (row["outcome"], set(row["codes"])) for row in report.as_json()["rows"]}


def test_rows_become_persons_and_households(send):
    found = outcomes(send(LIST))
    assert {n: outcome for n, (outcome, _) in found.items()} == {
        1: "not_data", 2: "not_data", 3: "stored", 4: "stored", 5: "duplicate", 6: "flagged",
    }  # fmt: skip
    assert set(Person.objects.values_list("name", "sex", "household__code")) == {
        ("陳大文", "male", "44530001"),
        ("李小妹", "female", "44530001"),
        ("黃三", "male", None),
    }
    village = tree(ON).by_code["445381100202"]
    assert list(Household.objects.values_list("code", "place")) == [("44530001", village)]
    assert Whereabouts.objects.filter(place=village).count() == 2


def test_a_repeated_row_that_says_otherwise_is_kept(send):
    send(LIST)
    person = Person.objects.get(name="陳大文")
    assert ("name", "陳大雯") in set(Fact.objects.filter(person=person).values_list("kind", "value"))


def test_another_list_with_another_name_is_flagged(send):
    first = send(LIST)
    other = send(f"姓名,身份證號\n陳大雯,{ONE}\n", "other.csv")
    row = other.as_json()["rows"][-1]
    assert (row["outcome"], "name_differs" in row["codes"]) == ("flagged", True)
    assert row["person"] == first.as_json()["rows"][2]["person"] == Person.objects.get(name="陳大文").pk


def test_the_same_list_twice_changes_nothing(send):
    send(LIST)
    before = (Person.objects.count(), Fact.objects.count())
    assert {outcome for outcome, _ in outcomes(send(LIST)).values()} == {"not_data", "duplicate"}
    assert (Person.objects.count(), Fact.objects.count()) == before
