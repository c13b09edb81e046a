"""The size rules of the house: files, functions and views stay readable in one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
# One compiled loop each: cutting it would pass a dozen arrays through calls that the compiler cannot always inline.
COMPILED_LOOPS = {"engine/kernels_query.py:find_texts", "engine/kernels_query.py:_gather"}
# Views that are longer yet; the list only shrinks.
LONG_VIEWS = {"chains/atlas/views.py:_context"}
BANNED_NAMES = {"utils", "helpers", "common", "manager", "misc", "core"}


def _sources() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]


def test_no_file_passes_600_lines() -> None:
    long = {
        str(path.relative_to(PACKAGE)): count
        for path in _sources()
        if (count := len(path.read_text("utf-8").splitlines())) > 600
    }
    assert not long, f"a second thing lives in these files; split them: {long}"


def test_no_function_passes_60_lines() -> None:
    long = []
    for path in _sources():
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                name = f"{path.relative_to(PACKAGE).as_posix()}:{node.name}"
                if lines > (80 if name in COMPILED_LOOPS else 60):
                    long.append(f"{name} ({lines})")
    assert not long, f"functions over 60 lines: {long}"


def test_no_module_is_named_after_nothing() -> None:
    bad = [str(path.relative_to(PACKAGE)) for path in _sources() if path.stem in BANNED_NAMES]
    assert not bad, f"name the module after a noun of the trade: {bad}"


def _view_files() -> list[Path]:
    """The HTTP modules of every room: ``views.py``, and what lies in a package ``views``."""
    return [path for path in _sources() if path.name == "views.py" or path.parent.name == "views"]


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function below its head and docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def _long_views() -> set[str]:
    return {
        f"{path.relative_to(PACKAGE).as_posix()}:{node.name}"
        for path in _view_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _body_lines(node) > 15
    }


def test_no_view_passes_15_lines() -> None:
    """HTTP only: what is shown goes into ``pages.py`` or a declared page, what is done into an act or ``actions.py``."""
    long = _long_views() - LONG_VIEWS
    assert not long, f"views over 15 lines: {sorted(long)}"


def test_no_short_view_is_let_off() -> None:
    """The list of those let off only shrinks."""
    short = LONG_VIEWS - _long_views()
    assert not short, f"take these out of LONG_VIEWS: {sorted(short)}"
