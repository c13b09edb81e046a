"""What projects say of targets and enterprises, and who points at their enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liantu.enterprises import slots as enterprise_slots
from liantu.enterprises.actions.merging import RepointForeignKey
from liantu.enterprises.slots import on_enterprise_merged
from liantu.people.abilities import may
from liantu.projects.models import Project
from liantu.projects.reads import projects_of
from liantu.prospects.slots import target_outcome


def _outcomes(zone: Any, targets: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """On which day each target signed and started."""
    names = {name: code or name for code, name in targets}
    rows = Project.objects.filter(zone=zone, investor_name__in=list(names), merged_into__isnull=True)
    found: dict[str, dict[str, str]] = {}
    for one in rows.filter(signed_on__isnull=False):
        days = {"signed": one.signed_on, "started": one.started_on}
        found[names[one.investor_name]] = {rung: f"{day}" for rung, day in days.items() if day is not None}
    return found


def _panel(user: Any, zone: Any, enterprise: Any) -> enterprise_slots.Panel | None:
    """The projects of an enterprise, as investor or as project company."""
    if not may(user, "projects.view", zone):
        return None
    rows = projects_of(user, zone).filter(Q(investor=enterprise) | Q(company=enterprise))[:20]
    return enterprise_slots.Panel(_("Projects"), "projects/_panel.html", {"projects": rows}) if rows else None


target_outcome.fill("projects", _outcomes, module=__name__)
enterprise_slots.enterprise_panel.fill("projects", _panel, module=__name__)
for field in ("investor", "company"):
    on_enterprise_merged.fill(
        f"projects.project.{field}", RepointForeignKey("projects.project", field), module=__name__
    )
