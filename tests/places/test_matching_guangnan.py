"""Another county: towns that are townships, committees that became communities under a new code."""

from __future__ import annotations

from datetime import date

from tongchou.registers.places.matching import match

ON = date(2020, 3, 20)


def found(address: str) -> tuple[str | None, str]:
    """Return the code and certainty that an address is answered with."""
    answer = match(address, on=ON)
    return answer.code, answer.certainty


def test_a_renamed_committee_is_found_by_its_later_name_and_code(guangnan: object) -> None:
    old = "532627101201"
    assert found("莲城镇莲花社区") == (old, "variant")
    assert found("532627101010") == (old, "exact")
    assert found("广南县坝美镇堂上农场社区") == ("532627107001", "exact")
    assert found("罗定市罗镜镇云龙村") == (None, "outside")


def test_townships_and_their_villages(guangnan: object) -> None:
    assert found("雲南省文山州廣南縣者兔鄉者莫村委會") == ("532627209208", "exact")
    assert found("曙光乡田房村") == ("532627205204", "exact")
    assert found("八宝镇") == ("532627102", "part")
    assert found("富宁县八宝村") == (None, "outside")
