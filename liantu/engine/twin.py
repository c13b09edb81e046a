"""The screening in plain Python, row by row: what every engine must equal, byte for byte.

Slow on purpose (about 10,000 rows a second) and short enough to read in one sitting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from . import roles, scoring, text
from .screening import Filters, Hit, Screening

Row = Mapping[str, Any]
_NAME_PLACE = roles.MAX_POSITION + 1


@dataclass(frozen=True)
class Match:
    """A word found in one place: role code, position (0: the name), index of the word, text of the place, stance."""

    code: int
    position: int
    word: int
    text: str
    aside: bool


@lru_cache(maxsize=4096)
def _places_of(name: str, scope: str) -> tuple[int, tuple[tuple[str, int, int], ...]]:
    """The fallback code of a row and every place that can be searched: (text, role code, position)."""
    items = roles.read_scope(scope)
    fallback = roles.fallback_code(name, items)
    return fallback, tuple((i.text, i.mask or fallback, i.position) for i in items if i.is_evidence)


def matches_of(row: Row, words: Sequence[str], exclusions: Sequence[str]) -> list[Match]:
    """Every place of a row in which a word stands and no exclusion word does.

    Where a word stands for the thing itself, words that only stand aside there are not counted.
    """
    name = str(row["name"] or "")
    fallback, places = _places_of(name, str(row["business_scope"] or ""))
    found = []
    for shown, code, position in ((text.squeeze(name), fallback, 0), *places):
        folded = text.fold(shown)
        if any(text.find_word(folded, word) >= 0 for word in exclusions):
            continue
        stances = [text.stance(folded, word) for word in words]
        best = max(stances, default=text.ABSENT)
        found += [
            Match(code, position, index, shown if position else name, best == text.ASIDE)
            for index, stance in enumerate(stances)
            if stance == best != text.ABSENT
        ]
    return found


def screen_rows(rows: Iterable[Row], screening: Screening, top: int | None = None) -> tuple[int, list[Hit]]:
    """How many rows match, and the best ``top`` of them (all when None), best first, ties by credit code then id."""
    kept = list(rows)
    words = screening.prepared_words()
    exclusions = screening.prepared_exclusions()
    matches = [matches_of(row, words, exclusions) for row in kept]
    occurrences = [0] * len(words)
    for found in matches:
        for match in found:
            occurrences[match.word] += 1
    specificity = [scoring.word_specificity(count, len(kept)) for count in occurrences]
    scored = []
    for row, found in zip(kept, matches, strict=True):
        if found and _passes(row, screening.filters):
            hit, raw = _score(row, found, specificity, words, screening)
            if _role_passes(hit.role, screening.filters):
                scored.append((-raw, hit.credit_code, hit.enterprise_id, hit))
    scored.sort(key=lambda entry: entry[:3])
    return len(scored), [entry[3] for entry in scored[:top]]


def _score(
    row: Row, found: Sequence[Match], specificity: Sequence[int], words: Sequence[str], screening: Screening
) -> tuple[Hit, int]:
    industry = str(row.get("gbt4754") or "")
    industry_fits = any(industry.startswith(code) for code in screening.gbt4754 if code)
    levels = [
        scoring.surest(scoring.level_of(m.code, screening.intent), industry_fits=industry_fits, aside=m.aside)
        for m in found
    ]
    best = max(levels)
    evidence = [match for match, level in zip(found, levels, strict=True) if level == best]
    name_levels = [level for match, level in zip(found, levels, strict=True) if match.position == 0]
    values = (
        scoring.specificity_value([specificity[word] for word in sorted({match.word for match in evidence})]),
        scoring.ROLE_VALUE[best],
        max(scoring.position_value(match.position or scoring.NAME_POSITION) for match in evidence),
        max((scoring.name_value(level) for level in name_levels), default=0),
        scoring.frequency_value(len({match.position for match in evidence})),
        scoring.capital_value(row["capital_wan_yuan"]),
    )
    shown = min(evidence, key=lambda m: (-specificity[m.word], m.position or _NAME_PLACE, m.word))
    weights = screening.weights.thousandths()
    raw = scoring.raw_score(values, weights)
    hit = Hit(
        enterprise_id=row["enterprise_id"],
        credit_code=row["credit_code"] or "",
        name=row["name"] or "",
        role=scoring.role_of(shown.code, screening.intent),  # type: ignore[arg-type]
        score=scoring.shown_score(raw, weights),
        parts=scoring.parts_of(values, weights),
        evidence=shown.text,
        word=words[shown.word],
        where="scope" if shown.position else "name",
        position=shown.position,
        province=row["province"] or "",
        city=row["city"] or "",
        capital_wan_yuan=row["capital_wan_yuan"],
        registered_on=row["registered_on"],
        enterprise_type=row["enterprise_type"] or "",
    )
    return hit, raw


def _passes(row: Row, filters: Filters) -> bool:
    """Whether a row meets the hard conditions that do not depend on the match."""
    province, city = row["province"] or "", row["city"] or ""
    capital: float | None = row["capital_wan_yuan"]
    registered: date | None = row["registered_on"]
    return (
        (not filters.provinces or province in filters.provinces)
        and (not filters.cities or city in filters.cities)
        and province not in filters.outside_provinces
        and city not in filters.outside_cities
        and _within(capital, filters.capital_min_wan_yuan, filters.capital_max_wan_yuan)
        and _within(registered, filters.registered_from_on, filters.registered_to_on)
        and (not filters.valid_code_only or bool(row["credit_code_valid"]))
        and not (row["credit_code"] and row["credit_code"] in filters.exclude_codes)
    )


def _within(value: Any, least: Any, most: Any) -> bool:
    if least is None and most is None:
        return True
    return value is not None and (least is None or value >= least) and (most is None or value <= most)


def _role_passes(role: str, filters: Filters) -> bool:
    return (not filters.roles or role in filters.roles) and not (filters.exclude_trade_only and role == "trade")
