"""Every read of the projects room: the plan in force, what a project still lacks, its money, its light, its credit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liantu.audit.models import AuditEntry
from liantu.foundation.duties.models import Duty, DutyQuerySet
from liantu.foundation.versions.reads import own_text
from liantu.lib.checklist import Missing
from liantu.lib.dated import Dated, DatedRule, RuleModel, parse_yaml, typed
from liantu.lib.problems import Problem
from liantu.people.models import User, Zone, ZonedQuerySet
from liantu.projects.duty_kinds import BLOCKAGE
from liantu.projects.models import CreditShare, Evidence, MoneyLine, ProgressNote, Project, StageMove
from liantu.projects.rules.credit import Share
from liantu.projects.rules.money_ladder import MoneyEntry, Rung, doubts_about, ladder_of
from liantu.projects.rules.stages import (
    ProjectFacts,
    Stage,
    StagePlan,
    missing_for,
    phases_of,
    read_held_plan,
    read_plan,
)
from liantu.projects.rules.warning_lights import LightFacts, LightRule
from liantu.projects.rules.year_goals import Goals, YearGoals
from liantu.projects.slots import GateAnswer, stage_gate

# What a person changes on the project's form, in the order of the form.
FORM_FIELDS: tuple[str, ...] = (
    "name", "chain", "node_code", "investor_name", "content", "product", "site_need", "core_technology",
    "difficulties", "industry_class", "sei_code", "capital_origin", "construction_nature", "channel",
    "origin_province", "origin_city", "area_mu", "workshop_m2", "power_kva", "expected_output_wan_yuan",
    "expected_tax_wan_yuan", "planned_start_on", "planned_production_on", "company_credit_code", "filing_code", "owner",
)  # fmt: skip


# Columns of the sheet of projects: what tells a project first.
SHEET_FIELDS: tuple[str, ...] = (
    "name",
    "investor_name",
    *(name for name in FORM_FIELDS if name not in ("name", "investor_name", "node_code")),
)


class GuaranteeSet(RuleModel):
    """One set of "one guarantor + N items"; ``unsure``: no public text spells its items out."""

    code: str
    name: str
    name_en: str
    unsure: bool = False
    items: tuple[str, ...]
    items_en: tuple[str, ...]


class GuaranteeRule(DatedRule):
    """The sets of guarantees in force; ``reference/guarantees.yaml``."""

    sets: tuple[GuaranteeSet, ...]


class StagePlanEntry(DatedRule):
    """One shipped plan; its stages are read by ``rules.stages.read_plan``, as a zone's own are."""

    stages: tuple[dict[str, Any], ...]


GUARANTEES = Dated("guarantees.yaml", GuaranteeRule)
STAGE_PLAN = "stage_plan"  # the kind of rule
YEAR_GOALS = "year_goals"
STAGE_PLANS = Dated("project_stages.yaml", StagePlanEntry)
WARNING_LIGHTS = Dated("warning_lights.yaml", LightRule)


@lru_cache(maxsize=64)
def _plan_from(text: str) -> StagePlan:
    """A published text never changes, so its parse is kept."""
    return read_held_plan(parse_yaml(text, source="plan"))


def plan_of(zone: Zone, day: date) -> StagePlan:
    """The zone's plan of stages in force, else the shipped one of ``day``. One query."""
    text = own_text(zone, STAGE_PLAN, day)
    return _plan_from(text) if text is not None else _shipped_plan(day)


def phases_of_zone(plan: StagePlan, day: date) -> list[tuple[Stage, list[Stage]]]:
    """The stages of the zone's plan by phase."""
    return phases_of(plan, _shipped_plan(day))


@lru_cache(maxsize=8)
def _shipped_plan(day: date) -> StagePlan:
    return read_plan(STAGE_PLANS.on(day).numbers())


@lru_cache(maxsize=64)
def read_goals(text: str) -> Goals:
    """The goals in a text. Raises ProblemsError with everything wrong."""
    source = _("goals")
    return typed(Goals, parse_yaml(text, source=source), source=source)


