"""Daily work of outreach: tell what is due."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.outreach import actions


@job("outreach.remind", title="Remind of next steps, reports and obligations", daily_at=time(8, 0))
def remind(context: JobContext) -> dict[str, Any]:
    """Notices of what is due."""
    return {"told": actions.remind(context.zone, today=timezone.localdate())}
