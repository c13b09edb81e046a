"""Every write of the work of task forces: points, progress, meetings and inspections with the tasks they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.chains.models import Chain
from liantu.enterprises.models import Enterprise
from liantu.foundation.duties.actions import Owed, faults_of, give_duties, give_duty
from liantu.foundation.duties.models import Duty
from liantu.lib.problems import Problem, ProblemsError
from liantu.outreach.duty_kinds import TASK
from liantu.outreach.work.models import Inspection, InspectionStop, Meeting, ProgressNote, WorkPoint
from liantu.people.abilities import require
from liantu.people.models import User, Zone

QUESTIONS: tuple[str, ...] = ("progress", "strength", "annual_output", "core_technology", "difficulties")
STOPS_MOST = 30


def store_point(point: WorkPoint, *, by: User, zone: Zone, fields: tuple[str, ...] = ()) -> WorkPoint:
    """Keep a work point. Raises NotAllowed; ProblemsError for a chain of another zone."""
    require(by, "work.edit", zone)
    if point.chain.zone_id != zone.pk:
        raise ProblemsError([Problem("no_such_chain", "The zone has no such chain.", where="chain")])
    with transaction.atomic():
        new = point.pk is None
        point.zone = zone
        point.save()
        record(
            "work.point_set" if new else "work.point_changed",
            by=by,
            zone=zone,
            target=point,
            after={"year": point.year, "state": point.state},
        )
    return point


def note_progress(point: WorkPoint, text: str, *, by: User, reached: Decimal | None = None) -> ProgressNote:
    """Write how far a work point has come; what was written before stays. Raises NotAllowed; ProblemsError."""
    require(by, "work.edit", point.zone)
    problems = []
    if not text.strip():
        problems.append(Problem("no_text", "Write how far it is.", where="text"))
    if reached is not None and reached < 0:
        problems.append(Problem("below_zero", "It cannot be below zero.", where="reached"))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        note = ProgressNote.objects.create(
            zone=point.zone, point=point, text=text.strip()[:500], reached=reached, noted_by=by
        )
        if reached is not None:
            point.reached = reached
        if point.state == WorkPoint.State.PLANNED:
            point.state = WorkPoint.State.GOING
        if point.target and point.reached is not None and point.reached >= point.target:
            point.state = WorkPoint.State.DONE
        point.save(update_fields=["reached", "state"])
        record("work.progress_noted", by=by, zone=point.zone, target=point, after={"reached": str(reached or "")})
    return note


def give_task(chain: Chain, text: str, owner: int | None, due_on: date | str | None, *, by: User) -> Duty:
    """Give a task of the chain's task force; its owner is told. Raises NotAllowed; ProblemsError."""
    return give_duty(TASK, Owed(text, owner, due_on), about=chain, zone=chain.zone, by=by)


def keep_meeting(chain: Chain, values: Mapping[str, Any], owed: Sequence[Owed], *, by: User) -> Meeting:
    """Keep a meeting with the tasks it gave. Raises NotAllowed; ProblemsError with everything wrong; all or nothing."""
    require(by, "work.edit", chain.zone)
    problems = _faults(values) + faults_of(TASK, owed, chain.zone, today=timezone.localdate(), lines="tasks")
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        made = Meeting.objects.create(
            zone=chain.zone,
            chain=chain,
            held_on=values["held_on"],
            title=str(values["title"]).strip()[:120],
            place=str(values.get("place", "")).strip()[:120],
            attendees=str(values.get("attendees", "")).strip(),
            notes=str(values.get("notes", "")).strip(),
            decisions=str(values.get("decisions", "")).strip(),
            kept_by=by,
        )
        record("work.meeting_kept", by=by, zone=chain.zone, target=made, after={"tasks": len(owed)})
        give_duties(TASK, owed, about=chain, zone=chain.zone, by=by, origin=made)
    return made


def keep_inspection(
    chain: Chain, values: Mapping[str, Any], stops: Sequence[Mapping[str, str]], owed: Sequence[Owed], *, by: User
) -> Inspection:
    """Keep a chief's round: its stops in order and the instructions given, each a task with owner and day.

    A stop that names an enterprise the zone keeps is tied to it. Raises NotAllowed; ProblemsError; all or nothing.
    """
    require(by, "work.instruct" if owed else "work.edit", chain.zone)
    kept = [stop for stop in stops if any(str(value).strip() for value in stop.values())][:STOPS_MOST]
    problems = _faults(values) + faults_of(TASK, owed, chain.zone, today=timezone.localdate(), lines="tasks")
    problems += [
        Problem("no_place", "The stop needs an enterprise or a place.", where=f"stops.{number}.place")
        for number, stop in enumerate(kept, 1)
        if not stop.get("place", "").strip()
    ]
    if not kept:
        problems.append(Problem("no_stops", "A round has at least one stop.", where="stops"))
    if problems:
        raise ProblemsError(problems)
    names = [stop["place"].strip()[:200] for stop in kept]
    known = {one.name: one for one in Enterprise.objects.filter(zone=chain.zone, name__in=names, merged_into=None)}
    with transaction.atomic():
        made = Inspection.objects.create(
            zone=chain.zone,
            chain=chain,
            held_on=values["held_on"],
            title=str(values["title"]).strip()[:120],
            led_by=str(values.get("led_by", "")).strip()[:80],
            kept_by=by,
        )
        InspectionStop.objects.bulk_create(
            InspectionStop(
                zone=chain.zone,
                inspection=made,
                order=number,
                place=name,
                enterprise=known.get(name),
                **{question: stop.get(question, "").strip()[:500] for question in QUESTIONS},
            )
            for number, (name, stop) in enumerate(zip(names, kept, strict=True), 1)
        )
        record("work.inspection_kept", by=by, zone=chain.zone, target=made, after={"stops": len(kept)})
        give_duties(TASK, owed, about=chain, zone=chain.zone, by=by, origin=made)
    return made


def _faults(values: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if not str(values.get("title", "")).strip():
        problems.append(Problem("no_title", "Write what it was about.", where="title"))
    held_on = values.get("held_on")
    if not isinstance(held_on, date):
        problems.append(Problem("no_day", "Give the day it was held.", where="held_on"))
    elif held_on > timezone.localdate():
        ahead = "It is kept after it was held: the day is still to come."
        problems.append(Problem("day_to_come", ahead, where="held_on"))
    return problems
