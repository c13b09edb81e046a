"""A refusal is told in one place: nobody else turns a problem into words, and every place it names has a Chinese name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from liantu.ui.acts import declared
from liantu.ui.field_words import ITEM_WORDS
from liantu.ui.problems import place_told

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
# Where a problem becomes words; the engine's report of refused rows is handed its translator and knows no Django.
TELLERS = {"lib/problems.py", "ui/problems.py", "engine/reading/rows_report.py"}
# Places that are no fields: options of the command line as they are typed, headers of a request, places in files.
NO_FIELD = re.compile(r"--[a-z-]+|X-[A-Za-z-]+|\w+!\w+")
LATIN = re.compile(r"[A-Za-z]{2,}")


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if "/tests/" not in name and "/migrations/" not in name and name != "ui/gallery.py":
            yield name, ast.parse(path.read_text("utf-8"))


def telling_in(tree: ast.Module) -> list[str]:
    """Where a problem is turned into words by hand: ``str(problem)``, ``_(problem.message)``, ``error.problems[0]``."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name, first = getattr(node.func, "id", ""), node.args[0]
        if name == "str" and (getattr(first, "id", "") == "problem" or _is_one_of_problems(first)):
            found.append(f"{node.lineno}: {ast.unparse(node)[:70]}")
        if name in {"_", "gettext", "pgettext"} and getattr(first, "attr", "") in {"message", "fix"}:
            found.append(f"{node.lineno}: {ast.unparse(node)[:70]}")
    return found


def _is_one_of_problems(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == "problems"


def test_nobody_else_tells_a_problem() -> None:
    """Use ``liantu.ui.problems``: ``tell`` in a view, ``line_of`` on a terminal, ``words_of`` for one problem."""
    found = {name: lines for name, tree in _trees() if name not in TELLERS and (lines := telling_in(tree))}
    assert not found, found


@pytest.mark.parametrize(
    "text", ["str(problem)", "_(problem.message) % dict(problem.params)", "str(error.problems[0])", "gettext(one.fix)"]
)
def test_the_guard_sees_telling(text: str) -> None:
    assert telling_in(ast.parse(text))


def places_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The literal places of problems; of ``f"tasks.{number}.owner"`` the list with a number."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Problem":
            continue
        given = [*node.args[2:3], *(word.value for word in node.keywords if word.arg == "where")]
        for where in given:
            if isinstance(where, ast.Constant) and where.value:
                yield node.lineno, str(where.value)
            elif isinstance(where, ast.JoinedStr):
                text = ""
                for one in where.values:
                    text += str(one.value) if isinstance(one, ast.Constant) else "1" if text.endswith(".") else " · 1"
                yield node.lineno, text


def test_every_field_a_problem_names_has_a_chinese_name() -> None:
    """Give it a word in ``ui/field_words.py``, or a label in the form of the act or the model."""
    assert declared()  # the labels of their forms are words too
    bare = set()
    with translation.override("zh-hans"):
        for name, tree in _trees():
            for line, where in places_in(tree):
                is_field = re.fullmatch(r"[a-z_]\w*(\.1(\.\w+)?| · 1)?", where) is not None
                if is_field and not NO_FIELD.fullmatch(where) and LATIN.search(place_told(where)):
                    bare.add(f"{where} ({name}:{line})")
    assert not bare, "\n".join(sorted(bare))


@pytest.mark.parametrize("name", sorted(ITEM_WORDS))
def test_one_of_a_list_is_counted_in_chinese(name: str) -> None:
    with translation.override("zh-hans"):
        assert re.fullmatch(r"第2项[^A-Za-z]+", place_told(f"{name}.2"))
