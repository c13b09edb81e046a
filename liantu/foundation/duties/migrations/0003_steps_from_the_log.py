"""Duties given before they had a history of their own get it from the log, which is kept as it is."""

from django.db import migrations

VERBS = ("finish", "confirm", "drop", "reopen", "hand")
# what a duty was before is told of the task itself, or of the project that was blocked
FORMER = {"work.task_given": "give", "projects.issue_raised": "give", "work.task_moved": "", "projects.issue_settled": ""}
STATES = {"solved": "done"}  # as blockages called it
LED_TO = {"done": "finish", "confirmed": "confirm", "dropped": "drop", "open": "reopen"}


def step_of(entry):
    """The verb and the states of an entry of the log; None for one that is no step."""
    before = entry.before if isinstance(entry.before, dict) else {}
    after = entry.after if isinstance(entry.after, dict) else {}
    old, new = (STATES.get(one.get("state", "open"), one.get("state", "open")) for one in (before, after))
    verb = after.get("step") if entry.verb == "duties.moved" else entry.verb.removeprefix("duties.")
    if entry.verb == "duties.given" or FORMER.get(entry.verb) == "give":
        return "give", "", "open"
    if entry.verb in FORMER:
        return LED_TO.get(new, ""), old, new
    return (verb, old, new) if verb in VERBS else None


def entries_of(duty, AuditEntry):
    """What the log tells of a duty, of the row it was before, oldest first."""
    found = list(AuditEntry.objects.filter(target_type="duties.duty", target_id=str(duty.pk)))
    label, _, key = duty.former.partition(":")
    if label == "work.task":
        found += AuditEntry.objects.filter(target_type=label, target_id=key, verb__in=FORMER)
    elif label == "projects.projectissue":  # a merge may have moved it: its words tell it
        told = AuditEntry.objects.filter(zone_id=duty.zone_id, target_type="projects.project", verb__in=FORMER)
        found += [one for one in told if isinstance(one.after, dict) and one.after.get("issue") == duty.text]
    return sorted(found, key=lambda entry: entry.sequence)


def fill(apps, schema_editor):
    Duty, DutyStep = apps.get_model("duties", "Duty"), apps.get_model("duties", "DutyStep")
    AuditEntry = apps.get_model("audit", "AuditEntry")
    for duty in Duty.objects.filter(steps=None).order_by("pk").iterator(chunk_size=500):
        own = {"zone_id": duty.zone_id, "duty": duty}
        made = [
            DutyStep(
                **own, verb=verb, from_state=old, to_state=new, note=entry.reason, taken_by_id=entry.actor_id,
                taken_at=entry.at,
            )
            for entry in entries_of(duty, AuditEntry)
            if (step := step_of(entry)) is not None
            for verb, old, new in (step,)
        ]  # fmt: skip
        if not made or made[0].verb != "give":  # nothing tells how it was given: the row itself does
            given = {"taken_by_id": duty.given_by_id, "taken_at": duty.given_at}
            made.insert(0, DutyStep(**own, verb="give", to_state="open", **given))
        if made[-1].to_state != duty.state:  # nor how it came to stand where it stands
            last, verb = made[-1], LED_TO.get(duty.state, "")
            line = {"from_state": last.to_state, "to_state": duty.state, "note": duty.closing_note}
            made.append(DutyStep(**own, verb=verb, taken_at=last.taken_at, **line))
        DutyStep.objects.bulk_create(made)


def forget(apps, schema_editor):
    """The log keeps what they tell; the rows that duties were before come back without them."""
    apps.get_model("duties", "DutyStep").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("duties", "0002_steps_of_duties"),
        ("audit", "0002_append_only"),
        ("projects", "0007_blockages_are_duties"),  # their blockages and tasks are duties by then
        ("work", "0002_tasks_are_duties"),
    ]

    operations = [migrations.RunPython(fill, forget)]
