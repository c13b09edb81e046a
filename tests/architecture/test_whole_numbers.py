"""Where requests are answered, a number in an address or a posted field is read by ``lib/whole_numbers.py`` alone."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
NAMES = ("views", "pages", "forms", "acts", "drafting", "editing", "api", "tables", "crud", "act_forms", "page")
ALLOWED = ("self.user.pk", "request.user.pk or 0", "counted[value]")  # numbers already, not what was sent
LOOKS = {"isdigit", "isdecimal", "isnumeric"}


def read_by_hand(source: str) -> list[tuple[int, str]]:
    """Line and words of every ``int(...)`` and ``.isdigit()`` of a source, but of what is a number already."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "int" and node.args:
            if ast.unparse(node.args[0]) not in ALLOWED:
                found.append((node.lineno, ast.unparse(node)))
        elif isinstance(node, ast.Attribute) and node.attr in LOOKS:
            found.append((node.lineno, ast.unparse(node)))
    return found


def test_requests_are_read_by_one_reader() -> None:
    paths = [one for one in PACKAGE.rglob("*.py") if one.stem in NAMES or "pages" in one.parent.name]
    paths = [one for one in paths if not {"tests", "rules", "engine"} & set(one.parts)]
    assert len(paths) > 60
    wrong = [
        f"{one.relative_to(PACKAGE)}:{line} {words}" for one in paths for line, words in read_by_hand(one.read_text())
    ]
    assert not wrong, "whole_number() reads it:\n" + "\n".join(wrong)


def test_the_guard_sees_what_is_read_by_hand() -> None:
    source = "a = int(request.GET['a'])\nif text.isdigit(): b = 1\nc = int(self.user.pk)\nd = whole_number(text)"
    assert [line for line, _words in read_by_hand(source)] == [1, 2]
