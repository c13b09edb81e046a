"""The chain template file: read it, say everything that is wrong with it, write it back.

The format is described in ``docs/reference/chain-template.md``. Reading is strict: what is not understood is refused
with its line, because a misspelt key that is silently skipped costs a screening run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from liantu.chains.rules.template_checks import check_template, word_key
from liantu.chains.rules.template_model import (
    INTENTS,
    STAGES,
    WARNING_CODES,
    Edge,
    Node,
    Template,
    TemplateError,
    is_warning,
)
from liantu.chains.rules.yaml_text import Items, Pairs, Scalar, Value, YamlRefusedError, read_yaml
from liantu.lib.problems import Problem

__all__ = [
    "INTENTS",
    "STAGES",
    "WARNING_CODES",
    "Edge",
    "Node",
    "Template",
    "TemplateError",
    "check_template",
    "dump_template",
    "is_warning",
    "parse_template",
    "read_templates",
    "word_key",
]

CHAIN_KEYS = ("chain", "name_en", "version", "nodes", "edges")
NODE_KEYS = ("code", "name", "name_en", "stage", "words", "exclude", "gbt4754", "intent", "logistic_class")
_NOT_TEXT = "%(key)s must be text; put it in quotes."
_NOT_WHOLE = "%(key)s must be a whole number without quotes."
_NOT_LIST = "%(key)s must be a list, such as [first, second]."
_NOT_PAIRS = "%(key)s must hold keys with values, such as name: 轧制材."
_NOT_EDGE = "An edge must be two node codes, such as [crude-steel, rolled-products]."
_LIST_KEYS = frozenset({"words", "exclude", "gbt4754"})
_PLAIN_WORD = re.compile(r"[A-Za-z\u3400-\u4dbf\u4e00-\u9fff][A-Za-z0-9\u3400-\u4dbf\u4e00-\u9fff/+.-]*")


def parse_template(text: str, *, source: str, logistic_classes: Collection[str] | None = None) -> Template:
    """Which chain does this YAML text describe?

    ``source`` is the file name used in messages. Raises ``TemplateError`` with every problem found, each with its
    line. Warnings do not raise: ask ``check_template`` for them.
    """
    reader = _Reader(source)
    try:
        template = reader.template(read_yaml(text, source=source))
    except YamlRefusedError as error:
        raise TemplateError(error.problems) from None
    problems = list(reader.problems)
    problems += [
        problem
        for problem in check_template(template, logistic_classes=logistic_classes)
        if not is_warning(problem) and not (problem.where in reader.places and _speaks_of_nothing(problem))
    ]
    if problems:
        raise TemplateError(sorted(problems, key=lambda problem: _line_of(problem.where)))
    return template


def read_templates(
    files: Iterable[tuple[str, str]], *, logistic_classes: Collection[str] | None = None
) -> tuple[Template, ...]:
    """Which chains do these files describe? ``files`` are (file name, text); the result is in the order of the names.

    Raises ``TemplateError`` with the problems of all files together; two files must not describe the same chain.
    """
    templates: list[Template] = []
    problems: list[Problem] = []
    owner: dict[str, str] = {}
    for name, text in sorted(files):
        try:
            template = parse_template(text, source=name, logistic_classes=logistic_classes)
        except TemplateError as error:
            problems.extend(error.problems)
            continue
        if template.chain in owner:
            problems.append(
                Problem(
                    "template_chain_twice",
                    "The chain “%(chain)s” is described by two files, %(first)s and %(second)s.",
                    name,
                    "Keep one of them, or rename the chain.",
                    {"chain": template.chain, "first": owner[template.chain], "second": name},
                )
            )
        owner.setdefault(template.chain, name)
        templates.append(template)
    if not templates and not problems:
        problems.append(
            Problem("template_none", "There is no chain template here.", "", "Add a file that ends in .yaml.")
        )
    if problems:
        raise TemplateError(problems)
    return tuple(templates)


def dump_template(template: Template) -> str:
    """The template as YAML text that ``parse_template`` reads back to an equal template; same template, same text."""
    lines = [f"chain: {_quoted(template.chain)}"]
    if template.name_en:
        lines.append(f"name_en: {_quoted(template.name_en)}")
    lines += [f"version: {template.version}", "nodes:" if template.nodes else "nodes: []"]
    for node in template.nodes:
        lines.append(f"  - code: {_quoted(node.code)}")
        lines.append(f"    name: {_quoted(node.name)}")
        if node.name_en:
            lines.append(f"    name_en: {_quoted(node.name_en)}")
        lines.append(f"    stage: {_quoted(node.stage)}")
        lines.append(f"    words: {_flow(node.words)}")
        if node.exclude:
            lines.append(f"    exclude: {_flow(node.exclude)}")
        if node.gbt4754:
            lines.append(f"    gbt4754: [{', '.join(json.dumps(code) for code in node.gbt4754)}]")
        lines.append(f"    intent: {_quoted(node.intent)}")
        if node.logistic_class:
            lines.append(f"    logistic_class: {_quoted(node.logistic_class)}")
    if template.edges:
        lines.append("edges:")
        lines += [f"  - {_flow((edge.source, edge.target))}" for edge in template.edges]
    else:
        lines.append("edges: []")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Plain where YAML surely reads it back as text, in quotes otherwise."""
    if _PLAIN_WORD.fullmatch(text) and text.casefold() not in {
        "null",
        "yes",
        "no",
        "true",
        "false",
        "on",
        "off",
        "y",
        "n",
    }:
        return text
    escaped = json.dumps(text, ensure_ascii=False)
    # JSON leaves these as they are, but YAML takes them for line ends or refuses them.
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda found: f"\\u{ord(found[0]):04x}", escaped)


