"""Tasks become duties, each with the number of the task it was; taken back, they become tasks again."""

from __future__ import annotations

from typing import Any

from django.core.management.color import no_style
from django.db import migrations

FIELDS = ("zone_id", "text", "owner_id", "due_on", "state", "revision", "closing_note", "given_by_id", "given_at")
ROOM = "work"  # the first part of the addresses of meetings and rounds
ORIGINS = (("meeting", "work.meeting", "title"), ("inspection", "work.inspection", "title"))


def tasks_to_duties(apps: Any, schema_editor: Any) -> None:
    Duty = apps.get_model("duties", "Duty")
    rows = apps.get_model("work", "Task").objects.select_related("chain", "meeting", "inspection", "point")
    known = set(Duty.objects.filter(former__startswith="work.task:").values_list("former", flat=True))
    made = []
    for task in rows.order_by("pk").iterator(chunk_size=500):
        former = f"work.task:{task.pk}"
        if former in known:
            continue
        duty = Duty(
            kind="work.task",
            former=former,
            about_type="chains.chain",
            about_id=task.chain_id,
            about_label=task.chain.name[:200],
            about_url=f"/chains/{task.chain.code}/",
            **{name: getattr(task, name) for name in FIELDS},
        )
        for name, label, words in ORIGINS:
            origin = getattr(task, name)
            if origin is not None:
                duty.origin_type, duty.origin_id = label, origin.pk
                duty.origin_label = getattr(origin, words)[:200]
                duty.origin_url = f"/{ROOM}/{name}s/{origin.pk}/"
        if task.point is not None and not duty.origin_type:
            duty.origin_type, duty.origin_id, duty.origin_label = "work.workpoint", task.point_id, task.point.text[:200]
        made.append(duty)
    Duty.objects.bulk_create(made, batch_size=500)


def duties_to_tasks(apps: Any, schema_editor: Any) -> None:
    Duty, Task = apps.get_model("duties", "Duty"), apps.get_model("work", "Task")
    columns = {"work.meeting": "meeting_id", "work.inspection": "inspection_id", "work.workpoint": "point_id"}
    rows = Duty.objects.filter(kind="work.task", about_type="chains.chain", owner_id__isnull=False)
    made_anew = []
    for duty in rows.exclude(due_on=None).order_by("pk"):
        values = {name: getattr(duty, name) for name in FIELDS} | {"chain_id": duty.about_id}
        if duty.origin_type in columns:
            values[columns[duty.origin_type]] = duty.origin_id
        if duty.former:
            Task.objects.create(pk=int(duty.former.removeprefix("work.task:")), **values)
        else:
            made_anew.append(Task(**values))
        duty.delete()
    with schema_editor.connection.cursor() as cursor:
        for statement in schema_editor.connection.ops.sequence_reset_sql(no_style(), [Task]):
            cursor.execute(statement)
    Task.objects.bulk_create(made_anew)


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial"), ("duties", "0001_initial"), ("chains", "0003_speaks_for")]
    run_before = [("duties", "0003_steps_from_the_log")]  # which gives every duty its history

    operations = [migrations.RunPython(tasks_to_duties, duties_to_tasks)]
