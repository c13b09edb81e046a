"""Every message has its Chinese: none empty, none fuzzy, none of the source's messages missing.

``python -m tests.architecture.test_translations exhibitions`` writes what a room says without Chinese into the room's
catalogue, empty, to be filled in by hand; ``prospects/challenges`` is a room within a room.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from liantu.people.rules.abilities import ABILITIES, ROLES

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
CATALOGUES = sorted(PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"))
PLAIN = '"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
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


def notice_texts(source: str) -> list[str]:
    """The texts of every ``notify(person, text, …)`` and the titles of every ``@job(kind, title=…)`` in a source file."""
    found = []
    for node in ast.walk(ast.parse(source)):
        name = ast.unparse(node.func).split(".")[-1] if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in {"notify", "job"}:
            keyword = {"notify": "text", "job": "title"}[name]
            given = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == keyword)]
            found += [text for part in given for text in _texts(part, {})]
    return found


def problem_texts(source: str) -> list[str]:
    """The texts of every ``Problem(code, message, fix=…)`` and every ``notify(person, text)`` written in a source
    file, those it names too.
    """
    tree, named = ast.parse(source), dict[str, list[ast.expr]]()
    for node in ast.walk(tree):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            several = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            for name, value in zip(target.elts, node.value.elts, strict=False) if several else [(target, node.value)]:
                if isinstance(name, ast.Name):
                    named.setdefault(name.id, []).append(value)
    found = []
    for node in ast.walk(tree):
        called = ast.unparse(node.func).split(".")[-1] if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and called == "notify":
            found += [text for part in node.args[1:2] for text in _texts(part, named)]
        if isinstance(node, ast.Call) and called in {"Problem", "one_problem", "_problem"}:
            given = [
                *node.args[1:2],
                *node.args[3:4],
                *(word.value for word in node.keywords if word.arg in {"message", "fix"}),
            ]
            found += [text for part in given for text in _texts(part, named)]
    return found


def _texts(part: ast.expr, named: dict[str, list[ast.expr]], depth: int = 3) -> list[str]:
    """The texts an expression can be: itself, either side of a choice, what its name was given in this file."""
    if isinstance(part, ast.Constant):
        return [part.value] if isinstance(part.value, str) and part.value else []
    if isinstance(part, ast.IfExp):
        return [*_texts(part.body, named, depth), *_texts(part.orelse, named, depth)]
    if isinstance(part, ast.Name) and depth:
        return [text for value in named.get(part.id, ()) for text in _texts(value, named, depth - 1)]
    return []


def known_messages() -> set[tuple[str, str]]:
    """Every message that has an entry, as (context, English)."""
    return {
        (entry.msgctxt or "", entry.msgid)
        for path in PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


def named_messages() -> Iterator[tuple[str, str]]:
    """What is said without a mark in the source: texts of problems and notices, names of jobs, abilities and roles."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "tests" not in path.parts:
            source = path.read_text("utf-8")
            for text in (*problem_texts(source), *notice_texts(source)):
                yield path.relative_to(PACKAGE).as_posix(), text
    for one in (*ABILITIES, *ROLES):
        yield f"{one.code.split('.')[0]}/", one.name


