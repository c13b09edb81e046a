"""What kind of file is this, by its first bytes — never by its name."""

from __future__ import annotations

import re

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "zip": "application/zip",
    "gz": "application/gzip",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv",
    "yaml": "application/yaml",
}
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x1f\x8b", "gz"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


# Names that an archive's directory (at its end) or first entry (at its beginning) shows when it is a packed workbook.
_WORKBOOK_MARKS = (b"xl/workbook.", b"application/vnd.oasis.opendocument.spreadsheet")


def kind_of(head: bytes, name: str, tail: bytes = b"") -> str:
    """The kind of a file that begins with ``head`` and ends with ``tail``; "" when nobody knows it.

    ``head``: at least 512 bytes, ``tail``: the last 64 kB, when the file has them. A packed workbook and a plain
    archive begin alike; the list of contents at the end tells them apart. Text is told by having no control
    characters; only between YAML and CSV does the name decide.
    """
    for mark, kind in _MARKS:
        if head.startswith(mark):
            return _packed_kind(head + tail) if kind == "zip" else kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    printable = head.translate(None, bytes(range(9)) + bytes(range(14, 32)))
    if head and len(printable) >= len(head) * 0.98 and not _is_markup(head):
        return "yaml" if name.lower().endswith((".yaml", ".yml")) else "csv"
    return ""


def _packed_kind(seen: bytes) -> str:
    """Workbook or plain archive."""
    return "xlsx" if any(mark in seen for mark in _WORKBOOK_MARKS) else "zip"


def _is_markup(head: bytes) -> bool:
    """Whether text is a web page or a picture in text form: a browser would run it."""
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    return begin.startswith((b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml"))


def safe_name(name: str) -> str:
    """The name without folders and without characters that a file system or a header would mind; never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = _UNSAFE.sub("_", last).strip(" .")
    return cleaned[-200:] or "file"
