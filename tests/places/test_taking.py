"""Tables of places through the door: the statistical one and a general one, again, with other names, in part."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from io import StringIO
from typing import Any

import pytest

from demo.places import DATA, GUANGNAN, villages
from tests.places.conftest import code_of, place_of
from tongchou.base import clock
from tongchou.intake.doors import take
from tongchou.registers.places.matching import match
from tongchou.registers.places.models import Alias, Edition, Place
from tongchou.registers.places.queries import tree
from tongchou.registers.places.taking import Told, take_in
from tongchou.registers.staff.models import Post, User

JAN = date(2020, 1, 23)
AT = clock.local(date(2020, 3, 20), 9)

GENERAL = """代码,名称,上级代码,层级,区域类别,别名
445381,罗定市,,县,,
445381100,罗镜镇,445381,镇,,
445381100202,水摆村委会,445381100,村,农村,水百、水擺洞
445381100202-01,第1格,445381100202,小网格,,
445381100202-01-1,第1-1格,445381100202-01,微网格,,
K1,罗镜检疫检查站,445381100,卡口,,
"""


@pytest.fixture
def officer(db: None) -> User:
    """A user without a post, as `init` makes one."""
    return User.objects.create_user("officer", None, display_name="officer")


def taken(content: bytes | str, user: User, name: str = "地方表.csv", on: date = JAN) -> dict[str, Any]:
    """Take a table in and return the answer's object."""
    source = content.encode() if isinstance(content, str) else content
    with clock.at(AT):
        report = take("places", source, name, user=user, at=AT, on=on)
    out = StringIO()
    report.write_json(out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def table(county: str, year: int) -> bytes:
    """Return a statistical table as it is."""
    return (DATA / f"{county}-villages-{year}.tsv").read_bytes()


def outcomes(answer: dict[str, Any]) -> Counter[str]:
    """Return how many rows had each outcome."""
    return Counter(row["outcome"] for row in answer["rows"])


def test_a_statistical_table_makes_a_county(officer: User) -> None:
    answer = taken(table("luoding", 2019), officer, "luoding-villages-2019.tsv")
    assert outcomes(answer) == {"not_data": 1, "stored": 337}
    now = tree(JAN)
    assert Counter(now.kind.tolist()) == {"county": 1, "town": 21, "medium": 336, "farm": 2}
    assert (now.code[0], now.name[0]) == ("445381", "罗定市")
    assert match("羅鏡鎮雲龍村委會", on=JAN).code == "445381100217"


def test_a_later_table_gives_the_same_places_other_names(officer: User) -> None:
    taken(table("luoding", 2019), officer, "luoding-villages-2019.tsv")
    answer = taken(table("luoding", 2023), officer, "luoding-villages-2023.tsv")
    assert outcomes(answer) == {"not_data": 1, "stored": 337}
    assert Edition.objects.count() == 1
    assert Place.objects.count() == 1 + 22 + 337
    assert match("罗平镇榃北村", on=JAN).code == match("罗平镇潭北村", on=JAN).code == "445381104222"


def test_from_a_later_day_the_later_name_is_the_name_and_the_earlier_still_known(officer: User) -> None:
    taken(table("luoding", 2019), officer, "luoding-villages-2019.tsv")
    july = date(2020, 7, 1)
    taken(table("luoding", 2023), officer, "luoding-villages-2023.tsv", on=july)
    place = place_of("445381104222")
    assert [tree(day).name[tree(day).position(place)] for day in (JAN, july)] == ["潭北村村委会", "榃北村民委员会"]
    assert match("罗平镇潭北村", on=july).place == match("罗平镇榃北村", on=JAN).place == place


def test_a_committee_that_became_a_community_keeps_its_place(officer: User) -> None:
    taken(table("guangnan", 2019), officer, "guangnan-villages-2019.tsv")
    answer = taken(table("guangnan", 2023), officer, "guangnan-villages-2023.tsv")
    recoded = {row["values"]["village_code"] for row in answer["rows"] if "place_recoded" in row["codes"]}
    later = {village.code for village in villages(GUANGNAN, 2023)} - {v.code for v in villages(GUANGNAN, 2019)}
    assert recoded == later and len(later) == 12
    assert outcomes(answer) == {"not_data": 1, "stored": 165, "flagged": 12}
    assert match("532627101010", on=JAN).code == match("莲城镇莲花社区", on=JAN).code == "532627101201"


def test_a_general_table_with_levels_and_other_names(officer: User) -> None:
    answer = taken(GENERAL, officer)
    assert outcomes(answer) == {"not_data": 1, "stored": 6}
    now = tree(JAN)
    assert now.kind.tolist() == ["county", "town", "medium", "small", "micro", "site"]
    assert now.area_kind[2] == "rural"
    assert set(Alias.objects.values_list("name", flat=True)) == {"水百", "水擺洞"}
    assert match("罗镜镇水百村", on=JAN).certainty == "variant"
    assert match("罗镜镇水摆村01-1", on=JAN).code == "445381100202-01-1"


def test_the_same_table_twice_changes_nothing(officer: User) -> None:
    taken(GENERAL, officer)
    stamp = Edition.objects.get().stamp
    assert outcomes(taken(GENERAL, officer)) == {"not_data": 1, "duplicate": 6}
    assert Edition.objects.get().stamp == stamp


def test_a_part_of_the_county_retires_nothing(officer: User) -> None:
    taken(GENERAL, officer)
    added = "代码,名称,上级代码,层级\n445381100217,云龙村委会,445381100,村\n"
    assert outcomes(taken(added, officer, "补充.csv", date(2020, 2, 1))) == {"not_data": 1, "stored": 1}
    assert len(tree(JAN)) == 6
    assert [code_of(place) for place in tree(date(2020, 2, 1)).children(place_of("445381100"))] == [
        "445381100202",
        "K1",
        "445381100217",
    ]


def test_rows_that_hold_no_place_are_refused_and_the_good_ones_stand(officer: User) -> None:
    bad = GENERAL + (
        "445381100203,,445381100,村,,\n,无码村,445381100,村,,\nX9,某处,445381100,,,\n445381999001,孤村,445381999,村,,\n"
        "445381999001-01,第1格,445381999001,小网格,,\nK1,又一站,445381100,卡口,,\n"
    )
    answer = taken(bad, officer)
    refused = [code for row in answer["rows"] if row["outcome"] == "refused" for code in row["codes"]]
    assert sorted(refused) == sorted(
        [
            "place_name_missing",
            "place_code_missing",
            "place_kind_missing",
            "place_parent_unknown",
            "place_parent_unknown",
            "place_code_twice",
        ]
    )
    assert outcomes(answer) == {"not_data": 1, "stored": 6, "refused": 6}
    assert len(tree(JAN)) == 6


def test_a_row_sent_twice_is_a_duplicate(officer: User) -> None:
    taken(GENERAL, officer)
    answer = taken(
        "代码,名称,上级代码,层级\nK9,罗镜检查站,445381100,站点\nK9,罗镜检查站,445381100,站点\n", officer, "加.csv"
    )
    assert outcomes(answer) == {"not_data": 1, "stored": 1, "duplicate": 1}


def test_a_cells_village_may_be_said_by_name(officer: User) -> None:
    taken(GENERAL, officer)
    head = "所属镇街,所属村（社区）,网格名称,网格代码,网格级别\n"
    rows = "罗镜镇,水摆村,水摆第1格,44538110020271,小网格\n罗镜镇,无此村,某格,44538110020272,小网格\n"
    answer = taken(head + rows, officer, "网格.csv")
    assert [row["outcome"] for row in answer["rows"]] == ["not_data", "stored", "refused"]
    now = tree(JAN)
    assert now.label(now.by_code["44538110020271"]).startswith("罗镜镇水摆村")


def test_a_code_never_changes_its_level(officer: User) -> None:
    taken(GENERAL, officer)
    answer = taken("代码,名称,上级代码,层级\nK1,罗镜检疫检查站,445381100,村\n", officer, "改.csv")
    assert [row["codes"] for row in answer["rows"] if row["outcome"] == "refused"] == [["place_kind_changed"]]


def test_only_the_county_sends_tables_of_places(officer: User) -> None:
    taken(GENERAL, officer)
    lead = User.objects.create_user("lead", None, display_name="lead")
    for user, role, code in ((lead, "town_lead", "445381100"), (officer, "county_officer", "445381")):
        Post.objects.create(user=user, role=role, place=place_of(code), from_on=JAN)
    added = "代码,名称,上级代码,层级\n445381100217,云龙村委会,445381100,村\n"
    assert outcomes(taken(added, lead, "a.csv")) == {"not_data": 1, "refused": 1}
    assert outcomes(taken(added + "\n", officer, "b.csv")) == {"not_data": 2, "stored": 1}


@pytest.mark.parametrize("parent", ["445381999", "445381100202", "445381100202-01"])
def test_place_moved_to_nowhere_or_below_itself_stays_where_it_was_and_says_so(small: object, parent: str) -> None:
    told = [
        Told("445381100202-01", "1格", "445381100202", "small"),
        Told("445381100202", "水摆村委会", parent, "medium"),
    ]
    codes = take_in(told, on=JAN, source="表")
    assert codes[1] == ["place_parent_unknown"]
    now = tree(JAN)
    assert now.code[now.parent[now.position(place_of("445381100202"))]] == "445381100"
