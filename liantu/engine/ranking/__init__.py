"""Ranking owners of product lists for a text: no training needed, every term shown, silent without evidence.

Front door: ``ProductCorpus.from_edges``, ``OwnerRanker``; for learning from decisions ``fit_choice`` and ``held_out``.
"""

from liantu.engine.ranking.choice import Choice, Comparison, Question, fit_choice, held_out
from liantu.engine.ranking.corpus import ProductCorpus
from liantu.engine.ranking.ranker import Fitted, OwnerRanker, RankedOwner, Term, has_evidence

__all__ = [
    "Choice",
    "Comparison",
    "Fitted",
    "OwnerRanker",
    "ProductCorpus",
    "Question",
    "RankedOwner",
    "Term",
    "fit_choice",
    "has_evidence",
    "held_out",
]
