"""The county of the pillars' tests."""

from tests.acting import acting, little_county