def source_messages(work: Path) -> Iterator[tuple[str, str, str]]:
    """Every marked message of the source as (place, context, English); ``work``: an empty folder to extract in."""
    copy = work / "liantu"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("tests", "vendor", "*.mo", "__pycache__", "locale"))
    (copy / "locale").mkdir()
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    subprocess.run(
        ["django-admin", "makemessages", "-l", "zh_Hans", "--no-wrap", "--keep-pot"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": path, "DJANGO_SETTINGS_MODULE": ""},
    )
    for entry in polib.pofile(str(copy / "locale" / "django.pot")):
        if entry.msgid:
            yield entry.occurrences[0][0], entry.msgctxt or "", entry.msgid


def write_missing(room: str) -> int:
    """Add an empty entry to the room's catalogue for whatever the room says without Chinese; how many."""
    with tempfile.TemporaryDirectory() as work:
        said = [*source_messages(Path(work)), *((place, "", text) for place, text in named_messages())]
    path = PACKAGE / room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n' + PLAIN, "utf-8")
    missing = dict.fromkeys((context, text) for place, context, text in said if place.startswith(f"{room}/"))
    added = [message for message in missing if message not in known_messages()]
    with path.open("a", encoding="utf-8") as catalogue:
        for context, text in added:
            entry = polib.POEntry(msgctxt=context or None, msgid=text, msgstr="")
            catalogue.write(f"\n{entry.__unicode__(wrapwidth=0)}")
    return len(added)


def test_every_problem_has_its_chinese() -> None:
    """Problems, abilities and roles are told in the reader's language: ``python -m
    tests.architecture.test_translations ROOM`` adds what is missing to the room's catalogue; fill it in there.
    """
    known = known_messages()
    missing = sorted(f"{place}: {text}" for place, text in named_messages() if ("", text) not in known)
    assert not missing, "without Chinese (see the head of this file):\n" + "\n".join(missing)


def test_the_guard_sees_texts_that_have_a_name() -> None:
    source = """
MESSAGE, fix = "It is late.", "Wait."
Problem("a", MESSAGE, where="x", fix=fix)
Problem("b", "One." if one else "Many.", where="It is no text.")
notify(person, "It is in use.", {"rows": "It is no text."})
"""
    assert problem_texts(source) == ["It is late.", "Wait.", "One.", "Many.", "It is in use."]


def test_the_guard_sees_notices_and_jobs() -> None:
    source = """
notify(person, "It is done.", {"id": "no text"}, url="/no/text/")
notify(person, text=gettext_noop(told))
@job("a.kind", title="Remind of it", daily_at=noon)
def remind(): ...
"""
    assert notice_texts(source) == ["It is done.", "Remind of it"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext is not installed")
def test_no_message_of_the_source_is_missing(tmp_path: Path) -> None:
    """Extracts all messages again; one without an entry of its own context in any catalogue fails with its place."""
    known = known_messages()
    missing = [
        f"{place}: {context and f'[{context}] '}{text}"
        for place, context, text in source_messages(tmp_path)
        if (context, text) not in known
    ]
    assert not missing, "without Chinese (see the head of this file):\n" + "\n".join(missing)


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


def words_of_rooms() -> dict[Path, set[str]]:
    """Every text that stands in the sources and templates of a room, by the room with the nearest catalogue."""
    rooms = {path.parents[3] for path in CATALOGUES}
    said: dict[Path, set[str]] = {room: set() for room in rooms}
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]:
        room = next((folder for folder in path.parents if folder in rooms), None)
        if room is None or {"tests", "migrations"} & set(path.parts):
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".py":
            strings = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
            said[room].update(one for one in strings if isinstance(one, str))
        else:
            blocks = re.findall(r"%}(.*?){%\s*(?:endblocktrans|plural)", text, re.DOTALL)
            said[room].update(re.findall(r'"([^"]+)"', text), (" ".join(block.split()) for block in blocks))
    return said


def test_a_message_stands_in_the_catalogue_of_a_room_that_says_it() -> None:
    """Else six rooms keep the same words, and nobody finds where they are changed."""
    said, strange = words_of_rooms(), []
    for path in CATALOGUES:
        room = path.parents[3]
        for entry in polib.pofile(str(path)):
            forms = {entry.msgid, re.sub(r"%\((\w+)\)s", r"{{ \1 }}", entry.msgid)}
            if not forms & said[room] and any(forms & others for others in said.values()):
                strange.append(f"{room.relative_to(PACKAGE)}: {entry.msgid}")
    assert not strange, "move these to the catalogue of a room that says them:\n" + "\n".join(strange)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{write_missing(name)} messages of {name} wait for their Chinese")
