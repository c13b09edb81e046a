"""A view leaves what is refused to ``ui/problems.py``: no ``except ProblemsError`` of its own.

``python -m tests.architecture.test_refusals`` writes the list of those let off anew; it may only shrink.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "liantu"
LIST = Path(__file__).with_name("refusals_by_hand.txt")


def caught_in(source: str) -> int:
    """How many handlers of a source file catch a refusal."""
    caught = [node.type for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ExceptHandler) and node.type]
    return sum("ProblemsError" in ast.unparse(one) for one in caught)


def found() -> dict[str, int]:
    """File → handlers, of every file of views and of the frame's machines that answer requests."""
    paths = [*PACKAGE.rglob("views.py"), PACKAGE / "ui" / "crud.py", *(PACKAGE / "ui" / "pages").glob("*.py")]
    counts = {path.relative_to(PACKAGE).as_posix(): caught_in(path.read_text("utf-8")) for path in sorted(paths)}
    return {name: count for name, count in counts.items() if count}


def let_off() -> dict[str, int]:
    """The files that are let off, each with how many handlers it had when they were counted."""
    lines = LIST.read_text("utf-8").splitlines()
    return {name: int(count) for name, count in (line.split() for line in lines)}


def test_views_leave_refusals_to_the_frame() -> None:
    """``@refusing("room:page")`` on a view that only posts, ``with telling(request, form):`` around what a form does."""
    known = let_off()
    more = {name: count for name, count in found().items() if count > known.get(name, 0)}
    assert not more, f"these catch refusals by hand: {more}"


@pytest.mark.slow
def test_the_list_of_those_let_off_shrinks() -> None:
    now = found()
    gone = {name: count for name, count in let_off().items() if count > now.get(name, 0)}
    assert not gone, f"write the list anew: {gone}"


def test_the_guard_sees_handlers() -> None:
    source = "try: ...\nexcept ProblemsError as error: ...\ntry: ...\nexcept (ValueError, ProblemsError): ...\ntry: ...\nexcept KeyError: ..."
    assert caught_in(source) == 2


if __name__ == "__main__":
    LIST.write_text("".join(f"{name} {count}\n" for name, count in found().items()), "utf-8")
