"""Which link of which chain does a printed sentence speak of? The longest word of a link that stands in it decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from liantu.chains.rules.template_model import Node

WORD_LEAST = 2
LINKS_MOST = 3


@dataclass(frozen=True)
class LinkMeant:
    """A link that a sentence speaks of and the word that shows it."""

    chain_code: str
    node_code: str
    word: str


def links_meant(text: str, chains: Iterable[tuple[str, Iterable[Node]]]) -> tuple[LinkMeant, ...]:
    """The links whose word in ``text`` is the longest, at most three in the order given; empty when none is named.

    ``chains``: (code of the chain, its nodes). A link's name counts as a word of it; a link is left out when one of
    the words it does not mean stands in the text.
    """
    found = [
        LinkMeant(chain_code, node.code, word)
        for chain_code, nodes in chains
        for node in nodes
        if (word := _longest_word(text, node))
    ]
    most = max((len(one.word) for one in found), default=0)
    return tuple(one for one in found if len(one.word) == most)[:LINKS_MOST]


def _longest_word(text: str, node: Node) -> str:
    if any(word and word in text for word in node.exclude):
        return ""
    words = {word for word in (node.name, *node.words) if len(word) >= WORD_LEAST and word in text}
    return max(sorted(words), key=len, default="")
