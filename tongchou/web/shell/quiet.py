"""Logs without personal data: a traceback keeps its frames and the error's type, and loses the error's words."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType


class QuietFormatter(logging.Formatter):
    """Writes where an error happened and of what kind; its message may quote a row of somebody's list."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        if kind is None:
            return ""
        return "".join(traceback.format_tb(trace)) + f"{kind.__module__}.{kind.__qualname__}"
