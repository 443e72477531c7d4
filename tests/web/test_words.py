"""Every word on screen stands in all three languages, and says the same places to fill in."""

from __future__ import annotations

import re

import polib
import pytest

from scripts import words

PLACES = re.compile(r"%\((\w+)\)[sd]")
CHINESE = words.CHINESE


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    return words.gathered()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_word_is_translated(language: str, found: dict[str, list[str]]) -> None:
    known = {entry.msgid for entry in words.catalogue(language) if entry.msgstr}
    assert sorted(set(found) - known) == [], f"run make words, and write the missing {language}"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_translation_outlives_its_word(language: str, found: dict[str, list[str]]) -> None:
    assert sorted({entry.msgid for entry in words.catalogue(language)} - set(found)) == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_translation_fills_the_same_places(language: str) -> None:
    def different(entry: polib.POEntry) -> bool:
        return set(PLACES.findall(entry.msgid)) != set(PLACES.findall(entry.msgstr))

    assert [entry.msgid for entry in words.catalogue(language) if different(entry)] == []


def test_english_has_no_chinese_left() -> None:
    # The language switch names each language in its own writing, and no other word does.
    assert [entry.msgid for entry in words.catalogue("en") if CHINESE.search(entry.msgstr)] == []


def test_simplified_follows_the_glossary_before_the_character_tables() -> None:
    assert words.Simplifier()("當日台賬入賬，見「羅鏡鎮」") == "当日台账入账，见“罗镜镇”"


def test_words_are_found_in_python_and_templates() -> None:
    python = 'x = _("甲") + words("乙" "丙")\ny = other("丁")\nz = f"{gettext_lazy(\'戊\')}"'
    template = (
        "{% load i18n %}{% translate '己' as t %}{% blocktranslate trimmed with n=1 %}\n 庚 {{ n }}\n"
        ' {% endblocktranslate %}{% include "x" with a=_("辛") %}壬'
    )
    assert set(words.in_python(python)) == {"甲", "乙丙", "戊"}
    assert set(words.in_template(template)) == {"己", "庚 %(n)s", "辛"}
