"""Templates a person can read: no line over 120 characters.

Files that stood before the rule are listed in ``long_template_lines.txt`` until somebody rewrites them; the list only
becomes shorter. ``python -m tests.architecture.test_templates`` takes out what is cured.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTED = Path(__file__).with_name("long_template_lines.txt")
WIDTH = 120


def long_lines() -> dict[str, list[int]]:
    """The numbers of the lines that are too long, by the name of the template."""
    found = {}
    for path in sorted((ROOT / "liantu").rglob("templates/**/*.html")):
        lines = path.read_text("utf-8").splitlines()
        if numbers := [number for number, line in enumerate(lines, 1) if len(line) > WIDTH]:
            found[path.as_posix().split("/templates/")[1]] = numbers
    return found


def listed() -> set[str]:
    """The templates that may still have long lines."""
    return set(LISTED.read_text("utf-8").split()) if LISTED.exists() else set()


def test_there_are_templates_to_look_at() -> None:
    assert len(list((ROOT / "liantu").rglob("templates/**/*.html"))) > 100


def test_no_line_of_a_template_passes_120_characters() -> None:
    new = {path: numbers for path, numbers in long_lines().items() if path not in listed()}
    assert not new, f"one element a line, attributes below one another, a partial for a card: {new}"


def test_no_tag_is_broken_over_lines() -> None:
    """Django knows a tag or a variable on one line only; broken over two it is shown to the reader as it stands."""
    broken = [
        f"{path.relative_to(ROOT)}: {found[0]!r}"
        for path in sorted((ROOT / "liantu").rglob("templates/**/*"))
        if path.suffix in {".html", ".txt", ".svg"}
        for found in re.finditer(r"\{\{[^}\n]*\n|\{%[^%\n]*\n", path.read_text("utf-8"))
    ]
    assert not broken, broken


@pytest.mark.slow
def test_cured_templates_leave_the_list() -> None:
    cured = sorted(listed() - set(long_lines()))
    assert not cured, f"python -m tests.architecture.test_templates takes them out: {cured}"


if __name__ == "__main__":
    left = sorted(listed() & set(long_lines()) if LISTED.exists() else long_lines())
    LISTED.write_text("".join(f"{path}\n" for path in left), "utf-8") if left else LISTED.unlink(missing_ok=True)
