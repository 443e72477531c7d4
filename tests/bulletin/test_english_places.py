"""Names of places as English readers meet them."""

from __future__ import annotations

import pytest

from tongchou.bulletin.english_places import english_place


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("羅鏡鎮", "Luojing Town"),
        ("双东街道", "Shuangdong Subdistrict"),
        ("罗镜镇第2检疫检查站", "Luojing Town Checkpoint 2"),
        ("广州白云国际机场接返点", "Guangzhou Baiyun International Airport Pick-up Point"),
        ("综治第12格", "Public Order Cell 12"),
    ],
)
def test_a_name_is_its_sound_and_what_kind_of_place_it_is(name: str, english: str) -> None:
    assert english_place(name) == english
