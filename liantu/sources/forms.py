"""What people send to the sources room, checked for shape; what it means is judged by the actions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.engine.reading import PERSONAL_FIELDS
from liantu.sources import reads, wording
from liantu.ui.act_forms import ActForm, Day
from liantu.ui.file_fields import ManyFiles
from liantu.ui.pages.sheets import SheetForm

KINDS = ("csv", "tsv", "txt", "xlsx", "xls", "parquet", "gz", "zip")
FIRST_YEAR = 1990


class DescriptionForm(forms.Form):
    """What a register is called and where it comes from."""

    title = forms.CharField(
        label=pgettext_lazy("register", "Title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Left empty: the name of the file."),
    )
    as_of_on = Day(
        label=gettext_lazy("As of"),
        required=False,
        help_text=gettext_lazy("The day the register was taken; every fact read from it carries this day."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The office or platform it comes from."),
    )
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Under which terms it may be used."),
    )

    def clean_as_of_on(self) -> date | None:
        """The day; none of before there were registers."""
        day: date | None = self.cleaned_data["as_of_on"]
        if day is not None and day.year < FIRST_YEAR:
            raise ValidationError(_("%(day)s is not a day.") % {"day": day})
        return day

    def about(self) -> dict[str, Any]:
        """Title, source, licence and day."""
        return {name: self.cleaned_data[name] for name in DescriptionForm.base_fields}


class ImportForm(SheetForm, DescriptionForm):
    """Which column is what, and what the register is."""


class NewForm(DescriptionForm):
    """Files of a register, brought or lying in the inbox on the server, and what it is."""

    def __init__(self, data: Any = None, files: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, files, initial=dict(initial or {}))
        self.fields["files"] = ManyFiles(
            label=gettext_lazy("Drop files here, or choose them"),
            required=False,
            kinds=KINDS,
            help_text=gettext_lazy(
                "CSV, Excel, Parquet, also zipped; several files make one register. UTF-8 and GB18030 are both read."
            ),
        )
        names = reads.inbox_names()
        if names:
            self.fields["server"] = forms.MultipleChoiceField(
                label=gettext_lazy("Or from the inbox on the server (for very large files)"),
                choices=[(name, name) for name in names],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )


class PolicyForm(forms.Form):
    """Which personal columns are kept, and on what ground."""

    ground = forms.CharField(
        label=gettext_lazy("Legal ground and purpose"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Personal Information Protection Law, article 13: name the ground, the purpose, who sees it and for how "
            "long."
        ),
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["fields"] = forms.MultipleChoiceField(
            label=gettext_lazy("Columns to keep"),
            help_text=gettext_lazy(
                "Kept columns lie in a file of their own beside the register and are never part of screening or export."
            ),
            choices=[(name, wording.FIELDS.get(name, name)) for name in PERSONAL_FIELDS],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class DropForm(ActForm):
    """Why a register goes."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)
