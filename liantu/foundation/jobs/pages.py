"""The page of a piece of background work."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.foundation.jobs import reads, tables
from liantu.foundation.jobs.models import Job
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.formats import iso_text
from liantu.ui.lists.columns import in_local_time
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, Head, Link


def _links(request: ZoneRequest, job: Job) -> list[Link]:
    """On to the result, or once more."""
    url = job.result.get("url") if isinstance(job.result, dict) else ""
    found = [Link(_("Open the result"), url, main=True)] if url else []
    if job.is_over and job.state != "done" and may(request.user, "jobs.control", request.zone):
        found.append(Link(_("Try again"), reverse("jobs:retry", args=[job.pk]), method="post"))
    return found


DETAIL: DetailPage[Job] = DetailPage(
    ability="jobs.view",
    head=Head(
        title=lambda job: job.label, links=_links,
        crumbs=lambda _job: ((tables.JOBS.title, reverse("jobs:list")),),
        line=lambda job: (iso_text(in_local_time(job.requested_at)), str(job.requested_by or "")),
    ),
    cards=(
        Card(code="progress", template="jobs/_page_progress.html",
             fill=lambda _request, job: {"job": job, "job_problems": reads.problems_of(job)}),
        FactsCard(
            code="facts",
            facts=(
                Fact("kind", gettext_lazy("Kind")),
                Fact("attempts", gettext_lazy("Attempts"), value=lambda job: f"{job.attempts} / {job.max_attempts}"),
                Fact("started_at", gettext_lazy("Started"), kind="datetime"),
                Fact("finished_at", gettext_lazy("Ended"), kind="datetime"),
            ),
        ),
    ),
)  # fmt: skip
