"""Which organisation each row of a list becomes, whatever it is called and whatever list it stands on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.staff.conftest import CELL, COUNTY, NEIGHBOUR, VILLAGE, scope
from tongchou.base.refusals import NotFound
from tongchou.registers.orgs import queries
from tongchou.registers.orgs.identity import code_of, folded, is_code
from tongchou.registers.orgs.models import ContactLook, Organisation
from tongchou.registers.orgs.services import erase_contacts, say_kind, take_in
from tongchou.registers.orgs.table import OrgTable, TakenIn
from tongchou.registers.staff.access import Held, Scope

pytestmark = pytest.mark.django_db

AT = datetime(2020, 2, 10, 1, tzinfo=UTC)


def good(body: str) -> str:
    """Return 17 characters with their check character."""
    return next(body + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if is_code(body + c))


CODE, OTHER = good("91445381MA4UKWHT1"), good("91445381MA4UMEPQ4")


def take(*rows: tuple[str, str], kind: str = "enterprise", place: int = VILLAGE, **more: list[str]) -> TakenIn:
    names, codes = zip(*rows, strict=True)
    size = len(rows)
    return take_in(OrgTable(names, [kind] * size, [place] * size, codes, **more), at=AT)


def test_the_same_code_is_the_same_organisation_under_any_name():
    first = take(("羅定市永興針織有限公司", CODE))
    again = take(("罗定永兴针织厂", CODE))
    assert again.organisation.tolist() == first.organisation.tolist()
    assert again.codes == {0: ("org_name_differs",)}
    assert Organisation.objects.get().name == "羅定市永興針織有限公司"


def test_the_same_name_is_the_same_organisation_in_either_script_and_width():
    assert len(set(take(("羅定市（永興）針織廠", ""), ("罗定市(永兴)针织厂", "")).organisation.tolist())) == 1


def test_a_name_without_a_code_gets_the_code_told_later():
    before = take(("永興針織廠", "")).organisation[0]
    after = take(("永興針織廠", CODE))
    assert (after.organisation[0], after.is_new[0], after.codes) == (before, False, {})
    assert Organisation.objects.get().code == CODE


def test_one_name_under_two_codes_is_two_organisations_and_says_so():
    taken = take(("永興針織廠", CODE), ("永興針織廠", OTHER))
    assert len(set(taken.organisation.tolist())) == 2
    assert taken.codes == {1: ("org_code_differs",)}


def test_an_older_registration_number_finds_its_organisation():
    first = take(("永興針織廠", ""), registration=["445381000012345"])
    second = take(("永興廠", CODE), registration=["445381000012345"])
    assert second.organisation.tolist() == first.organisation.tolist()
    assert Organisation.objects.get().code == CODE


def test_the_same_list_again_changes_nothing():
    take(("甲廠", CODE), ("乙廠", ""), contact=["陳大文", ""], phone=["13800001111", ""])
    before = list(Organisation.objects.order_by("pk").values_list())
    take_in(
        OrgTable(["甲廠", "乙廠"], ["enterprise"] * 2, [VILLAGE] * 2, [CODE, ""], contact=["陳大文", ""],
                 phone=["13800001111", ""]),
        at=AT + timedelta(days=1),
    )  # fmt: skip
    assert list(Organisation.objects.order_by("pk").values_list()) == before


def test_an_organisation_is_of_several_kinds():
    number = int(take(("甲廠", CODE)).organisation[0])
    take(("甲廠", CODE), kind="donor")
    say_kind([number], "maker")
    say_kind([number], "maker")
    assert queries.kinds([number]) == {number: {"enterprise", "donor", "maker"}}


def test_the_contact_is_sealed_in_the_store_and_each_look_is_kept():
    number = int(take(("甲廠", CODE), contact=["陳大文"], phone=["13800001111"]).organisation[0])
    row = Organisation.objects.get()
    assert "陳大文".encode() not in bytes(row.contact_sealed)
    assert b"13800001111" not in bytes(row.phone_sealed)
    seen = queries.contact(scope("village_lead", VILLAGE, user=7), number, purpose="resumption", at=AT)
    assert seen == queries.Contact("陳大文", "13800001111")
    assert list(ContactLook.objects.values_list("user", "organisation", "purpose")) == [(7, number, "resumption")]


def test_the_neighbouring_village_neither_finds_it_nor_its_contact():
    number = int(take(("甲廠", CODE), contact=["陳大文"], phone=["13800001111"]).organisation[0])
    neighbour = scope("village_lead", NEIGHBOUR)
    assert queries.find(neighbour, "甲") == []
    for ask in (queries.organisation, lambda s, n: queries.contact(s, n, purpose="resumption", at=AT)):
        with pytest.raises(NotFound, match="organisation_unknown"):
            ask(neighbour, number)
    assert ContactLook.objects.count() == 0


def test_a_clerk_sees_their_own_organisation_and_none_beside_it():
    mine, beside = take(("甲廠", CODE), ("乙廠", OTHER)).organisation.tolist()
    clerk = clerk_of(mine)
    assert [o.pk for o in queries.find(clerk, "")] == [mine]
    assert queries.organisation(clerk, mine).name == "甲廠"
    with pytest.raises(NotFound, match="organisation_unknown"):
        queries.organisation(clerk, beside)


def clerk_of(organisation: int) -> Scope:
    county = scope("county_officer", COUNTY)
    position = county.tree.position(VILLAGE)
    held = Held("enterprise_clerk", "", "", VILLAGE, position, int(county.tree.right[position]), organisation)
    return Scope(9, (held,), county.tree)


def test_a_post_in_an_organisation_reaches_no_place():
    clerk = clerk_of(5)
    assert clerk.places().tolist() == []
    assert not clerk.covers(CELL)
    assert clerk.roots == frozenset()
    assert clerk.organisations == {5}


def test_a_name_that_two_bear_is_not_matched():
    take(("永興針織廠", CODE), ("永興針織廠", OTHER), ("甲廠", ""))
    found = queries.called(["永兴针织厂", "甲厂", "丙廠"])
    assert found == {"甲厂": Organisation.objects.get(name="甲廠").pk}


def test_finding_by_code_and_by_part_of_a_name():
    number = int(take(("羅定市永興針織有限公司", CODE)).organisation[0])
    officer = scope("county_officer", COUNTY)
    assert [o.pk for o in queries.find(officer, CODE.lower())] == [number]
    assert [o.pk for o in queries.find(officer, "永兴")] == [number]
    assert queries.find(officer, "永兴", kind="donor") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [(CODE, CODE), (CODE.lower(), CODE), (f" {CODE[:9]} {CODE[9:]} ", CODE), (CODE[:-1] + "0", ""), ("", "")],
)
def test_a_code_holds_or_is_none(text, code):
    assert code_of(text) == code or (text.endswith("0") and CODE.endswith("0"))


def test_names_are_compared_without_spaces_stops_and_scripts():
    assert folded("羅定市 永興（針織）·有限公司") == folded("罗定市永兴(针织)有限公司")


def test_at_the_end_nobody_can_be_rung_and_the_organisations_stay():
    take(("甲廠", CODE), contact=["陳大文"], phone=["13800001111"])
    take(("乙廠", ""))
    assert erase_contacts() == 1
    assert set(Organisation.objects.values_list("name", "contact_sealed", "phone_sealed")) == {
        ("甲廠", None, None),
        ("乙廠", None, None),
    }
