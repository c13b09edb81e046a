"""What leadership asks of projects: how many signed, how much, what share is strategic emerging, what followed.

Every figure names its rows: the filters of the list of projects that shows exactly them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum

from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.projects.models import Project, StageMove
from liantu.projects.reads import projects_of
from liantu.projects.rules.forecast import StageForecast, Stay, forecast_of
from liantu.projects.rules.stages import StagePlan


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


@dataclass(frozen=True)
class Funnel:
    """One stage: projects in it now, their investment, how many ever reached it, the forecast of the stay."""

    code: str
    name: str
    now: int
    amount_wan_yuan: Decimal
    ever: int
    forecast: StageForecast | None


def _rows(**query: Any) -> str:
    return urlencode({name: value for name, value in query.items() if value not in (None, "")})


def figures_of(user: User, zone: Zone, *, since: date, until: date, chain: str = "") -> list[Figure]:
    """The figures of the period (day of signing or start within it), for one chain or all. One query."""
    rows = _of_chain(projects_of(user, zone), chain)
    signed = Q(signed_on__gte=since, signed_on__lte=until)
    started = Q(started_on__gte=since, started_on__lte=until)
    emerging = signed & Q(industry_class=Project.IndustryClass.EMERGING)
    same_year = _same_year(since, until)
    found = rows.aggregate(
        signed_n=Count("pk", filter=signed),
        signed_sum=Sum("signed_wan_yuan", filter=signed),
        emerging_n=Count("pk", filter=emerging),
        emerging_sum=Sum("signed_wan_yuan", filter=emerging),
        started_n=Count("pk", filter=started),
        started_sum=Sum("signed_wan_yuan", filter=started),
        same_n=Count("pk", filter=same_year),
        same_sum=Sum("signed_wan_yuan", filter=same_year),
        production_n=Count("pk", filter=Q(in_production_on__gte=since, in_production_on__lte=until)),
        red_n=Count("pk", filter=Q(light="red", health="normal")),
        yellow_n=Count("pk", filter=Q(light="yellow", health="normal")),
    )
    period = {"since": since.isoformat(), "until": until.isoformat(), "chain": chain}
    total, amount = found["signed_n"], found["signed_sum"] or Decimal(0)
    return [
        Figure("signed", total, amount, _rows(figure="signed", **period)),
        Figure(
            "emerging",
            found["emerging_n"],
            found["emerging_sum"] or Decimal(0),
            _rows(figure="emerging", **period),
            float((found["emerging_sum"] or 0) / amount) if amount else None,
            found["emerging_n"] / total if total else None,
            total,
        ),
        Figure("started", found["started_n"], found["started_sum"] or Decimal(0), _rows(figure="started", **period)),
        Figure(
            "same_year_start",
            found["same_n"],
            found["same_sum"] or Decimal(0),
            _rows(figure="same_year_start", **period),
            None,
            found["same_n"] / total if total else None,
            total,
        ),
        Figure("in_production", found["production_n"], None, _rows(figure="in_production", **period)),
        Figure("red", found["red_n"], None, _rows(figure="red", chain=chain)),
        Figure("yellow", found["yellow_n"], None, _rows(figure="yellow", chain=chain)),
    ]


def rows_behind(rows: ZonedQuerySet[Project], figure: str, *, since: date, until: date) -> ZonedQuerySet[Project]:
    """Exactly the projects a figure counted."""
    signed = Q(signed_on__gte=since, signed_on__lte=until)
    narrow = {
        "signed": signed,
        "emerging": signed & Q(industry_class=Project.IndustryClass.EMERGING),
        "started": Q(started_on__gte=since, started_on__lte=until),
        "same_year_start": _same_year(since, until),
        "in_production": Q(in_production_on__gte=since, in_production_on__lte=until),
        "red": Q(light="red", health="normal"),
        "yellow": Q(light="yellow", health="normal"),
    }.get(figure)
    return rows.filter(narrow) if narrow is not None else rows


YEARS_MOST = 40


def _same_year(since: date, until: date) -> Q:
    """Signed within the period and started in the year of signing: by ranges of days, which an index can serve."""
    found = Q(pk__in=())
    for year in range(max(since.year, until.year - YEARS_MOST), until.year + 1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        found |= Q(
            signed_on__gte=max(first, since),
            signed_on__lte=min(last, until),
            started_on__gte=first,
            started_on__lte=last,
        )
    return found


def _of_chain(rows: ZonedQuerySet[Project], chain: str) -> ZonedQuerySet[Project]:
    return rows.filter(chain__code=chain) if chain else rows


def cohorts_of(user: User, zone: Zone, *, chain: str = "", most: int = 6) -> list[Cohort]:
    """Projects by the year of signing, newest first: the rates of the three batches read off the later state of the
    same rows. Two queries."""
    rows = _of_chain(projects_of(user, zone), chain).filter(signed_on__isnull=False)
    newest = rows.order_by("-signed_on").values_list("signed_on", flat=True).first()
    if newest is None:
        return []
    years = [newest.year - back for back in range(most)]
    asked: dict[str, Any] = {}
    for year in years:
        within = Q(signed_on__gte=date(year, 1, 1), signed_on__lte=date(year, 12, 31))
        asked |= {
            f"n{year}": Count("pk", filter=within),
            f"amount{year}": Sum("signed_wan_yuan", filter=within),
            f"started{year}": Count("pk", filter=within & Q(started_on__isnull=False)),
            f"same{year}": Count("pk", filter=_same_year(date(year, 1, 1), date(year, 12, 31))),
            f"production{year}": Count("pk", filter=within & Q(in_production_on__isnull=False)),
        }
    told = rows.aggregate(**asked)
    return [
        Cohort(
            year,
            told[f"n{year}"],
            told[f"amount{year}"] or Decimal(0),
            told[f"started{year}"],
            told[f"same{year}"],
            told[f"production{year}"],
        )
        for year in years
        if told[f"n{year}"]
    ]


@dataclass(frozen=True)
class Origin:
    """Where investors come from: a province, its running projects and their investment."""

    province: str
    count: int
    amount_wan_yuan: Decimal


def origins_of(user: User, zone: Zone, *, chain: str = "") -> list[Origin]:
    """Running projects by the investor's province, the most first; '' where nobody wrote it. One query."""
    rows = _of_chain(projects_of(user, zone), chain).filter(health="normal").values("origin_province")
    found = rows.annotate(
        n=Count("pk"), signed=Sum("signed_wan_yuan"), intent=Sum("intent_wan_yuan", filter=Q(signed_wan_yuan=None))
    )
    origins = [
        Origin(one["origin_province"], one["n"], (one["signed"] or Decimal(0)) + (one["intent"] or Decimal(0)))
        for one in found
    ]
    return sorted(origins, key=lambda one: (-one.count, one.province))


