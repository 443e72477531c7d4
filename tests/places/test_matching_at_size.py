"""Ten thousand addresses of known truth with a thousand planted defects: none in a wrong place, none invented."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tests.places.planted import Address, Planter
from tongchou.registers.places.matching import Match, match_many

ON = date(2020, 3, 20)


def answers(addresses: list[Address]) -> list[tuple[Address, Match]]:
    """Return each address with its match."""
    found = match_many([address.text for address in addresses], on=ON)
    return list(zip(addresses, found, strict=True))


def village(code: str | None) -> str | None:
    """Return the village's code of a cell's, and any other code as it is."""
    return code.split("-")[0] if code else None


@pytest.mark.parametrize("seed", [20200320, 1, 2])
def test_ten_thousand_people_with_a_thousand_defects_are_in_no_wrong_place(luoding: object, seed: int) -> None:
    planter = Planter(seed)
    people = [planter.whole() for _ in range(7_500)]
    people += [planter.without_town() for _ in range(1_500)]
    people += [planter.defective() for _ in range(1_000)]
    wrong = [(a.defect, a.text, m) for a, m in answers(people) if village(m.code) not in a.allowed]
    assert wrong == []


def test_clean_addresses_are_found_at_their_village(luoding: object) -> None:
    planter = Planter(7)
    people = [planter.whole() for _ in range(8_500)] + [planter.without_town() for _ in range(1_500)]
    clean = [(a, m) for a, m in answers(people) if a.clean]
    found = [village(m.code) == a.village and m.is_certain for a, m in clean]
    missed = Counter(a.text for (a, m), right in zip(clean, found, strict=True) if not right)
    assert len(clean) > 9_000
    assert sum(found) >= 0.99 * len(clean), missed.most_common(20)


def test_every_planted_kind_of_defect_occurs(luoding: object) -> None:
    planter = Planter(3)
    kinds = Counter(planter.defective().defect for _ in range(1_000))
    assert len(kinds) == 11 and min(kinds.values()) > 40
