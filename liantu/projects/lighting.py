"""Reads of the warning lights: which projects have to be assessed again, and what the rules say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, OuterRef, Prefetch, Subquery

from liantu.audit.models import AuditEntry
from liantu.people.models import Zone, ZonedQuerySet
from liantu.projects import reads
from liantu.projects.models import LightRecord, LightRound, MoneyLine, ProgressNote, Project, StageMove
from liantu.projects.rules.stages import StagePlan
from liantu.projects.rules.warning_lights import LightRule, light_of, measures_of, next_look_on, worst_of

AT_ONCE = 500


@dataclass(frozen=True)
class LightBasis:
    """What the lights of a day rest on besides the projects, and its checksum."""

    rule: LightRule
    plan: StagePlan
    checksum: str


@dataclass(frozen=True)
class Assessed:
    """A project with its light today, and its history: the entry of today and the newest one before, if any."""

    project: Project
    light: str
    reasons: list[dict[str, Any]]
    due_on: date | None
    record: LightRecord | None
    earlier: LightRecord | None


def running(zone: Zone) -> ZonedQuerySet[Project]:
    """The projects that show a light."""
    return Project.objects.filter(zone=zone, merged_into__isnull=True, health=Project.Health.NORMAL)


def basis_of(zone: Zone, today: date) -> LightBasis:
    """Thresholds and plan of stages in force."""
    rule, plan = reads.WARNING_LIGHTS.on(today), reads.plan_of(zone, today)
    expected = sorted((stage.code, stage.expected_days or 0) for stage in plan.stages)
    told = f"{rule.model_dump_json(include={'dimensions', 'two_yellows_turn_red'})} {expected}"
    return LightBasis(rule, plan, hashlib.sha256(told.encode()).hexdigest())


def end_of_log(zone: Zone) -> int:
    """The number of the zone's last act. Acts of a zone are committed in the order of their numbers."""
    return AuditEntry.objects.filter(zone=zone).aggregate(last=Max("sequence"))["last"] or 0


def to_assess(zone: Zone, basis: LightBasis, *, seen: int, today: date, whole: bool) -> list[int]:
    """Keys of the running projects whose light can be another than it stands, in order.

    Every act on a project is in the log with the project as its target: that tells which were acted on.
    """
    last = LightRound.objects.filter(zone=zone).first()
    rows = running(zone)
    if (
        whole
        or last is None
        or last.ruled_by != basis.checksum
        or last.on > today
        or last.seen_sequence > seen  # another log than then
    ):
        return list(rows.order_by("pk").values_list("pk", flat=True))
    keys = set(rows.filter(light_due_on__lte=today).values_list("pk", flat=True))
    acts = AuditEntry.objects.filter(zone=zone, sequence__gt=last.seen_sequence, target_type="projects.project")
    acted_on = sorted({int(key) for key in acts.values_list("target_id", flat=True).distinct()} - keys)
    for start in range(0, len(acted_on), AT_ONCE):
        keys.update(rows.filter(pk__in=acted_on[start : start + AT_ONCE]).values_list("pk", flat=True))
    return sorted(keys)


def assessed(keys: Sequence[int], plan: StagePlan, *, today: date) -> Iterator[Assessed]:
    """What the rules say of these projects. A fixed number of queries."""
    before = LightRecord.objects.filter(project=OuterRef("pk"), on__lt=today).order_by("-on").values("pk")[:1]
    parts: list[Prefetch[Any, Any, Any]] = [
        Prefetch("money", MoneyLine.objects.order_by("on", "id")),
        Prefetch("moves", StageMove.objects.filter(state=StageMove.State.MADE).order_by("id")),
        Prefetch("notes", ProgressNote.objects.defer("text").order_by("-on", "-id")),
    ]
    rows = list(
        Project.objects.filter(pk__in=keys)
        .defer("content", "core_technology", "difficulties")
        .annotate(earlier_light=Subquery(before))
        .prefetch_related(*parts)
    )
    history = LightRecord.objects.in_bulk([one.earlier_light for one in rows if one.earlier_light is not None])
    today_s = {one.project_id: one for one in LightRecord.objects.filter(project__in=keys, on=today)}
    rule = reads.WARNING_LIGHTS.on(today)
    for project in rows:
        earlier = history.get(project.earlier_light)
        measured = None if earlier is None else worst_of(one["light"] for one in earlier.reasons)
        facts = reads.light_facts(project, plan)
        light = light_of(facts, rule, today=today, before=measured)
        reasons = [
            {"dimension": one.dimension, "light": one.light, "yellow": one.yellow_from, "red": one.red_from}
            for one in light.reasons
        ]
        due_on = next_look_on(facts, rule, light, today=today)
        yield Assessed(project, light.light, reasons, due_on, today_s.get(project.pk), earlier)


def counts_of(zone: Zone) -> dict[str, int]:
    """How many running projects show which light."""
    found = dict(running(zone).order_by().values_list("light").annotate(n=Count("pk")))
    return {light: found.get(light, 0) for light in ("green", "yellow", "red")}


def measured_today(project: Project, plan: StagePlan, *, today: date) -> dict[str, float]:
    """What the dimensions behind the project's light measure today: days, points or a ratio."""
    found = measures_of(reads.light_facts(project, plan), today=today)
    return {
        one["dimension"]: value for one in project.light_reasons if (value := found.get(one["dimension"])) is not None
    }
