"""What a field of a form offers to choose from, once person and zone are known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm, ChoiceField, ModelChoiceField, RadioSelect


class Pills(RadioSelect):
    """A few short choices beside one another, each one touch."""

    drawn = "pills"

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """The choices; nothing chosen is no choice of its own."""
        return [group for group in super().optgroups(name, value, attrs) if group[1][0]["value"] not in ("", None)]


def offer_rows(form: BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let the field ``name`` offer ``rows``. Raises TypeError for a field that offers no rows."""
    field = form.fields[name]
    if not isinstance(field, ModelChoiceField):
        raise TypeError(f"{name} offers no rows")
    field.queryset = rows


def offer_choices(form: BaseForm, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Let the field ``name`` offer ``choices``. Raises TypeError for a field that offers nothing."""
    field = form.fields[name]
    if not isinstance(field, ChoiceField):
        raise TypeError(f"{name} offers nothing to choose from")
    field.choices = list(choices)
