"""Daily work: who owes or has to confirm something is told."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from liantu.foundation.duties import actions
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job


@job("duties.remind", title="Remind of what is due", daily_at=time(8, 5))
def remind(context: JobContext) -> dict[str, Any]:
    """Tell owners what is due and overdue, and who confirms what waits."""
    renamed = actions.refresh_words(context.zone)
    return {"told": actions.remind(context.zone, today=timezone.localdate()), "renamed": renamed}
