"""What people send to the room of documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.parsers.documents import KINDS, TEXT_MOST
from liantu.people.models import Zone
from liantu.sources.documents import wording
from liantu.sources.documents.models import Claim, DocumentSource, Fact
from liantu.sources.documents.rules.corrections import NOT_WRITTEN, UNITS, written_fields
from liantu.ui.act_forms import ActForm, Day
from liantu.ui.file_fields import ManyFiles


class BringForm(forms.Form):
    """A text or files, and where they come from."""

    text = forms.CharField(
        label=pgettext_lazy("document", "Text"),
        required=False,
        max_length=TEXT_MOST,
        strip=False,
        widget=forms.Textarea({"rows": 12, "placeholder": _("Paste a piece of news, a page of a newspaper, a note")}),
    )
    uploads = ManyFiles(
        label=pgettext_lazy("document", "or files"), required=False, help_text="、".join(KINDS), kinds=KINDS
    )
    source = forms.ModelChoiceField(
        DocumentSource.objects.none(), label=pgettext_lazy("documents", "Source"), required=False, empty_label="—"
    )
    published_on = Day(label=pgettext_lazy("document", "Published"), required=False)
    url = forms.CharField(label=_("Address of the page"), max_length=400, required=False)
    title = forms.CharField(label=pgettext_lazy("document", "Title"), max_length=200, required=False)
    confidential = forms.BooleanField(
        label=_("Confidential: only reviewers see it, and it is never sent to a language model"), required=False
    )

    def __init__(self, zone: Zone, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        source = self.fields["source"]
        assert isinstance(source, forms.ModelChoiceField)
        source.queryset = DocumentSource.objects.filter(zone=zone)

    def clean_url(self) -> str:
        """Only an address of the web is kept as one."""
        text = str(self.cleaned_data["url"]).strip()
        return text if text.startswith(("https://", "http://")) else ""


class WatchForm(forms.Form):
    """Words to hear of."""

    words = forms.CharField(label=pgettext_lazy("watched", "Words"), max_length=80)


class CheckForm(ActForm):
    """Whether a claim holds, and how that was found out."""

    state = forms.ChoiceField(
        label=_("Does it hold?"),
        choices=[one for one in Claim.State.choices if one[0] != Claim.State.UNCHECKED],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("how it was checked"), max_length=300)


class CorrectForm(ActForm):
    """A fact as a person writes it anew: of the fields of all kinds those this fact has; lists are joined by 、."""

    thing: Fact

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        written = {one.name: one.box for one in written_fields(self.thing.stated)}
        self.fields = {name: self.fields[name] for name in written}
        self.initial = {**written, **self.initial}
        for one in written_fields(self.thing.stated):
            field = self.fields[one.name]
            if isinstance(field, forms.ChoiceField):
                field.choices = _choices(one.name, one.box)
            elif one.name in UNITS:
                unit = one.value.unit if one.value is not None else UNITS[one.name]
                foreign = getattr(one.value, "currency", "") not in ("", "CNY")
                field.label = f"{field.label}（{unit}{f' {one.value.currency}' if foreign else ''}）"

    def given(self) -> dict[str, Any]:
        """What was sent; a field that was not sent stays as it is."""
        return {"corrected": {name: text for name, text in self.cleaned_data.items() if name in self.data}}


def _choices(name: str, box: str) -> list[tuple[str, Any]]:
    """The words a field of few codes may take; what stands there already stays, also where it has no words."""
    found = dict(wording.CHOICES[name])
    return [("", "—"), *found.items(), *([(box, box)] if box and box not in found else [])]


def _field(name: str, label: Any) -> forms.Field:
    """How a field of a fact is written anew: chosen in words where it takes a code, else as a text."""
    if name in wording.CHOICES:
        return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *wording.CHOICES[name].items()])
    return forms.CharField(label=label, required=False)


# a field too long, or a number that is none, is told by the rules: what nobody changed is never refused
CorrectForm.base_fields = {
    name: _field(name, label) for name, label in wording.FIELDS.items() if name not in NOT_WRITTEN
}


class UseForm(ActForm):
    """What shall be made of a fact."""

    code = forms.CharField(label=_("Make something of it"), widget=forms.HiddenInput)


def told(data: Mapping[str, Any], name: str, most: int) -> str:
    """Words of an address or a form, cut to what is looked at."""
    return str(data.get(name, "")).strip()[:most]
