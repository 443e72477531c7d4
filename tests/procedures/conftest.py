"""The little county of screening."""

from tests.screening.conftest import acting, listed, little_county, place, post_as, standing
