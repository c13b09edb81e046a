"""The columns of the tables of a sheet: as a person sees them, and as one answer for the reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from liantu.engine.reading import FIELD_CHOICES, PERSONAL_FIELDS
from liantu.lib.problems import ProblemsError
from liantu.sources import wording
from liantu.sources.rules.column_choice import Columns, read_choices
from liantu.ui.formats import count_text
from liantu.ui.pages.sheets import SeenColumn, SeenTable, SheetForm


def seen_table(entry: Mapping[str, Any], rows: Sequence[Mapping[str, Any]] = ()) -> SeenTable:
    """A table as the engine's preview found it; ``rows``: the first ones as they would be kept."""
    remarks = [
        str(entry["encoding"] or ""),
        _("header: line %(n)s") % {"n": entry["header_row"]} if entry["header_row"] else "",
        _("about %(n)s rows") % {"n": count_text(entry["estimated_rows"])},
    ]
    return SeenTable(
        name=" · ".join(part for part in (entry["label"], entry["sheet"]) if part),
        remarks=tuple(one for one in remarks if one),
        problems=entry["problems"],
        columns=tuple(_seen_column(column, entry["raw_rows"]) for column in entry["columns"]),
        rows=rows,
    )


def _seen_column(column: Sequence[Any], raw_rows: Sequence[Sequence[str]]) -> SeenColumn:
    place, header, field, why = column
    words, tone = wording.COLUMN_WHY.get(why, (why, "muted"))
    samples = [row[place] for row in raw_rows if place < len(row) and row[place]][:2]
    return SeenColumn(place, header, field, words, tone, tuple(samples), is_fixed=why == "personal")


def choices_of(form: SheetForm, tables: Sequence[Columns], *, keep: Collection[str] = ()) -> dict[str, str]:
    """Header or ``#3`` → field as a form says; ``keep``: personal fields that may be read.

    Raises ProblemsError with what is wrong in any table.
    """
    known = {name for name, _chinese in FIELD_CHOICES if name not in PERSONAL_FIELDS or name in keep}
    choices: dict[str, str] = {}
    problems = []
    for number, columns in enumerate(tables):
        mine = form.chosen(number)
        if not mine or not columns:
            continue
        found, wrong = read_choices(columns, mine, known=known, personal=PERSONAL_FIELDS)
        choices |= found
        problems += wrong
    if problems:
        raise ProblemsError(problems)
    return choices
