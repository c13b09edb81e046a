"""Daily work of outreach: tell which agreements end."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.outreach import actions


@job("outreach.remind", title="Remind of agreements that end", daily_at=time(8, 0))
def remind(context: JobContext) -> dict[str, Any]:
    """Notices of agreements that end."""
    return {"told": actions.remind(context.zone, today=timezone.localdate())}
