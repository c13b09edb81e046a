"""The form that hands all of a person's duties over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.people.models import User


def _named(people: Sequence[User]) -> list[tuple[Any, str]]:
    return [("", "—"), *((person.pk, person.label) for person in people)]


class HandOverForm(forms.Form):
    """Whose open duties go to whom, and why. ``owners``: who owes something; ``people``: who can take it over."""

    person = forms.TypedChoiceField(label=_("From whom"), coerce=int)
    to = forms.TypedChoiceField(label=_("To whom"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, owners: Sequence[User], people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {person.pk: person for person in (*owners, *people)}
        self.fields["person"].choices = _named(owners)  # type: ignore[attr-defined]
        self.fields["to"].choices = _named(people)  # type: ignore[attr-defined]
