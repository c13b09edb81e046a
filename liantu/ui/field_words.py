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
    "next_step": _("Next step"),
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
    "year": _("Year"),
    "abilities": pgettext_lazy("place", "Abilities"),
    "accepts_conditions": pgettext_lazy("place", "Conditions met"),
    "amount_wan_yuan": pgettext_lazy("place", "Amount"),
    "choice": pgettext_lazy("place", "Chosen claim"),
    "credit": pgettext_lazy("place", "Credit"),
    "days": pgettext_lazy("place", "Days"),
    "duty": pgettext_lazy("place", "Duty"),
    "fields": pgettext_lazy("place", "Fields"),
    "firm_name": pgettext_lazy("place", "Enterprise"),
    "fit": pgettext_lazy("place", "Fitted ranking"),
    "fixed_assets": pgettext_lazy("place", "Fixed assets"),
    "ground": pgettext_lazy("place", "Ground"),
    "health": pgettext_lazy("place", "Standing"),
    "holder": pgettext_lazy("place", "Holder"),
    "id": pgettext_lazy("place", "Identifier"),
    "item": pgettext_lazy("place", "Item"),
    "leader": pgettext_lazy("place", "Leader enterprise"),
    "member": pgettext_lazy("place", "Member"),
    "note": pgettext_lazy("place", "Note"),
    "owner": pgettext_lazy("place", "Who sees to it"),
    "part": pgettext_lazy("place", "Part of the credit"),
    "passed": pgettext_lazy("place", "Verdict"),
    "person": pgettext_lazy("place", "Person"),
    "place": pgettext_lazy("place", "Place"),
    "rate": pgettext_lazy("place", "Rate to yuan"),
    "revision": pgettext_lazy("place", "Revision"),
    "server": pgettext_lazy("place", "Inbox of the server"),
    "share": pgettext_lazy("place", "Share"),
    "stage": pgettext_lazy("place", "Stage"),
    "state": pgettext_lazy("place", "State"),
    "t_text": pgettext_lazy("place", "Words looked for"),
    "text": pgettext_lazy("place", "Text"),
    "top": pgettext_lazy("place", "Length of the list"),
    "verdict": pgettext_lazy("place", "Decision"),
    "what": pgettext_lazy("place", "What it is about"),
    "when": pgettext_lazy("place", "Day"),
    "on": pgettext_lazy("place", "Day"),
    "verb": pgettext_lazy("place", "Step"),
    "due_on": pgettext_lazy("place", "Due"),
    "columns": pgettext_lazy("place", "Columns"),
    "stops": pgettext_lazy("place", "Stops"),
    "nodes": pgettext_lazy("place", "Links of the chain"),
    "from": pgettext_lazy("place", "Handing over"),
    "to": pgettext_lazy("place", "Taking over"),
    "group": pgettext_lazy("place", "Group compared"),
    "held_on": pgettext_lazy("place", "Held on"),
    "high": pgettext_lazy("place", "Upper bound"),
    "low": pgettext_lazy("place", "Lower bound"),
    "reached": pgettext_lazy("place", "Reached"),
    "shares": pgettext_lazy("place", "Shares"),
    "topic": pgettext_lazy("place", "Subject"),
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
