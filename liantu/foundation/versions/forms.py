"""The form a version of a rule is drafted with."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.foundation.versions.reads import TEXT_MOST
from liantu.ui.written_fields import Day


class VersionForm(forms.Form):
    """The text of the rule, the day it shall hold from, and what changes."""

    text = forms.CharField(
        label=_("Text of the rule (YAML)"),
        max_length=TEXT_MOST,
        strip=False,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false", "class": "num"}),
    )
    in_force_on = Day(label=_("In force from"), initial=timezone.localdate)
    note = forms.CharField(label=_("What changes, and why"), max_length=200)
    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
