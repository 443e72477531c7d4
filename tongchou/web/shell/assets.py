"""The built front end: which hashed files a page loads, read from the manifest that the build writes."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

logger = logging.getLogger(__name__)
ENTRY = "src/desk.ts"


class Assets(NamedTuple):
    """Addresses of the desk's script and style sheets; both empty where the front end was not built."""

    script: str
    styles: tuple[str, ...]


@lru_cache(maxsize=1)
def assets() -> Assets:
    """Return what the build made. A page without it still reads and works, it only looks plain."""
    manifest = settings.STATIC_ROOT / "manifest.json"
    if not manifest.exists():
        logger.warning("the front end is not built: run make, or npm run build in frontend/")
        return Assets("", ())
    entry = json.loads(manifest.read_text("utf-8"))[ENTRY]
    base = settings.STATIC_URL
    return Assets(base + entry["file"], tuple(base + name for name in entry.get("css", ())))
