"""The situation map as SVG: server-side, no script, no style, nothing from another host.

Only presentation attributes are used, so it stands under the desk's content policy. Every place is a link with its
number in words; colours come with a pattern and a sign, so that black and white paper reads the same.
"""

from __future__ import annotations

from html import escape

from tongchou.base.refusals import words
from tongchou.bulletin.document import Mark, SituationMap, Spot
from tongchou.bulletin.outlines import WIDTH, Ring, area
from tongchou.bulletin.situation_map import MARK_WORDS, SIGNS
from tongchou.bulletin.speaking import day, in_english, number, said

#: Fill, stroke and pattern of each mark. One meaning each: amber due or silent, red overdue or restricted.
FILLS = {
    Mark.CLEAR: "#ffffff",
    Mark.DUE: "#f6d58a",
    Mark.SILENT: "url(#silent)",
    Mark.OVERDUE: "#e9a19b",
    Mark.RESTRICTED: "url(#restricted)",
}
PATTERNS = (
    '<pattern id="silent" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="8" height="8" fill="#f6efdd"/><rect width="2" height="8" fill="#b98a1d"/></pattern>'
    '<pattern id="restricted" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    '<rect width="8" height="8" fill="#e9a19b"/><rect width="3" height="8" fill="#a3261b"/></pattern>'
)
LEGEND = 46.0
#: Units of a letter; a Chinese one takes a whole, a Latin one about half.
LETTER, SMALLEST = 15.0, 9.0


def svg(drawn: SituationMap) -> str:
    """Return the map, to stand inside a page."""
    height = drawn.height + LEGEND
    title = said(words("%(title)s態勢圖，%(day)s"), title=drawn.title, day=day(drawn.on))
    told = said(
        words("%(count)s個地方中%(answered)s個有數，各處之數見下表。"),
        count=number(len(drawn.spots)),
        answered=number(drawn.answered),
    )
    told += _caution(drawn)
    shapes = "".join(map(_shape, drawn.spots))
    labels = "".join(map(_words, drawn.spots))
    return (
        '<svg class="situation-map" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="-2 -2 {WIDTH + 4:.0f} {height + 4:.0f}" '
        f'width="100%" role="group" aria-labelledby="map-title map-told" font-family="inherit" fill="#1c1c1c">'
        f'<title id="map-title">{escape(title)}</title><desc id="map-told">{escape(told)}</desc>'
        f"<defs>{PATTERNS}</defs>{shapes}{labels}{_legend(drawn.height, drawn)}</svg>"
    )


def _caution(drawn: SituationMap) -> str:
    """Return in how far the map is none; empty where it is one."""
    if drawn.is_schematic:
        return said(words("示意方格，非實際方位。"))
    return said(words("輪廓為推算，非實測邊界。")) if drawn.is_derived else ""


def _shape(spot: Spot) -> str:
    path = "".join(map(_ring, spot.outline.rings))
    shape = f'<path d="{path}" fill="{FILLS[spot.mark]}" fill-rule="evenodd" stroke="#555" stroke-width="1"/>'
    label = f"<title>{escape(_told(spot))}</title>"
    if not spot.href:
        return f"<g>{label}{shape}</g>"
    return f'<a href="{escape(spot.href)}" aria-label="{escape(_told(spot))}">{label}{shape}</a>'


def _ring(ring: Ring) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"


def _told(spot: Spot) -> str:
    told = said(
        words("%(place)s：%(value)s，%(mark)s"), place=spot.name, value=spot.text, mark=said(MARK_WORDS[spot.mark])
    )
    if spot.expected:
        covered = words("，應報%(expected)s格已報%(reported)s格")
        told += said(covered, expected=number(spot.expected), reported=number(spot.reported))
    return told + (f"（{spot.level}）" if spot.level else "")


def _words(spot: Spot) -> str:
    """Write a place's name and number inside its outline, smaller where it is narrow; links cover them already."""
    x, y = spot.outline.label
    room = _room(spot)
    size = min(LETTER, max(SMALLEST, room / max(_length(spot.name), 1)))
    second = f"{spot.text}{SIGNS[spot.mark]}" if spot.mark is not Mark.SILENT else said(MARK_WORDS[Mark.SILENT])
    halo = 'stroke="#fff" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
    return (
        f'<g text-anchor="middle" pointer-events="none" aria-hidden="true" {halo}>'
        f'<text x="{x:.1f}" y="{y - size * 0.15:.1f}" font-size="{size:.1f}">{escape(spot.name)}</text>'
        f'<text x="{x:.1f}" y="{y + LETTER:.1f}" font-size="{LETTER:.1f}" font-weight="600">'
        f"{escape(second)}</text></g>"
    )


def _room(spot: Spot) -> float:
    """Return about how wide a place is where its words stand."""
    ring = max(spot.outline.rings, key=lambda one: abs(area(one)))
    left, right = min(x for x, _ in ring), max(x for x, _ in ring)
    return (right - left) * 0.85


def _length(text: str) -> float:
    return sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in text)


def _legend(top: float, drawn: SituationMap) -> str:
    present = [mark for mark in Mark if any(spot.mark is mark for spot in drawn.spots)]
    items, x = [], 0.0
    for mark in present:
        text = f"{said(MARK_WORDS[mark])}{SIGNS[mark]}"
        items.append(
            f'<rect x="{x:.0f}" y="{top + 20:.0f}" width="22" height="16" fill="{FILLS[mark]}" stroke="#555"/>'
            f'<text x="{x + 28:.0f}" y="{top + 33:.0f}" font-size="14">{escape(text)}</text>'
        )
        x += 28 + 14 * _length(text) + (26 if in_english() else 22)
    text = _caution(drawn)
    if text:
        items.append(f'<text x="{WIDTH:.0f}" y="{top + 33:.0f}" font-size="13" text-anchor="end">{escape(text)}</text>')
    return f'<g aria-hidden="true">{"".join(items)}</g>'
