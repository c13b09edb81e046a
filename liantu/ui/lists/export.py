"""A list as a file: CSV or XLSX, safe to open, written into the log."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from django.utils.text import slugify

from liantu.people.requests import ZoneRequest
from liantu.ui import actions
from liantu.ui.sheets import safe_cell, write_workbook

EXPORT_FORMATS = ("csv", "xlsx")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_response(
    request: ZoneRequest, name: str, title: str, headers: list[str], rows: list[list[object]], file_format: str
) -> HttpResponse:
    """The rows as a download in ``file_format`` (csv or xlsx), written into the log."""
    actions.log_export(request.user, request.zone, name, file_format, len(rows))
    if file_format == "xlsx":
        content, content_type = write_workbook({title: (headers, rows)}), XLSX_TYPE
    else:
        content, content_type = csv_bytes(headers, rows), "text/csv; charset=utf-8"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "list"}.{file_format}"'
    response["Cache-Control"] = "no-store"
    return response


def csv_bytes(headers: list[str], rows: list[list[object]]) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that Excel on a Chinese machine reads it right."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([safe_cell(text) for text in headers])
    writer.writerows([[safe_cell(value) for value in row] for row in rows])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8")
