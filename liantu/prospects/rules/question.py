"""The question behind a target list: weights and hard filters, read from untrusted text, written as canonical JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from liantu.lib.problems import Problem, ProblemsError
from liantu.lib.regions import normalise_city
from liantu.prospects.rules.rank_fusion import TERMS

FACTORS: tuple[str, ...] = ("specificity", "role", "position", "name", "frequency", "capital")
WEIGHT_MOST = 3.0
CAPITAL_MOST_WAN_YUAN = 1e9
LIST_MOST = 1000
FOLD_MOST = 100


@dataclass(frozen=True)
class Question:
    """How to rank for a link: factor weights (1 = as shipped, 0 = off, at most 3) and hard filters.

    ``provinces`` keep, ``without_provinces`` and ``without_cities`` drop; years of age are whole years on ``as_of_on``
    of the register; ``exclude_present`` drops enterprises in the zone's city or among its own, and those of their
    groups. ``fused``: ordered by all the evidence there is, each term of ``terms`` times its slider; else by the words
    alone. ``per_group``/``per_province``: so many of one group or province are shown, 0 all.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(FACTORS, 1.0))
    provinces: tuple[str, ...] = ()
    without_provinces: tuple[str, ...] = ()
    without_cities: tuple[str, ...] = ()
    capital_min_wan_yuan: float | None = None
    capital_max_wan_yuan: float | None = None
    age_min_years: int | None = None
    age_max_years: int | None = None
    exclude_present: bool = True
    exclude_trade_only: bool = True
    valid_code_only: bool = False
    fused: bool = True
    terms: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(TERMS, 1.0))
    per_group: int = 0
    per_province: int = 0

    def canonical(self) -> str:
        """The question as one line of JSON: equal questions, equal bytes.

        One that is not fused is written as before there was any fusion, so that old lists keep their bytes.
        """
        content: dict[str, object] = {
            "weights": {factor: float(self.weights.get(factor, 1.0)) for factor in FACTORS},
            "provinces": sorted(self.provinces),
            "without_provinces": sorted(self.without_provinces),
            "capital_min_wan_yuan": self.capital_min_wan_yuan,
            "capital_max_wan_yuan": self.capital_max_wan_yuan,
            "age_min_years": self.age_min_years,
            "age_max_years": self.age_max_years,
            "exclude_present": self.exclude_present,
            "exclude_trade_only": self.exclude_trade_only,
            "valid_code_only": self.valid_code_only,
        }
        if self.fused:
            content["fused"] = True
            content["terms"] = {term: float(self.terms.get(term, 1.0)) for term in TERMS}
        if self.without_cities:
            content["without_cities"] = sorted(self.without_cities)
        if self.per_group or self.per_province:
            content |= {"per_group": self.per_group, "per_province": self.per_province}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_canonical(cls, text: str) -> Question:
        """The question whose ``canonical`` is ``text``. Raises ValueError on anything else."""
        content = {"fused": False, **json.loads(text)}
        for name in ("provinces", "without_provinces", "without_cities"):
            content[name] = tuple(content.get(name, ()))
        return cls(**content)

    def as_query(self, *, all_weights: bool = False) -> list[tuple[str, str]]:
        """The question as URL parameters, only what differs from the default, so that an address can be shared.

        ``all_weights``: every weight is written, where one that is not said would be another than 1.
        """
        pairs: list[tuple[str, str]] = [
            (f"w_{factor}", f"{self.weights[factor]:g}")
            for factor in FACTORS
            if all_weights or self.weights.get(factor, 1.0) != 1.0
        ]
        pairs += [(f"t_{term}", f"{self.terms[term]:g}") for term in TERMS if self.terms.get(term, 1.0) != 1.0]
        pairs += [] if self.fused else [("words", "1")]
        pairs += [(name, str(getattr(self, name))) for name in ("per_group", "per_province") if getattr(self, name)]
        pairs += [("province", province) for province in self.provinces]
        pairs += [("without", province) for province in self.without_provinces]
        pairs += [("without_city", city) for city in self.without_cities]
        for name in ("capital_min", "capital_max"):
            value = getattr(self, f"{name}_wan_yuan")
            pairs += [] if value is None else [(name, f"{value:g}")]
        for name in ("age_min", "age_max"):
            years = getattr(self, f"{name}_years")
            pairs += [] if years is None else [(name, str(years))]
        pairs += [] if self.exclude_present else [("present", "1")]
        pairs += [] if self.exclude_trade_only else [("traders", "1")]
        pairs += [("valid", "1")] if self.valid_code_only else []
        return pairs


