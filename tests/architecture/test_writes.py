"""Every write of business rows lives in an ``actions.py``: there alone permissions, rules and audit stand together."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
WRITES = {"save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
SAVING = {"save_row", "delete_row"}  # the writes of ui.actions, called by a room outside its own actions
# Where writing is the module's own mechanism, with the reason.
ALLOWED = {
    "ui/actions.py": "saved views and one-declaration tables write through here",
    "demo/build.py": "puts the demo zone together",
    "demo/documents.py": "keeps a source of papers as its own form would",
    "demo/outreach.py": "keeps rows of plain tables as their own forms would",
    "ui/imports.py": "undoes rows of a sheet by the table's own way, else the plain one",
}
# Functions of ui/actions.py that write a row of whoever calls them: called from an action, or from the frame itself.
WRITERS = {"save_row", "delete_row", "write_change"}
CALLS_WRITERS = {
    "ui/crud.py": "tables declared in one go are written through here",
    "ui/imports.py": "and filled from sheets through here",
    "demo/documents.py": "puts the demo zone together",
    "demo/outreach.py": "puts the demo zone together",
}
NOT_A_ROW = {
    "cache",
    "session",
    "hashlib",
    "digest",
    "hasher",
    "self.hash",
    "seen",
    "parts",
    "fields",
    "params",
    "options",
}


def _files() -> list[Path]:
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if not {"migrations", "tests", "engine", "lib", "reader", "testing"} & set(path.relative_to(PACKAGE).parts)
        and "actions" not in path.name
        and "actions" not in path.parts
        and path.name not in {"factories.py", "testing.py"}
        and path.relative_to(PACKAGE).as_posix() not in ALLOWED
    ]


def writes_in(source: str) -> list[tuple[int, str]]:
    """Lines where a manager, queryset or model instance is written."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in SAVING:
            found.append((node.lineno, ast.unparse(node)[:80]))
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        owner = ast.unparse(node.func.value)
        through_manager = ".objects" in owner or "_set" in owner or ".filter(" in owner
        instance_save = node.func.attr in {"save", "delete"} and not owner.startswith(("super()", "cls."))
        if (through_manager or instance_save) and not any(word in owner for word in NOT_A_ROW):
            found.append((node.lineno, ast.unparse(node)[:80]))
    return found


def hidden_writes_in(source: str, methods: frozenset[str] = frozenset()) -> list[tuple[int, str]]:
    """Lines where a writer of ui/actions.py, or a method of a model that writes, is called."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in WRITERS or (name in methods and isinstance(node.func, ast.Attribute)):
                found.append((node.lineno, ast.unparse(node)[:80]))
    return found


def writing_methods(source: str) -> frozenset[str]:
    """The public methods of a module's classes that write a row: what calls them writes."""
    methods = [
        method
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.ClassDef)
        for method in one.body
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_")
    ]
    return frozenset(one.name for one in methods if one.name not in WRITES and writes_in(ast.unparse(one)))


def test_no_write_hides_in_a_call() -> None:
    """A view, page or filling that calls a writer writes: give it an action named by its business verb."""
    models = [path for path in PACKAGE.rglob("models.py") if "tests" not in path.parts]
    methods = frozenset().union(*(writing_methods(path.read_text("utf-8")) for path in models))
    found = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in _files()
        if path.relative_to(PACKAGE).as_posix() not in CALLS_WRITERS
        if (lines := hidden_writes_in(path.read_text("utf-8"), methods))
    }
    assert not found, f"writes hidden in calls (give them an action): {found}"


def test_writes_only_in_actions() -> None:
    """A write elsewhere: move it into the module's actions.py as one function named by its business verb."""
    found = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in _files()
        if (lines := writes_in(path.read_text("utf-8")))
    }
    assert not found, f"writes outside actions.py (move them there): {found}"


def test_the_guard_sees_writes() -> None:
    assert writes_in("Chain.objects.create(name='x')\nchain.save()\nrows.filter(pk=1).update(a=2)")
    assert writes_in("save_row(made, by=by, zone=zone, fields=())")
    assert not writes_in("cache.delete('x')\nx = {}.update(a=1)")


def test_the_guard_sees_hidden_writes() -> None:
    model = "class Paper:\n    def take_back(self):\n        self.save()\n    def title(self):\n        return 1\n"
    assert writing_methods(model) == {"take_back"}
    assert hidden_writes_in("save_row(made, by=by)\npaper.take_back()", frozenset({"take_back"}))
    assert not hidden_writes_in("paper.title()", frozenset({"take_back"}))
