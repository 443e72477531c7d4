"""What makes an organisation one organisation: its credit code, else its name. Pure."""

from __future__ import annotations

import re
from unicodedata import normalize

from stdnum.cn import uscc

from tongchou.base.chinese import converter

_BRACKETS = str.maketrans("（）【】〔〕［］[]", "()()()()()")
_MARKS = re.compile(r"[\s·•．.,，。、'’\"“”\-—_]+")


def folded(name: str) -> str:
    """Return a name as names are compared: simplified, half-width, without spaces and stops. 羅定（市） is 罗定(市)."""
    text = normalize("NFKC", name).translate(_BRACKETS)
    return str(converter("t2s").convert(_MARKS.sub("", text))).upper()


def is_code(code: str) -> bool:
    """Say whether a text is a unified social credit code whose check character holds (GB 32100-2015)."""
    return bool(uscc.is_valid(code)) if len(code) == 18 else False


def code_of(text: str) -> str:
    """Return the code in a text as it is kept, without spaces and in capitals; empty where it does not hold."""
    code = re.sub(r"[\s\-]", "", normalize("NFKC", text)).upper()
    return code if is_code(code) else ""
