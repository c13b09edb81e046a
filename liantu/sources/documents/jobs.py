"""Daily work of documents: read what colleagues put into the folder."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.urls import reverse

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.sources.documents.actions import READ_JOB, read_waiting
from liantu.sources.documents.folders import folder_of, read_folder
from liantu.sources.documents.models import Document


@job("documents.folder", title="Read the folder of documents", daily_at=time(7, 0))
def folder(context: JobContext) -> dict[str, Any]:
    """Every file that lies in the zone's folder; refused ones are put aside with a note."""
    if not folder_of(context.zone).is_dir():
        return {"read": 0, "refused": 0}
    taken, problems = read_folder(context.zone, by=None)
    return {"read": taken, "refused": len(problems)}


@job(READ_JOB, title="Read documents", alone=True)
def read(context: JobContext) -> dict[str, Any]:
    """Documents of a long delivery, one after the other; what was read stays when it is stopped and begun again."""
    wanted = Document.objects.filter(zone=context.zone, pk__in=context.payload["documents"], read_at__isnull=True)
    waiting = list(wanted.order_by("pk"))
    for number, document in enumerate(waiting):
        context.progress(number, len(waiting), document.title[:80])
        read_waiting(document)
    return {"read": len(waiting), "url": reverse("documents:list")}
