"""One address at a time: what is certain is found as deep as it is certain, what is not stands above its candidates."""

from __future__ import annotations

from datetime import date

import pytest

from tests.places.conftest import place_of
from tongchou.registers.places.matching import Match, match, match_many

ON = date(2020, 3, 20)
LUOJING, SHUIBAI = "445381100", "445381100202"


def found(address: str, **context: int) -> tuple[str | None, str]:
    """Return the code and certainty that an address is answered with."""
    answer = match(address, on=ON, **context)
    return answer.code, answer.certainty


def candidates(answer: Match) -> set[str]:
    """Return the codes of the candidates."""
    return {code for code, _ in answer.candidates}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("罗镜镇云龙村委会三队17号", "445381100217"),
        ("羅定市羅鏡鎮雲龍村委會三隊17號", "445381100217"),
        ("廣東省雲浮市羅定市　羅鏡鎮 雲龍村", "445381100217"),
        ("罗镜云龙", "445381100217"),
        ("云龙（附城）", "445381003218"),
        ("分界三和", "445381102201"),
        ("附城街道办事处太平村", "445381003219"),
        ("附城太平", "445381003219"),
        ("太平镇安村", "445381101215"),
        ("生江镇安全村三队", "445381114203"),
        ("附城街道办田村委会", None),
        ("素龙街道中村", "445381002213"),
        ("中村委会", "445381002213"),
        ("罗城东区社区", "445381001002"),
        ("罗镜社区", "445381100001"),
        ("太平居委会", "445381101001"),
        ("双东镇双东居委", "445381004001"),
        ("双东镇街道双东村", "445381004201"),
        ("罗平农场虚拟生活区", "445381400598"),
        ("罗平农场3队", "445381400"),
        ("罗城街道西区沿江西路8号", "445381001003"),
        ("水摆村17号", SHUIBAI),
        ("罗镜镇水摆村12-3号", SHUIBAI),
        ("罗镜镇水摆村委会新中村", SHUIBAI),
        ("罗镜镇水摆村新村3号", SHUIBAI),
        ("罗定市罗镜镇水摆村（武汉返乡）", SHUIBAI),
        ("住445381100202村", SHUIBAI),
        ("４４５３８１１００２０２", SHUIBAI),
    ],
)
def test_its_own_name_finds_a_village_exactly(luoding: object, address: str, code: str | None) -> None:
    assert found(address) == ((code, "exact") if code else ("445381", "ambiguous"))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("榃滨镇榃滨社区", "445381111001"),
        ("潭滨镇林滨村", "445381111201"),
        ("朗塘镇朗南村民委员会", "445381106201"),
        ("塱塘镇朗南村", "445381106201"),
        ("罗平镇榃北村民委员会", "445381104222"),
        ("素龙街道赤坭村", "445381002222"),
        ("船步镇廻龍村", "445381105217"),
        ("龙湾镇龙湾社区", "445381119001"),
        ("罗镜镇水摆居委会", SHUIBAI),
    ],
)
def test_another_spelling_or_edition_finds_it_as_a_variant(luoding: object, address: str, code: str) -> None:
    assert found(address) == (code, "variant")


@pytest.mark.parametrize(
    ("address", "code", "certainty"),
    [
        ("罗镜镇水摆村第4格", "445381100202-04", "exact"),
        ("罗镜镇水摆村委会第四网格17号", "445381100202-04", "exact"),
        ("罗镜镇水摆村04-1", "445381100202-04-1", "exact"),
        ("罗镜镇水摆村0401格", "445381100202-04-1", "exact"),
        ("罗镜镇水摆村4-1格", "445381100202-04-1", "exact"),
        ("445381100202 04-1", "445381100202-04-1", "exact"),
        ("44538110020204", "445381100202-04", "exact"),
        ("中区居委会一片第3格", "445381001001-03", "exact"),
        ("中区居委会二片", "445381001001-P2", "exact"),
        ("罗镜镇水摆村第99格", SHUIBAI, "part"),
        ("罗镜镇水摆村04-77", "445381100202-04", "part"),
        ("445381100202-77", SHUIBAI, "part"),
    ],
)
def test_a_known_cell_is_found_below_its_village(luoding: object, address: str, code: str, certainty: str) -> None:
    assert found(address) == (code, certainty)


