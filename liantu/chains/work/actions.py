"""Every write of the work of task forces: points, progress, meetings, inspections, tasks and their steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.chains.models import Chain
from liantu.chains.work import reads
from liantu.chains.work.models import Inspection, InspectionStop, Meeting, ProgressNote, Task, WorkPoint
from liantu.chains.work.rules.flow import BY_VERB, check_step
from liantu.enterprises.models import Enterprise
from liantu.foundation.notices.actions import notify
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may, require
from liantu.people.models import User, Zone

QUESTIONS: tuple[str, ...] = ("progress", "strength", "annual_output", "core_technology", "difficulties")
STOPS_MOST = 30
TASKS_MOST = 50
REMIND_EVERY_DAYS = 7


@dataclass(frozen=True)
class Owed:
    """A task as somebody gives it: what, who, by when."""

    text: str
    owner: int | None
    due_on: date | None


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


def keep_meeting(chain: Chain, values: Mapping[str, Any], owed: Sequence[Owed], *, by: User) -> Meeting:
    """Keep a meeting with the tasks it gave. Raises NotAllowed; ProblemsError with everything wrong; all or nothing."""
    require(by, "work.edit", chain.zone)
    problems = _faults(values) + _owed_faults(owed, chain.zone)
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
        _give(chain, owed, by=by, meeting=made)
    return made


def keep_inspection(
    chain: Chain, values: Mapping[str, Any], stops: Sequence[Mapping[str, str]], owed: Sequence[Owed], *, by: User
) -> Inspection:
    """Keep a chief's round: its stops in order and the instructions given, each a task with owner and day.

    A stop that names an enterprise the zone keeps is tied to it. Raises NotAllowed; ProblemsError; all or nothing.
    """
    require(by, "work.instruct" if owed else "work.edit", chain.zone)
    kept = [stop for stop in stops if any(str(value).strip() for value in stop.values())][:STOPS_MOST]
    problems = _faults(values) + _owed_faults(owed, chain.zone)
    problems += [
        Problem("no_place", "The stop needs an enterprise or a place.", where=f"stop {number}")
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
        _give(chain, owed, by=by, inspection=made)
    return made


def give_task(chain: Chain, owed: Owed, *, by: User, point: WorkPoint | None = None) -> Task:
    """Give one task. Raises NotAllowed; ProblemsError."""
    require(by, "work.edit", chain.zone)
    problems = _owed_faults([owed], chain.zone)
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        return _give(chain, [owed], by=by, point=point)[0]


def take_step(task: Task, verb: str, note: str, *, by: User, revision: int) -> Task:
    """Finish, drop or take up a task again, with a word on it. Whoever gave it is told.

    ``revision``: the one the person saw. Raises NotAllowed; ProblemsError.
    """
    require(by, "work.view", task.zone)
    with transaction.atomic():
        fresh = Task.objects.select_for_update(of=("self",)).select_related("zone", "given_by", "owner").get(pk=task.pk)
        if fresh.revision != revision:
            raise ProblemsError(
                [
                    Problem(
                        "somebody_was_faster",
                        "Somebody changed the task meanwhile: it is now “%(state)s”.",
                        where="revision",
                        fix="Open it again.",
                        params={"state": str(fresh.get_state_display())},
                    )
                ]
            )
        leads = may(by, "work.edit", fresh.zone)
        problems = check_step(verb, fresh.state, note, is_owner=fresh.owner_id == by.pk, leads=leads)
        if problems:
            raise ProblemsError(problems)
        before = fresh.state
        fresh.state = BY_VERB[verb].target
        fresh.closing_note = "" if fresh.state == Task.State.OPEN else note.strip()[:500]
        fresh.revision += 1
        fresh.save(update_fields=["state", "closing_note", "revision"])
        record(
            "work.task_moved",
            by=by,
            zone=fresh.zone,
            target=fresh,
            before={"state": before},
            after={"state": fresh.state},
            reason=note.strip(),
        )
        for person in {fresh.given_by, fresh.owner} - {by}:
            if person is None:
                continue
            notify(
                person,
                "The task “%(task)s” is now: %(state)s.",
                {"task": fresh.text, "state": str(fresh.get_state_display())},
                url=fresh.get_absolute_url(),
                zone=fresh.zone,
            )
    return fresh


def remind_of_tasks(zone: Zone, *, today: date) -> int:
    """Notices of overdue tasks to their owners: on the first day, then every week; answers how many."""
    told = 0
    for task in Task.objects.filter(zone=zone, state=Task.State.OPEN, due_on__lt=today).select_related("owner"):
        if (today - task.due_on).days % REMIND_EVERY_DAYS == 1:
            notify(
                task.owner,
                "The task “%(task)s” is overdue.",
                {"task": task.text},
                url=task.get_absolute_url(),
                zone=zone,
            )
            told += 1
    return told


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


def _owed_faults(owed: Sequence[Owed], zone: Zone) -> list[Problem]:
    problems = []
    people = {person.pk for person in reads.people_of(zone)} if owed else set()
    if len(owed) > TASKS_MOST:
        problems.append(Problem("too_many_tasks", "At most %(most)d tasks at once.", params={"most": TASKS_MOST}))
    for number, one in enumerate(owed, 1):
        where = f"task {number}"
        if not one.text.strip():
            problems.append(Problem("task_empty", "The task needs words.", where=where))
        if one.owner is None or one.owner not in people:
            problems.append(Problem("no_owner", "Choose who owes it, a person of the zone.", where=where))
        if one.due_on is None:
            problems.append(Problem("no_due_day", "Set the day by which it is done.", where=where))
    return problems


def _give(
    chain: Chain,
    owed: Sequence[Owed],
    *,
    by: User,
    meeting: Meeting | None = None,
    inspection: Inspection | None = None,
    point: WorkPoint | None = None,
) -> list[Task]:
    made = []
    for one in owed:
        assert one.owner is not None  # _owed_faults has refused what is open
        assert one.due_on is not None
        task = Task.objects.create(
            zone=chain.zone,
            chain=chain,
            text=one.text.strip()[:300],
            owner_id=one.owner,
            due_on=one.due_on,
            meeting=meeting,
            inspection=inspection,
            point=point,
            given_by=by,
        )
        record("work.task_given", by=by, zone=chain.zone, target=task, after={"due_on": one.due_on})
        if task.owner_id != by.pk:
            notify(
                task.owner,
                "A task for you by %(day)s: %(task)s",
                {"task": task.text, "day": f"{task.due_on}"},
                url=task.get_absolute_url(),
                zone=chain.zone,
            )
        made.append(task)
    return made
