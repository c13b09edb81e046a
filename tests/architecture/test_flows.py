"""Every flow of the house is declared once, bound to its rows, and stands under the inherited suite."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

from liantu.foundation.flows.declared import FLOWS
from liantu.foundation.flows.testing import FlowSuite

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "liantu"


def _modules(*, tests: bool) -> list[Path]:
    files = (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)
    return [path for path in files if ("tests" in path.parts) is tests]


def _import(path: Path) -> None:
    import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


def tables_in(source: str) -> set[str]:
    """The names of the flow tables written in a source file."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split("[")[0] == "Flow"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def _declared() -> set[str]:
    for path in _modules(tests=False):
        if "RowFlow(" in path.read_text("utf-8"):
            _import(path)
    return set(FLOWS)


def test_every_table_is_bound_to_rows() -> None:
    """A table nobody binds is checked by nobody: declare a ``RowFlow`` of the same name in the room's actions."""
    tables = set().union(*(tables_in(path.read_text("utf-8")) for path in _modules(tests=False)))
    assert tables, "no flow is found any more: the guard looks in the wrong place"
    assert tables == _declared()


def test_every_flow_stands_under_the_suite() -> None:
    """A flow without its suite: add ``class TestX(FlowSuite)`` to the room's tests."""
    for path in _modules(tests=True):
        if "FlowSuite" in path.read_text("utf-8"):
            _import(path)
    tested = {suite.flow.name for suite in FlowSuite.__subclasses__()}
    assert not _declared() - tested, f"flows without their suite: {sorted(_declared() - tested)}"


def test_the_guard_sees_tables() -> None:
    assert tables_in('A: Flow[Facts] = Flow("a", (), ())\nB = Flow[Facts]("b", (), ())') == {"a", "b"}
