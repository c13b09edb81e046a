"""What a person writes to give a duty, and the form that hands all of a person's duties over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liantu.foundation.duties.reads import people_of
from liantu.foundation.duties.rules.due import WorkdaysAhead, read_due
from liantu.people.models import User
from liantu.ui.act_forms import ActForm, Day
from liantu.ui.written_fields import FRIDAY, TOMORROW, Chips, DayInput

DUE: Chips = (TOMORROW, FRIDAY, _("5 working days"))


def _named(people: Sequence[User]) -> list[tuple[Any, str]]:
    return [("", "—"), *((person.pk, person.label) for person in people)]


class DueDay(Day):
    """A day, or working days from today in words: 5 workdays, 5个工作日; the words stay words."""

    def __init__(self, **more: Any) -> None:
        super().__init__(toward="future", **more)
        assert isinstance(self.widget, DayInput)
        self.widget.workdays, self.widget.chips = True, DUE
        self.widget.attrs["maxlength"] = 20

    def to_python(self, value: Any) -> date | str | None:  # type: ignore[override]  # words of a day are one, too
        """The day, or the words of working days; None when nothing stands there."""
        words = value.strip() if isinstance(value, str) else ""
        return words if isinstance(read_due(words), WorkdaysAhead) else super().to_python(value)


class OwedForm(ActForm):
    """One duty: by itself, or a line of a form with several."""

    text = forms.CharField(label=_("Task"), max_length=300)
    owner = forms.TypedChoiceField(label=_("Owner"), coerce=int, empty_value=None)
    due_on = DueDay(label=_("Due"))

    def choices_owner(self) -> list[tuple[Any, str]]:
        """People with an office inside the zone."""
        return _named(people_of(self.zone))


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
