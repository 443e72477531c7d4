"""The little county of screening, with somebody under home quarantine."""

from tests.screening.conftest import (  # noqa: F401
    _county,
    acting,
    listed,
    place,
    post_as,
    standing,
)