def goals_of(zone: Zone, year: int, *, today: date) -> YearGoals:
    """What the zone means to reach in a year, by the version in force; none set where it wrote none. One query."""
    text = own_text(zone, YEAR_GOALS, today)
    return (read_goals(text) if text is not None else Goals()).of(year)


def guarantee_sets(day: date) -> tuple[GuaranteeSet, ...]:
    """The sets of guarantees in force on a day."""
    return GUARANTEES.on(day).sets


def projects_of(user: User, zone: Zone | None) -> ZonedQuerySet[Project]:
    """The projects of the zone that are not merged into others."""
    rows: ZonedQuerySet[Project] = Project.objects.visible_to(user).filter(zone=zone, merged_into__isnull=True)
    return rows


def overstaying(rows: ZonedQuerySet[Project], plan: StagePlan, today: date) -> ZonedQuerySet[Project]:
    """The running projects that stay in their stage longer than the plan expects."""
    late = [
        Q(stage=stage.code, stage_since_on__lt=today - timedelta(days=stage.expected_days))
        for stage in plan.stages
        if stage.expected_days
    ]
    return rows.filter(reduce(or_, late), health=Project.Health.NORMAL) if late else rows.none()


def whole(rows: ZonedQuerySet[Project]) -> ZonedQuerySet[Project]:
    """The projects with all that the rules look at: a fixed number of queries for any number of rows."""
    parts: list[Prefetch[Any, Any, Any]] = [
        Prefetch("papers", Evidence.objects.all()),
        Prefetch("money", MoneyLine.objects.order_by("on", "id")),
        Prefetch("moves", StageMove.objects.filter(state__in=("made", "proposed")).order_by("id")),
        Prefetch("notes", ProgressNote.objects.order_by("-on", "-id")),
    ]
    return rows.select_related("chain", "owner", "zone").prefetch_related(*parts)


def plain(value: Any) -> str:
    """A field's value as the rules see it: '' when it is empty."""
    return "" if value is None else (value.isoformat() if isinstance(value, date) else str(value))


def facts_of(project: Project) -> ProjectFacts:
    """The project as the rules of stages see it."""
    fields = {name: plain(getattr(project, name)) for name in FORM_FIELDS if name not in ("chain", "owner")}
    papers = tuple(paper.listed for paper in project.papers.all())
    return ProjectFacts(fields, papers, frozenset(ladder(project)), stage=project.stage, health=project.health)


def money_entries(project: Project) -> list[MoneyEntry]:
    """The project's money as the rules see it."""
    return [
        MoneyEntry(
            line.pk, line.rung, line.amount_wan_yuan, line.on, line.proof_id is not None, line.source, line.replaces_id
        )
        for line in project.money.all()
    ]


def ladder(project: Project) -> dict[str, Rung]:
    """What stands on each rung."""
    return ladder_of(money_entries(project))


def money_doubts(project: Project) -> list[Problem]:
    """What looks wrong with the project's money."""
    return doubts_about(money_entries(project))


def reached_days(project: Project) -> dict[str, date]:
    """The day each stage up to the present one was reached, by the newest step that was made."""
    return days_reached(move for move in project.moves.all() if move.state == StageMove.State.MADE)


def days_reached(moves: Iterable[StageMove]) -> dict[str, date]:
    """The newest day of each stage among ``moves`` in their order; an end leaves a project in its stage."""
    entered = (move for move in moves if move.from_state != move.to_state)
    return {move.to_state: move.on for move in sorted(entered, key=lambda move: move.pk)}


def gate_answers(project: Project, stage_code: str) -> list[GateAnswer]:
    """What the rooms above say at the gate of a stage."""
    return [answer for gate in stage_gate.values() for answer in gate(project, stage_code)]


def lacking(project: Project, plan: StagePlan) -> tuple[Stage, tuple[Missing, ...]] | None:
    """The next stage that may not be passed by and what of the plan is missing for it, other rooms not asked."""
    ahead = plan.following(project.stage) if plan.has(project.stage) else None
    return None if ahead is None else (ahead, missing_for(plan, facts_of(project), ahead.code))


