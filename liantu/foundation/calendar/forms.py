"""The form a notice is brought with."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NoticeForm(forms.Form):
    """The year, where the notice stands, and its sentences."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    source = forms.CharField(label=_("Number or address of the notice"), max_length=200, required=False)
    text = forms.CharField(label=_("Sentences of the notice"), widget=forms.Textarea({"rows": 12}), max_length=20_000)
