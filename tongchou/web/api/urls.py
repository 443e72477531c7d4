"""The API's routes, each with the verb of its operation."""

from __future__ import annotations

from tongchou.web.api import (
    announcing,
    figures,
    intake,
    offices,
    paper,
    quarantine,
    restrictions,
    resumption,
    rosters,
    rules,
    screening,
    supplies,
)
from tongchou.web.api.doors import api, ruled

#: The modules whose operations these are: importing them adds their operations.
PARTS = (
    figures,
    screening,
    restrictions,
    rules,
    intake,
    offices,
    quarantine,
    supplies,
    rosters,
    resumption,
    announcing,
    paper,
)

_patterns, app_name, namespace = api.urls
URLS = (ruled(_patterns), app_name, namespace)
