"""A project is opened and its record kept: fields, notes, health, statistics entry, light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from liantu.audit.actions import record
from liantu.enterprises.models import Enterprise
from liantu.foundation.flows.actions import locked
from liantu.foundation.likeness.actions import keep_alike
from liantu.lib.credit_code import normalise_code, why_invalid
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone
from liantu.projects import reads
from liantu.projects.doubles import PROJECTS
from liantu.projects.models import CreditShare, ProgressNote, Project, ProjectMerge, StageMove
from liantu.projects.numbers import with_next_number
from liantu.projects.rules.credit import Share, check_shares


def open_project(
    zone: Zone,
    values: Mapping[str, Any],
    *,
    by: User,
    on: date | None = None,
    investor: Enterprise | None = None,
    credit: Sequence[tuple[str, Decimal]] = (),
    brought_by: User | None = None,
) -> Project:
    """Open a project in its first stage; whoever opens it holds all credit unless ``credit`` names the holders.

    ``brought_by``: the person behind the first holder.

    Raises NotAllowed; ProblemsError with every field that does not read.
    """
    require(by, "projects.edit", zone)
    day = on or timezone.localdate()
    plan = reads.plan_of(zone, day)
    changes, problems = read_values(values, zone=zone)
    if not changes.get("name"):
        problems.append(Problem("no_name", "The project needs a name.", where="name"))
    if day > timezone.localdate():
        problems.append(
            Problem("future_day", "The day lies in the future: %(day)s.", where="on", params={"day": day.isoformat()})
        )
    if problems:
        raise ProblemsError(problems)
    if investor is not None:
        changes.setdefault("investor_name", investor.name)

    def make(number: str) -> Project:
        stage = plan.stages[0].code
        made = _create(zone, changes, number=number, by=by, day=day, investor=investor, stage=stage)
        _share_out(made, credit or [(by.label, Decimal(1))], brought_by if credit else by)
        return made

    busy = Problem("busy", "Too many projects are being opened at once. Try again.")
    return with_next_number(Project.objects.filter(zone=zone), f"{day.year}-", make, busy=busy)


def _create(
    zone: Zone, changes: Mapping[str, Any], *, number: str, by: User, day: date, investor: Enterprise | None, stage: str
) -> Project:
    project = Project.objects.create(
        zone=zone,
        number=number,
        investor=investor,
        stage=stage,
        stage_since_on=day,
        created_by=by,
        **{"owner": by, **changes},
    )
    StageMove.objects.create(zone=zone, project=project, verb=stage, to_state=stage, on=day, taken_by=by)
    record("projects.opened", by=by, zone=zone, target=project, after={"name": project.name, "number": project.number})
    keep_alike(PROJECTS, zone, [project.pk])
    return project


def _share_out(project: Project, credit: Sequence[tuple[str, Decimal]], first: User | None) -> None:
    """The first split of the credit, which is checked like every later one."""
    problems = check_shares([Share(holder, share) for holder, share in credit])
    if problems:
        raise ProblemsError(problems)
    CreditShare.objects.bulk_create(
        CreditShare(
            zone=project.zone,
            project=project,
            holder=holder,
            share=share,
            channel=project.channel,
            person=first if place == 0 else None,
        )
        for place, (holder, share) in enumerate(credit)
    )


def change_project(project: Project, values: Mapping[str, Any], *, by: User, revision: int) -> Project:
    """Change fields of a project; only those in ``values`` are looked at, so an old incomplete record stays repairable.

    ``revision``: the one the person saw. When somebody changed the project since, nothing is written and the problems
    say who changed what. Raises NotAllowed; ProblemsError.
    """
    require(by, "projects.edit", project.zone)
    changes, problems = read_values(values, zone=project.zone)
    if "name" in values and not changes.get("name"):
        problems.append(Problem("no_name", "The project needs a name.", where="name"))
    with transaction.atomic():
        fresh = locked(project, revision, changes=reads.told_changes)
        if problems:
            raise ProblemsError(problems)
        before = {name: plain_value(getattr(fresh, name)) for name in changes}
        after = {name: plain_value(value) for name, value in changes.items()}
        differing = [name for name in changes if before[name] != after[name]]
        if not differing:
            return fresh
        for name in differing:
            setattr(fresh, name, changes[name])
        fresh.revision += 1
        fresh.changed_at = timezone.now()
        fresh.save(update_fields=[*differing, "revision", "changed_at"])
        record(
            "projects.changed",
            by=by,
            zone=fresh.zone,
            target=fresh,
            before={name: before[name] for name in differing},
            after={**{name: after[name] for name in differing}, "revision": fresh.revision},
        )
        keep_alike(PROJECTS, fresh.zone, [fresh.pk])
    return fresh


def store_row(row: Project, *, by: User, zone: Zone, fields: tuple[str, ...]) -> Project:
    """A row of a sheet: a new project, or the fields of one that is there. Raises NotAllowed; ProblemsError.

    Stages, money and papers are not in a sheet: they have their own gates on the project's page.
    """
    values = {name: getattr(row, name) for name in fields}
    if row.pk is None:
        return open_project(zone, values, by=by)
    fresh = Project.objects.get(pk=row.pk, zone=zone)
    return change_project(fresh, values, by=by, revision=fresh.revision)


def discard_project(row: Project, *, by: User, zone: Zone, fields: tuple[str, ...] = ()) -> None:
    """Take a project away that was opened by mistake, while nothing hangs on it. Raises NotAllowed; ProblemsError."""
    require(by, "projects.edit", zone)
    with transaction.atomic():
        fresh = Project.objects.select_for_update().get(pk=row.pk, zone=zone)
        hangs = any(
            part.exists()
            for part in (fresh.papers, fresh.money, fresh.notes, fresh.guarantees, reads.blockages_of(fresh))
        )
        merged = ProjectMerge.objects.filter(Q(survivor=fresh) | Q(absorbed=fresh)).exists()
        if hangs or merged or fresh.moves.count() > 1 or hasattr(fresh, "lead"):
            raise ProblemsError(
                [
                    Problem(
                        "project_in_use",
                        "Papers, money or steps hang on this project; it is not taken away.",
                        fix="End it with a reason instead.",
                    )
                ]
            )
        told = {"name": fresh.name, "number": fresh.number}
        record("projects.discarded", by=by, zone=zone, target=fresh, before=told)
        key = fresh.pk
        fresh.delete()
        keep_alike(PROJECTS, zone, [key])


def read_values(values: Mapping[str, Any], *, zone: Zone) -> tuple[dict[str, Any], list[Problem]]:
    """The form's values as the model holds them, and what is wrong with each; unknown names are problems too."""
    read: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in values.items():
        if name not in reads.FORM_FIELDS:
            told = {"name": name}
            problems.append(Problem("no_such_field", "A project has no field “%(name)s”.", where=name, params=told))
            continue
        model_field = reads.field_of(name)
        if model_field.is_relation:
            if value is not None and name == "chain" and value.zone_id != zone.pk:
                problems.append(Problem("other_zone", "This belongs to another zone.", where=name))
            else:
                read[name] = value
            continue
        try:
            text = value.strip() if isinstance(value, str) else value
            empty = text in ("", None)
            read[name] = (None if model_field.null else "") if empty else model_field.clean(text, None)
        except ValidationError as error:
            problems.append(
                Problem(
                    "bad_value",
                    "“%(value)s” cannot be read: %(why)s",
                    where=name,
                    params={"value": str(value)[:60], "why": " ".join(error.messages)},
                )
            )
    problems += _beyond_sense(read)
    return read, problems


