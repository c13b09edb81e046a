"""What is wrong with a chain template? One rule set for the file reader, the sheet reader and the browser's editor."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from liantu.chains.rules.template_model import INTENTS, STAGES, Edge, Node, Template
from liantu.lib.problems import Problem

MAX_NODES = 500
MAX_EDGES = 5_000
MAX_WORDS_PER_NODE = 500
MAX_WORD_CHARACTERS = 40
MAX_NAME_CHARACTERS = 60
MAX_CODE_CHARACTERS = 64

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_GBT4754 = re.compile(r"[0-9]{2,4}")
# Items of a business scope are cut at these, so a word holding one can never be found inside an item.
_SEPARATORS = re.compile(r"[、；;，,。]")
_STAGE_ORDER = {"upstream": 0, "midstream": 1, "downstream": 2}


def check_template(
    template: Template,
    *,
    logistic_classes: Collection[str] | None = None,
    industry_codes: Collection[str] | None = None,
) -> list[Problem]:
    """Everything wrong or doubtful about a template, in the order of the file.

    ``logistic_classes`` and ``industry_codes`` (GB/T 4754) are the codes known to the installation; without them only
    the form of a code is checked. An industry nobody knows is doubtful, not wrong: standards are amended.
    The result mixes errors and warnings: ``is_warning`` tells them apart. Never raises.
    """
    problems = list(_check_head(template))
    for position, node in enumerate(template.nodes, start=1):
        problems.extend(_check_node(template, node, position, logistic_classes))
        problems.extend(_check_industries(template, node, industry_codes))
    problems.extend(_check_codes(template))
    problems.extend(_check_shared_words(template))
    problems.extend(_check_edges(template))
    return problems


def word_key(word: str) -> str:
    """The form in which two words count as the same: full-width forms folded, case and spaces dropped."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def _place(template: Template, line: int, path: str) -> str:
    """Where a problem is, as a person would look for it: file and line when known, else the path inside the chain."""
    if line:
        return f"{template.source or template.chain}:{line}"
    return f"{template.source or template.chain} · {path}" if path else (template.source or template.chain)


def _node_place(template: Template, node: Node, part: str = "") -> str:
    line = node.lines.get(part) or node.lines.get(part.partition(".")[0]) or node.lines.get("", 0)
    return _place(template, line, " · ".join(piece for piece in (node.code or node.name, part) if piece))


def _check_head(template: Template) -> Iterator[Problem]:
    def where(part: str) -> str:
        return _place(template, template.lines.get(part) or template.lines.get("", 0), part)

    yield from _check_name(template.chain, "chain", where("chain"), required=True)
    yield from _check_name(template.name_en, "name_en", where("name_en"), required=False)
    if template.version < 1:
        yield Problem(
            "template_bad_version",
            "The version %(version)s is not a whole number of 1 or more.",
            where("version"),
            "Write version: 1 and count up with every change.",
            {"version": template.version},
        )
    if not template.nodes:
        yield Problem("template_no_nodes", "The chain has no nodes.", where("nodes"), "Add at least one node.")
    for count, limit, part in ((len(template.nodes), MAX_NODES, "nodes"), (len(template.edges), MAX_EDGES, "edges")):
        if count > limit:
            yield Problem(
                "template_too_many",
                "%(count)s %(part)s are more than the %(limit)s a chain may have.",
                where(part),
                "Split the chain into several files.",
                {"count": count, "part": part, "limit": limit},
            )


def _check_name(text: str, key: str, where: str, *, required: bool) -> Iterator[Problem]:
    if required and not text.strip():
        yield Problem(
            "template_empty_text", "%(key)s is empty.", where, "Write the name between the quotes.", {"key": key}
        )
    if len(text) > MAX_NAME_CHARACTERS:
        yield Problem(
            "template_text_too_long",
            "%(key)s has %(count)s characters; %(limit)s are allowed.",
            where,
            "Shorten it.",
            {"key": key, "count": len(text), "limit": MAX_NAME_CHARACTERS},
        )


def _check_node(
    template: Template, node: Node, position: int, logistic_classes: Collection[str] | None
) -> Iterator[Problem]:
    def where(part: str) -> str:
        return _node_place(template, node, part)

    if not _SLUG.fullmatch(node.code) or len(node.code) > MAX_CODE_CHARACTERS:
        yield Problem(
            "template_bad_code",
            "The code “%(code)s” of node %(position)s is not a slug.",
            where("code"),
            "Use small Latin letters, digits and hyphens, such as rolled-products.",
            {"code": node.code, "position": position},
        )
    yield from _check_name(node.name, "name", where("name"), required=True)
    yield from _check_name(node.name_en, "name_en", where("name_en"), required=False)
    yield from _check_choice("stage", node.stage, STAGES, where("stage"))
    yield from _check_choice("intent", node.intent, INTENTS, where("intent"))
    for number, code in enumerate(node.gbt4754):
        if not _GBT4754.fullmatch(code):
            yield Problem(
                "template_bad_gbt4754",
                "“%(code)s” is not a GB/T 4754 code.",
                where(f"gbt4754.{number}"),
                'Write 2 to 4 digits in quotes, such as "3130".',
                {"code": code},
            )
    yield from _check_logistic_class(node, where("logistic_class"), logistic_classes)
    yield from _check_words(template, node)


