"""Finding the place of an address: as deep as is certain, and never by guessing.

An address may be written in simplified or traditional characters, with either edition's name, an alias or a code, with
or without its town. What is not certain stands higher up: at the town where only the town is, at the lowest place all
candidates share where there are several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from tongchou.registers.places.cells import Verdict
from tongchou.registers.places.deciding import decide
from tongchou.registers.places.gazetteer import Gazetteer, gazetteer
from tongchou.registers.places.reading import read, scan, stands_free
from tongchou.registers.places.spelling import plain

#: Numbers of houses, rooms and groups say nothing of the place: without them most addresses of a list are equal.
_HOUSE = re.compile(r"\d+(?:-\d+)*(?=[号栋幢座单室楼层户队组巷弄房])(?!号?(?:小|微)?网?格)")
#: An ending after which nothing but a cell says more, and what in a tail may still say something.
_ENDING = re.compile(
    r"(?:(?P<V>村民委员会|村委会|村委(?!会))"
    r"|(?P<C>社区居民委员会|社区居委会|居民委员会|居委会|居委(?!会)|社区)"
    r"|(?P<v>村(?![民小组委居])))(?!\|*(?:\d|第?.片)|-)"
)
_SAID = {"V": "村委会", "C": "居委会", "v": "村"}
_TELLING = re.compile(r"[格我本该]|\d{9}|0\d-")


#: Where somebody lives now, behind where they are from.
_LIVES = re.compile(r"(?<=.)(?:现(?:在|居)?住|现居|目前(?:居住|住|在))(?:地址|地|址|于|在)?(?=..)")


@dataclass(frozen=True)
class Match:
    """Where an address is.

    `certainty`: exact, variant (other spelling, edition, alias or ending), fuzzy (one clear slip), ambiguous, part
    (known only so far), none, outside. `place` is None for none and outside; `code` is the place's own. `candidates`
    are code and full name of every place it may be; `why` says what is missing (village_unknown, cell_unknown,
    town_unknown, town_contradicts, village_ambiguous, ...), empty when nothing is.
    """

    place: int | None
    code: str | None
    certainty: str
    candidates: tuple[tuple[str, str], ...] = ()
    why: str = ""

    @property
    def is_certain(self) -> bool:
        """Return whether the place may be relied on as the address's own."""
        return self.certainty in ("exact", "variant", "fuzzy")


def match(address: str, *, within: int | None = None, on: date) -> Match:
    """Find one address. See `match_many`."""
    return match_many([address], within=within, on=on)[0]


def match_many(
    addresses: Sequence[str | None],
    *,
    within: int | None = None,
    on: date,
    hints: Sequence[str | None] | None = None,
) -> list[Match]:
    """Find many addresses in the tree of a day; one answer each, in order.

    `within` is the place the list speaks of (a town's own list): it settles names that two towns share, and what 本镇
    means; an address that names a place elsewhere in the county is still found there. `hints` are what town and village
    columns beside the address say, joined in any way; they count like the address's own words.
    """
    gaz = gazetteer(on)
    context = gaz.tree.position(within) if within is not None and within in gaz.tree else -1
    texts = [address or "" for address in addresses]
    if hints is not None:
        texts = [f"{hint or ''}，{text}" for hint, text in zip(hints, texts, strict=True)]
    if not texts:
        return []
    unique = list(dict.fromkeys(texts))
    joined = "\n".join(text.replace("\n", " ").replace("\r", " ") for text in unique)
    bare = gaz.own_head.sub(gaz.county_word, _HOUSE.sub("#", plain(joined)))
    plains = [text.strip("|") for text in bare.split("\n")]
    answers = _answers(dict.fromkeys(plains), gaz, context)
    answer_of = {text: answers[short] for text, short in zip(unique, plains, strict=True)}
    return [answer_of[text] for text in texts]


def find(addresses: Sequence[str], within: int | None, on: date) -> list[Match]:
    """Find many addresses: `match_many` as the intake's engine calls it."""
    return match_many(addresses, within=within, on=on)


def _answers(plains: dict[str, None], gaz: Gazetteer, context: int) -> dict[str, Match]:
    """Return the answer for each plain address. Those of one head are decided once."""
    column = pl.Series(list(plains), dtype=pl.String)
    tokens = column.str.extract_many(gaz.patterns, overlapping=False, leftmost=True).to_list()
    decided: dict[str, Match] = {}
    made: dict[Verdict, Match] = {}
    answers = {}
    for text, found in zip(plains, tokens, strict=True):
        if text in gaz.posts:
            answers[text] = _match(_post(gaz.posts[text]), gaz)
            continue
        head = _head(text, found, gaz)
        answer = decided.get(head)
        if answer is None:
            verdict = _decide(head, found, gaz, context)
            if verdict not in made:
                made[verdict] = _match(verdict, gaz)
            answer = decided[head] = made[verdict]
        answers[text] = answer
    return answers


def _decide(text: str, tokens: list[str], gaz: Gazetteer, context: int) -> Verdict:
    """Return the verdict on a plain address; what stands behind 現住 decides by itself if it names a place."""
    lives = _LIVES.search(text)
    if lives is not None:
        now = text[lives.end() :].strip("|")
        verdict = decide(read(now, [token for _, token in scan(now, 0, gaz)], gaz), gaz, context=context)
        if verdict.certainty in ("exact", "variant", "outside"):
            return verdict
    return decide(read(text, tokens, gaz), gaz, context=context)


def _post(positions: tuple[int, ...]) -> Verdict:
    return (
        Verdict(positions[0], "exact") if len(positions) == 1 else Verdict(0, "ambiguous", positions, "post_ambiguous")
    )


def _head(text: str, tokens: list[str], gaz: Gazetteer) -> str:
    """Return an address without a tail that says nothing of places.

    Tails with cells, codes or 本村 are kept, and so are those right behind an ending that a cell may begin with.
    """
    if not tokens:
        return text
    end = text.rindex(tokens[-1]) + len(tokens[-1])
    found = _ENDING.match(text, end)
    if found is not None and not _TELLING.search(text, end):
        text = text[:end] + _SAID[str(found.lastgroup)]
    elif found is None and not gaz.words[tokens[-1]].towns and not _TELLING.search(text, end):
        text = text[:end] + "|" if stands_free(text, tokens) else text
    return text


def _match(verdict: Verdict, gaz: Gazetteer) -> Match:
    now = gaz.tree
    named = tuple((str(now.code[c]), now.label(int(now.ids[c]))) for c in verdict.candidates)
    if verdict.position < 0:
        return Match(None, None, verdict.certainty, named, verdict.why)
    position = verdict.position
    return Match(int(now.ids[position]), str(now.code[position]), verdict.certainty, named, verdict.why)
