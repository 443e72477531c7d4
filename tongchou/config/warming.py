"""What a worker's first readers would wait for, done before it is open to any.

Measured in turns on PostgreSQL at 100,000 movements, processor time of a worker's first page: 1.0 s for the ways to all
views, which Django imports when the first request comes, 0.3 s for the cube, 0.2 s for the first bulletin's words and
figures; 0.1 s without them. With 500 readers at once the second worker's first renderings kept all of them waiting for
1.7 s.
"""

from __future__ import annotations

import logging

from django.db import connections
from django.urls import get_resolver

from tongchou.base import clock
from tongchou.base.refusals import Refused

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Import every view and reckon today's bulletin once. A home without places, or without its store, starts cold."""
    from tongchou.bulletin.report import situation_report

    assert get_resolver().url_patterns, "whoever asks for them has them imported"
    at = clock.now()
    try:
        situation_report(clock.local_day(at), at=at, lang="zh-Hant")
    except Refused as refusal:
        logger.info("starting cold: %s", refusal.code)
    except Exception:
        logger.warning("starting cold", exc_info=True)
    finally:
        connections.close_all()
