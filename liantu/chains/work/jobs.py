"""Daily work: owners of overdue tasks are told again."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from liantu.chains.work import actions
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job


@job("work.remind", title="Remind of overdue tasks", daily_at=time(8, 5))
def remind(context: JobContext) -> dict[str, Any]:
    """Tell owners of overdue tasks."""
    return {"told": actions.remind_of_tasks(context.zone, today=timezone.localdate())}
