"""Every write of the frame: saved views, and rows of one-declaration tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils import timezone

from liantu.audit.actions import record
from liantu.lib.problems import Problem, ProblemsError
from liantu.ui.models import ImportBatch, ImportState, Pin, SavedView, SentForm

VIEWS_PER_LIST = 30


def save_view(
    *, by: Any, zone: Any, list_name: str, name: str, path: str, query: str, is_shared: bool = False
) -> SavedView:
    """Keep search, filters and order of a list under ``name``; the same name again replaces it.

    A shared one stands in the menu of everybody in the zone; what they see behind it is still what they may.

    Raises ProblemsError when the name is empty, the path is not of this site, or there are too many views.
    """
    name = name.replace("\x00", "").strip()[:60]
    problems = []
    if not name:
        problems.append(Problem("view-name", "The view has no name.", fix="Write a short name."))
    if not path.startswith("/") or path.startswith("//") or len(path) > 300:
        problems.append(Problem("view-path", "The address of the list is not of this site."))
    mine = SavedView.objects.filter(user_id=by.pk, zone_id=zone.pk, list_name=list_name)
    if mine.exclude(name=name).count() >= VIEWS_PER_LIST:
        problems.append(
            Problem(
                "view-many",
                "You keep %(most)s views of this list already.",
                fix="Delete one that you no longer need.",
                params={"most": VIEWS_PER_LIST},
            )
        )
    if problems:
        raise ProblemsError(problems)
    clean = urlencode(list(_pairs(query)))
    view, _created = SavedView.objects.update_or_create(
        user_id=by.pk,
        zone_id=zone.pk,
        list_name=list_name[:80],
        name=name,
        defaults={"path": path, "query": clean, "is_shared": is_shared},
    )
    return view


def _pairs(query: str) -> list[tuple[str, str]]:
    """The address's parameters, page and export left out."""
    data = QueryDict(query[:4000])
    return [(key, value) for key, values in data.lists() for value in values if key not in {"page", "export"}]


def delete_view(*, by: Any, pk: int) -> bool:
    """Forget one of the person's own views; answers whether there was one."""
    deleted, _rows = SavedView.objects.filter(user_id=by.pk, pk=pk).delete()
    return bool(deleted)


def pin_page(*, by: Any, zone: Any, page: str) -> bool:
    """Put one page at the person's side in place of the one before; the same again takes it away. Whether it stands."""
    gone, _rows = Pin.objects.filter(user_id=by.pk, zone_id=zone.pk, page=page).delete()
    if not gone:
        Pin.objects.update_or_create(user_id=by.pk, zone_id=zone.pk, defaults={"page": page[:80]})
    return not gone


def write_change(
    verb: str, *, by: Any, zone: Any, target: Any, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    """Write an act into the log; ``before`` and ``after`` keep only what differs."""
    if before is not None and after is not None:
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        before = {key: value for key, value in before.items() if key in changed}
        after = {key: value for key, value in after.items() if key in changed}
    record(verb, by=by, zone=zone, target=target, before=before, after=after)


def log_export(
    user: Any, zone: Any, name: str, file_format: str, rows: int, filters: str = "", *, about: Any = None
) -> None:
    """Write down that a table left the house: who took which list, as what file, how many rows, narrowed by what.

    ``filters``: the query of the address, with or without the words that ask for the file; ``about``: whose history
    tells of it.
    """
    kept = " · ".join(f"{name}={value}" for name, value in _pairs(filters))
    after = {"list": name, "format": file_format, "rows": rows, **({"filters": kept} if kept else {})}
    record("ui.exported", by=user, zone=zone, target=about, after=after)


def row_values(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    """The named fields of a row as values for the log."""
    values = model_to_dict(row, fields=list(fields))
    return {key: [one.pk for one in value] if isinstance(value, list) else value for key, value in values.items()}


@transaction.atomic
def save_row(row: Any, *, by: Any, zone: Any, fields: tuple[str, ...], verb: str = "") -> Any:
    """Insert or change one row of a one-declaration table and write it into the log."""
    before = None
    if row.pk is not None:
        before = row_values(type(row)._default_manager.select_for_update().get(pk=row.pk), fields)
    row.save()
    label = type(row)._meta.label_lower
    write_change(
        verb or (f"{label}.changed" if before is not None else f"{label}.added"),
        by=by,
        zone=zone,
        target=row,
        before=before,
        after=row_values(row, fields),
    )
    return row


@transaction.atomic
def delete_row(row: Any, *, by: Any, zone: Any, fields: tuple[str, ...]) -> None:
    """Take one row of a one-declaration table away; the log keeps its values.

    Raises ProblemsError when other rows stand on it.
    """
    from django.db.models import ProtectedError

    before = row_values(row, fields)
    write_change(f"{type(row)._meta.label_lower}.deleted", by=by, zone=zone, target=row, before=before, after=None)
    try:
        row.delete()
    except ProtectedError as error:
        raise ProblemsError(
            [
                Problem(
                    "row-in-use",
                    "“%(name)s” is used by %(count)s other rows and cannot be deleted.",
                    fix="Change those rows first.",
                    params={"name": str(row), "count": len(error.protected_objects)},
                )
            ]
        ) from error


def keep_preview(
    *,
    by: Any,
    zone: Any,
    table: str,
    file_name: str,
    headers: list[str],
    rows: list[dict[str, Any]],
    mapping: dict[str, str],
) -> ImportBatch:
    """Keep what a sheet holds and would change, until the person decides."""
    return ImportBatch.objects.create(
        user_id=by.pk,
        zone_id=zone.pk,
        table=table,
        file_name=file_name[:200],
        headers=headers,
        rows=rows,
        mapping=mapping,
    )


def keep_mapping(batch: ImportBatch, rows: list[dict[str, Any]], mapping: dict[str, str]) -> None:
    """Keep which column is which field, with the rows judged by it."""
    batch.rows, batch.mapping = rows, mapping
    batch.save(update_fields=["rows", "mapping"])


def mark_batch(batch: ImportBatch, state: ImportState, *, changes: list[dict[str, Any]]) -> None:
    """Say where an import stands and what it changed."""
    batch.state, batch.changes = state, changes
    batch.save(update_fields=["state", "changes"])


FORMS_KEPT = timedelta(hours=6)


def begin_form(key: str, process: str, content: str = "") -> bool:
    """Take a form that is sent, at work in ``process``; whether this is its first sending.

    ``content``: what a program sent under its key. What is older than six hours goes.
    """
    now = timezone.now()
    SentForm.objects.filter(sent_at__lt=now - FORMS_KEPT).delete()
    try:
        with transaction.atomic():
            SentForm(key=key, process=process, content=content, sent_at=now).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def end_form(key: str, place: str) -> None:
    """A form was done and leads there: sent again, it leads there too."""
    SentForm.objects.filter(key=key).update(place=place[:500] or "/")


def keep_answer(key: str, status: int, answer: str) -> None:
    """A program's request was done and answered so: sent again, it is answered the same."""
    SentForm.objects.filter(key=key).update(place="/", status=status, answer=answer)


def forget_form(key: str) -> None:
    """A form was refused or stays on its page: it may be sent again."""
    SentForm.objects.filter(key=key).delete()
