"""Next steps, trip reports and obligations become duties; taken back, they become what they were."""

from __future__ import annotations

from typing import Any

from django.core.management.color import no_style
from django.db import migrations

OBLIGATION, STEP, REPORT = "outreach.obligation", "outreach.next_step", "outreach.report"
STATES = {"open": "open", "kept": "done", "broken": "dropped"}


def to_duties(apps: Any, schema_editor: Any) -> None:
    Duty = apps.get_model("duties", "Duty")
    made = []
    for one in apps.get_model("outreach", "Engagement").objects.order_by("pk").iterator(chunk_size=500):
        if one.next_step or one.next_on:
            named = {"text": one.next_step or one.title, "due_on": one.next_on}
            made.append(_follows(Duty, one, STEP, "step", one.next_done_on, **named))
            if not one.next_step:  # a day without words was shown nowhere and reminded nobody
                made[-1].state, made[-1].closed_on = "dropped", one.next_done_on or one.next_on
        if one.report_due_on:
            named = {"text": f"考察报告：{one.title}", "due_on": one.report_due_on}
            made.append(_follows(Duty, one, REPORT, "report", one.reported_on, **named))
    Obligation = apps.get_model("outreach", "Obligation")
    for one in Obligation.objects.select_related("agreement").order_by("pk").iterator(chunk_size=500):
        made.append(
            Duty(
                kind=OBLIGATION,
                former=f"{OBLIGATION}:{one.pk}",
                zone_id=one.zone_id,
                text=one.text,
                office=one.party,
                due_on=one.due_on,
                owner_id=one.owner_id,
                state=STATES[one.state],
                given_by_id=one.agreement.keeper_id,
                about_type="outreach.agreement",
                about_id=one.agreement_id,
                about_label=one.agreement.title[:200],
                about_url=f"/outreach/agreement/{one.agreement_id}/page/",
            )
        )
    Duty.objects.bulk_create(made, batch_size=500)
    _give_history(apps)


def _give_history(apps: Any) -> None:
    """Each duty says who gave it and, when it is open no more, how it came to stand where it stands."""
    Duty, DutyStep = apps.get_model("duties", "Duty"), apps.get_model("duties", "DutyStep")
    lines = []
    for duty in Duty.objects.filter(former__startswith="outreach.", steps=None).order_by("pk"):
        own = {"zone_id": duty.zone_id, "duty_id": duty.pk, "taken_by_id": duty.given_by_id}
        lines.append(DutyStep(verb="give", to_state="open", taken_at=duty.given_at, **own))
        if duty.state != "open":
            verb = {"done": "finish", "dropped": "drop"}[duty.state]
            own |= {"from_state": "open", "to_state": duty.state, "note": duty.closing_note, "taken_by_id": None}
            lines.append(DutyStep(verb=verb, taken_at=duty.given_at, **own))
    DutyStep.objects.bulk_create(lines, batch_size=500)


def _follows(Duty: Any, one: Any, kind: str, part: str, done_on: Any, **named: Any) -> Any:
    """What follows from an engagement; what came of it is the line of the conclusion of the day it was done."""
    lines = [line for line in one.conclusion.splitlines() if done_on and line.startswith(f"{done_on} ")]
    return Duty(
        kind=kind,
        former=f"outreach.engagement.{part}:{one.pk}",
        zone_id=one.zone_id,
        office=one.office,
        owner_id=one.owner_id,
        given_by_id=one.owner_id,
        given_at=one.kept_at,
        state="done" if done_on else "open",
        done_on=done_on,
        closed_on=done_on,
        closing_note=lines[-1].partition(" ")[2][:500] if lines else "",
        about_type="outreach.engagement",
        about_id=one.pk,
        about_label=one.title[:200],
        about_url=f"/outreach/{one.pk}/",
        **named,
    )


def to_rows(apps: Any, schema_editor: Any) -> None:
    Duty, Obligation = apps.get_model("duties", "Duty"), apps.get_model("outreach", "Obligation")
    Engagement = apps.get_model("outreach", "Engagement")
    for duty in Duty.objects.filter(kind__in=(STEP, REPORT)).order_by("pk"):
        one = Engagement.objects.filter(pk=duty.about_id).first()
        if one is None:
            continue
        _written_back(one, duty)
        one.save()
        duty.delete()
    back, anew = {new: old for old, new in STATES.items()} | {"confirmed": "kept"}, []
    for duty in Duty.objects.filter(kind=OBLIGATION).order_by("pk"):
        row = Obligation(
            zone_id=duty.zone_id,
            agreement_id=duty.about_id,
            party=duty.office,
            text=duty.text,
            due_on=duty.due_on,
            state=back[duty.state],
            owner_id=duty.owner_id,
        )
        if duty.former:
            row.pk = int(duty.former.partition(":")[2])
            row.save(force_insert=True)
        else:
            anew.append(row)
        duty.delete()
    with schema_editor.connection.cursor() as cursor:
        for statement in schema_editor.connection.ops.sequence_reset_sql(no_style(), [Obligation]):
            cursor.execute(statement)
    Obligation.objects.bulk_create(anew)


def _written_back(one: Any, duty: Any) -> None:
    """A duty in the fields of its engagement; a second next step has no field: its words go into the conclusion."""
    done_on = duty.done_on or (duty.closed_on if duty.state == "dropped" else None)
    if duty.kind == REPORT:
        one.report_due_on, one.reported_on = duty.due_on, done_on
    elif duty.former and duty.state == "dropped" and duty.text == one.title:
        one.next_on, one.next_done_on = duty.due_on, done_on if done_on != duty.due_on else None
    elif not one.next_step:
        one.next_step, one.next_on, one.next_done_on = duty.text[:200], duty.due_on, done_on
    else:
        one.conclusion = f"{one.conclusion}\n{duty.due_on or ''} {duty.text}".strip()


class Migration(migrations.Migration):
    dependencies = [("outreach", "0003_steps_of_agreements"), ("duties", "0003_steps_from_the_log")]

    operations = [migrations.RunPython(to_duties, to_rows)]
