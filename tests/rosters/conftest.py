"""The little county of screening, with people to give a roster of."""

from tests.screening.conftest import _county, acting, listed, place, post_as, standing  # noqa: F401
