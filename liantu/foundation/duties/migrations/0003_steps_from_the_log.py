"""Duties given before they had a history of their own get it from the log, which is kept as it is."""

from django.db import migrations

VERBS = ("finish", "confirm", "drop", "reopen", "hand")


def step_of(entry):
    """The verb and the states of an entry of the log; None for one that is no step."""
    before = entry.before if isinstance(entry.before, dict) else {}
    after = entry.after if isinstance(entry.after, dict) else {}
    verb = after.get("step") if entry.verb == "duties.moved" else entry.verb.removeprefix("duties.")
    if entry.verb == "duties.given":
        return "give", "", "open"
    if verb not in VERBS:
        return None
    return verb, before.get("state", "open"), after.get("state", "open")


def fill(apps, schema_editor):
    Duty, DutyStep = apps.get_model("duties", "Duty"), apps.get_model("duties", "DutyStep")
    AuditEntry = apps.get_model("audit", "AuditEntry")
    for duty in Duty.objects.filter(steps=None).order_by("pk").iterator(chunk_size=500):
        entries = AuditEntry.objects.filter(target_type="duties.duty", target_id=str(duty.pk)).order_by("sequence")
        lines = [(entry, step) for entry in entries if (step := step_of(entry)) is not None]
        made = [
            DutyStep(
                zone_id=duty.zone_id, duty=duty, verb=verb, from_state=old, to_state=new, note=entry.reason,
                taken_by_id=entry.actor_id, taken_at=entry.at,
            )
            for entry, (verb, old, new) in lines
        ]  # fmt: skip
        if not lines or lines[0][1][0] != "give":  # it was another row before, whose log says how it was given
            first = DutyStep(
                zone_id=duty.zone_id, duty=duty, verb="give", to_state="open", taken_by_id=duty.given_by_id,
                taken_at=duty.given_at,
            )  # fmt: skip
            made.insert(0, first)
        DutyStep.objects.bulk_create(made)


class Migration(migrations.Migration):

    dependencies = [
        ("duties", "0002_steps_of_duties"),
        ("audit", "0002_append_only"),
        ("projects", "0007_blockages_are_duties"),  # their blockages and tasks are duties by then
        ("work", "0002_tasks_are_duties"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
