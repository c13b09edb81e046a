"""The plan of stages as a rule the zone may write itself."""

from __future__ import annotations

from datetime import date

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.foundation.versions.slots import RuleKind
from liantu.lib.dated import parse_yaml
from liantu.lib.problems import Problem
from liantu.people.models import Zone
from liantu.projects import reads
from liantu.projects.models import Project
from liantu.projects.rules.stages import StagePlan, read_plan


def _read(text: str) -> StagePlan:
    source = _("plan")
    return read_plan(parse_yaml(text, source=source), source=source)


def _shipped(day: date) -> str:
    return yaml.safe_dump(reads.STAGE_PLANS.on(day).numbers(), allow_unicode=True, sort_keys=False, width=120)


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
    check=_without_a_stage,
)
