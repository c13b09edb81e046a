"""Daily work of projects: assess the warning lights."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.projects import actions, reads
from liantu.projects.models import Project


@job("projects.lights", title="Assess the warning lights of projects", daily_at=time(6, 30))
def lights(context: JobContext) -> dict[str, Any]:
    """Assess every running project once; a day assessed again gives the same."""
    today = timezone.localdate()
    plan = reads.plan_of(context.zone, today)
    rows = list(reads.whole(Project.objects.filter(zone=context.zone, merged_into__isnull=True, health="normal")))
    counts = {"green": 0, "yellow": 0, "red": 0}
    for number, project in enumerate(rows):
        counts[actions.shine_light(project, plan, today=today)] += 1
        context.progress(number + 1, len(rows))
    return counts
