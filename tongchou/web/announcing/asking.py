"""What the public page asks, how large an answer may be, and from which network address it came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from tongchou.pillars.screening.announcing.saying import FROM, LONGEST, PAPERS, WAYS, Said
from tongchou.registers.places.tree import Tree
from tongchou.web.shell.naming import place_words

#: A filled form is some two kilobytes; nothing larger is read.
MOST_BYTES = 16_384
FORM_TYPE = "application/x-www-form-urlencoded"
#: The field that people do not see: whoever fills it in is told to leave it empty.
TRAP = "website"


class Announcing(forms.Form):
    """Who comes, from where, when, how, and where they will stay. Nothing is asked that nobody needs."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=LONGEST["name"])
    paper = forms.ChoiceField(label=gettext_lazy("證件"))
    number = forms.CharField(label=gettext_lazy("證件號碼"), max_length=LONGEST["number"])
    phone = forms.CharField(
        label=gettext_lazy("電話"),
        max_length=LONGEST["phone"],
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("核查人員會打這個電話找您。"),
    )
    come_from = forms.ChoiceField(label=gettext_lazy("從哪一類地方回來"))
    source = forms.CharField(
        label=gettext_lazy("具體是哪裏"),
        max_length=LONGEST["source"],
        help_text=gettext_lazy("境外寫國家或地區，境內寫省、市、縣。"),
    )
    passed = forms.CharField(label=gettext_lazy("路上經過、停留過的地方"), max_length=LONGEST["passed"], required=False)
    arrives_on = forms.DateField(
        label=gettext_lazy("哪一天到（已到的寫到達那天）"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    way = forms.ChoiceField(label=gettext_lazy("怎樣回來"))
    trip = forms.CharField(label=gettext_lazy("車次、航班或車牌"), max_length=LONGEST["trip"], required=False)
    town = forms.ChoiceField(label=gettext_lazy("回來後住在哪個鎮（街）"), required=False)
    address = forms.CharField(
        label=gettext_lazy("詳細住址"),
        max_length=LONGEST["address"],
        help_text=gettext_lazy("村（社區）、組或小區、門牌。"),
    )
    others = forms.CharField(label=gettext_lazy("同行的人"), max_length=LONGEST["others"], required=False)

    def __init__(self, *args: object, tree: Tree, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field, options in (("paper", PAPERS), ("come_from", FROM), ("way", WAYS)):
            offered = [(code, gettext(text)) for code, text in options.items()]
            # Nothing is chosen for anybody: who does not look would else come from abroad.
            self.fields[field].choices = [("", gettext("請選擇")), *offered]  # type: ignore[attr-defined]
        self.fields["number"].required = self.data.get("paper") != "none"
        self.fields["town"].choices = _towns(tree)  # type: ignore[attr-defined]

    def said(self) -> Said:
        """Return what was said, as it was typed."""
        return Said(**{name: value for name, value in self.cleaned_data.items() if name != "entry"})


def _towns(tree: Tree) -> list[tuple[str, str]]:
    spots = [tree.position(int(place)) for place in tree.of_kind("town")]
    named = [(str(tree.code[at]), place_words(str(tree.name[at]))) for at in spots]
    return [("", gettext("不清楚")), *named]


def is_too_large(request: HttpRequest) -> bool:
    """Say whether an answer is larger than the form, or no form at all, before anything of it is read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return True
    return length > MOST_BYTES or request.content_type != FORM_TYPE


def address_of(request: HttpRequest) -> str:
    """Return the network address that a request came from.

    Behind the county's own proxies (`[announce] proxies = 1` in `config.toml`) it is the one that the outermost of them
    saw; without them the header is the sender's own to invent, and is not read.
    """
    proxies = _said("proxies", 0)
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    if isinstance(proxies, int) and 0 < proxies <= len(passed):
        return str(passed[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


def lines(town: str = "") -> list[str]:
    """Return the telephone numbers to call, the town's own first; none where the county gave none."""
    numbers: Any = _said("phones", {})
    found = [numbers.get(town) if isinstance(numbers, dict) else None, _said("phone", "")]
    return [str(one) for one in found if one]


def _said(name: str, otherwise: Any) -> Any:
    said = settings.HOME.settings.get("announce", {})
    return said.get(name, otherwise) if isinstance(said, dict) else otherwise
