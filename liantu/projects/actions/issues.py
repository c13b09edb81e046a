"""What blocks a project and who vouches for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.notices.actions import notify
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.projects import reads
from liantu.projects.models import Guarantee, Project, ProjectIssue

ITEM_STATES: tuple[str, ...] = ("open", "going", "done")


def raise_issue(
    project: Project, text: str, *, by: User, kind: str, owner: User | None, due_on: date | None, department: str = ""
) -> ProjectIssue:
    """Write down what blocks a project, who sees to it and by when. Raises NotAllowed; ProblemsError."""
    require(by, "projects.edit", project.zone)
    problems = []
    if not text.strip():
        problems.append(Problem("no_text", "Write what happened.", where="text"))
    if kind not in ProjectIssue.Kind.values:
        problems.append(Problem("no_kind", "Say what it is about.", where="kind"))
    if owner is None or not owner.roles_in(project.zone):
        problems.append(Problem("no_owner", "Name who sees to it.", where="owner"))
    if due_on is None or due_on < timezone.localdate():
        problems.append(Problem("no_due_day", "Give a day from today on.", where="due_on"))
    if problems or due_on is None:
        raise ProblemsError(problems)
    with transaction.atomic():
        issue = ProjectIssue.objects.create(
            zone=project.zone,
            project=project,
            text=text.strip()[:300],
            kind=kind,
            owner=owner,
            due_on=due_on,
            department=department.strip()[:80],
            raised_by=by,
        )
        record("projects.issue_raised", by=by, zone=project.zone, target=project, after={"issue": issue.text})
    if owner is not None and owner.pk != by.pk:
        notify(
            owner,
            "See to it for %(project)s: %(issue)s",
            {"project": project.name, "issue": issue.text},
            url=project.get_absolute_url(),
            zone=project.zone,
        )
    return issue


def settle_issue(issue: ProjectIssue, verb: str, note: str, *, by: User) -> ProjectIssue:
    """``solve`` with how; ``confirm`` with who at the enterprise confirmed it; ``reopen`` with why.

    An issue is written off only when the enterprise confirmed it. Raises NotAllowed; ProblemsError.
    """
    require(by, "projects.edit", issue.zone)
    fits = {"solve": ("open",), "confirm": ("solved",), "reopen": ("solved", "confirmed")}
    with transaction.atomic():
        fresh = ProjectIssue.objects.select_for_update().get(pk=issue.pk)
        problems = []
        if fresh.state not in fits.get(verb, ()):
            problems.append(Problem("step_does_not_fit_issue", "This step does not fit the blockage as it stands."))
        if not note.strip():
            problems.append(Problem("no_note_issue", "Write how it was solved, or who confirmed it.", where="note"))
        if problems:
            raise ProblemsError(problems)
        before = fresh.state
        if verb == "solve":
            fresh.state, fresh.solution = ProjectIssue.State.SOLVED, note.strip()[:300]
        elif verb == "confirm":
            fresh.state, fresh.confirmed_by_firm = ProjectIssue.State.CONFIRMED, note.strip()[:80]
            fresh.closed_on = timezone.localdate()
        else:
            fresh.state, fresh.closed_on = ProjectIssue.State.OPEN, None
        fresh.save()
        record(
            "projects.issue_settled",
            by=by,
            zone=fresh.zone,
            target=fresh.project,
            before={"state": before},
            after={"state": fresh.state, "issue": fresh.text},
            reason=note.strip()[:300],
        )
    return fresh


def vouch(project: Project, template: str, guarantor: str, *, by: User, person: User | None = None) -> Guarantee:
    """One guarantor vouches for a project with the items of a set. Raises NotAllowed; ProblemsError."""
    require(by, "projects.edit", project.zone)
    sets = {one.code: one for one in reads.guarantee_sets(timezone.localdate())}
    problems = []
    if template not in sets:
        problems.append(Problem("no_such_set", "There is no such set of guarantees.", where="template"))
    if not guarantor.strip():
        problems.append(Problem("no_guarantor", "Name who vouches.", where="guarantor"))
    if not problems and project.guarantees.filter(template=template, ended_on__isnull=True).exists():
        problems.append(Problem("vouched_already", "Somebody vouches with this set already; end that first."))
    if problems:
        raise ProblemsError(problems)
    one = sets[template]
    with transaction.atomic():
        made = Guarantee.objects.create(
            zone=project.zone,
            project=project,
            template=template,
            name=one.name,
            guarantor=guarantor.strip()[:80],
            person=person,
            made_by=by,
            items=[{"name": name, "owner": "", "due_on": "", "state": "open"} for name in one.items],
        )
        record(
            "projects.vouched",
            by=by,
            zone=project.zone,
            target=project,
            after={"set": one.name, "guarantor": made.guarantor},
        )
    return made


def set_item(guarantee: Guarantee, number: int, values: Mapping[str, str], *, by: User) -> None:
    """Change one item of a guarantee: name, owner, day, state. Raises NotAllowed; ProblemsError."""
    require(by, "projects.edit", guarantee.zone)
    with transaction.atomic():
        fresh = Guarantee.objects.select_for_update().get(pk=guarantee.pk)
        if not 0 <= number < len(fresh.items) or values.get("state") not in ITEM_STATES:
            raise ProblemsError([Problem("no_such_item", "There is no such item or state.", where="item")])
        before: dict[str, Any] = dict(fresh.items[number])
        fresh.items[number] = {
            "name": (values.get("name", "").strip() or before["name"])[:60],
            "owner": values.get("owner", "").strip()[:60],
            "due_on": values.get("due_on", "").strip()[:10],
            "state": values["state"],
        }
        fresh.save(update_fields=["items"])
        record(
            "projects.guarantee_item",
            by=by,
            zone=fresh.zone,
            target=fresh.project,
            before=before,
            after=fresh.items[number],
        )
