"""A list leaves the house: answered at once while it is short, written by background work when it is long.

    return export_response(request, Export("chain-firms", title, (Sheet(title, headings, rows),), count, "xlsx"))

Up to ``ROWS_AT_ONCE`` rows are the answer; a longer one leads to a page from which the work is asked for. That work
takes the export from the same address later (``prepared``) and writes it row by row (``write_export``).
"""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db.models import AutoField, IntegerField, Model, QuerySet
from django.db.models.query import ModelIterable
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import resolve
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from liantu.lib.slots import Slot
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest, in_zone, put_zone
from liantu.ui import actions
from liantu.ui.sheets import safe_cell, write_workbook, write_workbook_file

EXPORT_FORMATS = ("csv", "xlsx")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ROWS_AT_ONCE = 2_000
"""A workbook of so many rows of twenty columns takes a process about .3 s: nine at once silence nobody for long."""
CHUNK = 500
"""Rows read by one question; SQLite takes at most 999 keys in one."""
TELL_EVERY = 200
Row = Sequence[object]
Tell = Callable[[int, int], None]
_ASIDE = "_export_is_taken_aside"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, headings, and an iterator of rows of plain values."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Row]


@dataclass(frozen=True)
class Export:
    """What leaves: ``name`` as the log calls it, ``title`` as the reader does; ``rows``: how many about.

    ``ability``: asked before anything is answered, when the work runs and at every download ("" = that of the page).
    A CSV has one sheet. ``file_name``: without its ending; default: the last part of ``name``. ``about``: whose
    history tells of it.
    """

    name: str
    title: str
    sheets: tuple[Sheet, ...]
    rows: int
    file_format: str
    ability: str = ""
    file_name: str = ""
    about: Model | None = None

    @property
    def full_file_name(self) -> str:
        """The file as the reader keeps it."""
        return f"{self.file_name or self.name.rpartition('.')[2] or 'list'}.{self.file_format}"


@dataclass(frozen=True)
class Offer:
    """A long export and the address that gives it."""

    export: Export
    address: str


export_aside: Slot[Callable[[ZoneRequest, Offer], str]] = Slot(
    "export_aside", offered_by="ui", question="Where does a reader go whose list is too long to be answered at once?"
)


class Prepared(HttpResponse):
    """The answer of a view that background work asked: the export itself, nothing written yet."""

    def __init__(self, export: Export) -> None:
        super().__init__()
        self.export = export


def export_response(request: ZoneRequest, export: Export) -> HttpResponse:
    """The file, written into the log; the way to the background when it is long. Raises NotAllowed."""
    if export.ability:
        require(request.user, export.ability, request.zone)
    if vars(request).get(_ASIDE):
        return Prepared(export)
    if export.rows > ROWS_AT_ONCE:
        (lead,) = export_aside.values()
        return HttpResponseRedirect(lead(request, Offer(export, request.get_full_path())))
    counted = Counted()
    sheets = counted.through(export.sheets)
    if export.file_format == "xlsx":
        content = write_workbook({sheet.name: (sheet.headers, sheet.rows) for sheet in sheets})
    else:
        content = csv_bytes(sheets[0].headers, sheets[0].rows)
    log_taken(export, counted.rows, request.GET.urlencode(), by=request.user, zone=request.zone)
    return file_answer(content, export.full_file_name)


def log_taken(export: Export, rows: int, filters: str, *, by: User, zone: Zone) -> None:
    """Write down once that the export left the house."""
    actions.log_export(by, zone, export.name, export.file_format, rows, filters, about=export.about)


def file_answer(content: bytes, file_name: str) -> HttpResponse:
    """Bytes of the program's own as a download."""
    response = HttpResponse(content, content_type=MEDIA_TYPES[file_name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    response["Cache-Control"] = "no-store"
    return response


def prepared(address: str, *, user: User, zone: Zone) -> Export:
    """The export this address gives this person now: the view is asked anew, as it would be for a page.

    Raises NotAllowed and Http404 as the view does; Http404 when the address gives no export.
    """
    parts = urlsplit(address)
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = parts.path
    request.GET = QueryDict(parts.query)
    request.META = {"QUERY_STRING": parts.query, "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.user = user
    put_zone(request, zone)
    vars(request)["htmx"] = HtmxDetails(request)
    vars(request)[_ASIDE] = True
    match = resolve(parts.path)
    request.resolver_match = match
    answer = match.func(in_zone(request), *match.args, **match.kwargs)
    if not isinstance(answer, Prepared):
        raise Http404(_("This address gives no list to take out."))
    return answer.export


def write_export(export: Export, path: Path, tell: Tell) -> int:
    """Write the export to ``path`` row by row; answers how many rows. ``tell``: (rows done, rows about).

    What the writer lays down on the way stands beside ``path``: its folder is the caller's to clear.
    """
    counted = Counted(lambda done: tell(done, max(export.rows, done + 1)))
    sheets = counted.through(export.sheets)
    if export.file_format == "xlsx":
        write_workbook_file(path, ((sheet.name, sheet.headers, sheet.rows) for sheet in sheets))
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            _write_csv(out, sheets[0].headers, sheets[0].rows)
    return counted.rows


class Counted:
    """Counts the rows that pass, and tells every few of them."""

    def __init__(self, tell: Callable[[int], None] = lambda _done: None) -> None:
        self.rows = 0
        self._tell = tell

    def through(self, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
        """The sheets with their rows counted on the way."""
        return tuple(Sheet(one.name, one.headers, self._counted(one.rows)) for one in sheets)

    def _counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if self.rows % TELL_EVERY == 0:
                self._tell(self.rows)
            self.rows += 1
            yield row


def csv_bytes(headers: Sequence[object], rows: Iterable[Row]) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that Excel on a Chinese machine reads it right."""
    buffer = io.StringIO()
    _write_csv(buffer, headers, rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8")


def _write_csv(out: Any, headers: Sequence[object], rows: Iterable[Row]) -> None:
    writer = csv.writer(out)
    writer.writerow([safe_cell(text) for text in headers])
    writer.writerows([safe_cell(value) for value in row] for row in rows)


def by_chunks(rows: Any) -> Iterator[Any]:
    """The records of a query in its order, read a few at a time; a list as it is.

    The keys are read at once, packed; then each chunk by key through the same query, so that nothing stays open between
    them and a record that left the list meanwhile is left out.
    """
    if not isinstance(rows, QuerySet) or rows._iterable_class is not ModelIterable or rows.query.is_sliced:
        yield from rows
        return
    found = rows.values_list("pk", flat=True).iterator()
    is_number = isinstance(rows.model._meta.pk, AutoField | IntegerField)
    keys: Sequence[Any] = array("q", found) if is_number else list(found)
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        records = rows.in_bulk(list(chunk))
        yield from (records[key] for key in chunk if key in records)
