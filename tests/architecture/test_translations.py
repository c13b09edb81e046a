"""Every message has its Chinese: none empty, none fuzzy, none of the source's messages missing."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
CATALOGUES = sorted(PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))
PLACE = re.compile(r"%\((\w+)\)[sdf]|\{(\w+)\}")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(PACKAGE).parts[-5])
def test_catalogue_is_complete(path: Path) -> None:
    bad = []
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            continue
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if "fuzzy" in entry.flags or not all(texts):
            bad.append(f"untranslated: {entry.msgid!r}")
        for text in texts:
            if text and set(PLACE.findall(text)) != set(PLACE.findall(entry.msgid_plural or entry.msgid)):
                bad.append(f"places differ: {entry.msgid!r} → {text!r}")
    assert not bad, bad


def problem_texts(source: str) -> list[str]:
    """The texts of every ``Problem(code, message, fix=…)`` written in a source file."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Problem":
            given = [
                *node.args[1:2],
                *node.args[3:4],
                *(word.value for word in node.keywords if word.arg in {"message", "fix"}),
            ]
            found += [part.value for part in given if isinstance(part, ast.Constant) and part.value]
    return found


def test_every_problem_has_its_chinese() -> None:
    """A problem is told in the reader's language: add its message and its fix to the room's catalogue."""
    known = {entry.msgid for path in CATALOGUES for entry in polib.pofile(str(path)) if not entry.obsolete}
    missing = {
        f"{path.relative_to(PACKAGE)}: {text}"
        for path in PACKAGE.rglob("*.py")
        if "tests" not in path.parts
        for text in problem_texts(path.read_text("utf-8"))
        if text not in known
    }
    assert not missing, f"{len(missing)} problems without Chinese: {sorted(missing)[:60]}"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext is not installed")
def test_no_message_of_the_source_is_missing(tmp_path: Path) -> None:
    """Extracts all messages again; one without an entry in any catalogue fails with its place."""
    known = {entry.msgid for path in CATALOGUES for entry in polib.pofile(str(path)) if not entry.obsolete}
    import django.conf.locale  # noqa: F401

    work = tmp_path / "liantu"
    shutil.copytree(PACKAGE, work, ignore=shutil.ignore_patterns("tests", "vendor", "*.mo", "__pycache__", "locale"))
    (work / "locale").mkdir()
    subprocess.run(
        ["django-admin", "makemessages", "-l", "zh_Hans", "--no-wrap", "--keep-pot"],
        cwd=work,
        check=True,
        capture_output=True,
        env={
            **__import__("os").environ,
            "PATH": f"{Path(__import__('sys').executable).parent}:/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "",
        },
    )
    found = polib.pofile(str(work / "locale" / "django.pot"))
    missing = [
        f"{entry.msgid!r} at {entry.occurrences[:1]}" for entry in found if entry.msgid and entry.msgid not in known
    ]
    assert not missing, f"{len(missing)} messages without Chinese: {missing[:40]}"


def test_one_message_has_one_chinese() -> None:
    """Catalogues are merged and the first room wins: what needs another Chinese needs a context (``pgettext``)."""
    told: dict[tuple[str, str], dict[str, str]] = {}
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            if entry.msgid and not entry.obsolete:
                chinese = entry.msgstr or entry.msgstr_plural.get(0, "")
                told.setdefault((entry.msgctxt or "", entry.msgid), {})[path.parts[-5]] = chinese
    clashes = {message: rooms for message, rooms in told.items() if len(set(rooms.values())) > 1}
    assert not clashes, clashes
