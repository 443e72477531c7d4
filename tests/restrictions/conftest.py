"""The little county of screening, with somebody under home quarantine."""

from tests.screening.conftest import (
    acting,
    listed,
    little_county,
    place,
    post_as,
    standing,
)
