"""Reads behind the calibration page, the measured precision of lists, and the hit rate of last year's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from pydantic import RootModel

from liantu.chains.firm_sums import calibration_of, raw_chances
from liantu.chains.models import Chain
from liantu.engine.ranking import Question as Lesson
from liantu.enterprises.models import Enterprise
from liantu.lib.dated import Share, load
from liantu.lib.problems import KeptLostError, Problem
from liantu.people.models import User, Zone
from liantu.prospects.models import RankingFit, RestrictedEnterprise, TargetList, TargetMark
from liantu.prospects.rules.measured import LEAST_FITTED, LEAST_SHOWN, MeasuredShare, Outcome, hit_rate, measured_share
from liantu.prospects.rules.question import FACTORS
from liantu.prospects.slots import target_outcome

TOP = 50
ListLength = Literal["p10", "p50", "p200"]


class ShippedPrecision(RootModel[dict[str, dict[ListLength, Share]]]):
    """Share of right ones among the first targets, by chain; ``reference/target_precision.yaml``."""


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Mapping[ListLength, float]]:
    return load("target_precision.yaml", ShippedPrecision).root


@dataclass(frozen=True)
class Precision:
    """What is known of how right the list of a chain is: the zone's own reviewed targets, else the shipped
    judgement.
    """

    own: MeasuredShare | None
    shipped: Mapping[ListLength, float] | None


def precision_of(chain: Chain, marks: Sequence[TargetMark]) -> Precision:
    """The measured precision to show beside a list; the zone's own from LEAST_SHOWN reviewed targets on."""
    right = sum(mark.verdict == TargetMark.Verdict.RIGHT for mark in marks)
    own = measured_share(right, len(marks)) if len(marks) >= LEAST_SHOWN else None
    return Precision(own, _shipped().get(chain.name))


def standing_marks(zone: Zone) -> list[TargetMark]:
    """The latest standing mark of every enterprise and link of the zone, oldest first. One query."""
    latest: dict[tuple[int, str, str], TargetMark] = {}
    for mark in TargetMark.objects.filter(zone=zone, withdrawn_at__isnull=True).select_related("chain").order_by("id"):
        latest[mark.chain_id, mark.node_code, mark.credit_code or str(mark.enterprise_id)] = mark
    return sorted(latest.values(), key=lambda mark: mark.pk)


@dataclass(frozen=True)
class CalibrationPage:
    """How many targets were reviewed, how right they were by link, what was fitted, and whether a fit may be made."""

    reviewed: int
    whole: MeasuredShare | None
    by_link: tuple[tuple[str, str, MeasuredShare], ...]
    fits: tuple[RankingFit, ...]
    least: int

    @property
    def may_fit(self) -> bool:
        """Whether enough targets were reviewed."""
        return self.reviewed >= self.least


def calibration_page(zone: Zone) -> CalibrationPage:
    """The page. Two queries."""
    marks = standing_marks(zone)
    groups: dict[tuple[str, str], list[TargetMark]] = {}
    for mark in marks:
        groups.setdefault((mark.chain.name, mark.node_code), []).append(mark)
    rows = [(chain, node, share) for (chain, node), some in sorted(groups.items()) if (share := _share(some))]
    return CalibrationPage(
        len(marks), _share(marks), tuple(rows), tuple(RankingFit.objects.filter(zone=zone)[:20]), LEAST_FITTED
    )


def reviewed_roles(zone: Zone) -> list[tuple[float, bool]]:
    """Reviewed targets whose role was measured: value of the role factor (0–1), whether it was right. One query."""
    return [
        (float(mark.factors["parts"]["role"]), mark.verdict == TargetMark.Verdict.RIGHT)
        for mark in standing_marks(zone)
        if "role" in (mark.factors or {}).get("parts", {})
    ]


def chances_of(zone: Zone, day: date) -> tuple[list[tuple[str, float, float]], int]:
    """Kinds of evidence in a register: type, raw chance, chance by the zone's reviewed targets; how many those are."""
    fitted = calibration_of(zone, day)
    return [(name, raw, fitted.apply(raw)) for _least, name, raw in raw_chances(day)], fitted.cases


