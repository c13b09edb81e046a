"""The plan of stages as a page: read by everybody, changed by an administrator as YAML."""

from __future__ import annotations

from typing import Any

import yaml
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.projects import reads
from liantu.projects.models import StagePlanVersion


def plan_context(request: ZoneRequest) -> dict[str, Any]:
    """The plan in force, its text, and its versions."""
    zone, today = request.zone, timezone.localdate()
    versions = list(StagePlanVersion.objects.filter(zone=zone).select_related("published_by"))
    current = next((one for one in versions if one.state == StagePlanVersion.State.PUBLISHED), None)
    shipped = reads.STAGE_PLANS.on(today).numbers()
    as_text = yaml.safe_dump(shipped, allow_unicode=True, sort_keys=False, width=120)
    text = current.text if current is not None else as_text
    return {
        "title": _("Stages of projects"),
        "plan": reads.plan_of(zone, today),
        "versions": versions,
        "current": current,
        "text": request.POST.get("text", "") or text,
        "may_plan": may(request.user, "projects.plan", zone),
    }
