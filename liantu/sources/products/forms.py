"""What people send to the product lists."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.sources.products.actions import KINDS
from liantu.ui.act_forms import Day
from liantu.ui.file_fields import OneFile


class BringForm(forms.Form):
    """A file of product lists, and what it is."""

    title = forms.CharField(label=_("Title"), max_length=120)
    source = forms.CharField(label=_("Source"), max_length=200)
    licence = forms.CharField(label=_("Licence"), max_length=200, required=False)
    as_of_on = Day(label=_("As of"))
    file = OneFile(
        label=_("File"),
        kinds=KINDS,
        help_text=_(
            "Columns: enterprise, product; share, year, code where known. A table of codes and full names, industries "
            "and relations of products may lie beside it in the ZIP."
        ),
    )
