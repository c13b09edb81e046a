"""Writing a long list, and taking old ones away at night."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.urls import reverse
from django.utils import translation

from liantu.foundation.exports import actions
from liantu.foundation.exports.models import ExportedList
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.lib.problems import Problem, ProblemsError


@job(actions.KIND, title="Write a long list", alone=True)
def write(context: JobContext) -> dict[str, Any]:
    """Write one person's list as a file. Raises ProblemsError when it is gone or somebody else asks again."""
    asked = ExportedList.objects.select_related("zone").filter(pk=context.payload["export"], zone=context.zone).first()
    if asked is None or context.user is None or asked.person_id != context.user.pk:
        problem = Problem(
            "export_not_yours", "Only whoever asked for this list can have it.", fix="Open the list and export it."
        )
        raise ProblemsError([problem])
    with translation.override(asked.language):
        made = actions.write(asked, context)
    return {"url": reverse("exports:detail", args=[made.pk]), "rows": made.rows}


@job("exports.clear", title="Take old exported lists away", daily_at=time(3, 40))
def clear(context: JobContext) -> dict[str, Any]:
    """Delete the files of a week ago, and what killed processes left."""
    return {"removed": actions.clear_past(context.zone)}
