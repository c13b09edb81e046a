"""The chain template as values: a chain, its nodes with the words that are evidence for them, and the flow between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from liantu.lib.problems import Problem, ProblemsError

STAGES: tuple[str, ...] = ("upstream", "midstream", "downstream", "support")
INTENTS: tuple[str, ...] = ("make", "trade", "service")


@dataclass(frozen=True)
class Node:
    """One link of a chain: what it is called and which words in a business scope are evidence for it.

    ``lines`` maps a place inside the node (``""``, ``"name"``, ``"words"``, ``"words.2"``) to its line in the file it
    was read from (1-based); it is empty for nodes that come from elsewhere and takes no part in comparison.
    """

    code: str
    name: str
    stage: str
    words: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    gbt4754: tuple[str, ...] = ()
    intent: str = "make"
    logistic_class: str = ""
    name_en: str = ""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Edge:
    """Something flows from one node to another: what ``source`` makes is used by ``target``."""

    source: str
    target: str
    line: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True)
class Template:
    """A chain map with the words to screen a register by. ``source`` names the file or person it came from."""

    chain: str
    version: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    name_en: str = ""
    source: str = field(default="", compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def node(self, code: str) -> Node | None:
        """Which node has this code? ``None`` when there is none."""
        return next((node for node in self.nodes if node.code == code), None)


class TemplateError(ProblemsError):
    """A template was refused; ``problems`` holds everything wrong with it, each with its place."""


# Kinds of problem that deserve a look but do not stop a template from being used.
WARNING_CODES: frozenset[str] = frozenset(
    {
        "template_word_one_character",
        "template_word_shared",
        "template_word_twice",
        "template_word_covered",
        "template_word_separator",
        "template_edge_twice",
        "template_edge_against_flow",
        "template_unknown_gbt4754",
    }
)


def is_warning(problem: Problem) -> bool:
    """Is this only worth a look, or does it make the template unusable?"""
    return problem.code in WARNING_CODES
