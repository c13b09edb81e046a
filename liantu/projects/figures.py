"""What leadership asks of projects: how many signed, how much, what share is strategic emerging, what followed.

Every figure names its rows: the filters of the list of projects that shows exactly them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from liantu.lib.metrics import Metric, Share
from liantu.projects import metrics
from liantu.projects.models import StageMove
from liantu.projects.rules.forecast import StageForecast, Stay, forecast_of
from liantu.projects.rules.stages import StagePlan
from liantu.ui.wiring import Seen


@dataclass(frozen=True)
class Figure:
    """A number with the address of its rows; ``share`` when it is a part of a whole, with that whole's count."""

    code: str
    count: int
    amount_wan_yuan: Decimal | None
    rows: str
    share: float | None = None
    share_by_count: float | None = None
    of: int | None = None


@dataclass(frozen=True)
class Cohort:
    """Projects signed in one year: how many, and which part of them stands further by now."""

    year: int
    signed: int
    amount_wan_yuan: Decimal
    started: int
    same_year: int
    in_production: int
    rows: Mapping[str, str]


@dataclass(frozen=True)
class Funnel:
    """One stage: projects in it now, their investment, how many ever reached it, the forecast of the stay."""

    code: str
    name: str
    now: int
    amount_wan_yuan: Decimal
    ever: int
    forecast: StageForecast | None
    rows_now: str
    rows_ever: str


def _chain(chain: str) -> dict[str, str]:
    return {"chain": chain} if chain else {}


def figures_of(seen: Seen, *, since: date, until: date, chain: str = "") -> list[Figure]:
    """The figures of the period (day of signing or start within it), for one chain or all."""
    period: dict[str, Any] = {"since": since, "until": until, **_chain(chain)}
    signed = int(metrics.SIGNED.value(seen, **period) or 0)

    def counted(code: str, metric: Metric[Seen], amount: Metric[Seen] | None = None, **more: Any) -> Figure:
        money = amount.value(seen, **period) if amount is not None else None
        money = None if money is None else Decimal(money)
        return Figure(code, int(metric.value(seen, **period) or 0), money, metric.query(**period), **more)

    def shone(light: str) -> Figure:
        only: dict[str, Any] = {"light": light, **_chain(chain)}
        return Figure(light, int(metrics.RUNNING.value(seen, **only) or 0), None, metrics.RUNNING.query(**only))

    def share(one: Share[Seen]) -> float | None:
        value = one.value(seen, **period)
        return None if value is None else float(value)

    return [
        counted("signed", metrics.SIGNED, metrics.SIGNED_AMOUNT),
        counted(
            "emerging",
            metrics.EMERGING,
            metrics.EMERGING_AMOUNT,
            share=share(metrics.EMERGING_SHARE),
            share_by_count=share(metrics.EMERGING_SHARE_COUNT),
            of=signed,
        ),
        counted("started", metrics.STARTED, metrics.STARTED_AMOUNT),
        counted(
            "same_year_start",
            metrics.SAME_YEAR,
            metrics.SAME_YEAR_AMOUNT,
            share_by_count=share(metrics.SAME_YEAR_SHARE),
            of=signed,
        ),
        counted("in_production", metrics.PRODUCTION),
        shone("red"),
        shone("yellow"),
    ]


def cohorts_of(seen: Seen, *, chain: str = "", most: int = 6) -> list[Cohort]:
    """Projects by the year of signing, newest first: the rates of the three batches read off the later state of the
    same rows. Five queries."""
    only = _chain(chain)
    signed, amount, started, same, production = (
        metric.values_by(seen, "signed_year", **only)
        for metric in (
            metrics.SIGNED,
            metrics.SIGNED_AMOUNT,
            metrics.SIGNED_STARTED,
            metrics.SAME_YEAR,
            metrics.SIGNED_PRODUCING,
        )
    )
    newest = max(signed, default=0)
    return [
        Cohort(
            year,
            int(signed[year]),
            Decimal(amount.get(year, 0)),
            int(started.get(year, 0)),
            int(same.get(year, 0)),
            int(production.get(year, 0)),
            {metric.code.removeprefix("projects."): metric.query(signed_year=year, **only) for metric in COHORT_LINKS},
        )
        for year in sorted(signed, reverse=True)
        if year > newest - most
    ]


COHORT_LINKS = (metrics.SIGNED, metrics.SIGNED_STARTED, metrics.SAME_YEAR, metrics.SIGNED_PRODUCING)


@dataclass(frozen=True)
class Origin:
    """Where investors come from: a province, its running projects and their investment."""

    province: str
    count: int
    amount_wan_yuan: Decimal
    rows: str


def origins_of(seen: Seen, *, chain: str = "") -> list[Origin]:
    """Running projects by the investor's province, the most first; '' where nobody wrote it. Two queries."""
    only = _chain(chain)
    counts = metrics.RUNNING.values_by(seen, "province", **only)
    amounts = metrics.RUNNING_AMOUNT.values_by(seen, "province", **only)
    origins = [
        Origin(place, int(n), Decimal(amounts.get(place, 0)), metrics.RUNNING.query(province=place, **only))
        for place, n in counts.items()
    ]
    return sorted(origins, key=lambda one: (-one.count, one.province))


def funnel_of(seen: Seen, plan: StagePlan, *, today: date, chain: str = "") -> list[Funnel]:
    """Every stage of the plan with its projects now, how many ever reached it, and how long they stay.

    A query a stage for those who ever reached it, and three more.
    """
    only = _chain(chain)
    now = metrics.RUNNING.values_by(seen, "stage", **only)
    amounts = metrics.RUNNING_AMOUNT.values_by(seen, "stage", **only)
    moves = StageMove.objects.entered().filter(zone=seen.zone, project__merged_into__isnull=True)
    moves = moves.filter(project__chain__code=chain) if chain else moves
    steps = list(moves.order_by("project_id", "id").values_list("project_id", "to_state", "on"))
    stays = stays_of(steps, plan, today=today)
    return [
        Funnel(
            stage.code,
            stage.name,
            int(now.get(stage.code, 0)),
            Decimal(amounts.get(stage.code, 0)),
            int(metrics.REACHED.value(seen, stage=stage.code, **only) or 0),
            forecast_of(stays.get(stage.code, ())),
            metrics.RUNNING.query(stage=stage.code, **only),
            metrics.REACHED.query(stage=stage.code, **only),
        )
        for stage in plan.stages
    ]


def stays_of(steps: Sequence[tuple[int, str, date]], plan: StagePlan, *, today: date) -> Mapping[str, list[Stay]]:
    """The stays in every stage, from all steps in order of project and time.

    A step back ends a stay without going on; the last stay is still running.
    """
    stays: dict[str, list[Stay]] = {}
    for place, (project, stage, day) in enumerate(steps):
        later = steps[place + 1] if place + 1 < len(steps) and steps[place + 1][0] == project else None
        if not plan.has(stage):
            continue
        until = later[2] if later is not None else today
        forward = later is not None and plan.has(later[1]) and plan.stage(later[1]).order > plan.stage(stage).order
        stays.setdefault(stage, []).append(Stay(max((until - day).days, 0), forward))
    return stays
