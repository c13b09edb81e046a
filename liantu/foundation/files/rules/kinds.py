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


def kind_of(head: bytes, name: str) -> str:
    """The kind of a file that begins with ``head`` (at least 512 bytes when it has them); "" when nobody knows it.

    A packed workbook and a plain archive begin alike: the name decides between these two only. Text is told by having
    no control characters; the name decides between YAML and CSV.
    """
    for mark, kind in _MARKS:
        if head.startswith(mark):
            suffix = name.rsplit(".", 1)[-1].lower()
            return "xlsx" if kind == "zip" and suffix in {"xlsx", "xlsm", "xlsb", "ods"} else kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    printable = head.translate(None, bytes(range(9)) + bytes(range(14, 32)))
    if head and len(printable) >= len(head) * 0.98:
        return "yaml" if name.lower().endswith((".yaml", ".yml")) else "csv"
    return ""


def safe_name(name: str) -> str:
    """The name without folders and without characters that a file system or a header would mind; never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = _UNSAFE.sub("_", last).strip(" .")
    return cleaned[-200:] or "file"
