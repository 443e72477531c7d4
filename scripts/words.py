"""The words on screen: gathers them from the sources, keeps both translation files, and compiles them.

    python scripts/words.py update     put new words into the .po files, drop those no longer used
    python scripts/words.py missing    print what has no English yet
    python scripts/words.py compile    write the .mo files that Django reads (done at install)

Source words are 繁體中文. Simplified is made by OpenCC and `glossary.tsv`; English is written by hand in its .po file.
No GNU gettext is needed.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import opencc
import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tongchou"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("zh_Hans", "en")
#: Keys of TOML files whose texts are shown.
TEXTS = ("title", "text", "ground", "legal_ground", "counted_from")
MARKS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "words"})
IN_TEMPLATE = re.compile(r"""(?<![\w.])(?:_|gettext)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)
CHINESE = re.compile(r"[\u4e00-\u9fff]")

HEAD = {
    "zh_Hans": "Made by scripts/words.py from the source words; put exceptions into glossary.tsv.",
    "en": "Written by hand. scripts/words.py adds what is new and drops what is gone.",
}


def in_python(source: str) -> Iterator[str]:
    """Yield the marked words of a Python source, in order."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        first = node.args[0]
        if name in MARKS and isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
            yield first.value


def in_template(source: str) -> Iterator[str]:
    """Yield the marked words of a Django template, in order."""
    from django.utils.translation.template import templatize

    for match in IN_TEMPLATE.finditer(templatize(source)):
        # The template engine has already doubled per cent signs as its own lookup will.
        yield ast.literal_eval(match.group(1))


def in_data(source: str) -> Iterator[str]:
    """Yield what a TOML file of rule data or boards says: what stands under `TEXTS`, and the titles of figures."""
    ahead: list[object] = [tomllib.loads(source)]
    while ahead:
        one = ahead.pop(0)
        if isinstance(one, dict):
            yield from (value for key, value in one.items() if key in TEXTS and isinstance(value, str))
            yield from (pair[1] for pair in one.get("figures", ()) if isinstance(pair, list) and len(pair) == 2)
            ahead.extend(one.values())
        elif isinstance(one, list):
            ahead.extend(one)


def gathered() -> dict[str, list[str]]:
    """Return every marked word with the files it stands in, in the order of the files' names."""
    found: dict[str, list[str]] = {}
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix == ".py" and "migrations" not in file.parts:
            marked = in_python(file.read_text("utf-8"))
        elif file.suffix in (".html", ".txt") and "templates" in file.parts:
            marked = in_template(file.read_text("utf-8"))
        elif file.suffix == ".toml":
            marked = in_data(file.read_text("utf-8"))
        else:
            continue
        for word in marked:
            files = found.setdefault(word, [])
            name = file.relative_to(ROOT).as_posix()
            if name not in files:
                files.append(name)
    return found


def glossary() -> dict[str, str]:
    """Return the words that OpenCC would turn wrong, each with its right simplified form."""
    lines = (LOCALE / "glossary.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t")[:2] for line in lines if line and not line.startswith("#"))


class Simplifier:
    """Turns traditional words into simplified ones; the glossary goes before the character tables."""

    def __init__(self) -> None:
        self._convert = opencc.OpenCC("t2s").convert
        self._own = sorted(glossary().items(), key=lambda pair: -len(pair[0]))

    def __call__(self, text: str) -> str:
        for number, (traditional, _) in enumerate(self._own):
            text = text.replace(traditional, chr(0xE000 + number))
        text = self._convert(text)
        for number, (_, simplified) in enumerate(self._own):
            text = text.replace(chr(0xE000 + number), simplified)
        return text


def catalogue(language: str) -> polib.POFile:
    """Return a language's translation file, empty where there is none."""
    file = po_path(language)
    if file.exists():
        return polib.pofile(str(file), wrapwidth=110)
    return polib.POFile(wrapwidth=110)


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def update() -> None:
    """Bring both translation files up to the sources. English already written is kept."""
    found = gathered()
    simplify = Simplifier()
    for language in LANGUAGES:
        known = {entry.msgid: entry.msgstr for entry in catalogue(language) if entry.msgstr}
        fresh = polib.POFile(wrapwidth=110)
        fresh.header = HEAD[language]
        fresh.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": language}
        for word, files in found.items():
            translated = simplify(word) if language == "zh_Hans" else known.get(word, "")
            flags = ["python-format"] if "%(" in word else []
            fresh.append(
                polib.POEntry(msgid=word, msgstr=translated, occurrences=[(name, "") for name in files], flags=flags)
            )
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        fresh.save(str(po_path(language)))


def missing() -> list[str]:
    """Return the words that have no English."""
    known = {entry.msgid for entry in catalogue("en") if entry.msgstr}
    return [word for word in gathered() if word not in known]


def compile_all() -> None:
    """Write each language's .mo file beside its .po file."""
    for language in LANGUAGES:
        catalogue(language).save_as_mofile(str(po_path(language).with_suffix(".mo")))


def main(arguments: list[str]) -> int:
    """Run one of the three commands."""
    match arguments:
        case ["update"]:
            update()
            compile_all()
            print(f"{len(missing())} words without English")  # noqa: T201
        case ["missing"]:
            for word in missing():
                print(word)  # noqa: T201
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__)  # noqa: T201
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
