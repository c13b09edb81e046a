"""A chain link as a question to the register."""

from __future__ import annotations

from typing import cast

from liantu.chains.rules.template import Node
from liantu.engine import Filters, Screening, Weights
from liantu.engine.screening import Role


def screening_for(node: Node, *, filters: Filters | None = None, weights: Weights | None = None) -> Screening:
    """The screening of ``node``: its words and exclusions, its intent and industry codes, with filters and weights."""
    return Screening(
        words=node.words,
        exclude=node.exclude,
        intent=cast(Role, node.intent),  # the template's rules allow no other
        gbt4754=node.gbt4754,
        filters=filters or Filters(),
        weights=weights or Weights(),
    )
