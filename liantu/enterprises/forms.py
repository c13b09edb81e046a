"""What people send to the enterprises room, checked for shape; values are read by the rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.enterprises import wording
from liantu.enterprises.models import Enterprise, EnterpriseFact
from liantu.sources.forms import KINDS
from liantu.ui.act_forms import ActForm
from liantu.ui.file_fields import OneFile
from liantu.ui.pages.sheets import SheetForm

SOURCE_HELP = _("A document, a visit, a telephone call, a platform.")
NAME_KINDS = (("former", _("former")), ("short", _("short")))


class EnterpriseForm(forms.Form):
    """An enterprise typed in by hand; everything missing is told at once by the action."""

    source = forms.CharField(label=_("Source"), max_length=200, required=False, help_text=SOURCE_HELP)
    in_zone = forms.BooleanField(label=_("It works in the zone"), required=False, initial=True)

    def values(self) -> dict[str, str]:
        """The fields of the enterprise."""
        return {name: self.cleaned_data[name] for name in wording.FIELDS}


EnterpriseForm.base_fields = {
    **{
        name: forms.CharField(
            label=label, required=False, widget=forms.Textarea({"rows": 3}) if name == "business_scope" else None
        )
        for name, label in wording.FIELDS.items()
    },
    **EnterpriseForm.base_fields,
}


class CorrectForm(ActForm):
    """One value written anew, with its source."""

    field = forms.ChoiceField(label=_("Field"), choices=list(wording.FIELDS.items()))
    text = forms.CharField(label=_("New value"), required=False, widget=forms.Textarea({"rows": 2}))
    source = forms.CharField(label=_("Source"), max_length=200, required=False, help_text=SOURCE_HELP)
    kind = forms.ChoiceField(label=_("How known"), choices=EnterpriseFact.Kind.choices, initial="observed")
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class NameForm(ActForm):
    """A former or a short name."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=NAME_KINDS)


class MergeForm(forms.Form):
    """Which of two stays, and why they are one."""

    survivor = forms.TypedChoiceField(label=_("Which one stays"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why they are one"), max_length=500, required=False)

    def __init__(self, pair: tuple[Enterprise, Enterprise], data: Any = None) -> None:
        super().__init__(data, initial={"survivor": pair[0].pk})
        survivor = self.fields["survivor"]
        assert isinstance(survivor, forms.TypedChoiceField)
        survivor.choices = [(one.pk, f"{one.name} {one.credit_code}".strip()) for one in pair]


class NewSheetForm(forms.Form):
    """A sheet of enterprises."""

    file = OneFile(
        label=_("Drop a file here, or choose one"),
        kinds=KINDS,
        help_text=_("CSV or Excel with a header row: 企业名称, 统一社会信用代码, 注册资本 …"),
    )
    in_zone = forms.BooleanField(label=_("These enterprises work in the zone"), required=False, initial=True)


class ImportForm(SheetForm):
    """Which column is what, and whether these enterprises work in the zone."""

    in_zone = forms.BooleanField(label=_("These enterprises work in the zone"), required=False)