@pytest.mark.parametrize(
    ("address", "code", "among"),
    [
        ("云龙", "445381", {"445381003218", "445381100217"}),
        ("罗定市云龙村委会3队", "445381", {"445381003218", "445381100217"}),
        ("三和村", "445381", {"445381102201", "445381114209"}),
        ("林滨镇林滨", "445381111", {"445381111001", "445381111201"}),
        ("太平", "445381", {"445381101", "445381101001", "445381003219"}),
        ("罗镜镇同仁村", "445381", {LUOJING, "445381003205"}),
        ("罗镜镇附城街道云龙村", "445381", {"445381100217", "445381003218"}),
        ("罗镜镇水摆新中", LUOJING, {SHUIBAI, "445381100221"}),
        ("罗镜镇水摆村委会新中村委会", LUOJING, {SHUIBAI, "445381100221"}),
        ("445381100202 附城街道云龙村", "445381", {SHUIBAI, "445381003218"}),
        ("武汉回来住罗定市罗镜镇云龙村", "445381", {"445381100217"}),
        ("中村", "445381", {"445381002213"}),
        ("东区", "445381", {"445381001002"}),
        ("太平村", "445381", {"445381003219", "445381101001", "445381101"}),
        ("新城社区", "445381", {"445381116201"}),
    ],
)
def test_what_is_ambiguous_stands_above_all_its_candidates(
    luoding: object, address: str, code: str, among: set[str]
) -> None:
    answer = match(address, on=ON)
    assert (answer.code, answer.certainty, candidates(answer)) == (code, "ambiguous", among)


@pytest.mark.parametrize(
    ("address", "code", "why"),
    [
        ("罗镜", LUOJING, "village_unknown"),
        ("罗镜镇", LUOJING, "village_unknown"),
        ("罗镜镇罗镜", LUOJING, "village_unknown"),
        ("罗镜镇罗镜圩人民路", LUOJING, "village_unknown"),
        ("罗镜镇三和里5号", LUOJING, "village_unknown"),
        ("罗镜镇大同路12号", LUOJING, "village_unknown"),
        ("附城街道新乐市场3号", "445381003", "village_unknown"),
        ("罗镜镇新东方幼儿园", LUOJING, "village_unknown"),
        ("罗镜镇新东方大道8号", LUOJING, "village_unknown"),
        ("罗镜镇大云龙村委会", LUOJING, "village_unknown"),
        ("罗镜镇牛栏窝村3号", LUOJING, "village_unknown"),
        ("罗镜镇大桥村", LUOJING, "village_unknown"),
        ("罗定市", "445381", "town_unknown"),
        ("罗定市人民路3号", "445381", "town_unknown"),
        ("445381100999", LUOJING, "code_unknown"),
        ("445381999999", "445381", "code_unknown"),
    ],
)
def test_what_is_known_in_part_stands_where_it_is_known(luoding: object, address: str, code: str, why: str) -> None:
    answer = match(address, on=ON)
    assert (answer.code, answer.certainty, answer.why) == (code, "part", why)


@pytest.mark.parametrize(
    "address",
    [
        "湖北省武汉市洪山区三和里3号",
        "广州市天河区大同村",
        "郁南县连滩镇水摆村",
        "云浮市云城区高峰街道",
        "深圳市龙岗区龙岗村",
        "云南省曲靖市罗平县",
        "罗平县九龙街道",
        "新乐市",
        "廣西岑溪市",
        "郁南连滩",
        "英国伦敦",
        "香港九龙",
        "445321100202",
    ],
)
def test_another_county_is_outside(luoding: object, address: str) -> None:
    assert found(address) == (None, "outside")


def test_where_somebody_lives_now_counts(luoding: object) -> None:
    assert found("罗镜镇水摆村，现住深圳市龙岗区") == (None, "outside")
    assert found("罗镜镇水摆村人现住深圳") == (None, "outside")
    assert found("湖北省武汉市，现住罗镜镇水摆村") == (SHUIBAI, "exact")
    assert found("罗镜镇，现住云龙村") == ("445381100217", "exact")


