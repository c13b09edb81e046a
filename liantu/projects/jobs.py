"""Daily work of projects: assess the warning lights."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.projects import actions


@job("projects.lights", title="Assess the warning lights of projects", daily_at=time(6, 30))
def lights(context: JobContext) -> dict[str, Any]:
    """Assess the projects whose light can have changed; a day assessed again gives the same."""
    shone = actions.shine_lights(context.zone, today=timezone.localdate(), tell=context.progress)
    return {**shone.counts, "assessed": shone.assessed}
