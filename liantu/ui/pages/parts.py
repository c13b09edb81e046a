"""The parts of a form: fields that belong together, under a heading, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField


@dataclass(frozen=True)
class Part:
    """Fields that belong together, under a heading when there is one; a tuple of names stands side by side.

    ``below``: a template under the fields: what is known of what is typed.
    """

    fields: Sequence[str | tuple[str, ...]]
    title: Any = ""
    help: Any = ""
    folded: bool = False
    below: str = ""


@dataclass(frozen=True)
class DrawnPart:
    """A part with its bound fields, in rows."""

    part: Part
    rows: tuple[tuple[BoundField, ...], ...]

    @property
    def has_errors(self) -> bool:
        """Whether a field of the part is refused: then it opens."""
        return any(one.errors for row in self.rows for one in row)


def drawn_parts(form: forms.BaseForm, parts: Sequence[Part], *, is_whole: bool = True) -> Iterator[DrawnPart]:
    """The form's fields by part; fields no part names come last, so that none is lost where ``parts`` are the whole."""
    left = {one.name for one in form.visible_fields()}
    for part in parts:
        rows = []
        for names in part.fields:
            row = tuple(form[name] for name in ((names,) if isinstance(names, str) else names) if name in left)
            left -= {one.name for one in row}
            if row:
                rows.append(row)
        if rows:
            yield DrawnPart(part, tuple(rows))
    rest = tuple((one,) for one in form.visible_fields() if one.name in left)
    if rest and is_whole:
        yield DrawnPart(Part(()), rest)
