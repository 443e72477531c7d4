"""What the intake page asks: of which kind, from whom, of which day; a file with its password, or a pasted text."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy

from tongchou.base.refusals import NotAllowed, words
from tongchou.base.rights import rights
from tongchou.intake.kinds import Kind, kinds
from tongchou.web.shell.who import Who

#: The name under which a pasted text is kept: its ending says that it is read as a text.
PASTED = "接龍.txt"


def offered(reader: Who) -> list[Kind]:
    """Return the kinds that the reader may take in; a kind without a right of its own is the county's."""
    declared = {right.verb for right in rights()}
    found = []
    for kind in kinds():
        verb = f"{kind.name}.take_list"
        if reader.may(verb if verb in declared else "people.take_list"):
            found.append(kind)
    return found


def require_offered(reader: Who, kind: str) -> None:
    """Refuse a kind that the reader may not take in.

    Raises:
        NotAllowed("kind_not_allowed").
    """
    if kind not in {one.name for one in offered(reader)}:
        raise NotAllowed("kind_not_allowed", words("您不能報送這一類名單。"))


class ListForm(forms.Form):
    """A list as somebody hands it in."""

    kind = forms.ChoiceField(label=gettext_lazy("名單類別"))
    sender = forms.CharField(
        label=gettext_lazy("來文單位"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("同一單位的後一份名單，會取代前一份中相同的行。"),
    )
    on = forms.DateField(
        label=gettext_lazy("名單日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("不填時，從標題、工作表名或文件名中讀取。"),
    )
    file = forms.FileField(
        label=gettext_lazy("文件"),
        required=False,
        help_text=gettext_lazy("xlsx、xls、et、ods、csv，或它們的壓縮包。"),
    )
    password = forms.CharField(
        label=gettext_lazy("文件密碼"),
        max_length=120,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("只用來打開這一次，不保存。"),
    )
    text = forms.CharField(
        label=gettext_lazy("或粘貼接龍文字"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2_000_000,
    )

    def __init__(self, *args: object, reader: Who, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = [(kind.name, gettext(kind.title)) for kind in offered(reader)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Require a file or a text, and one of them only."""
        data = super().clean() or {}
        if bool(data.get("file")) == bool(str(data.get("text") or "").strip()):
            raise forms.ValidationError(gettext("請選擇一個文件，或粘貼文字，二者取一。"))
        return data

    def content(self) -> tuple[bytes, str]:
        """Return what was handed in, and its name."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None:
            return file.read(), str(file.name)
        return str(self.cleaned_data["text"]).encode(), PASTED
