"""The size rules of the house: files, functions and views stay readable in one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
# One compiled loop each: cutting it would pass a dozen arrays through calls that the compiler cannot always inline.
COMPILED_LOOPS = {"engine/kernels_query.py:find_texts", "engine/kernels_query.py:_gather"}
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
