"""Which relations between products are evidence? Kinds told by their tail, and inputs of industry; no recipes.

Public graphs fill their relation “input” with recipes, and their relation “kind of” with names that merely begin alike.
The filter learns on the very tables brought in: products that enterprises list against dishes and remedies.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from liantu.engine.ranking.texts import is_hyponym, reading
from liantu.sources.products.rules.lists import Dropped, clean_name, problem_of

KIND, INPUT, OUTPUT = "kind", "input", "output"
_MEANS = {
    "产品小类": KIND, "小类": KIND, "kind": KIND, "is_a": KIND, "subclass": KIND,
    "上游材料": INPUT, "原料": INPUT, "原材料": INPUT, "input": INPUT, "上游": INPUT, "upstream": INPUT,
    "下游产品": OUTPUT, "下游": OUTPUT, "output": OUTPUT, "downstream": OUTPUT,
}  # fmt: skip
# dishes, drinks, remedies and masks: enough of them to learn from, not all of them
KITCHEN = re.compile(
    r"[汤粥羹饭饼糕酥饺粽炒炖焖煲烩卤煎炸烤拌腌]|馒头|包子|馄饨|面条|泡菜|酱菜|沙拉|寿司|披萨|蛋挞|布丁|奶昔|冰淇淋|果汁|奶茶|丸子|"
    r"火锅|豆腐|鸡翅|排骨|鸡蛋|红烧|清蒸|凉拌|糖醋|面膜|足浴|药膳|茶饮|养生|[丸散]$|膏方"
)
LEARN_FROM_LEAST = 200


@dataclass(frozen=True)
class IndustryFilter:
    """Does a name belong to industry or to the kitchen? The evidence of its grams, summed (naive Bayes)."""

    evidence: dict[str, float]

    @staticmethod
    def learn(listed: Collection[str], others: Collection[str]) -> IndustryFilter:
        """``listed``: products of enterprises; ``others``: names of the graph. Without enough dishes among the others
        there is nothing to learn, and only the words of the kitchen tell.
        """
        industry = {name for name in listed if not KITCHEN.search(name)}
        kitchen = {name for name in others if KITCHEN.search(name)}
        if min(len(industry), len(kitchen)) < LEARN_FROM_LEAST:
            return IndustryFilter({})
        good = Counter(gram for name in industry for gram in _grams(name))
        bad = Counter(gram for name in kitchen for gram in _grams(name))
        return IndustryFilter(
            {
                gram: math.log((good[gram] + 0.5) / (len(industry) + 1))
                - math.log((bad[gram] + 0.5) / (len(kitchen) + 1))
                for gram in sorted(good.keys() | bad.keys())
            }
        )

    def score(self, name: str) -> float:
        """Above 0 for industry, below for the kitchen; the longer the name, the less a single gram decides."""
        if not self.evidence:
            return -1.0 if KITCHEN.search(name) else 1.0
        grams = _grams(name)
        return sum(self.evidence.get(gram, 0.0) for gram in sorted(grams)) / math.sqrt(len(grams))


def _grams(name: str) -> set[str]:
    text = f"^{reading(name)}$"
    return {text[at : at + length] for length in (1, 2, 3) for at in range(len(text) - length + 1)}


@dataclass(frozen=True)
class RelationLine:
    """A relation as it was read: row in its table, and the three cells."""

    row: int
    whole: str
    relation: str
    part: str


@dataclass(frozen=True)
class Related:
    """A relation that counts. ``kind``: ``part`` is a kind of ``whole``; ``input``: ``part`` goes into ``whole``.

    ``score``: how sure both ends belong to industry (the weaker of the two); 0 for a kind.
    """

    kind: str
    whole: str
    part: str
    score: float


@dataclass
class CleanRelations:
    """Relations that are evidence, and the rows that are not."""

    lines: list[Related] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def clean_relations(rows: Iterable[RelationLine], industry: IndustryFilter) -> CleanRelations:
    """The relations that are evidence; of equal ones the first; every other row with its reason."""
    found = CleanRelations()
    seen: set[tuple[str, str, str]] = set()
    scores: dict[str, float] = {}
    for row in rows:
        line, reason = _relation(row, industry, scores)
        if line is not None and (line.kind, line.whole, line.part) in seen:
            reason = "twice"
        if reason or line is None:
            text = f"{row.whole} · {row.relation} · {row.part}"
            found.dropped.append(Dropped("relations", row.row, reason, text[:300]))
            continue
        seen.add((line.kind, line.whole, line.part))
        found.lines.append(line)
    return found


def _relation(row: RelationLine, industry: IndustryFilter, scores: dict[str, float]) -> tuple[Related | None, str]:
    """A relation, or why it is none."""
    kind = _MEANS.get(row.relation.strip().lower(), "")
    whole, part = clean_name(row.whole), clean_name(row.part)
    reason = problem_of(whole) or problem_of(part)
    if not kind or reason:
        return None, reason or "relation_unknown"
    if reading(whole) == reading(part):
        return None, "with_itself"
    if kind == KIND:
        wide, narrow = sorted((whole, part), key=len)
        return (Related(KIND, wide, narrow, 0.0), "") if is_hyponym(narrow, wide) else (None, "begins_alike")
    if kind == OUTPUT:
        whole, part = part, whole
    for name in (whole, part):
        if name not in scores:
            scores[name] = industry.score(name)
    least = min(scores[whole], scores[part])
    return (Related(INPUT, whole, part, round(least, 4)), "") if least > 0 else (None, "recipe")
