"""Daily work of documents: read what colleagues put into the folder."""

from __future__ import annotations

from datetime import time
from typing import Any

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.sources.documents.folders import folder_of, read_folder


@job("documents.folder", title="Read the folder of documents", daily_at=time(7, 0))
def folder(context: JobContext) -> dict[str, Any]:
    """Every file that lies in the zone's folder; refused ones are put aside with a note."""
    if not folder_of(context.zone).is_dir():
        return {"read": 0, "refused": 0}
    taken, problems = read_folder(context.zone, by=None)
    return {"read": taken, "refused": len(problems)}
