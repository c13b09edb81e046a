"""The rules of projects a zone may write itself: its plan of stages, its goals of the year."""

from __future__ import annotations

from datetime import date

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.foundation.versions.slots import RuleKind
from liantu.lib.dated import parse_yaml
from liantu.lib.problems import Problem
from liantu.people.models import Zone
from liantu.people.rules.abilities import ABILITY_BY_CODE
from liantu.projects import reads
from liantu.projects.models import Project
from liantu.projects.rules.stages import StagePlan, read_held_plan, read_plan
from liantu.projects.rules.year_goals import Goals


def _read(text: str) -> StagePlan:
    source = _("plan")
    return read_plan(parse_yaml(text, source=source), source=source)


def _reopened(text: str) -> StagePlan:
    source = _("plan")
    return read_held_plan(parse_yaml(text, source=source), source=source)


def _shipped(day: date) -> str:
    return yaml.safe_dump(reads.STAGE_PLANS.on(day).numbers(), allow_unicode=True, sort_keys=False, width=120)


def _forbidden(zone: Zone, plan: StagePlan) -> list[Problem]:
    """What the zone's projects and the program's roles forbid."""
    return _without_a_stage(zone, plan) + _without_a_second_person(plan)


def _without_a_second_person(plan: StagePlan) -> list[Problem]:
    """A stage that names a role which never verifies a step is refused."""
    roles = ABILITY_BY_CODE["projects.verify"].roles
    return [
        Problem(
            "no_verifying_role",
            "“%(role)s” is no role that verifies steps.",
            where=f"{_('plan')} · stages.{stage.order}.verifier",
            fix="Name one of: %(roles)s.",
            params={"role": role, "roles": ", ".join(roles)},
        )
        for stage in plan.stages
        for role in stage.verifier
        if role not in roles
    ]


def _without_a_stage(zone: Zone, plan: StagePlan) -> list[Problem]:
    """A plan that drops a stage in which projects stand is refused, naming it."""
    standing = Project.objects.filter(zone=zone, merged_into__isnull=True).values_list("stage", flat=True)
    gone = sorted(code for code in set(standing) if not plan.has(code))
    if not gone:
        return []
    return [
        Problem(
            "stage_in_use",
            "Projects stand in stages the new plan does not have: %(stages)s.",
            fix="Keep these stages, or move the projects first.",
            params={"stages": ", ".join(gone)},
        )
    ]


STAGE_PLAN = RuleKind(
    reads.STAGE_PLAN,
    gettext_lazy("Stages of projects"),
    read=_read,
    shipped=_shipped,
    view="projects.view",
    keep="projects.plan",
    second=("zone_administrator", "zone_leadership"),
    template="projects/_stage_plan.html",
    check=_forbidden,
    reopen=_reopened,
)


def _read_goals(text: str) -> Goals:
    return reads.read_goals(text)


YEAR_GOALS = RuleKind(
    reads.YEAR_GOALS,
    gettext_lazy("Goals of the year"),
    read=_read_goals,
    shipped=lambda _day: "years: []\n",
    view="projects.view",
    keep="projects.plan",
    second=("zone_administrator", "zone_leadership"),
    template="projects/_year_goals.html",
)
