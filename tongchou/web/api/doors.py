"""The API object, how a program signs in, and how values become JSON.

A browser's session is taken with its CSRF token (`X-CSRFToken`); a program sends HTTP Basic with each request. Each
operation names its verb with `@may`, and the routes carry it to the one middleware that holds it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.security import django_auth

from tongchou.base.refusals import Refused
from tongchou.web.shell.access import SIGNED_IN, page
from tongchou.web.shell.refusals import answer

Operation = TypeVar("Operation", bound=Callable[..., Any])


#: The library's own routes: the description of the API, and its root.
OWN = ("openapi-json", "api-root")


def by_header(request: HttpRequest) -> Any:
    """Return the user whom the middleware signed in by the request's own header; such a request needs no CSRF token."""
    return request.user if getattr(request, "signed_by_header", False) else None


# The interactive documentation would load its script from another host; the description itself is served.
api = NinjaAPI(title="Tongchou", version="1", docs_url=None, openapi_url="openapi.json", auth=[by_header, django_auth])


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> Any:
    """Answer a refusal with its code, its words and its status."""
    return answer(request, refusal)


def may(verb: str) -> Callable[[Operation], Operation]:
    """Say which verb an operation needs."""
    return page(verb)


def ruled(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Carry the verbs of the operations over to the routes that lead to them."""
    rules: dict[str, dict[str, str]] = {}
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                rule = operation.view_func.rule  # type: ignore[attr-defined]
                of_path = rules.setdefault(_plain(path), {})
                of_path.update(dict.fromkeys(operation.methods, rule))
                if "GET" in operation.methods:
                    of_path["HEAD"] = rule
    for pattern in patterns:
        assert isinstance(pattern, URLPattern), "the API is flat"
        own = {"GET": SIGNED_IN, "HEAD": SIGNED_IN} if pattern.name in OWN else None
        pattern.callback.rules = own or rules[_plain(str(pattern.pattern))]  # type: ignore[attr-defined]
    return patterns


def _plain(path: str) -> str:
    """Return a path with its variables by name alone, however they are written: {int:case} or <int:case>."""
    return re.sub(r"[<{](?:\w+:)?(\w+)[>}]", r"<\1>", path.strip("/"))


def plain(value: Any) -> Any:
    """Return a value as JSON says it: dates in ISO, ratios as numbers, data classes as objects."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return str(value)


def receipt(found: Any) -> dict[str, Any]:
    """Return what became of an entry."""
    return {"entry": str(found.id), "answer": found.answer, "commit": found.commit}
