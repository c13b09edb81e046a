"""What the fields are called that problems point at: a reader sees the label of the form, a program the name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELD_WORDS: dict[str, Any] = {
    "age": _("Age (years)"),
    "age_max": _("Age (years)"),
    "age_min": _("Age (years)"),
    "as_of_on": _("As of"),
    "capital": _("Registered capital"),
    "capital_max": _("Registered capital"),
    "capital_min": _("Registered capital"),
    "credit_code": _("Credit code"),
    "edges": _("Flows"),
    "ends_on": _("Until"),
    "exclude": _("Not meant"),
    "expires_at": _("Expires"),
    "file": _("File"),
    "files": _("File"),
    "kind": _("Kind"),
    "licence": _("Licence"),
    "name": _("Name"),
    "office": _("Office"),
    "order": _("Place in the order"),
    "password": _("First password"),
    "printed_name": _("Name"),
    "province": _("Province"),
    "reason": _("Reason"),
    "registered_on": _("Registered on"),
    "role": _("Role"),
    "source": _("Source"),
    "starts_on": _("From"),
    "title": _("Title"),
    "username": _("User name"),
    "w": _("Weights"),
    "without": _("Province"),
    "words": _("Words"),
}


# One thing of a list, as problems name it: ``tasks.1`` is the first task.
ITEM_WORDS: dict[str, Any] = {
    "columns": pgettext_lazy("one of a list", "column"),
    "decisions": pgettext_lazy("one of a list", "decision"),
    "files": pgettext_lazy("one of a list", "file"),
    "gbt4754": pgettext_lazy("one of a list", "class of industry"),
    "people": pgettext_lazy("one of a list", "person"),
    "shares": pgettext_lazy("one of a list", "share"),
    "steps": pgettext_lazy("one of a list", "step"),
    "stops": pgettext_lazy("one of a list", "stop"),
    "tasks": pgettext_lazy("one of a list", "task"),
    "words": pgettext_lazy("one of a list", "word"),
}

# What the end of a name says about the unit of its value.
UNITS: dict[str, Any] = {
    "_wan_yuan": pgettext_lazy("unit", "10k yuan"),
    "_mu": pgettext_lazy("unit", "mu"),
    "_m2": pgettext_lazy("unit", "m²"),
    "_kva": pgettext_lazy("unit", "kVA"),
    "_pct": pgettext_lazy("unit", "percent"),
}

# Who else knows what fields are called, in the reader's language: the forms of acts.
MORE_LABELS: list[Callable[[], Iterable[tuple[str, str]]]] = []
