"""The forms of accounts: a person made known, a role given, a token asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.people.abilities import may
from liantu.people.models import User
from liantu.people.requests import ZoneRequest, signed_in
from liantu.people.rules.abilities import ABILITIES, ROLES
from liantu.ui.act_forms import Day

NAME = pgettext_lazy("person", "Name")


def _roles() -> list[tuple[str, str]]:
    return [(role.code, _(role.name)) for role in ROLES]


class OwnPasswordForm(PasswordChangeForm):
    """One's own password, changed. A wrong old one counts as a failed log-in: so many, and the person has to wait."""

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(signed_in(request), data)
        self.request = request

    def clean_old_password(self) -> str:
        """The old password. Raises ValidationError for a wrong one, and for any while the person is locked out."""
        given: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=given) != self.user:
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given


class PersonForm(forms.Form):
    """Somebody new, with a first role and password."""

    username = forms.CharField(label=gettext_lazy("User name"), max_length=150)
    name = forms.CharField(label=NAME, max_length=60)
    office = forms.CharField(label=gettext_lazy("Office"), max_length=80, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=_roles)
    password = forms.CharField(
        label=gettext_lazy("First password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class RoleForm(forms.Form):
    """A further role for somebody of the zone. ``people``: the active ones who hold or held a role in it."""

    person = forms.TypedChoiceField(label=gettext_lazy("Person"), coerce=int)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=_roles)
    starts_on = Day(label=gettext_lazy("From"), required=False)
    ends_on = Day(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {person.pk: person for person in people}
        self.fields["starts_on"].initial = timezone.localdate
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (person.pk, f"{person.label} · {person.username}") for person in people
        ]


class TokenForm(forms.Form):
    """What a new token is called, how long it holds, and what it may: at most what its person may."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("What will use it")}),
    )
    days = forms.IntegerField(label=gettext_lazy("Valid for days"), min_value=1, max_value=3650, initial=90)
    abilities = forms.MultipleChoiceField(
        label=pgettext_lazy("token", "May"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, request: ZoneRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [one for one in ABILITIES if may(request.user, one.code, request.zone)]
        self.fields["abilities"].choices = [(one.code, _(one.name)) for one in held]  # type: ignore[attr-defined]
