"""The parsers by name: nothing else can be asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

INSIDE: dict[str, str] = {
    "sheet_rows": "liantu.parsers.inside.sheets:sheet_rows",
    "workbook_sheets": "liantu.parsers.inside.sheets:workbook_sheets",
    "packed_tables": "liantu.parsers.inside.archives:packed_tables",
    "workbook_spool": "liantu.parsers.inside.spool:workbook_spool",
    "document_text": "liantu.parsers.inside.documents:document_text",
}
WARM = ("python_calamine", "pypdfium2", "lxml.html", "email.policy", "csv", "zipfile")
"""Libraries the host has at hand before the first file comes."""


def parser_named(name: str) -> Callable[..., Any]:
    """The parser of that name. Raises KeyError for a name that is not in the catalogue."""
    module, function = INSIDE[name].split(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def warm_up() -> None:
    """Import every parser and its libraries, so that a child made afterwards starts at once."""
    for name in INSIDE:
        parser_named(name)
    for name in WARM:
        import_module(name)
