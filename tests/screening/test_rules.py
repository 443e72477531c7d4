"""The rules of screening: which source area and which group a list's words mean."""

from __future__ import annotations

from datetime import date

import pytest

from tongchou.base.dated import in_force, shipped
from tongchou.pillars.screening import rules


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("湖北省武汉市", "湖北"),
        ("武漢", "湖北"),
        ("黄冈麻城", "湖北"),
        ("麻城市", "湖北"),
        ("仙桃", "湖北"),
        ("浙江温州", "溫州"),
        ("信陽", "信陽"),
        ("长沙市", ""),
        ("包头市青山区", ""),
        ("深圳", ""),
        ("", ""),
    ],
)
def test_source_area_is_found_by_its_cities_and_in_either_script(text: str, area: str) -> None:
    edition = in_force(shipped(rules.DATA, "source_areas"), date(2020, 2, 8))
    assert rules.source_area(edition, text) == area


@pytest.mark.parametrize(
    ("title", "group", "claims"),
    [
        ("罗平镇湖北返乡人员排查登记表", "from-key-area", True),
        ("罗平镇返乡人员排查登记表", "from-key-area", False),
        ("（六）市外（非湖北）人员排查日报表", None, False),
        ("途经重点地区人员", "through-key-area", True),
        ("境外返罗人员", "from-abroad", False),
        ("海外归来", "from-abroad", False),
        ("中转武汉", "through-key-area", False),
        ("去过湖北", "through-key-area", True),
        ("去湖北探亲返回", "through-key-area", True),
        ("去湖北", "to-key-area", True),
        ("前往湖北", "to-key-area", True),
        ("拟返回重点地区", "to-key-area", True),
        ("返回重点人员名单", "from-key-area", False),
        ("武汉回来", "from-key-area", False),
        ("本地居民", None, False),
    ],
)
def test_title_says_a_group_and_whether_of_a_key_area(title: str, group: str | None, claims: bool) -> None:
    assert (rules.group_of(title), rules.claims_key_area(title)) == (group, claims)
