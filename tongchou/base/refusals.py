"""A refusal: the one way in which anything says no to a person.

Imports collect refusals row by row; services raise the first. The code is for tests, phones and the API and never
changes; the words are for people and go through the translation files, so parameters are kept apart from them.
"""

from __future__ import annotations

from typing import Any


def words(text: str) -> str:
    """Mark a sentence for translation without translating it: the face does that, in its reader's language."""
    return text


class Refused(Exception):
    """The books, or a rule, said no.

    `code` is stable and snake_case. `text` is a sentence in 繁體中文 (the key of the translation files) that says what
    to do, with `%(name)s` places filled from `params` by whoever shows it.
    """

    def __init__(self, code: str, text: str, /, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.params = params

    def __str__(self) -> str:
        return f"{self.code}: {self.text % self.params if self.params else self.text}"


class NotAllowed(Refused):
    """The user may not do or see this. Faces answer 403 (or 404 where existence itself would tell)."""


class NotFound(Refused):
    """Nothing of that name within the user's places."""
