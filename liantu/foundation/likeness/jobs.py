"""Work of the night: the pairs that may be one are found anew where what is kept differs."""

from __future__ import annotations

from datetime import time
from typing import Any

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.foundation.likeness import actions
from liantu.foundation.likeness.slots import likeness


@job(actions.KEEP_JOB, title="Compare what may be double", daily_at=time(3, 40))
def keep(context: JobContext) -> dict[str, Any]:
    """Every kind of the zone: for the first time, after other rules came with a new version, or to be sure."""
    kinds = list(likeness.values())
    mended = []
    for number, kind in enumerate(kinds):
        context.progress(number, len(kinds), kind.code)
        if actions.keep_whole(kind, context.zone):
            mended.append(kind.code)
    context.progress(len(kinds), len(kinds))
    return {"kept": mended}
