"""A sheet into a one-declaration table: preview with every problem, one transaction, receipt, undo."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from django.db import models, transaction
from django.utils.translation import gettext as _

from liantu.lib.problems import Problem, ProblemsError
from liantu.people.requests import ZoneRequest
from liantu.ui import actions
from liantu.ui.models import ImportBatch, ImportState
from liantu.ui.sheet_columns import Match, header_row, is_signature, is_total, match_columns, unit_of
from liantu.ui.sheet_reading import read_sheet
from liantu.ui.sheet_values import day_text, number_text
from liantu.ui.uniqueness import told_as_taken


class ImportTable(Protocol):
    """What an import must know of the table it writes into."""

    model: type[models.Model]
    fields: tuple[str, ...]
    key: tuple[str, ...]
    label: str

    @property
    def store(self) -> Callable[..., Any]: ...

    @property
    def remove(self) -> Callable[..., None] | None: ...

    def rows(self, request: ZoneRequest) -> Any: ...

    def form(self, request: ZoneRequest, row: Any = None, data: Any = None, *, is_sheet: bool = False) -> Any: ...

    def labels(self) -> list[str]: ...


_YES = {"是", "yes", "y", "true", "1", "√"}
_NO = {"否", "no", "n", "false", "0", "×", ""}


def preview(table: ImportTable, request: ZoneRequest, name: str, content: bytes) -> ImportBatch:
    """Read the sheet and judge every row; nothing of the table changes. Raises ProblemsError on an unusable sheet.

    A column that is needed and not found refuses its rows; a person may match it by hand.
    """
    labels = table.labels()
    headers, lines = read_sheet(name, content, lambda rows: header_row(rows, table.fields, labels))
    before = _remembered(table, request, headers)
    matches = match_columns(headers, table.fields, labels, [cells for _number, cells in lines[:60]], before)
    rows = _judge(table, request, headers, lines, matches)
    return actions.keep_preview(
        by=request.user,
        zone=request.zone,
        table=table.label,
        file_name=name,
        headers=headers,
        rows=rows,
        mapping={str(index): match.field for index, match in matches.items()},
    )


def remap(table: ImportTable, request: ZoneRequest, batch: ImportBatch, chosen: Mapping[int, str]) -> None:
    """Judge the rows anew with the columns a person chose; the choice is remembered for the same headers.

    Raises ProblemsError when a needed column is missing, a field stands twice, or the import was applied.
    """
    if batch.state != ImportState.PREVIEW:
        raise ProblemsError([Problem("import-state", "This import was applied before.")])
    picked = {index: field for index, field in chosen.items() if field in table.fields and index < len(batch.headers)}
    if len(set(picked.values())) != len(picked):
        raise ProblemsError([Problem("column-twice", "A field was chosen for two columns.", fix="Choose each once.")])
    matches = {index: Match(field, unit_of(batch.headers[index]), "chosen") for index, field in picked.items()}
    _complete(table, batch.headers, matches)
    lines = [(row["number"], row["cells"]) for row in batch.rows]
    rows = _judge(table, request, batch.headers, lines, matches)
    actions.keep_mapping(batch, rows, {str(index): field for index, field in picked.items()})


def _remembered(table: ImportTable, request: ZoneRequest, headers: list[str]) -> dict[str, str]:
    """The columns this person took for the same headers the last time."""
    batches = ImportBatch.objects.filter(user_id=int(request.user.pk or 0), zone=request.zone, table=table.label)
    recent = batches.exclude(mapping={}).only("headers", "mapping")[:20]
    last = next((one for one in recent if one.headers == headers), None)
    return dict(last.mapping) if last is not None else {}


def _judge(
    table: ImportTable,
    request: ZoneRequest,
    headers: list[str],
    lines: list[tuple[int, list[str]]],
    matches: Mapping[int, Match],
) -> list[dict[str, Any]]:
    present = {_key_of(table, row): row for row in table.rows(request)}
    labels = _labels_to_values(table, request)
    seen: dict[tuple[str, ...], int] = {}
    rows = []
    for number, cells in lines:
        if is_total(cells) or is_signature(cells):
            rows.append({"number": number, "cells": cells, "data": {}, "pk": None, "state": "left", "problems": []})
            continue
        told = {match.field: (cells[index], match.unit) for index, match in matches.items() if index < len(cells)}
        data = {field: _typed(table, field, cell, unit, labels) for field, (cell, unit) in told.items()}
        rows.append(_judged(table, request, number, cells, data, present, seen))
    return rows


def missing_columns(table: ImportTable, found: Collection[str]) -> list[str]:
    """The names of the columns without which no row can be written."""
    return [label for field, label in zip(table.fields, table.labels(), strict=True) if _needs(table, field, found)]


def _complete(table: ImportTable, headers: list[str], matches: Mapping[int, Match]) -> None:
    """Raises ProblemsError when a needed column is missing."""
    if missing := missing_columns(table, [match.field for match in matches.values()]):
        raise ProblemsError(
            [
                Problem(
                    "sheet-columns",
                    "These columns are missing: %(names)s.",
                    where=", ".join(headers)[:200],
                    fix="Take the empty sheet from this page and fill it in.",
                    params={"names": "、".join(missing)},
                )
            ]
        )


def _needs(table: ImportTable, field: str, found: Collection[str]) -> bool:
    one: Any = table.model._meta.get_field(field)
    needed = not one.blank and (field in table.key or not one.has_default())
    return needed and field not in found


def _labels_to_values(table: ImportTable, request: ZoneRequest) -> dict[str, dict[str, str]]:
    """For fields with choices or links: what a person writes → what the form takes."""
    found: dict[str, dict[str, str]] = {}
    for name, one in table.form(request).fields.items():
        choices = getattr(one, "choices", None)
        if choices is not None:
            found[name] = {str(label).strip(): str(value) for value, label in choices if str(value)}
    return found


def _typed(table: ImportTable, field: str, cell: str, unit: str, labels: dict[str, dict[str, str]]) -> str:
    """A cell as the form takes it: what stands for a choice, a yes, a day, a number in the unit of the field."""
    if field in labels:
        return labels[field].get(cell.strip(), cell)
    kind = table.model._meta.get_field(field).get_internal_type()
    if kind == "BooleanField":
        return "on" if cell.lower() in _YES else "" if cell.lower() in _NO else cell
    if kind == "DateField":
        return day_text(cell)
    return number_text(field, cell, unit) if kind in _NUMBERS else cell


_NUMBERS = (
    "DecimalField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "BigIntegerField",
    "FloatField",
)  # fmt: skip


def _key_of(table: ImportTable, row: Any) -> tuple[str, ...]:
    return tuple(str(getattr(row, row._meta.get_field(name).attname)) for name in table.key)


def _judged(
    table: ImportTable,
    request: ZoneRequest,
    number: int,
    cells: list[str],
    data: dict[str, str],
    present: dict[tuple[str, ...], Any],
    seen: dict[tuple[str, ...], int],
) -> dict[str, Any]:
    """One row of the sheet: new, changed, same or bad, with everything wrong about it."""
    key = tuple(data.get(name, "") for name in table.key)
    row = present.get(key)
    form = table.form(request, _copy_of(row), {**_as_data(table, row), **data}, is_sheet=True)
    problems = (
        []
        if form.is_valid()
        else [
            {"field": name, "where": str(form.fields[name].label) if name in form.fields else "", "message": str(text)}
            for name, texts in form.errors.items()
            for text in texts
        ]
    )
    if key in seen:
        problems.append({"where": "", "message": _("The same row stands in line %(line)s.") % {"line": seen[key]}})
    seen.setdefault(key, number)
    if problems:
        state = "bad"
    elif row is None:
        state = "new"
    else:
        changed = actions.row_values(row, table.fields) != actions.row_values(form.instance, table.fields)
        state = "changed" if changed else "same"
    return {
        "number": number,
        "cells": cells,
        "data": data,
        "pk": row.pk if row is not None else None,
        "state": state,
        "problems": problems,
    }


def _copy_of(row: Any) -> Any:
    """A second object of the same row, so that a form may write into it."""
    if row is None:
        return None
    twin = type(row)()
    for one in row._meta.concrete_fields:
        setattr(twin, one.attname, getattr(row, one.attname))
    twin._state.adding = False
    return twin


def _as_data(table: ImportTable, row: Any) -> dict[str, str]:
    """The row as form data, so that columns missing from the sheet keep their values."""
    if row is None:
        return {}
    values = {name: getattr(row, row._meta.get_field(name).attname) for name in table.fields}
    return {name: "" if value is None else "on" if value is True else str(value) for name, value in values.items()}


@transaction.atomic
def apply(table: ImportTable, request: ZoneRequest, batch: ImportBatch) -> str:
    """Write the good rows, all or none; answers what to say. Raises ProblemsError when a row no longer fits."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportState.PREVIEW:
        raise ProblemsError([Problem("import-state", "This import was applied before.")])
    changes: list[dict[str, Any]] = []
    for entry in [*batch.rows_in("new"), *batch.rows_in("changed")]:
        row = None if entry["pk"] is None else table.rows(request).filter(pk=entry["pk"]).first()
        if entry["pk"] is not None and row is None:
            raise ProblemsError(
                [Problem("import-gone", "Line %(line)s: the row is gone.", params={"line": entry["number"]})]
            )
        before = None if row is None else _stored(row, table.fields)
        form = table.form(request, row, {**_as_data(table, row), **entry["data"]}, is_sheet=True)
        if not form.is_valid():
            raise ProblemsError(
                [
                    Problem(
                        "import-stale",
                        "Line %(line)s no longer fits: the table changed since the preview.",
                        fix="Bring the sheet again.",
                        params={"line": entry["number"]},
                    )
                ]
            )
        with told_as_taken(table.key[-1]):
            saved = table.store(form.instance, by=request.user, zone=request.zone, fields=table.fields)
        changes.append({"pk": saved.pk, "before": before})
    actions.mark_batch(batch, ImportState.APPLIED, changes=changes)
    return _("%(count)s rows written.") % {"count": len(changes)}


@transaction.atomic
def undo(table: ImportTable, request: ZoneRequest, batch: ImportBatch) -> str:
    """Take an applied import back: new rows go, changed rows get their old values."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportState.APPLIED:
        raise ProblemsError([Problem("import-state", "Only an applied import can be undone.")])
    for change in reversed(batch.changes):
        row = table.rows(request).filter(pk=change["pk"]).first()
        if row is None:
            continue
        if change["before"] is None:
            (table.remove or actions.delete_row)(row, by=request.user, zone=request.zone, fields=table.fields)
            continue
        for attname, value in change["before"].items():
            setattr(row, attname, row._meta.get_field(attname).to_python(value))
        table.store(row, by=request.user, zone=request.zone, fields=table.fields)
    actions.mark_batch(batch, ImportState.UNDONE, changes=batch.changes)
    return _("Import undone.")


def _stored(row: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """A row's columns as JSON values."""
    found: dict[str, Any] = {}
    for name in fields:
        one: Any = row._meta.get_field(name)
        value = one.value_from_object(row)
        found[one.attname] = value if isinstance(value, int | str | bool | None) else one.value_to_string(row)
    return found
