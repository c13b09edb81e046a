"""The question put to a register and the answer: one value in, one result out, the same on every engine."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from typing import Literal

from . import text

Role = Literal["make", "trade", "service"]
Where = Literal["scope", "name"]
FACTORS = ("specificity", "role", "position", "name", "frequency", "capital")


@dataclass(frozen=True)
class Filters:
    """Hard conditions on a row; empty means no condition. A row with an unknown value fails a condition on it."""

    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    outside_provinces: tuple[str, ...] = ()
    outside_cities: tuple[str, ...] = ()
    capital_min_wan_yuan: float | None = None
    capital_max_wan_yuan: float | None = None
    registered_from_on: date | None = None
    registered_to_on: date | None = None
    valid_code_only: bool = False
    exclude_trade_only: bool = False
    exclude_codes: tuple[str, ...] | frozenset[str] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Weights:
    """What each part of the score counts (0 or more, thousandths are kept); only their proportions matter."""

    specificity: float = 1.0
    role: float = 3.0
    position: float = 0.5
    name: float = 0.25
    frequency: float = 0.25
    capital: float = 0.25

    def thousandths(self) -> tuple[int, ...]:
        """The weights in the order of FACTORS as whole thousandths. Raises ValueError on negative or absurd ones."""
        values = tuple(round(float(getattr(self, f.name)) * 1000) for f in fields(self))
        if min(values) < 0 or max(values) > 100_000:
            raise ValueError("weights must lie between 0 and 100")
        return values


@dataclass(frozen=True)
class Screening:
    """One node's question: any of the words is evidence; an item holding an exclusion word is none."""

    words: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    intent: Role = "make"
    gbt4754: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    weights: Weights = field(default_factory=Weights)

    def prepared_words(self) -> tuple[str, ...]:
        """The words as compared: plain, folded, each once, in the order given, empty ones left out."""
        return _prepared(self.words)

    def prepared_exclusions(self) -> tuple[str, ...]:
        """The exclusion words as compared."""
        return _prepared(self.exclude)


@lru_cache(maxsize=4096)
def _prepared(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in (text.search_word(w) for w in words) if word))


@dataclass(frozen=True)
class Part:
    """One named part of a score: the value of the row (0–1), its weight, and the points (of 100) it brings."""

    factor: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True)
class Hit:
    """One enterprise that matches, with why. ``position`` counts the items of the scope from 1; 0 is the name."""

    enterprise_id: int
    credit_code: str
    name: str
    role: Role
    score: float
    parts: tuple[Part, ...]
    evidence: str
    word: str
    where: Where
    position: int
    province: str
    city: str
    capital_wan_yuan: float | None
    registered_on: date | None
    enterprise_type: str