def _flow(words: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(word) for word in words)}]"


def _speaks_of_nothing(problem: Problem) -> bool:
    """Is this about a value that is empty only because it was missing or unreadable, which has been told already?"""
    return not (problem.params.get("value") or problem.params.get("code"))


def _line_of(where: str) -> int:
    tail = where.rpartition(":")[2]
    return int(tail) if tail.isdigit() else 0


@dataclass(frozen=True)
class _Level:
    """How problems of the chain and of a node are told apart; whole sentences, so that they can be translated."""

    unknown: str
    missing: str


CHAIN = _Level("“%(key)s” is not a known key of a chain.", "The chain has no “%(key)s”.")
NODE = _Level("“%(key)s” is not a known key of a node.", "A node has no “%(key)s”.")


@dataclass
class _Reader:
    """Turns the YAML tree into a template while collecting every fault of form; meaning is checked afterwards."""

    source: str
    problems: list[Problem] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    def refuse(self, line: int, code: str, message: str, fix: str, **params: object) -> None:
        where = f"{self.source}:{line}"
        self.problems.append(Problem(code, message, where, fix, params))
        self.places.add(where)

    def template(self, root: Value) -> Template:
        keys = self.mapping(root, CHAIN_KEYS, ("chain", "version", "nodes"), CHAIN)
        lines = {"": root.line} | {key: value.line for key, value in keys.items()}
        return Template(
            chain=self.text(keys.get("chain"), "chain"),
            version=self.whole_number(keys.get("version"), "version"),
            nodes=tuple(self.nodes(keys.get("nodes"))),
            edges=tuple(self.edges(keys.get("edges"))),
            name_en=self.text(keys.get("name_en"), "name_en"),
            source=self.source,
            lines=lines,
        )

    def mapping(
        self, value: Value, known: tuple[str, ...], required: tuple[str, ...], what: _Level
    ) -> Mapping[str, Value]:
        if not isinstance(value, Pairs):
            self.wrong_type(value.line, "chain" if what is CHAIN else "nodes", _NOT_PAIRS)
            return {}
        keys: dict[str, Value] = {}
        for key, inner in value.pairs:
            if key.text not in known:
                self.refuse(
                    key.line,
                    "template_unknown_key",
                    what.unknown,
                    "Known keys: %(known)s.",
                    key=key.text[:60],
                    known=", ".join(known),
                )
            elif key.text in keys:
                self.refuse(
                    key.line,
                    "template_key_twice",
                    "“%(key)s” stands twice; the first is at line %(first)s.",
                    "Keep one of the two.",
                    key=key.text,
                    first=keys[key.text].line,
                )
            else:
                keys[key.text] = inner
        for key_name in required:
            if key_name not in keys:
                self.refuse(value.line, "template_missing_key", what.missing, "Add it.", key=key_name)
        return keys

    def wrong_type(self, line: int, key: str, message: str) -> None:
        self.refuse(line, "template_wrong_type", message, "See the template format in the reference.", key=key)

    def text(self, value: Value | None, key: str) -> str:
        if value is None:
            return ""
        if not isinstance(value, Scalar) or value.kind in {"yes_no", "other"}:
            self.wrong_type(value.line, key, _NOT_TEXT)
            return ""
        return value.text.strip() if value.kind != "empty" else ""

    def whole_number(self, value: Value | None, key: str) -> int:
        if value is None:
            return 1
        if isinstance(value, Scalar) and value.kind == "number" and re.fullmatch(r"[0-9]{1,6}", value.text):
            return int(value.text)
        self.wrong_type(value.line, key, _NOT_WHOLE)
        return 1

    def items(self, value: Value | None, key: str) -> tuple[Value, ...]:
        if value is None or (isinstance(value, Scalar) and value.kind == "empty"):
            return ()
        if not isinstance(value, Items):
            self.wrong_type(value.line, key, _NOT_LIST)
            return ()
        return value.items

    def nodes(self, value: Value | None) -> Iterator[Node]:
        for item in self.items(value, "nodes"):
            yield self.node(item)

    def node(self, item: Value) -> Node:
        keys = self.mapping(item, NODE_KEYS, ("code", "name", "stage", "words"), NODE)
        lines = {"": item.line}
        lists: dict[str, tuple[str, ...]] = {}
        for key, value in keys.items():
            lines[key] = value.line
            if key in _LIST_KEYS:
                inner = self.items(value, key)
                lines |= {f"{key}.{number}": one.line for number, one in enumerate(inner)}
                lists[key] = tuple(self.text(one, key) for one in inner)
        texts = {key: self.text(keys.get(key), key) for key in NODE_KEYS if key not in _LIST_KEYS}
        return Node(
            code=texts["code"],
            name=texts["name"],
            stage=texts["stage"],
            words=lists.get("words", ()),
            exclude=lists.get("exclude", ()),
            gbt4754=lists.get("gbt4754", ()),
            intent=texts["intent"] if "intent" in keys else "make",
            logistic_class=texts["logistic_class"],
            name_en=texts["name_en"],
            lines=lines,
        )

    def edges(self, value: Value | None) -> Iterator[Edge]:
        for item in self.items(value, "edges"):
            ends = tuple(self.text(end, "edges") for end in item.items) if isinstance(item, Items) else ()
            if len(ends) != 2:
                self.wrong_type(item.line, "edges", _NOT_EDGE)
            else:
                yield Edge(ends[0], ends[1], item.line)
