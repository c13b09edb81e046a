"""Agreements kept so far get their history: what the log tells of their states, and where they stand now."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import migrations

LABEL = "outreach.agreement"


def steps_from_log(apps: Any, schema_editor: Any) -> None:
    Agreement, Step = apps.get_model("outreach", "Agreement"), apps.get_model("outreach", "AgreementStep")
    entries: dict[str, list[Any]] = defaultdict(list)
    for entry in apps.get_model("audit", "AuditEntry").objects.filter(target_type=LABEL).order_by("sequence", "pk"):
        entries[entry.target_id].append(entry)
    made = []
    for agreement in Agreement.objects.order_by("pk"):
        stood = ""
        for entry in entries[str(agreement.pk)]:
            after = entry.after if isinstance(entry.after, dict) else {}
            state = after.get("state")
            if not isinstance(state, str) or state == stood:
                continue
            made.append(
                Step(
                    zone_id=agreement.zone_id,
                    agreement_id=agreement.pk,
                    verb="" if stood else "kept",
                    from_state=stood,
                    to_state=state,
                    note=entry.reason,
                    taken_by_id=entry.actor_id,
                    taken_at=entry.at,
                )
            )
            stood = state
        if stood != agreement.state:  # kept without a line in the log
            made.append(
                Step(
                    zone_id=agreement.zone_id,
                    agreement_id=agreement.pk,
                    verb="" if stood else "kept",
                    from_state=stood,
                    to_state=agreement.state,
                    taken_by_id=agreement.keeper_id,
                )
            )
    Step.objects.bulk_create(made, batch_size=500)


def forget_steps(apps: Any, schema_editor: Any) -> None:
    """The log keeps what they tell."""
    apps.get_model("outreach", "AgreementStep").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("outreach", "0002_agreements_flow"), ("audit", "0002_append_only")]

    operations = [migrations.RunPython(steps_from_log, forget_steps)]
