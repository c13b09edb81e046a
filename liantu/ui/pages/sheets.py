"""A sheet on its way in: which column is what, what would change; then it is taken in, looked at again or put aside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from liantu.people.requests import ZoneRequest
from liantu.ui.pages.forms import FormPage
from liantu.ui.pages.importing import way

_PREFIX = "column-"


@dataclass(frozen=True)
class SeenColumn:
    """A column of a table: its header, what it is read as and why, two samples; a fixed one nobody may choose for."""

    place: int
    header: str
    field: str
    why: Any = ""
    tone: str = "muted"
    samples: tuple[str, ...] = ()
    is_fixed: bool = False


@dataclass(frozen=True)
class SeenTable:
    """A table of the files: its name, remarks on how it was read, its columns, its first rows as they would be kept."""

    name: str
    remarks: tuple[str, ...] = ()
    problems: Sequence[Any] = ()
    columns: tuple[SeenColumn, ...] = ()
    rows: Sequence[Mapping[str, Any]] = ()


class SheetForm(forms.Form):
    """Which column of which table is what; a room adds what else it asks. A column not sent stays as it was read."""

    def __init__(
        self,
        tables: Sequence[SeenTable],
        choices: Collection[tuple[str, str]],
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.tables = tables
        options = [("", _("(leave out)")), *choices]
        for number, table in enumerate(tables):
            for column in table.columns:
                if not column.is_fixed:
                    self.fields[_key(number, column)] = forms.ChoiceField(
                        label=column.header, choices=options, required=False, initial=column.field
                    )

    def visible_fields(self) -> list[BoundField]:
        """What stands above the tables: the columns are drawn in their tables."""
        return [one for one in super().visible_fields() if not one.name.startswith(_PREFIX)]

    def drawn_tables(self) -> Iterator[tuple[SeenTable, list[tuple[SeenColumn, BoundField | None]]]]:
        """Each table with its columns and the box of each; None for a fixed one."""
        for number, table in enumerate(self.tables):
            keys = [_key(number, column) for column in table.columns]
            yield (
                table,
                [
                    (column, self[key] if key in self.fields else None)
                    for column, key in zip(table.columns, keys, strict=True)
                ],
            )

    def chosen(self, number: int) -> dict[int, str]:
        """Place → field of every column of a table that was sent; '' leaves the column out."""
        sent = [(column.place, _key(number, column)) for column in self.tables[number].columns]
        return {place: self.cleaned_data[key] for place, key in sent if key in self.cleaned_data and key in self.data}


def _key(number: int, column: SeenColumn) -> str:
    return f"{_PREFIX}{number}-{column.place}"


@dataclass
class SheetPage(FormPage):
    """The page of a sheet that waits: its form is a ``SheetForm``, ``do`` keeps the choices and, when the request
    carries ``confirm``, takes the sheet in.

    ``confirm``: words on that button. ``found(request, thing)``: what the templates share; ``is_readable`` opens the
    button, ``found_problems`` are told above. ``first_rows``: template of a table's first rows; ``changes``: template
    of what would change. ``aside``: the verb of the act that puts the sheet aside. ``cards`` stand above the form.
    """

    confirm: Any = ""
    found: Callable[[ZoneRequest, Any], Mapping[str, Any]] = lambda _request, _thing: {}
    first_rows: str = ""
    changes: str = ""
    aside: str = "abandon"
    template: str = "ui/pages/sheet.html"

    def __post_init__(self) -> None:
        self.shared = self._shared

    def _shared(self, request: ZoneRequest, thing: Any) -> Mapping[str, Any]:
        drawn = {
            "confirm": self.confirm,
            "first_rows": self.first_rows,
            "changes": self.changes,
            "aside": self.aside,
            "is_readable": True,
            "way": way({"columns", "result"}),
        }
        return {**drawn, **self.found(request, thing)}


def is_confirmed(request: ZoneRequest) -> bool:
    """Whether the person takes the sheet in, and does not only look again."""
    return "confirm" in request.POST
