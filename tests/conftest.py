"""Every test runs in a home of its own; the store is SQLite unless TONGCHOU_DATABASE names a PostgreSQL.

The home is given by `tongchou.config.testing`, which is loaded before the settings are.
"""

from __future__ import annotations

import hypothesis
from hypothesis import HealthCheck


def pytest_configure() -> None:
    """Let each test see what it just did; what readers share is tested where it is shared."""
    from django.conf import settings

    settings.PAGES_SHARED = False
    # How fast a busy machine draws an example says nothing of the product.
    hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis.settings.load_profile("patient")
