"""What blocks a project and who vouches for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.duties.actions import Owed, give_duty
from liantu.foundation.duties.models import Duty
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.projects import reads
from liantu.projects.duty_kinds import BLOCKAGE
from liantu.projects.models import Guarantee, Project

ITEM_STATES: tuple[str, ...] = ("open", "going", "done")


def raise_issue(
    project: Project, text: str, *, by: User, kind: str, owner: User | None, due_on: date | None, department: str = ""
) -> Duty:
    """Write down what blocks a project, who sees to it and by when: a duty. Raises NotAllowed; ProblemsError."""
    owed = Owed(text, owner.pk if owner is not None else None, due_on, department, kind)
    return give_duty(BLOCKAGE, owed, about=project, zone=project.zone, by=by)


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
