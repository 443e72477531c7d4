"""How an edition's body is written: a pillar may give a kind of rule a form of its own; else it is the TOML itself."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import tomli_w
from django.http import HttpRequest

from tongchou.base.dated import Edition
from tongchou.base.refusals import Refused, words


@dataclass(frozen=True)
class RuleForm:
    """A kind's own form: `template` is put inside the page's form with what `context` gives; `body` reads it back."""

    template: str
    context: Callable[[Edition], Mapping[str, Any]]
    body: Callable[[HttpRequest], dict[str, Any]]


_forms: dict[str, RuleForm] = {}


def register(kind: str, form: RuleForm) -> None:
    """Give a kind of rule a form. Called once, from a pillar's `urls.py`."""
    _forms[kind] = form


def form_of(kind: str) -> RuleForm:
    """Return the form of a kind of rule."""
    return _forms.get(kind, PLAIN)


def _plain_body(request: HttpRequest) -> dict[str, Any]:
    """Return the body written as TOML.

    Raises:
        Refused("rule_not_toml"): with the line where reading stopped.
    """
    try:
        return tomllib.loads(request.POST.get("body", "").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as fault:
        raise Refused("rule_not_toml", words("規則正文的格式不對：%(fault)s。"), fault=str(fault)) from None


PLAIN = RuleForm("web/rules/_plain.html", lambda edition: {"body": tomli_w.dumps(dict(edition.body))}, _plain_body)
