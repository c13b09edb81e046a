"""A zone's own plans of stages become versions of a rule: numbers, people, days and states stay."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import migrations
from django.utils import timezone

KIND = "stage_plan"


def move(apps: Any, schema_editor: Any) -> None:
    StagePlanVersion, RuleVersion = (
        apps.get_model("projects", "StagePlanVersion"),
        apps.get_model("versions", "RuleVersion"),
    )
    for one in StagePlanVersion.objects.order_by("pk"):
        RuleVersion.objects.create(
            zone_id=one.zone_id,
            kind=KIND,
            number=one.number,
            content=one.text,
            content_hash=sha256(one.text.encode()).hexdigest(),
            note=one.note,
            state=one.state,
            in_force_on=timezone.localdate(one.published_at or one.made_at),
            drafted_by_id=one.made_by_id,
            drafted_at=one.made_at,
            published_by_id=one.published_by_id,
            published_at=one.published_at,
        )


def move_back(apps: Any, schema_editor: Any) -> None:
    """Backwards: the version in force today is the published one, those before it the retired ones."""
    RuleVersion, SignOff = apps.get_model("versions", "RuleVersion"), apps.get_model("signoff", "SignOff")
    StagePlanVersion, today = apps.get_model("projects", "StagePlanVersion"), timezone.localdate()
    rows = RuleVersion.objects.filter(kind=KIND)
    begun = rows.filter(state__in=("published", "retired"), in_force_on__lte=today).order_by("published_at", "number")
    holds = {one.zone_id: one.pk for one in begun}
    held = {one.pk for one in begun}
    for one in rows.order_by("pk"):
        was = "retired" if one.pk in held else "draft"
        StagePlanVersion.objects.create(
            zone_id=one.zone_id,
            number=one.number,
            text=one.content,
            state="published" if holds.get(one.zone_id) == one.pk else was,
            note=one.note,
            made_by_id=one.drafted_by_id,
            made_at=one.drafted_at,
            published_by_id=one.published_by_id,
            published_at=one.published_at,
        )
    asked = {"kind": "rule_version", "target_id__in": [str(pk) for pk in rows.values_list("pk", flat=True)]}
    rows.delete()
    SignOff.objects.filter(**asked).delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_delete_projectissue"), ("versions", "0001_initial"), ("signoff", "0002_flows")]

    operations = [migrations.RunPython(move, move_back)]
