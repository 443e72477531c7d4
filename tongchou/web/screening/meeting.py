"""Met at the door: somebody who is on no list is registered, and their check begins."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.intake.values.base import fold
from tongchou.intake.values.identity import check_digit, from_15, is_resident_id
from tongchou.pillars.screening import services
from tongchou.registers.people.models import SEXES
from tongchou.registers.people.services import take_in
from tongchou.registers.people.table import PeopleTable
from tongchou.registers.places.tree import POSTS
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import PARTS, place_words
from tongchou.web.shell.refusals import sentence

#: The groups somebody met at the door may be of; a campaign's people are on its list.
GROUPS = ("met", "from-key-area", "through-key-area", "to-key-area", "from-abroad")


class Meeting(forms.Form):
    """What is asked at the door. Only the name and where they live must be known."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    id_number = forms.CharField(label=gettext_lazy("身份證號或護照號"), max_length=30, required=False)
    phone = forms.CharField(label=gettext_lazy("電話"), max_length=30, required=False)
    sex = forms.ChoiceField(label=gettext_lazy("性別"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("住在哪一格"))
    address = forms.CharField(label=gettext_lazy("門牌"), max_length=120, required=False)
    group = forms.ChoiceField(label=gettext_lazy("類別"))
    source_area = forms.CharField(label=gettext_lazy("從何處來"), max_length=60, required=False)
    left_on = forms.DateField(
        label=gettext_lazy("離開日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    arrived_on = forms.DateField(
        label=gettext_lazy("到達日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: object, reader: who.Who, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["sex"].choices = [("", ""), *((code, gettext(name)) for code, name in SEXES.items())]  # type: ignore[attr-defined]
        self.fields["group"].choices = [(code, gettext(PARTS[code])) for code in GROUPS]  # type: ignore[attr-defined]
        self.fields["place"].choices = _cells(reader)  # type: ignore[attr-defined]

    def clean_id_number(self) -> str:
        """Refuse a resident's number whose digits do not hold; a passport's is taken as it is."""
        text = fold(str(self.cleaned_data["id_number"])).strip().upper()
        if len(text) == 15 and text.isdigit():
            text = from_15(text)
        if text[:1].isdigit() and (not is_resident_id(text) or check_digit(text[:17]) != text[17]):
            raise forms.ValidationError(gettext("身份證號不對，請核對。"))
        return text


def _cells(reader: who.Who) -> list[tuple[str, str]]:
    """Return the cells of the reader's places, at the deepest level, at most a thousand."""
    tree = reader.tree
    spots = [at for left, right in reader.scope.intervals for at in range(left, right)]
    leaves = [at for at in spots if int(tree.right[at]) == at + 1 and str(tree.kind[at]) not in (*POSTS, "farm")]
    return [(str(tree.code[at]), place_words(tree.label(int(tree.ids[at])))) for at in leaves[:1000]]


@page("screening.meet")
def meet(request: HttpRequest) -> HttpResponse:
    """Ask for somebody met at the door, and open their check."""
    reader = who.of(request)
    if request.method != "POST":
        return render(request, "web/screening/meet.html", {"form": Meeting(reader=reader, initial={"entry": new_id()})})
    form = Meeting(request.POST, reader=reader)
    if form.is_valid():
        try:
            case = _open(reader, form)
        except Refused as refusal:
            form.add_error(None, sentence(refusal))
        else:
            acts.tell(request, gettext("已登記，列入待核查。"), tone="done")
            return HttpResponseRedirect(reverse("check", args=[case]))
    return render(request, "web/screening/meet.html", {"form": form}, status=400)


def _open(reader: who.Who, form: Meeting) -> int:
    data = form.cleaned_data
    entry: UUID = data["entry"]
    place = reader.tree.by_code.get(data["place"])
    if place is None:
        raise Refused("place_unknown", words("請選擇是哪一個村（社區）或網格。"))
    number = data["id_number"]
    with transaction.atomic():
        taken = take_in(
            PeopleTable(
                row=[1],
                name=[data["name"].strip()],
                id_number=[number],
                id_kind=[("resident" if number[:1].isdigit() else "passport") if number else ""],
                phones=[(data["phone"].strip(),) if data["phone"].strip() else ()],
                sex=[data["sex"]],
                born_on=[None],
                address=[data["address"].strip()],
                place=[int(place)],
            ),
            source=f"door:{entry}",
            at=reader.at,
        )
        return services.meet(
            reader.scope,
            person=int(taken.own[0]),
            group=data["group"],
            place=int(place),
            at=reader.at,
            source_area=data["source_area"].strip(),
            left_on=data["left_on"],
            arrived_on=data["arrived_on"],
            entry=entry,
        )
