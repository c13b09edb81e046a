"""The worked example of the method's page runs."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[4] / "docs" / "methods" / "presence.md"


def test_the_worked_example_is_true() -> None:
    """Numbers in the page are the numbers of the rule."""
    results = doctest.testfile(str(PAGE), module_relative=False)
    assert results.attempted >= 6
    assert results.failed == 0