def _share(marks: Sequence[TargetMark]) -> MeasuredShare | None:
    return measured_share(sum(mark.verdict == TargetMark.Verdict.RIGHT for mark in marks), len(marks))


def lessons(marks: Sequence[TargetMark]) -> tuple[list[Lesson], list[Any], list[str]]:
    """Reviewed targets as choices by link: candidates (m, factors), the right ones; scores as shipped; link names.

    Marks without the parts of their score (made outside the list) teach nothing and are passed over.
    """
    groups: dict[str, list[TargetMark]] = {}
    for mark in marks:
        if (mark.factors or {}).get("parts"):
            groups.setdefault(f"{mark.chain_id}/{mark.node_code}", []).append(mark)
    questions, before, names = [], [], []
    for name, some in sorted(groups.items()):
        table = np.array([[float(mark.factors["parts"].get(factor, 0.0)) for factor in FACTORS] for mark in some])
        chosen = tuple(at for at, mark in enumerate(some) if mark.verdict == TargetMark.Verdict.RIGHT)
        questions.append(Lesson(table, chosen))
        before.append(np.array([float(mark.factors.get("score", 0.0)) for mark in some]))
        names.append(name)
    return questions, before, names


def fit_in_use(zone: Zone) -> RankingFit | None:
    """The fitted ranking a person has switched on, or None."""
    return RankingFit.objects.filter(zone=zone, switched_on_at__isnull=False, switched_off_at__isnull=True).first()


def restricted_codes(zone: Zone, *, today: date) -> list[str]:
    """Credit codes of the enterprises not to be invited today, sorted. One query."""
    rows = RestrictedEnterprise.objects.filter(zone=zone)
    return sorted(
        row.credit_code
        for row in rows
        if (row.starts_on is None or row.starts_on <= today) and (row.ends_on is None or today <= row.ends_on)
    )


@dataclass(frozen=True)
class HitRatePage:
    """What became of the first TOP of last year's saved lists; ``kept_elsewhere``: rungs nobody keeps yet.

    ``problems``: of lists whose kept answer is damaged; they are left out.
    """

    lists: int
    outcomes: tuple[Outcome, ...]
    reached: Mapping[str, int]
    kept_elsewhere: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def hit_rate_page(user: User, zone: Zone, *, today: date) -> HitRatePage:
    """The hit rate of the lists saved in the year before ``today``: each target counts once, at its best rank."""
    since = today - timedelta(days=365)
    saved = TargetList.objects.visible_to(user).filter(zone=zone, saved_at__date__gte=since)
    best, problems = _best_rows(saved)
    known = {
        code: created.date().isoformat()
        for code, created in Enterprise.objects.filter(zone=zone, merged_into__isnull=True)
        .exclude(credit_code="")
        .values_list("credit_code", "created_at")
    }
    asked = [(row["credit_code"], row["name"]) for row in best.values()]
    told: dict[str, dict[str, str]] = {}
    for answer in target_outcome.values():
        for key, rungs in answer(zone, asked).items():
            told.setdefault(key, {}).update(rungs)
    outcomes = tuple(
        Outcome(
            row["name"],
            row["credit_code"],
            row["rank"],
            {"known": known.get(row["credit_code"], ""), **told.get(key, {})},
        )
        for key, row in sorted(best.items(), key=lambda pair: (pair[1]["rank"], pair[0]))
    )
    kept = {rung for filling in target_outcome.fillings() for rung in getattr(filling.value, "rungs", ())}
    missing = tuple(rung for rung in ("met", "signed", "started") if rung not in kept)
    return HitRatePage(saved.count(), outcomes, hit_rate(outcomes), missing, problems)


def _best_rows(saved: Iterable[TargetList]) -> tuple[dict[str, Mapping[str, Any]], tuple[Problem, ...]]:
    """Every target of the first TOP of lists once, at its best rank; the problems of damaged lists."""
    best: dict[str, Mapping[str, Any]] = {}
    problems: list[Problem] = []
    for one in saved:
        try:
            rows = one.answer().rows()
        except KeptLostError as error:
            problems += error.problems
            continue
        for row in rows:
            key = row["credit_code"] or row["name"]
            if row["rank"] <= TOP and (key not in best or row["rank"] < best[key]["rank"]):
                best[key] = row
    return best, tuple(problems)
