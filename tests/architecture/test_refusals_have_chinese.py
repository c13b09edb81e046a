"""What a refusal says and how to go on, as they stand in the sources, have Chinese in some catalogue: found at once.

The guard of translations sees marked messages; a sentence in ``Problem(...)`` needs no mark and would slip through.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
MAKERS = re.compile(r"(^|\.)_?(problem|fault)$", re.IGNORECASE)
SENTENCE = re.compile(r"[A-Z“%].* .*")


def sentences_in(source: str) -> list[tuple[int, str]]:
    """Line and words of every sentence that a problem is made of."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and MAKERS.search(ast.unparse(node.func)):
            given = [*node.args, *(one.value for one in node.keywords if one.arg in ("message", "fix"))]
            for one in given:
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and SENTENCE.match(one.value):
                    found.append((one.lineno, one.value))
    return found


def test_every_sentence_of_a_refusal_has_chinese() -> None:
    known = {
        entry.msgid
        for path in PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(path))
        if entry.msgstr
    }
    wrong, seen = [], 0
    for path in sorted(PACKAGE.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for line, words in sentences_in(path.read_text("utf-8")):
            seen += 1
            if words not in known:
                wrong.append(f"{path.relative_to(PACKAGE)}:{line} {words}")
    assert seen > 500
    assert not wrong, "no Chinese for:\n" + "\n".join(wrong)


def test_the_guard_sees_a_sentence_without_a_mark() -> None:
    source = 'raise ProblemsError([Problem("x", "The manifest is damaged.", fix="Build it anew.")])\n_fault("x", "No %(a)s.")'
    assert sorted(words for _line, words in sentences_in(source)) == [
        "Build it anew.",
        "No %(a)s.",
        "The manifest is damaged.",
    ]