def _check_industries(template: Template, node: Node, known: Collection[str] | None) -> Iterator[Problem]:
    for number, code in enumerate(node.gbt4754):
        if known is not None and _GBT4754.fullmatch(code) and code not in known:
            yield Problem(
                "template_unknown_gbt4754",
                "GB/T 4754-2017 has no industry “%(code)s”.",
                _node_place(template, node, f"gbt4754.{number}"),
                "Look the code up among the industries.",
                {"code": code},
            )


def _check_choice(key: str, value: str, choices: Collection[str], where: str) -> Iterator[Problem]:
    if value not in choices:
        yield Problem(
            "template_bad_choice",
            "“%(value)s” is not a known %(key)s.",
            where,
            "Use one of: %(choices)s.",
            {"value": value, "key": key, "choices": ", ".join(choices)},
        )


def _check_logistic_class(node: Node, where: str, known: Collection[str] | None) -> Iterator[Problem]:
    value = node.logistic_class
    if not value:
        return
    if known is not None:
        yield from _check_choice("logistic_class", value, sorted(known), where)
    elif not _SLUG.fullmatch(value):
        yield Problem(
            "template_bad_code",
            "“%(code)s” is not a logistic class.",
            where,
            "Use one of the codes in reference/logistic_classes.yaml.",
            {"code": value},
        )


def _check_words(template: Template, node: Node) -> Iterator[Problem]:
    if not node.words:
        yield Problem(
            "template_no_words",
            "Node “%(node)s” has no words, so nothing can be found for it.",
            _node_place(template, node, "words"),
            "Give at least one word that firms write in their business scope.",
            {"node": node.code or node.name},
        )
    if len(node.words) + len(node.exclude) > MAX_WORDS_PER_NODE:
        yield Problem(
            "template_too_many",
            "%(count)s %(part)s are more than the %(limit)s a node may have.",
            _node_place(template, node, "words"),
            "Split the node.",
            {"count": len(node.words) + len(node.exclude), "part": "words", "limit": MAX_WORDS_PER_NODE},
        )
        return
    excluded = {word_key(word) for word in node.exclude}
    for key, words in (("words", node.words), ("exclude", node.exclude)):
        seen: dict[str, str] = {}
        for number, word in enumerate(words):
            where = _node_place(template, node, f"{key}.{number}")
            yield from _check_word(word, where)
            folded = word_key(word)
            if folded and folded in seen:
                yield Problem(
                    "template_word_twice",
                    "“%(word)s” stands twice in %(key)s of “%(node)s”.",
                    where,
                    "Delete one.",
                    {"word": word, "key": key, "node": node.code},
                )
            seen[folded] = word
            if key == "words" and folded and folded in excluded:
                yield Problem(
                    "template_word_excluded",
                    "“%(word)s” is both a word and an exclusion of “%(node)s”, so it can never match.",
                    where,
                    "Keep it in one of the two lists.",
                    {"word": word, "node": node.code},
                )
    yield from _check_covered_words(template, node)


def _check_word(word: str, where: str) -> Iterator[Problem]:
    folded = word_key(word)
    if not folded:
        yield Problem("template_empty_word", "A word is empty.", where, "Delete it or write the word.")
    elif len(word) > MAX_WORD_CHARACTERS:
        yield Problem(
            "template_text_too_long",
            "%(key)s has %(count)s characters; %(limit)s are allowed.",
            where,
            "Shorten it.",
            {"key": "words", "count": len(word), "limit": MAX_WORD_CHARACTERS},
        )
    elif any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in word):
        yield Problem("template_bad_character", "A word holds a character that cannot be printed.", where, "Retype it.")
    elif len(folded) == 1:
        # One character stands inside place names, person names and a hundred other products.
        yield Problem(
            "template_word_one_character",
            "“%(word)s” is a single character and will match far too much.",
            where,
            "Use a longer word, as firms write it.",
            {"word": word},
        )
    elif _SEPARATORS.search(word):
        yield Problem(
            "template_word_separator",
            "“%(word)s” holds a separator, so it can never be found inside one item of a scope.",
            where,
            "Write two words.",
            {"word": word},
        )


