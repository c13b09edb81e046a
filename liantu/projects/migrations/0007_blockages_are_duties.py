"""Blockages become duties, each with the number of the blockage it was; taken back, they become blockages again."""

from __future__ import annotations

from typing import Any

from django.core.management.color import no_style
from django.db import migrations

SAME = ("zone_id", "text", "owner_id", "due_on", "closed_on")
STATES = {"open": "open", "solved": "done", "confirmed": "confirmed"}


def to_duties(apps: Any, schema_editor: Any) -> None:
    Duty = apps.get_model("duties", "Duty")
    became = {}
    for issue in apps.get_model("projects", "ProjectIssue").objects.select_related("project").order_by("pk"):
        made = Duty.objects.create(
            kind="projects.blockage",
            former=f"projects.projectissue:{issue.pk}",
            topic=issue.kind,
            office=issue.department,
            confirm="firm",
            state=STATES[issue.state],
            closing_note=issue.solution,
            confirmed_by_name=issue.confirmed_by_firm,
            given_by_id=issue.raised_by_id,
            given_at=issue.raised_at,
            about_type="projects.project",
            about_id=issue.project_id,
            about_label=issue.project.name[:200],
            about_url=f"/projects/{issue.project_id}/",
            **{name: getattr(issue, name) for name in SAME},
        )
        became[issue.pk] = made.pk
    _renumber(apps, became)


def to_issues(apps: Any, schema_editor: Any) -> None:
    Duty, ProjectIssue = apps.get_model("duties", "Duty"), apps.get_model("projects", "ProjectIssue")
    back = {new: old for old, new in STATES.items()}
    became, anew = {}, []
    for duty in Duty.objects.filter(kind="projects.blockage").exclude(due_on=None).order_by("pk"):
        issue = ProjectIssue(
            project_id=duty.about_id,
            kind=duty.topic,
            department=duty.office[:80],
            state=back[duty.state],
            solution=duty.closing_note[:300],
            confirmed_by_firm=duty.confirmed_by_name[:80],
            raised_by_id=duty.given_by_id,
            raised_at=duty.given_at,
            **{name: getattr(duty, name) for name in SAME},
        )
        if duty.former:
            issue.pk = int(duty.former.partition(":")[2])
            issue.save(force_insert=True)
            became[duty.pk] = issue.pk
        else:
            anew.append((duty.pk, issue))
        duty.delete()
    with schema_editor.connection.cursor() as cursor:
        for statement in schema_editor.connection.ops.sequence_reset_sql(no_style(), [ProjectIssue]):
            cursor.execute(statement)
    for key, issue in anew:
        issue.save(force_insert=True)
        became[key] = issue.pk
    _renumber(apps, became)


def _renumber(apps: Any, became: dict[int, int]) -> None:
    """What a merge of projects moved is named by its new numbers, so that it can still be parted."""
    for merge in apps.get_model("projects", "ProjectMerge").objects.all():
        keys = merge.moved.get("issues")
        if keys:
            merge.moved["issues"] = [became[key] for key in keys if key in became]
            merge.save(update_fields=["moved"])


class Migration(migrations.Migration):
    dependencies = [("projects", "0006_checksums_of_papers"), ("duties", "0001_initial")]
    run_before = [("duties", "0003_steps_from_the_log")]  # which gives every duty its history

    operations = [migrations.RunPython(to_duties, to_issues)]
