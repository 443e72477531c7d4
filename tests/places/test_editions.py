"""Editions: written whole from rows, dated, refused when they are no tree, seen at once by whoever keeps a tree."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from tests.places.conftest import DAY, SMALL, place_of, rows
from tests.questions import asked
from tongchou.base.refusals import Refused
from tongchou.registers.places.editions import Row, add_aliases, open_edition
from tongchou.registers.places.models import Edition, Node, Place
from tongchou.registers.places.queries import by_code, labels, names, tree, whereabouts, within, within_intervals

FEB = date(2020, 2, 5)
WITHOUT_SHUIBAI = "\n".join(line for line in SMALL.splitlines() if "水摆" not in line)


def refusal(text: str) -> str:
    """Return the code with which a table is refused."""
    with pytest.raises(Refused) as refused:
        open_edition(rows(text), from_on=DAY, title="")
    return refused.value.code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 甲 - county\n1 乙 1 town", "place_code_twice"),
        ("1 甲 - county\n2 乙 9 town", "place_parent_unknown"),
        ("1 甲 - county\n2 乙 - county", "place_roots"),
        ("1 甲 - county\n2 乙 3 town\n3 丙 2 town", "place_circle"),
        ("1 甲 - province", "place_kind_unknown"),
        ("1 甲 - county desert", "place_area_unknown"),
    ],
)
def test_a_table_that_is_no_tree_is_refused_whole(text: str, code: str) -> None:
    assert refusal(text) == code
    assert not Place.objects.exists()


def test_an_empty_table_is_refused(db: None) -> None:
    with pytest.raises(Refused) as refused:
        open_edition([], from_on=DAY, title="")
    assert refused.value.code == "places_empty"


def test_nodes_are_numbered_in_preorder(small: Edition) -> None:
    nodes = Node.objects.filter(edition=small).order_by("left").values_list("place__code", "left", "right", "depth")
    assert list(nodes) == [
        ("445381", 0, 8, 0),
        ("445381003", 1, 4, 1),
        ("445381003001", 2, 3, 2),
        ("445381003218", 3, 4, 2),
        ("445381100", 4, 8, 1),
        ("445381100001", 5, 6, 2),
        ("445381100202", 6, 7, 2),
        ("445381100217", 7, 8, 2),
    ]


def test_a_later_edition_keeps_ids_and_retires_what_it_leaves_out(small: Edition) -> None:
    before = {place.code: place.pk for place in Place.objects.all()}
    open_edition(rows(WITHOUT_SHUIBAI), from_on=FEB, title="改")
    assert {place.code: place.pk for place in Place.objects.all()} == before
    gone = before["445381100202"]
    assert gone in tree(DAY) and gone not in tree(FEB)
    assert names([gone], FEB) == {gone: "水摆村委会"}


def test_an_edition_before_the_latest_is_refused(small: Edition) -> None:
    with pytest.raises(Refused) as refused:
        open_edition(rows(SMALL), from_on=date(2020, 1, 1), title="")
    assert refused.value.code == "edition_before_latest"


def test_an_edition_of_the_same_day_replaces_itself(small: Edition) -> None:
    open_edition(
        [*rows(SMALL), Row("445381100-K1", "罗镜第1检疫检查站", "445381100", "site")], from_on=DAY, title="初始"
    )
    assert Edition.objects.count() == 1
    assert tree(DAY).label(place_of("445381100-K1")) == "罗镜镇罗镜第1检疫检查站"


def test_a_place_never_changes_its_kind(small: Edition) -> None:
    changed = [Row(r.code, r.name, r.parent, "site" if r.code.endswith("217") else r.kind) for r in rows(SMALL)]
    with pytest.raises(Refused) as refused:
        open_edition(changed, from_on=FEB, title="")
    assert refused.value.code == "place_kind_changed"


def test_before_its_first_edition_a_county_stands_as_in_it(small: Edition) -> None:
    assert tree(date(2020, 1, 1)) is tree(DAY)


def test_without_places_there_is_no_tree(db: None) -> None:
    with pytest.raises(Refused) as refused:
        tree(DAY)
    assert refused.value.code == "no_edition"


def test_a_known_tree_costs_one_small_query(small: Edition) -> None:
    tree(DAY)
    with asked() as questions:
        tree(DAY)
    assert len(questions) == 1


def test_a_rolled_back_edition_is_not_served(small: Edition) -> None:
    with transaction.atomic():
        open_edition(rows(WITHOUT_SHUIBAI), from_on=FEB, title="試")
        assert len(tree(FEB)) == 7
        transaction.set_rollback(True)
    assert len(tree(FEB)) == 8


def test_within_narrows_a_list_to_a_place_and_all_below(small: Edition) -> None:
    town = place_of("445381100")
    codes = Place.objects.filter(pk__in=within(town, DAY)).values_list("code", flat=True)
    assert set(codes) == {"445381100", "445381100001", "445381100202", "445381100217"}


def test_an_empty_scope_sees_nothing(small: Edition) -> None:
    assert not Place.objects.filter(pk__in=within([], DAY)).exists()
    assert not Place.objects.filter(pk__in=within_intervals([], DAY)).exists()


def test_labels_read_from_the_town_down(small: Edition) -> None:
    village, county = place_of("445381100217"), place_of("445381")
    assert labels([village, county], DAY) == {village: "罗镜镇云龙村委会", county: "罗定市"}


def test_a_split_place_is_looked_for_above_its_successors(small: Edition) -> None:
    table = WITHOUT_SHUIBAI + "\n445381100202-A 水摆东 445381100 medium\n445381100202-B 水摆西 445381100 medium"
    pairs = [("445381100202", "445381100202-A"), ("445381100202", "445381100202-B")]
    open_edition(rows(table), from_on=FEB, title="分", successions=pairs)
    found = by_code("445381100202", FEB)
    assert (found.place, found.certain) == (place_of("445381100"), False)
    assert set(found.candidates) == {place_of("445381100202-A"), place_of("445381100202-B")}
    assert by_code("445381100202", DAY).certain


def test_a_merged_place_is_its_one_successor(small: Edition) -> None:
    pairs = [("445381100202", "445381100217")]
    open_edition(rows(WITHOUT_SHUIBAI), from_on=FEB, title="併", successions=pairs)
    assert by_code("445381100202", FEB).place == place_of("445381100217")
    assert whereabouts([place_of("445381100202")], FEB)[place_of("445381100202")].certain


def test_an_unknown_code_is_not_found(small: Edition) -> None:
    with pytest.raises(Refused) as refused:
        by_code("999", DAY)
    assert refused.value.code == "place_code_unknown"


def test_an_alias_code_leads_to_its_place(small: Edition) -> None:
    village = place_of("445381100217")
    assert add_aliases([(village, "445381100099"), (village, "445381100099")], source="2023") == 1
    assert add_aliases([(village, "445381100099")], source="2023") == 0
    assert by_code("445381100099", DAY).place == village


def test_seven_thousand_nodes_are_one_tree(db: None) -> None:
    table = [Row("r", "县", "", "county")]
    table += [Row(f"t{t}", f"镇{t}", "r", "town") for t in range(20)]
    table += [Row(f"v{v}", f"村{v}", f"t{v % 20}", "medium") for v in range(7_000)]
    open_edition(table, from_on=DAY, title="")
    assert len(tree(DAY)) == 7_021
