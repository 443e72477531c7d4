"""What everything that becomes a PDF asks of the machine: the typesetter and faces for Chinese.

Typst is a wheel without system libraries, and may be left out of an installation. What is missing is said in words.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from tongchou.base.refusals import Refused, words
from tongchou.bulletin import layout
from tongchou.bulletin.layout import Face


def typst() -> Any:
    """Return the typesetter's module.

    Raises:
        Refused("pdf_needs_typst"): it was left out of the installation.
    """
    try:
        return importlib.import_module("typst")
    except ImportError:
        text = words("生成PDF須安裝typst：pip install typst。也可改用--format docx或html。")
        raise Refused("pdf_needs_typst", text) from None


@cache
def families() -> frozenset[str]:
    """Return the names of the machine's fonts."""
    return frozenset(typst().Fonts(include_system_fonts=True).families())


def faces(face: Face, known: frozenset[str]) -> list[str]:
    """Return which of a face and its stand-ins the machine has, after the Latin one.

    Raises:
        Refused("pdf_needs_fonts"): none of them.
    """
    found = [name for name in (face.name, *face.others) if name in known]
    if not found:
        text = words("本機沒有中文字體，不能生成PDF。請安裝仿宋、楷體等字體，或apt install fonts-noto-cjk。")
        raise Refused("pdf_needs_fonts", text)
    latin = [name for name in (layout.LATIN, "Liberation Serif") if name in known][:1]
    return [*latin, *found]
