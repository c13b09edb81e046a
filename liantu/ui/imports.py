"""A sheet into a one-declaration table: preview with every problem, one transaction, receipt, undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from liantu.lib.problems import Problem, ProblemsError
from liantu.ui import actions
from liantu.ui.models import ImportBatch, ImportState
from liantu.ui.permissions import zone_of
from liantu.ui.sheet_reading import read_sheet


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

    def rows(self, request: HttpRequest) -> Any: ...

    def form(self, request: HttpRequest, row: Any = None, data: Any = None) -> Any: ...

    def labels(self) -> list[str]: ...


_YES = {"是", "yes", "y", "true", "1", "√"}
_NO = {"否", "no", "n", "false", "0", "×", ""}


def preview(table: ImportTable, request: HttpRequest, name: str, content: bytes) -> ImportBatch:
    """Read the sheet and judge every row; nothing of the table changes. Raises ProblemsError on an unusable sheet."""
    headers, lines = read_sheet(name, content)
    fields = _fields_by_header(table, headers)
    present = {_key_of(table, row): row for row in table.rows(request)}
    labels = _labels_to_values(table, request)
    seen: dict[tuple[str, ...], int] = {}
    rows = []
    for number, cells in lines:
        values = {fields[index]: cell for index, cell in enumerate(cells) if index in fields}
        data = {field: _typed(table, field, cell, labels) for field, cell in values.items()}
        rows.append(_judged(table, request, number, cells, data, present, seen))
    return actions.keep_preview(
        by=request.user, zone=zone_of(request), table=table.label, file_name=name, headers=headers, rows=rows
    )


def _fields_by_header(table: ImportTable, headers: list[str]) -> dict[int, str]:
    """Column index → field. Raises ProblemsError when a needed column is missing."""
    names = {label.lower(): field for field, label in zip(table.fields, table.labels(), strict=True)}
    names |= {field.lower(): field for field in table.fields}
    found = {index: names[header.lower()] for index, header in enumerate(headers) if header.lower() in names}
    missing = [label for field, label in zip(table.fields, table.labels(), strict=True) if _needs(table, field, found)]
    if missing:
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
    return found


def _needs(table: ImportTable, field: str, found: dict[int, str]) -> bool:
    one: Any = table.model._meta.get_field(field)
    needed = not one.blank and (field in table.key or not one.has_default())
    return needed and field not in found.values()


def _labels_to_values(table: ImportTable, request: HttpRequest) -> dict[str, dict[str, str]]:
    """For fields with choices or links: what a person writes → what the form takes."""
    found: dict[str, dict[str, str]] = {}
    for name, one in table.form(request).fields.items():
        choices = getattr(one, "choices", None)
        if choices is not None:
            found[name] = {str(label).strip(): str(value) for value, label in choices if str(value)}
    return found


def _typed(table: ImportTable, field: str, cell: str, labels: dict[str, dict[str, str]]) -> str:
    if field in labels:
        return labels[field].get(cell, cell)
    if table.model._meta.get_field(field).get_internal_type() == "BooleanField":
        return "on" if cell.lower() in _YES else "" if cell.lower() in _NO else cell
    return cell


def _key_of(table: ImportTable, row: Any) -> tuple[str, ...]:
    return tuple(str(getattr(row, row._meta.get_field(name).attname)) for name in table.key)


def _judged(
    table: ImportTable,
    request: HttpRequest,
    number: int,
    cells: list[str],
    data: dict[str, str],
    present: dict[tuple[str, ...], Any],
    seen: dict[tuple[str, ...], int],
) -> dict[str, Any]:
    """One row of the sheet: new, changed, same or bad, with everything wrong about it."""
    key = tuple(data.get(name, "") for name in table.key)
    row = present.get(key)
    form = table.form(request, _copy_of(row), {**_as_data(table, row), **data})
    problems = (
        []
        if form.is_valid()
        else [
            {"where": str(form.fields[name].label) if name in form.fields else "", "message": str(text)}
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
def apply(table: ImportTable, request: HttpRequest, batch: ImportBatch) -> str:
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
        form = table.form(request, row, {**_as_data(table, row), **entry["data"]})
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
        saved = table.store(form.instance, by=request.user, zone=zone_of(request), fields=table.fields)
        changes.append({"pk": saved.pk, "before": before})
    actions.mark_batch(batch, ImportState.APPLIED, changes=changes)
    return _("%(count)s rows written.") % {"count": len(changes)}


@transaction.atomic
def undo(table: ImportTable, request: HttpRequest, batch: ImportBatch) -> str:
    """Take an applied import back: new rows go, changed rows get their old values."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportState.APPLIED:
        raise ProblemsError([Problem("import-state", "Only an applied import can be undone.")])
    for change in reversed(batch.changes):
        row = table.rows(request).filter(pk=change["pk"]).first()
        if row is None:
            continue
        if change["before"] is None:
            (table.remove or actions.delete_row)(row, by=request.user, zone=zone_of(request), fields=table.fields)
            continue
        for attname, value in change["before"].items():
            setattr(row, attname, row._meta.get_field(attname).to_python(value))
        table.store(row, by=request.user, zone=zone_of(request), fields=table.fields)
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


def words(problems: list[dict[str, str]]) -> str:
    """Everything wrong with a row, in one cell."""
    return "; ".join(f"{one['where']}: {one['message']}" if one["where"] else one["message"] for one in problems)
