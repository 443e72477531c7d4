"""One access rule per command, as the desk has one per route: whoever a command acts as must have its verb.

    @ruled("closing.close_day")      a verb of some part's `rights.py`, held by `--by`, else by the home's operator
    @ruled(HOST)                     whoever has the folder: making a home, serving it, proving a day-book

The rule only opens the door. What a command prints is narrowed to the actor's places by what it calls.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

Command = TypeVar("Command", bound=Callable[..., Any])

HOST = "host"


def ruled(rule: str, *, unless: str = "") -> Callable[[Command], Command]:
    """Say which verb a command needs. `unless` names an option with which it asks other homes, each by its own rule.

    A ruled command has `--by`. Its home is awake when it runs, so it need not call `ready` itself.
    """

    def declare(command: Command) -> Command:
        assert rule == HOST or "by" in inspect.signature(command).parameters, f"{command.__name__} takes no --by"

        @wraps(command)
        def run(*args: Any, **kwargs: Any) -> Any:
            if rule != HOST and not (unless and kwargs.get(unless)):
                _hold(rule, kwargs.get("by"))
            return command(*args, **kwargs)

        run.rule = rule  # type: ignore[attr-defined]
        return cast(Command, run)

    return declare


def rule_of(command: Callable[..., Any]) -> str | None:
    """Return a command's rule, None where nobody wrote one."""
    return cast(str | None, getattr(command, "rule", None))


def _hold(rule: str, by: str | None) -> None:
    """Wake the home and refuse an actor without the verb. While nobody has a post yet, the host acts.

    Raises:
        NotFound("user_unknown"), NotAllowed("not_allowed").
    """
    from tongchou.cli.setup import ready, scope_of

    ready()
    from tongchou.registers.staff.access import require
    from tongchou.registers.staff.models import Post

    if Post.objects.exists():
        require(scope_of(by), rule)
