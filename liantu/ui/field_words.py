"""What the fields are called that problems point at: a reader sees the label of the form, a program the name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

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


def place_told(where: str) -> str:
    """The place a problem names as the reader knows it; places in files (``Sheet1!C1``) stay."""
    return " · ".join(str(FIELD_WORDS.get("w" if part.startswith("w_") else part, part)) for part in where.split(" · "))
