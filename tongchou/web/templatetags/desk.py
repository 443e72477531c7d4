"""How the desk writes figures, days and marks: one way for each, in every page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from tongchou.base import clock
from tongchou.registers.people.models import SEXES
from tongchou.web.shell import naming
from tongchou.web.shell.assets import assets

register = template.Library()

#: What stands where there is no value: silence is never written as a zero.
NOTHING = "–"


@register.simple_tag
def built_files() -> SafeString:
    """Link the built style sheets and the page script."""
    files = assets()
    sheets = format_html_join("\n", '<link rel="stylesheet" href="{}">', ((one,) for one in files.styles))
    script = format_html('<script type="module" src="{}"></script>', files.script) if files.script else ""
    return mark_safe(f"{sheets}\n{script}")


@register.filter
def n(value: Any) -> str:
    """Write a whole number with its thousands apart, and nothing as a dash."""
    if value is None or value == "":
        return NOTHING
    return f"{value:,}" if isinstance(value, int) else str(value)


@register.filter
def day(value: date | datetime | str | None) -> str:
    """Write a day as 3月27日; the year only where it is not this year's."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = clock.local_day(value)
    if (get_language() or "").startswith("en"):
        return f"{value.day} {value:%B}"
    return f"{value.month}月{value.day}日"


@register.filter
def day_of_week(value: date) -> str:
    """Write a day with its weekday."""
    if (get_language() or "").startswith("en"):
        return f"{value:%A} {value.day} {value:%B}"
    return f"{value.month}月{value.day}日 星期{'一二三四五六日'[value.weekday()]}"


@register.filter
def hour(value: datetime | None) -> str:
    """Write the local time of an instant, on a 24-hour clock."""
    return f"{value.astimezone(clock.ZONE):%H:%M}" if value else NOTHING


@register.filter
def instant(value: datetime | None) -> str:
    """Write an instant as its local day and time."""
    return f"{day(value)} {hour(value)}" if value else NOTHING


@register.filter
def percent(value: float | None) -> str:
    """Write a ratio with one decimal, and 100% only where it is exactly that."""
    if value is None:
        return NOTHING
    shown = f"{value * 100:.1f}%"
    if shown == "100.0%":
        return "100%" if value == 1 else "99.9%"
    return shown


@register.filter
def get(values: Any, key: Any) -> Any:
    """Return a mapping's value for a key that a template knows only by a variable."""
    return values.get(key) if hasattr(values, "get") else None


@register.filter
def said(text: str) -> str:
    """Return a word of the books' closed lists in the reader's language."""
    return gettext(text) if text else ""


@register.simple_tag
def door(figure: str, value: Any, place: str = "", on: date | None = None, marked: str = "") -> SafeString:
    """Write a figure's value as the door to its definition, places, days and rows."""
    query = {key: text for key, text in (("at", place), ("on", on.isoformat() if on else "")) if text}
    href = reverse("figure", args=[figure]) + (f"?{urlencode(query)}" if query else "")
    return format_html('<a class="door {}" href="{}">{}</a>', marked, href, n(value))


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: Any) -> str:
    """Return this page's address with some of its questions changed; a None or empty one is dropped."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = value.isoformat() if isinstance(value, date) else str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def spark(values: Sequence[int | None], label: str = "") -> SafeString:
    """Draw the line of a few days, 88 by 20; gaps where nothing was reported."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return mark_safe("")
    top = max(*known, 1)
    step = 86 / (len(values) - 1)
    pieces: list[str] = []
    pen = "M"
    for at, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        pieces.append(f"{pen}{1 + at * step:.1f} {19 - 18 * value / top:.1f}")
        pen = "L"
    return format_html(
        '<svg class="spark" viewBox="0 0 88 20" role="img" aria-label="{}"><path d="{}"/></svg>',
        label,
        " ".join(pieces),
    )


for name, turn in (
    ("account_words", naming.account_words),
    ("account_part", naming.part_words),
    ("entry_words", naming.entry_words),
    ("role_words", naming.role_words),
    ("placed", naming.place_words),
    ("written", naming.written_words),
):
    register.filter(name, turn)


@register.simple_tag
def styled(field: Any) -> SafeString:
    """Draw a form's field with the base library's class for its kind."""
    kind = getattr(field.field.widget, "input_type", "")
    css = {"select": "form-select", "checkbox": "form-check-input", "radio": "", "file": "form-control"}.get(
        kind, "form-control"
    )
    drawn: SafeString = field.as_widget(attrs={"class": css} if css else {})
    return drawn


@register.filter
def sex_year(card: Any) -> str:
    """Write a card's sex and year of birth: 男 · 1985."""
    if not card:
        return ""
    return " · ".join(part for part in (gettext(SEXES.get(card.sex, "")), str(card.birth_year or "")) if part)


@register.filter
def tenths(value: int) -> str:
    """Write tenths with their point: 365 is 36.5."""
    return f"{value / 10:.1f}"


@register.filter
def amount(steps: int, item: Any) -> str:
    """Write a quantity of an item with its unit: 12,000 個, 2,864.7 升."""
    unit, size = item.shown_unit
    whole, rest = divmod(abs(steps), size)
    text = f"{whole:,}" if not rest else f"{abs(steps) / size:,.1f}"
    return f"{'−' if steps < 0 else ''}{text} {gettext(unit)}"


@register.filter
def yuan(fen: int) -> str:
    """Write a sum of fen in yuan."""
    return f"{fen / 100:,.2f}".removesuffix(".00")
