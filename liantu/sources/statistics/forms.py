"""What people send to the statistical tables."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.ui.act_forms import ActForm, Day
from liantu.ui.file_fields import OneFile

KINDS = ("csv", "xlsx", "xls")


class BringForm(forms.Form):
    """An input–output table in a file, and what it is."""

    title = forms.CharField(label=_("Title"), max_length=120)
    year = forms.IntegerField(label=_("Year"), widget=forms.TextInput({"inputmode": "numeric"}))
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False, initial="万元")
    source = forms.CharField(label=_("Source"), max_length=200)
    licence = forms.CharField(label=_("Licence"), max_length=200, required=False)
    file = OneFile(label=_("File"), kinds=KINDS)


class ConcordanceForm(ActForm):
    """A concordance of the zone's own."""

    valid_from = Day(label=_("Holds from"), initial=timezone.localdate)
    source = forms.CharField(label=_("Source"), max_length=200)
    file = OneFile(
        label=_("File"),
        kinds=KINDS,
        help_text=_("Columns: sector code, industry codes of GB/T 4754 (two to four digits, 、 between them)."),
    )


class SizesForm(ActForm):
    """The sizes of a table's sectors in a region."""

    region = forms.CharField(label=_("Region"), max_length=40)
    year = forms.IntegerField(label=_("Year"), widget=forms.TextInput({"inputmode": "numeric"}))
    measure = forms.CharField(
        label=_("What is measured"),
        max_length=60,
        widget=forms.TextInput({"placeholder": _("output, persons employed …")}),
    )
    source = forms.CharField(label=_("Source"), max_length=200)
    file = OneFile(
        label=_("File"),
        kinds=KINDS,
        help_text=_(
            "Columns: sector code, region, nation, both in one measure; a nation left empty is the table's output."
        ),
    )
