"""The list of background work."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.foundation.jobs import reads
from liantu.foundation.jobs.models import JobState
from liantu.ui.lists import Column, Filter, ListPage

TONES = {"queued": "muted", "running": "info", "done": "ok", "failed": "bad", "cancelled": "warn"}

JOBS = ListPage(
    "jobs",
    lambda request: reads.jobs_of(request.user, request.zone),
    [
        Column("title", _("What"), value="label", sort="title", primary=True, wide=True),
        Column(
            "state",
            _("State"),
            value="get_state_display",
            sort="state",
            kind="badge",
            tone=lambda job: TONES[job.state],
        ),
        Column("requested_by", _("Asked by")),
        Column("requested_at", _("Asked at"), sort="requested_at", kind="datetime"),
        Column("finished_at", _("Ended at"), sort="finished_at", kind="datetime"),
    ],
    search_fields=["title"],
    filters=[Filter("state", _("State"), choices=JobState.choices)],
    default_sort="-requested_at",
    ability="jobs.view",
    title=_("Background work"),
    empty_title=_("No background work yet"),
    empty_text=_("Building a register or a backup runs here, with progress and time left."),
    row_href=lambda job: reverse("jobs:detail", args=[job.pk]),
)
