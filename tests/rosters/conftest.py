"""The little county of screening, with people to give a roster of."""

from tests.screening.conftest import acting, listed, little_county, place, post_as, standing
