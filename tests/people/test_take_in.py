"""Who becomes whom when lists come in."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people.conftest import number
from tongchou.registers.people.models import Fact, Household, Person, Phone, Whereabouts

pytestmark = pytest.mark.django_db

ONE, TWO = number(), number(sequence="003")
OLD_FORM = ONE[:6] + ONE[8:17]


def facts(person: int) -> set[tuple[str, str]]:
    return set(Fact.objects.filter(person=person).values_list("kind", "value"))


def test_one_number_is_one_person_whatever_the_list(take):
    first = take(("陳大文", ONE))
    again = take(("陳大文", ONE), source="upload:2")
    assert first.person.tolist() == again.person.tolist()
    assert (first.is_new.tolist(), again.is_new.tolist()) == ([True], [False])
    assert Person.objects.count() == 1


def test_fifteen_digits_and_eighteen_of_one_number_are_one_person(take):
    assert len(set(take(("陳大文", OLD_FORM), ("陳大文", ONE)).person.tolist())) == 1


def test_a_disability_certificate_carries_its_holders_number(take):
    assert len(set(take(("陳大文", ONE + "43"), ("陳大文", ONE)).person.tolist())) == 1


def test_same_name_under_two_numbers_is_two_persons(take):
    assert len(set(take(("陳大文", ONE), ("陳大文", TWO)).person.tolist())) == 2


def test_another_name_under_one_number_is_kept_beside_the_first(take):
    taken = take(("陳大文", ONE), ("陳大雯", ONE))
    assert len(set(taken.person.tolist())) == 1
    assert taken.codes == {1: ("name_differs",)}
    assert Person.objects.get().name == "陳大文"
    assert facts(taken.person[0]) == {("name", "陳大雯")}


def test_simplified_and_traditional_writings_are_one_name(take):
    assert take(("陳大文", ONE), ("陈大文", ONE), ("陈 大文", ONE)).codes == {}


def test_what_the_number_says_stands_and_what_the_list_says_is_kept(take):
    taken = take(("陳大文", ONE), sex=["female"], born_on=[date(1985, 3, 13)])
    person = Person.objects.get()
    assert (person.sex, person.born_on) == ("male", date(1985, 3, 12))
    assert taken.codes == {0: ("sex_differs", "birth_differs")}
    assert facts(person.pk) == {("sex", "female"), ("birth", "1985-03-13")}


def test_every_address_is_kept_once(take):
    taken = take(("陳大文", ONE), ("陳大文", ONE), ("陳大文", ONE), address=["龍岩村12號", "新西村3號", "龍岩村12號"])
    assert facts(taken.person[0]) == {("address", "龍岩村12號"), ("address", "新西村3號")}


def test_two_births_first_told_together_are_both_kept(take):
    taken = take(("陳大文", "E12345678"), ("陳大文", "E12345678"), born_on=[date(1985, 3, 12), date(1985, 12, 3)])
    assert Person.objects.get().born_on == date(1985, 3, 12)
    assert facts(taken.person[0]) == {("birth", "1985-12-03")}
    assert taken.codes == {1: ("birth_differs",)}


def test_a_gap_is_filled_by_who_first_tells(take):
    take(("陳大文", "E12345678"))
    take(("陳大文", "E12345678"), sex=["female"])
    assert (Person.objects.get().sex, Person.objects.get().id_kind, Fact.objects.count()) == ("female", "other", 0)


def test_name_and_phone_name_a_person_without_a_number(take):
    first = take(("陳大文", "", "13800001234"))
    again = take(("陈大文", "", "13800001234"), ("陈小文", "", "13800001234"), source="upload:2")
    assert again.person[0] == first.person[0] != again.person[1]


def test_a_name_alone_is_nobody_known(take):
    assert len(set(take(("陳大文",), ("陳大文",)).person.tolist())) == 2
    assert Person.objects.count() == 2
    take(("陳大文",), ("陳大文",))
    assert Person.objects.count() == 2, "the same rows of the same list again"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_without_a_number_is_recognised_in_either_order(take, order):
    rows = [("陳大文", ONE, "13800001234"), ("陈大文", "", "13800001234")]
    taken = [take(rows[n], row=[n], source=f"upload:{n}") for n in order]
    numbered = Person.objects.get(id_kind="resident")
    other = Person.objects.get(id_kind="")
    assert other.same_as_id == numbered.pk
    assert taken[-1].person.tolist() == [numbered.pk]


def test_one_who_may_be_either_of_two_stays_alone_in_doubt(take):
    taken = take(("陳大文", ONE, "13800001234"), ("陳大文", "", "13800001234"))
    assert taken.person[0] == taken.person[1]
    take(("陳大文", TWO, "13800001234"), source="upload:2")
    alone = Person.objects.get(id_kind="")
    others = set(Person.objects.exclude(id_kind="").values_list("pk", flat=True))
    assert alone.same_as_id is None
    assert facts(alone.pk) == {("possible_duplicate", str(other)) for other in others}


def test_one_who_contradicts_is_not_recognised(take):
    taken = take(("陳大文", ONE, "13800001234"), ("陳大文", "", "13800001234"), sex=["", "female"])
    assert len(set(taken.person.tolist())) == 2
    assert taken.codes == {1: ("possible_duplicate",)}
    assert facts(taken.person[1]) == {("possible_duplicate", str(taken.person[0]))}


def test_a_doubt_is_cleared_by_the_one_who_does_fit(take):
    take(("陳大文", ONE, "13800001234"), ("陳大文", "", "13800001234"), sex=["", "female"])
    woman = take(("陳大文", number(sequence="002"), "13800001234"), source="upload:2").person[0]
    assert Person.objects.get(id_kind="").same_as_id == woman
    assert not Fact.objects.filter(kind="possible_duplicate").exists()


def test_all_phones_are_kept_sealed_and_found_by_mark(take):
    taken = take(("陳大文", ONE, ("13800001234", "0766-3820000")))
    assert Phone.objects.filter(person=taken.person[0]).count() == 2
    assert not any(b"13800001234" in bytes(sealed) for sealed in Phone.objects.values_list("sealed", flat=True))


def test_no_number_stands_in_the_open(take):
    take(("陳大文", ONE))
    row = Person.objects.values_list().get()
    assert ONE.encode() not in b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in row)


def test_a_household_is_one_by_its_number(take):
    taken = take(("陳大文", ONE), ("李小妹", TWO), ("黃三", ""), household=["H1", "H1", "H2"], place=[7, 7, 8])
    assert set(Household.objects.values_list("code", "place")) == {("H1", 7), ("H2", 8)}
    homes = dict(Person.objects.values_list("pk", "household__code"))
    assert [homes[p] for p in taken.person] == ["H1", "H1", "H2"]


def test_places_answer_for_persons_and_for_whom_they_turn_out_to_be(take):
    taken = take(("陳大文", ONE, "13800001234"), ("陳大文", "", "13800001234"), place=[7, 8])
    numbered, other = Person.objects.get(id_kind="resident").pk, Person.objects.get(id_kind="").pk
    assert taken.person.tolist() == [numbered, numbered]
    assert taken.own.tolist() == [numbered, other]
    assert set(Whereabouts.objects.values_list("place", "person")) == {(7, numbered), (8, other), (8, numbered)}
