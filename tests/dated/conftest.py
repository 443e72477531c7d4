"""The county of the pillars' tests."""

from tests.screening.conftest import _county, acting

__all__ = ["_county", "acting"]