def _check_covered_words(template: Template, node: Node) -> Iterator[Problem]:
    """A word that holds an exclusion of its own node inside it is found and thrown away again."""
    folded = [(exclusion, word_key(exclusion)) for exclusion in node.exclude]
    for number, word in enumerate(node.words):
        key = word_key(word)
        for exclusion, exclusion_key in folded:
            if exclusion_key and exclusion_key != key and exclusion_key in key:
                yield Problem(
                    "template_word_covered",
                    "“%(word)s” of “%(node)s” holds its exclusion “%(exclusion)s” and will never count.",
                    _node_place(template, node, f"words.{number}"),
                    "Change one of the two.",
                    {"word": word, "node": node.code, "exclusion": exclusion},
                )


def _check_codes(template: Template) -> Iterator[Problem]:
    first: dict[str, Node] = {}
    for node in template.nodes:
        earlier = first.setdefault(node.code, node)
        if earlier is not node and node.code:
            yield Problem(
                "template_code_twice",
                "The code “%(code)s” is used by two nodes, “%(first)s” and “%(second)s”.",
                _node_place(template, node, "code"),
                "Give one of them another code.",
                {"code": node.code, "first": earlier.name, "second": node.name},
            )


def _check_shared_words(template: Template) -> Iterator[Problem]:
    """A word owned by two nodes of one intent puts the same firms into both; a maker and a dealer may share it."""
    owners: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for node in template.nodes:
        for number, word in enumerate(node.words):
            key = (word_key(word), node.intent)
            if not key[0]:
                continue
            others = [code for code in owners[key] if code != node.code]
            if others:
                yield Problem(
                    "template_word_shared",
                    "“%(word)s” of “%(node)s” is also a word of %(others)s.",
                    _node_place(template, node, f"words.{number}"),
                    "Leave it with one node unless the same firms belong to both.",
                    {"word": word, "node": node.code, "others": ", ".join(dict.fromkeys(others))},
                )
            owners[key].append(node.code)


def _check_edges(template: Template) -> Iterator[Problem]:
    stages = {node.code: node.stage for node in template.nodes}
    seen: set[tuple[str, str]] = set()
    for number, edge in enumerate(template.edges, start=1):
        where = _place(template, edge.line, f"edges · {number}")
        unknown = [code for code in dict.fromkeys((edge.source, edge.target)) if code not in stages]
        for code in unknown:
            yield Problem(
                "template_edge_unknown_node",
                "The edge %(source)s → %(target)s names “%(code)s”, and no node has this code.",
                where,
                "Add the node or correct the code.",
                {"source": edge.source, "target": edge.target, "code": code},
            )
        params = {"source": edge.source, "target": edge.target}
        if (edge.source, edge.target) in seen:
            yield Problem(
                "template_edge_twice", "The edge %(source)s → %(target)s stands twice.", where, "Delete one.", params
            )
        seen.add((edge.source, edge.target))
        from_order = _STAGE_ORDER.get(stages.get(edge.source, ""))
        to_order = _STAGE_ORDER.get(stages.get(edge.target, ""))
        if from_order is not None and to_order is not None and from_order > to_order:
            yield Problem(
                "template_edge_against_flow",
                "The edge %(source)s → %(target)s runs from a later stage to an earlier one.",
                where,
                "Turn it round, or move one of the nodes to another stage.",
                params,
            )
    yield from _check_loops(template)


def _check_loops(template: Template) -> Iterator[Problem]:
    loop = find_loop(template.edges)
    if loop:
        closing = next(edge for edge in template.edges if (edge.source, edge.target) == (loop[-2], loop[-1]))
        yield Problem(
            "template_loop",
            "The edges run in a circle: %(loop)s.",
            _place(template, closing.line, "edges"),
            "Take one of these edges out; a chain runs from material to product.",
            {"loop": " → ".join(loop)},
        )


def find_loop(edges: Iterable[Edge]) -> tuple[str, ...]:
    """The first circle in the edges as node codes, first code repeated at the end; empty when there is none.

    Walks without recursion, so that a long chain of edges cannot exhaust the stack. Deterministic: edges are followed
    in the order given.
    """
    following: dict[str, list[str]] = {}
    for edge in edges:
        following.setdefault(edge.source, []).append(edge.target)
    finished: set[str] = set()
    for start in following:
        if start in finished:
            continue
        path, on_path = [start], {start}
        stack = [iter(following[start])]
        while stack:
            target = next(stack[-1], None)
            if target is None:
                stack.pop()
                code = path.pop()
                on_path.discard(code)
                finished.add(code)
            elif target in on_path:
                return (*path[path.index(target) :], target)
            elif target not in finished:
                path.append(target)
                on_path.add(target)
                stack.append(iter(following.get(target, ())))
    return ()
