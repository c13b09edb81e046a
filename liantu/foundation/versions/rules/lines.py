"""On which line of a YAML text is the place a problem names?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import yaml

from liantu.lib.dated import bounded_yaml
from liantu.lib.problems import Problem, ProblemsError


def line_of(text: str, place: str) -> int | None:
    """The line (from 1) of ``stages.3.requires.2`` in ``text``, or of the deepest part of it that is there; None when
    not even the first part is, or the text is no YAML."""
    return _line_in(_tree(text), place)


def _tree(text: str) -> yaml.Node | None:
    """The text as nodes with their lines; None when it is no YAML, or beyond the bounds of a rule."""
    try:
        bounded_yaml(text, source="")
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ProblemsError):
        return None


def _line_in(node: yaml.Node | None, place: str) -> int | None:
    """The line of the place, or of the deepest part of it that is there."""
    line = None
    for part in place.split("."):
        found = _below(node, part)
        if found is None:
            break
        at, node = found
        line = at.start_mark.line + 1
    return line


def _below(node: yaml.Node | None, part: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Where the part begins, and the part itself."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if getattr(key, "value", None) == part), None)
    if isinstance(node, yaml.SequenceNode) and part.isascii() and part.isdigit() and 1 <= int(part) <= len(node.value):
        item: yaml.Node = node.value[int(part) - 1]
        return item, item
    return None


def with_lines(problems: Iterable[Problem], text: str) -> list[Problem]:
    """The problems with the line in their place (``plan · stages.3 · lines.12``) where the text tells it."""
    found, tree = [], _tree(text)
    for problem in problems:
        line = _line_in(tree, problem.where.rsplit(" · ", 1)[-1]) if problem.where else None
        found.append(problem if line is None else replace(problem, where=f"{problem.where} · lines.{line}"))
    return found
