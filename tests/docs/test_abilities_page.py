"""The reference page of abilities is the table of the program."""

from __future__ import annotations

from pathlib import Path

from liantu.people.management.commands.abilities import as_markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "abilities.md"


def test_the_page_tells_the_table_of_the_program() -> None:
    """After a change of the table: ``liantu abilities > docs/reference/abilities.md``."""
    assert PAGE.read_text("utf-8").rstrip() == as_markdown().rstrip()
