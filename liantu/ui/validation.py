"""What a model's own fields find wrong, as the problems everything else speaks of."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import Model

from liantu.lib.problems import Problem


def field_problems(row: Model, *, but: Collection[str] = ()) -> list[Problem]:
    """Everything ``full_clean`` finds, one problem a field; ``but``: fields that are set by the action itself."""
    try:
        row.full_clean(exclude=set(but))
    except ValidationError as error:
        return [
            Problem("bad_field", "%(why)s", where=name, params={"why": " ".join(texts)})
            for name, texts in error.message_dict.items()
        ]
    return []