def read_question(values: Mapping[str, Sequence[str]], *, known_provinces: Sequence[str] = ()) -> Question:
    """The question in URL or form ``values`` (name → list of texts); names as written by ``as_query``.

    Raises ProblemsError with every value that cannot be used. ``known_provinces`` bounds the region names.
    """
    problems: list[Problem] = []
    weights = {factor: _number(values, f"w_{factor}", 1.0, 0.0, WEIGHT_MOST, problems) or 0.0 for factor in FACTORS}
    if not any(weights.values()):
        problems.append(
            Problem("no_weight", "All weights are zero.", where="w", fix="Raise at least one weight above zero.")
        )
    question = Question(
        weights=weights,
        provinces=_provinces(values, "province", known_provinces, problems),
        without_provinces=_provinces(values, "without", known_provinces, problems),
        without_cities=tuple(dict.fromkeys(filter(None, map(normalise_city, values.get("without_city") or ())))),
        capital_min_wan_yuan=_number(values, "capital_min", None, 0, CAPITAL_MOST_WAN_YUAN, problems),
        capital_max_wan_yuan=_number(values, "capital_max", None, 0, CAPITAL_MOST_WAN_YUAN, problems),
        age_min_years=_years(values, "age_min", problems),
        age_max_years=_years(values, "age_max", problems),
        exclude_present=_last(values, "present") != "1",
        exclude_trade_only=_last(values, "traders") != "1",
        valid_code_only=_last(values, "valid") == "1",
        fused=_last(values, "words") != "1",
        terms={term: _number(values, f"t_{term}", 1.0, 0.0, WEIGHT_MOST, problems) or 0.0 for term in TERMS},
        per_group=int(_number(values, "per_group", 0, 0, FOLD_MOST, problems) or 0),
        per_province=int(_number(values, "per_province", 0, 0, FOLD_MOST, problems) or 0),
    )
    _check_order(question, problems)
    if question.fused and not question.terms["text"]:
        problems.append(
            Problem(
                "no_text",
                "The words cannot be left out: the candidates come from them.",
                where="t_text",
                fix="Raise the weight of the words above zero.",
            )
        )
    if problems:
        raise ProblemsError(problems)
    return question


def registered_between(question: Question, *, as_of_on: date) -> tuple[date | None, date | None]:
    """The earliest and latest registration day that fit the ages asked for, seen from ``as_of_on``."""
    earliest = None if question.age_max_years is None else _years_before(as_of_on, question.age_max_years + 1)
    latest = None if question.age_min_years is None else _years_before(as_of_on, question.age_min_years)
    return earliest, latest


def _check_order(question: Question, problems: list[Problem]) -> None:
    """A lower bound above the upper one finds nothing: say so instead of showing an empty list."""
    pairs = (
        ("capital", question.capital_min_wan_yuan, question.capital_max_wan_yuan),
        ("age", question.age_min_years, question.age_max_years),
    )
    for name, least, most in pairs:
        if least is not None and most is not None and least > most:
            problems.append(
                Problem(
                    "bounds_crossed",
                    "The lower bound %(least)g is above the upper bound %(most)g.",
                    where=name,
                    fix="Swap the two numbers or clear one.",
                    params={"least": least, "most": most},
                )
            )


def _last(values: Mapping[str, Sequence[str]], name: str) -> str:
    """The last text given for ``name``, trimmed; '' without any."""
    given = values.get(name) or ()
    return given[-1].strip() if given else ""


def _number(
    values: Mapping[str, Sequence[str]],
    name: str,
    default: float | None,
    least: float,
    most: float,
    problems: list[Problem],
) -> float | None:
    """The number under ``name`` within bounds; a problem otherwise."""
    text = _last(values, name).replace(",", "").replace("，", "")
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:  # also refuses nan
        problems.append(
            Problem(
                "not_a_number",
                "“%(text)s” is not a number from %(least)g to %(most)g.",
                where=name,
                fix="Write a number within the bounds, or clear the field.",
                params={"text": text[:40], "least": least, "most": most},
            )
        )
        return default
    return number


def _years(values: Mapping[str, Sequence[str]], name: str, problems: list[Problem]) -> int | None:
    """Whole years from 0 to 200."""
    number = _number(values, name, None, 0, 200, problems)
    return None if number is None else int(number)


def _provinces(
    values: Mapping[str, Sequence[str]], name: str, known: Sequence[str], problems: list[Problem]
) -> tuple[str, ...]:
    """Province names, each once, in the order given."""
    given = tuple(dict.fromkeys(text.strip() for text in values.get(name) or () if text.strip()))
    if known:
        strange = [text for text in given if text not in known]
        problems.extend(
            Problem(
                "unknown_province",
                "The register has no province “%(text)s”.",
                where=name,
                fix="Choose from the list.",
                params={"text": text[:40]},
            )
            for text in strange
        )
        given = tuple(text for text in given if text in known)
    return given


def _years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February becomes the 28th."""
    year = max(day.year - years, 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
