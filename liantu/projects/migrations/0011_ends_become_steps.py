"""Ends of projects and their taking up again become steps of the flow, each from its entry of the log; nothing else
changes, and taking it back leaves what was there before: the log and the project's own fields."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils import timezone

VERBS = {"projects.ended": "project.end", "projects.resumed": "project.resume"}


def ends_to_steps(apps: Any, _editor: Any) -> None:
    """One made step for each entry, in the stage in which the project then stood."""
    moves = apps.get_model("projects", "StageMove").objects
    projects = apps.get_model("projects", "Project").objects
    entries = apps.get_model("audit", "AuditEntry").objects.filter(verb__in=VERBS, target_type="projects.project")
    for entry in entries.order_by("zone_id", "sequence"):
        project = projects.filter(pk=entry.target_id).first()
        if project is None:
            continue
        made = moves.filter(project=project, state="made").exclude(verb__startswith="project.").order_by("pk")
        before = [one for one in made if (one.decided_at or one.taken_at) <= entry.at]
        stage = before[-1].to_state if before else project.stage
        on = timezone.localdate(entry.at)
        after = entry.after or {}
        given = (
            {
                "health": after.get("health", ""),
                "reason_code": after.get("reason", ""),
                "went_to": after.get("went_to", ""),
                "on": on.isoformat(),
            }
            if entry.verb == "projects.ended"
            else {}
        )
        moves.create(
            zone_id=project.zone_id,
            project=project,
            verb=VERBS[entry.verb],
            from_state=stage,
            to_state=stage,
            note=entry.reason,
            given=given,
            taken_by_id=entry.actor_id,
            taken_at=entry.at,
            state="made",
            on=on,
        )


def steps_to_ends(apps: Any, _editor: Any) -> None:
    """The log still holds each of them."""
    apps.get_model("projects", "StageMove").objects.filter(verb__in=VERBS.values()).delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0010_delete_stageplanversion"), ("audit", "0002_append_only")]

    operations = [migrations.RunPython(ends_to_steps, steps_to_ends)]