def in_chunks(rows: ZonedQuerySet[Project], *, at_once: int = 500) -> Iterator[Project]:
    """The projects with all that the rules look at, in their order, ``at_once`` in memory."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), at_once):
        some = whole(Project.objects.filter(pk__in=keys[start : start + at_once]))
        known = {one.pk: one for one in some}
        yield from (known[key] for key in keys[start : start + at_once] if key in known)


def reads_english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def stage_name(stage: Stage) -> str:
    """The stage in the reader's language."""
    return stage.called(reads_english())


def plan_for(project: Project) -> StagePlan:
    """The plan that holds today for a project, asked once for all that one page says of it."""
    kept: dict[date, StagePlan] = project.__dict__.setdefault("_plans", {})
    today = timezone.localdate()
    if today not in kept:
        kept[today] = plan_of(project.zone, today)
    return kept[today]


def waiting_move(project: Project) -> StageMove | None:
    """The step that waits for a second person, or None."""
    return next((move for move in project.moves.all() if move.state == StageMove.State.PROPOSED), None)


def standing_shares(project: Project) -> list[Share]:
    """Who has credit for the project now."""
    rows = CreditShare.objects.filter(project=project, ended_at__isnull=True)
    return [Share(row.holder, row.share) for row in rows]


def light_facts(project: Project, plan: StagePlan) -> LightFacts:
    """What the warning lights look at."""
    reached, money = reached_days(project), ladder(project)
    notes = list(project.notes.all())
    done = next((note for note in notes if note.done_pct is not None), None)
    signed, placed = money.get("signed"), money.get("in_place")
    share = float(placed.amount_wan_yuan / signed.amount_wan_yuan * 100) if signed and placed else None
    return LightFacts(
        signed_on=reached.get("signed"),
        planned_start_on=project.planned_start_on,
        started_on=reached.get("started"),
        planned_production_on=project.planned_production_on,
        in_production_on=reached.get("in_production"),
        is_in_statistics=project.statistics_state == Project.Statistics.ENTERED,
        planned_done_pct=float(done.planned_done_pct) if done and done.planned_done_pct is not None else None,
        done_pct=float(done.done_pct) if done and done.done_pct is not None else None,
        in_place_pct=share if share is not None else (0.0 if signed else None),
        stage_since_on=project.stage_since_on,
        expected_days=plan.stage(project.stage).expected_days or None if plan.has(project.stage) else None,
        last_entry_on=notes[0].on if notes else project.stage_since_on,
    )


@dataclass(frozen=True)
class ChangeSince:
    """What somebody changed since a revision: the fields with their values before and after."""

    who: str
    at: Any
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def changes_since(project: Project, revision: int) -> list[ChangeSince]:
    """Who changed what of the project after ``revision``, oldest first."""
    entries = AuditEntry.objects.filter(
        zone=project.zone_id, target_type="projects.project", target_id=str(project.pk), verb="projects.changed"
    ).order_by("sequence")
    return [
        ChangeSince(entry.actor_label, entry.at, _shown(entry.before), _shown(entry.after))
        for entry in entries
        if (entry.after or {}).get("revision", 0) > revision
    ]


def _shown(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (values or {}).items() if name != "revision"}


def field_of(name: str) -> models.Field[Any, Any]:
    """The model's field of this name."""
    found = Project._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


def told_changes(project: Project, revision: int) -> list[Problem]:
    """What others changed since ``revision``, as problems to show beside the person's own values."""
    return [
        Problem(
            "somebody_was_faster",
            "%(who)s changed “%(field)s” meanwhile: %(before)s → %(after)s.",
            where=name,
            fix="Look at the new value, then save again.",
            params={
                "who": change.who,
                "field": _(str(field_of(name).verbose_name)),
                "before": change.before.get(name) or "—",
                "after": change.after.get(name) or "—",
            },
        )
        for change in changes_since(project, revision)
        for name in change.after
    ]


def same_year_start(reached: Mapping[str, date]) -> bool:
    """Whether a project was signed and started in one year (当年签约当年开工)."""
    return "signed" in reached and "started" in reached and reached["signed"].year == reached["started"].year


def blockages_of(project: Project) -> DutyQuerySet:
    """What blocks or blocked the project, the nearest day first, with its owners. One query."""
    return Duty.objects.of_kind(BLOCKAGE).about(project).select_related("owner")
