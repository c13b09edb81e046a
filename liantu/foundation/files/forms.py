"""Forms of the files room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DeleteForm(forms.Form):
    """Why a file goes."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_(
            "The bytes are removed unless another entry has the same content. The entry, who deleted it and why stay "
            "in the log. Registers built from the file are not touched."
        ),
    )
