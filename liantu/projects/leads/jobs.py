"""Daily work of leads: tell whose clock is due."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.projects.leads import actions


@job("leads.remind", title="Remind of the clocks of leads", daily_at=time(8, 0))
def remind(context: JobContext) -> dict[str, Any]:
    """Notices of clocks due today or late."""
    return {"told": actions.remind_of_leads(context.zone, today=timezone.localdate())}
