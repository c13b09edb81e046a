"""Which link of the chain does a bought product belong to? By the link's own words, else nobody guesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liantu.chains.rules.template import Node


@dataclass(frozen=True)
class LinkGuess:
    """The link a product seems to belong to; ``word`` is what matched; sure when it is a kind of the word."""

    node_code: str
    word: str
    is_sure: bool


def guess_link(product: str, nodes: Sequence[Node]) -> LinkGuess | None:
    """The link whose word the product ends in (sure) or contains (not sure), the longest word first; None without one.

    Excluded words of a link speak against it. Ties go to the link that comes first in the template.
    """
    clean = "".join(product.split())
    best: tuple[int, int, LinkGuess] | None = None
    for place, node in enumerate(nodes):
        if any(word and word in clean for word in node.exclude):
            continue
        for word in (*node.words, node.name):
            if len(word) < 2 or word not in clean:
                continue
            guess = LinkGuess(node.code, word, clean.endswith(word))
            rank = (guess.is_sure * 100 + len(word), -place)
            if best is None or rank > best[:2]:
                best = (*rank, guess)
    return best[2] if best is not None else None