@pytest.mark.parametrize(
    "address", ["", "不详", "3队17号", "三和里5号", "城中村3号", "云浮市", "新兴村3队", "太平洋花园", "连滩镇水摆村"]
)
def test_what_says_nothing_is_found_nowhere(luoding: object, address: str) -> None:
    assert found(address) == (None, "none")


@pytest.mark.parametrize(
    ("address", "code", "certainty"),
    [
        ("罗镜镇石其湾村", "445381100206", "fuzzy"),
        ("罗镜镇水百村委会", SHUIBAI, "fuzzy"),
        ("罗镜镇官渡透村委会", "445381100210", "fuzzy"),
        ("罗镜镇官渡口村", LUOJING, "part"),
        ("罗镜镇镜中村", LUOJING, "part"),
        ("石其湾村", None, "none"),
        ("罗境镇水摆村3队", SHUIBAI, "fuzzy"),
        ("罗定市罗境镇水摆村", SHUIBAI, "fuzzy"),
        ("罗定市罗境镇同仁村", "445381", "part"),
        ("罗定市连滩镇水摆村", "445381", "part"),
    ],
)
def test_a_slip_is_forgiven_only_where_it_is_clear(
    luoding: object, address: str, code: str | None, certainty: str
) -> None:
    assert found(address) == (code, certainty)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("罗定市第一集中隔离点", "445381-Q1"),
        ("羅定市第一集中隔離點", "445381-Q1"),
        ("第二集中隔离点", "445381-Q2"),
        ("广东省罗定市福利中心隔离点", "445381-Q3"),
        ("罗定市防控物资总仓", "445381-S1"),
        ("罗镜镇防控物资仓", "445381100-S1"),
        ("罗镜镇罗镜第1检疫检查站", "445381100-K1"),
        ("445381-Q2-S1", "445381-Q2-S1"),
    ],
)
def test_a_site_or_a_store_is_found_by_its_whole_name(luoding: object, address: str, code: str) -> None:
    assert found(address) == (code, "exact")


def test_a_site_named_within_an_address_is_no_address(luoding: object) -> None:
    assert found("罗镜镇水摆村，现在第一集中隔离点") == ("445381100202", "exact")


def test_a_towns_list_settles_what_two_towns_share(luoding: object) -> None:
    town = place_of(LUOJING)
    assert found("云龙村3队", within=town) == ("445381100217", "exact")
    assert found("本镇云龙", within=town) == ("445381100217", "exact")
    assert found("我镇新街", within=town) == (LUOJING, "part")
    assert found("第4格", within=place_of(SHUIBAI)) == ("445381100202-04", "exact")


def test_a_towns_list_does_not_pull_in_what_is_elsewhere(luoding: object) -> None:
    town = place_of(LUOJING)
    assert found("附城街道云龙村", within=town) == ("445381003218", "exact")
    answer = match("同仁村3队", within=town, on=ON)
    assert (answer.code, answer.certainty, candidates(answer)) == ("445381", "ambiguous", {LUOJING, "445381003205"})


def test_columns_beside_the_address_count_like_its_own_words(luoding: object) -> None:
    hints = ["罗镜镇", "附城", "罗镜 水摆", "罗镜镇", None]
    texts = ["云龙村3队", "云龙", "张屋12号", "附城街道云龙村", "云龙"]
    answers = match_many(texts, hints=hints, on=ON)
    assert [(a.code, a.certainty) for a in answers] == [
        ("445381100217", "exact"),
        ("445381003218", "exact"),
        (SHUIBAI, "exact"),
        ("445381", "ambiguous"),
        ("445381", "ambiguous"),
    ]


def test_before_the_grid_cells_are_those_of_the_older_grids(luoding: object) -> None:
    january = date(2020, 1, 30)
    assert match("罗镜镇水摆村综治3格", on=january).code == "445381100202-Z03"
    assert match("罗镜镇水摆村创文第1格", on=january).code == "445381100202-C01"
    answer = match("罗镜镇水摆村第1格", on=january)
    assert (answer.code, answer.certainty, answer.why) == (SHUIBAI, "part", "cell_unknown")


def test_an_older_cells_code_is_found_where_its_successors_are(luoding: object) -> None:
    answer = match("445381100202-Z01", on=ON)
    assert answer.code == "445381100202-01" or SHUIBAI in str(answer.code)
