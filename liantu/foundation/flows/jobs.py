"""Daily work of flows: what nobody decided in time is closed, and whoever asked is told."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from liantu.foundation.flows import actions
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job


@job("flows.close_expired", title="Close sign-offs that nobody decided in time", daily_at=time(0, 30))
def close_expired(context: JobContext) -> dict[str, Any]:
    """Sign-offs past their last day."""
    return {"closed": actions.close_expired(context.zone, today=timezone.localdate())}
