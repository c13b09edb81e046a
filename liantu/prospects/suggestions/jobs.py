"""Daily work of suggestion lists: whose list is late, and which suggestion waits for its follower, is told again."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.prospects.suggestions import actions


@job("suggestions.remind", title="Remind of suggestion lists", daily_at=time(8, 0))
def remind(context: JobContext) -> dict[str, Any]:
    """Tell liaisons and chiefs of late lists, and followers of what is overdue: on the first day, then every week."""
    return {"told": actions.remind_of_lists(context.zone, today=timezone.localdate())}