def _beyond_sense(read: dict[str, Any]) -> list[Problem]:
    """Amounts below zero and credit codes that do not check."""
    problems = [
        Problem("below_zero", "It cannot be below zero.", where=name)
        for name, value in read.items()
        if isinstance(value, Decimal) and value < 0
    ]
    code = read.get("company_credit_code")
    fault = why_invalid(code) if code else None
    if fault is not None:
        problems.append(
            Problem(
                "bad_credit_code",
                "This is no valid credit code: %(code)s.",
                where="company_credit_code",
                fix="Compare it with the licence, character by character.",
                params={"code": code},
            )
        )
    elif code:
        read["company_credit_code"] = normalise_code(code)
    return problems


def plain_value(value: Any) -> Any:
    """A value as the log keeps it."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def write_note(
    project: Project,
    text: str,
    *,
    by: User,
    on: date | None = None,
    done_pct: Decimal | None = None,
    planned_done_pct: Decimal | None = None,
) -> ProgressNote:
    """Add a line to the project's record. Raises NotAllowed; ProblemsError for no text, a day to come, bad percents."""
    require(by, "projects.edit", project.zone)
    day = on or timezone.localdate()
    problems = [] if text.strip() else [Problem("no_text", "Write what happened.", where="text")]
    if day > timezone.localdate():
        problems.append(
            Problem("future_day", "The day lies in the future: %(day)s.", where="on", params={"day": day.isoformat()})
        )
    problems += [
        Problem("bad_percent", "A percentage lies between 0 and 100.", where=name)
        for name, value in (("done_pct", done_pct), ("planned_done_pct", planned_done_pct))
        if value is not None and not 0 <= value <= 100
    ]
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        note = ProgressNote.objects.create(
            zone=project.zone,
            project=project,
            on=day,
            text=text.strip(),
            done_pct=done_pct,
            planned_done_pct=planned_done_pct,
            written_by=by,
        )
        record("projects.noted", by=by, zone=project.zone, target=project, after={"text": note.text[:200]})
    return note


def set_statistics(project: Project, state: str, *, by: User) -> None:
    """Say where the project stands with the statistics bureau. Raises NotAllowed; ProblemsError for another word."""
    require(by, "projects.statistics", project.zone)
    if state not in Project.Statistics.values:
        raise ProblemsError([Problem("no_such_state", "There is no such state of statistics entry.", where="state")])
    with transaction.atomic():
        before = project.statistics_state
        Project.objects.filter(pk=project.pk).update(statistics_state=state)
        record(
            "projects.statistics_set",
            by=by,
            zone=project.zone,
            target=project,
            before={"statistics": before},
            after={"statistics": state},
        )
    project.statistics_state = state
