"""The little county of screening."""

from tests.screening.conftest import _county, acting, listed, place, post_as, standing  # noqa: F401
