"""Hostile YAML made harmless: text to a small tree of plain values, each with its line.

Only what a template needs is let through: one document, no anchors or aliases (a few lines of them unfold to
gigabytes), no tags (they name Python objects), bounded size, depth and number of values. Scalars keep the text as
written, so that ``0610`` stays ``0610`` and does not become a number in base eight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from liantu.lib.problems import Problem, ProblemsError

MAX_BYTES = 2_000_000
MAX_DEPTH = 8
MAX_VALUES = 200_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.resolver.Resolver()
_NULL_TAG = "tag:yaml.org,2002:null"
_BOOL_TAG = "tag:yaml.org,2002:bool"


@dataclass(frozen=True)
class Scalar:
    """One value as written. ``kind``: text | number | other | empty | yes_no."""

    text: str
    kind: str
    line: int


@dataclass(frozen=True)
class Items:
    """A list of values."""

    items: tuple[Value, ...]
    line: int


@dataclass(frozen=True)
class Pairs:
    """A mapping, with keys in the order written; a key may stand twice, and the reader must say so."""

    pairs: tuple[tuple[Scalar, Value], ...]
    line: int


Value = Scalar | Items | Pairs


class YamlRefusedError(ProblemsError):
    """The text is no YAML, or YAML of a kind that is not accepted here."""


def read_yaml(text: str, *, source: str) -> Value:
    """What does this YAML text say? A tree of ``Pairs``, ``Items`` and ``Scalar`` with 1-based lines.

    Raises ``YamlRefusedError`` with one problem: syntax, several documents, anchors, tags, or one of the bounds.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise _refused("yaml_too_large", "The file is larger than %(limit)s bytes.", source, 0, limit=MAX_BYTES)
    text = text.removeprefix("\ufeff")
    try:
        return _tree(_checked_events(text, source), source)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise _refused(
            "yaml_syntax", "This is not valid YAML: %(reason)s.", source, line, reason=error.problem
        ) from None
    except (yaml.YAMLError, UnicodeError) as error:
        reason = getattr(error, "reason", "") or type(error).__name__
        raise _refused("yaml_syntax", "This is not valid YAML: %(reason)s.", source, 0, reason=reason) from None


def _refused(code: str, message: str, source: str, line: int, **params: object) -> YamlRefusedError:
    fixes = {
        "yaml_syntax": "Check quotes, brackets, colons and the indent at this line.",
        "yaml_too_large": "Split the file.",
        "yaml_alias": "Write the value out where it is needed.",
        "yaml_tag": "Leave the tag out; plain text is enough.",
    }
    where = f"{source}:{line}" if line else source
    return YamlRefusedError([Problem(code, message, where, fixes.get(code, "Make it simpler."), params)])


def _checked_events(text: str, source: str) -> Iterator[yaml.Event]:
    depth = values = documents = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refused("yaml_documents", "The file holds more than one document.", source, line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused("yaml_alias", "Anchors and aliases are not accepted.", source, line)
        if isinstance(event, yaml.NodeEvent):
            values += 1
            tag = getattr(event, "tag", None)
            if tag:
                raise _refused("yaml_tag", "Tags such as “%(tag)s” are not accepted.", source, line, tag=tag)
            if values > MAX_VALUES:
                raise _refused("yaml_too_large", "More than %(limit)s values.", source, line, limit=MAX_VALUES)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _refused("yaml_depth", "Nested deeper than %(limit)s levels.", source, line, limit=MAX_DEPTH)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


def _tree(events: Iterator[yaml.Event], source: str) -> Value:
    root: Value | None = None
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            root = _value(event, events, source)
    return root if root is not None else Scalar("", "empty", 1)


def _value(event: yaml.Event, events: Iterator[yaml.Event], source: str) -> Value:
    """Build one value from its first event on; recursion is bounded by ``MAX_DEPTH``."""
    line = event.start_mark.line + 1 if event.start_mark else 0
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, _kind(event), line)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Value] = []
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            items.append(_value(inner, events, source))
        return Items(tuple(items), line)
    pairs: list[tuple[Scalar, Value]] = []
    for inner in events:
        if isinstance(inner, yaml.MappingEndEvent):
            break
        key = _value(inner, events, source)
        value = _value(next(events), events, source)
        if not isinstance(key, Scalar):
            raise _refused("yaml_syntax", "This is not valid YAML: %(reason)s.", source, key.line, reason="odd key")
        pairs.append((key, value))
    return Pairs(tuple(pairs), line)


def _kind(event: yaml.ScalarEvent) -> str:
    if not event.implicit[0]:  # quoted, or a block of text: text whatever it looks like
        return "text"
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
    if tag == _NULL_TAG:
        return "empty"
    if tag == _BOOL_TAG:
        return "yes_no"
    if tag.endswith((":int", ":float")):
        return "number"
    return "text" if tag.endswith(":str") else "other"