def funnel_of(user: User, zone: Zone, plan: StagePlan, *, today: date, chain: str = "") -> list[Funnel]:
    """Every stage of the plan with its projects now, how many ever reached it, and how long they stay. Two queries."""
    rows = _of_chain(projects_of(user, zone), chain)
    now = {
        one["stage"]: one
        for one in rows.filter(health="normal")
        .values("stage")
        .annotate(
            n=Count("pk"), signed=Sum("signed_wan_yuan"), intent=Sum("intent_wan_yuan", filter=Q(signed_wan_yuan=None))
        )
    }
    moves = StageMove.objects.filter(zone=zone, state=StageMove.State.MADE, project__merged_into__isnull=True)
    if chain:
        moves = moves.filter(project__chain__code=chain)
    steps = list(moves.order_by("project_id", "id").values_list("project_id", "to_state", "on"))
    stays, ever = stays_of(steps, plan, today=today)
    nobody: dict[str, Any] = {"n": 0, "signed": None, "intent": None}
    return [
        Funnel(
            stage.code,
            stage.name,
            one["n"],
            (one["signed"] or Decimal(0)) + (one["intent"] or Decimal(0)),
            ever.get(stage.code, 0),
            forecast_of(stays.get(stage.code, ())),
        )
        for stage in plan.stages
        for one in (now.get(stage.code, nobody),)
    ]


def stays_of(
    steps: Sequence[tuple[int, str, date]], plan: StagePlan, *, today: date
) -> tuple[Mapping[str, list[Stay]], Mapping[str, int]]:
    """The stays in every stage, and how many projects ever reached each, from all steps in order of project and time.

    A step back ends a stay without going on; the last stay is still running.
    """
    stays: dict[str, list[Stay]] = {}
    ever: dict[str, set[int]] = {}
    for place, (project, stage, day) in enumerate(steps):
        ever.setdefault(stage, set()).add(project)
        later = steps[place + 1] if place + 1 < len(steps) and steps[place + 1][0] == project else None
        if not plan.has(stage):
            continue
        until = later[2] if later is not None else today
        forward = later is not None and plan.has(later[1]) and plan.stage(later[1]).order > plan.stage(stage).order
        stays.setdefault(stage, []).append(Stay(max((until - day).days, 0), forward))
    return stays, {stage: len(projects) for stage, projects in ever.items()}
