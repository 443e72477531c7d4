"""Whatever an address is made of: nothing is invented, and the script, the house and the company make no difference."""

from __future__ import annotations

from datetime import date

import opencc
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.places import LUODING
from tests.places.planted import names_of
from tongchou.registers.places.deciding import decide
from tongchou.registers.places.gazetteer import gazetteer
from tongchou.registers.places.matching import match, match_many
from tongchou.registers.places.reading import read, scan
from tongchou.registers.places.spelling import plain, spellings

ON = date(2020, 3, 20)
NAMES = names_of(LUODING)
STEMS: dict[str, set[str]] = {}
for _name in NAMES:
    STEMS.setdefault(_name.code, set()).update({plain(_name.stem), *spellings(plain(_name.stem))})
TRADITIONAL = opencc.OpenCC("s2t")

pieces = st.one_of(
    st.sampled_from([name.stem for name in NAMES]),
    st.sampled_from([name.town for name in NAMES]),
    st.sampled_from(
        [
            "镇",
            "街道",
            "村委会",
            "居委会",
            "社区",
            "村",
            "路",
            "里",
            "市",
            "区",
            "罗定市",
            "湖北省",
            "组",
            "第4格",
            "04-2",
            "3号",
        ]
    ),
    st.text(alphabet="东西大新龙云镇村委会安全平山水一二3|， ", max_size=3),
)
addresses = st.lists(pieces, min_size=1, max_size=6).map("".join)
slow = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@slow
@given(addresses)
def test_no_village_is_found_whose_name_is_not_in_the_address(luoding: object, address: str) -> None:
    answer = match(address, on=ON)
    if (
        answer.certainty in ("exact", "variant")
        and answer.code
        and len(answer.code) >= 12
        and answer.code[6:9] != "400"
    ):
        assert any(stem in plain(address) for stem in STEMS[answer.code[:12]])


@slow
@given(addresses)
def test_traditional_characters_find_the_same(luoding: object, address: str) -> None:
    assert match(TRADITIONAL.convert(address), on=ON) == match(plain(address), on=ON)


@slow
@given(st.lists(addresses, min_size=1, max_size=8))
def test_an_address_is_answered_the_same_alone_and_in_a_list(luoding: object, texts: list[str]) -> None:
    assert match_many(texts, on=ON) == [match(text, on=ON) for text in texts]


@slow
@given(addresses)
def test_a_tail_that_is_cut_would_have_said_nothing(luoding: object, address: str) -> None:
    """Lists are answered by the heads of their addresses; the whole text, searched in one piece, must say the same."""
    gaz = gazetteer(ON)
    text = plain(address).strip("|")
    verdict = decide(read(text, [token for _, token in scan(text, 0, gaz)], gaz), gaz)
    place = None if verdict.position < 0 else int(gaz.tree.ids[verdict.position])
    answer = match(address, on=ON)
    assert (answer.place, answer.certainty) == (place, verdict.certainty)


@slow
@given(addresses)
def test_a_candidate_list_never_leaves_the_place_it_stands_at(luoding: object, address: str) -> None:
    answer = match(address, on=ON)
    assert (answer.place is None) == (answer.certainty in ("none", "outside"))
    if answer.place is not None and answer.certainty == "ambiguous":
        assert all(code.startswith(str(answer.code)) for code, _ in answer.candidates)
