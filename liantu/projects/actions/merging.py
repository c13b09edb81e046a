"""Two projects that are one: merged with everything that hangs on them, and parted again."""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.duties.actions import move_about
from liantu.foundation.duties.models import Duty
from liantu.foundation.likeness.actions import keep_alike
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.projects.doubles import PROJECTS
from liantu.projects.models import Evidence, Guarantee, ProgressNote, Project, ProjectMerge

MOVED: dict[str, type[models.Model]] = {"papers": Evidence, "notes": ProgressNote, "guarantees": Guarantee}


def merge_projects(survivor: Project, absorbed: Project, *, by: User, reason: str) -> ProjectMerge:
    """Papers, notes, blockages and guarantees of ``absorbed`` move to ``survivor``; its money does not.

    The same investment must not be counted twice, so amounts stay with the absorbed project, readable there. Raises
    NotAllowed; ProblemsError.
    """
    require(by, "projects.merge", survivor.zone)
    problems = []
    if survivor.pk == absorbed.pk or survivor.zone_id != absorbed.zone_id:
        problems.append(Problem("not_two", "Choose two projects of this zone."))
    if not reason.strip():
        problems.append(Problem("reason_needed_merge", "A merge needs a reason.", where="reason"))
    with transaction.atomic():
        rows = {row.pk: row for row in Project.objects.select_for_update().filter(pk__in=(survivor.pk, absorbed.pk))}
        if any(row.merged_into_id for row in rows.values()):
            problems.append(Problem("merged_already", "One of them is merged already."))
        if problems:
            raise ProblemsError(problems)
        moved: dict[str, list[int]] = {}
        for name, model in MOVED.items():
            keys = list(model._default_manager.filter(project=absorbed).values_list("pk", flat=True))
            model._default_manager.filter(pk__in=keys).update(project=survivor)
            moved[name] = keys
        moved["issues"] = list(Duty.objects.about(absorbed).values_list("pk", flat=True))
        move_about(moved["issues"], survivor)
        Project.objects.filter(pk=absorbed.pk).update(merged_into=survivor)
        merge = ProjectMerge.objects.create(
            zone=survivor.zone,
            survivor=survivor,
            absorbed=absorbed,
            moved=moved,
            reason=reason.strip()[:300],
            merged_by=by,
        )
        record(
            "projects.merged",
            by=by,
            zone=survivor.zone,
            target=survivor,
            after={"absorbed": absorbed.name},
            reason=reason.strip(),
        )
        keep_alike(PROJECTS, survivor.zone, [survivor.pk, absorbed.pk])
    return merge


def undo_merge(merge: ProjectMerge, *, by: User) -> None:
    """Part the two again: exactly what was moved goes back. Raises NotAllowed; ProblemsError when it is undone."""
    require(by, "projects.merge", merge.zone)
    with transaction.atomic():
        fresh = ProjectMerge.objects.select_for_update().get(pk=merge.pk)
        if fresh.undone_at is not None:
            raise ProblemsError([Problem("merge_undone", "This merge is undone already.")])
        for name, keys in fresh.moved.items():
            if name == "issues":
                move_about(keys, fresh.absorbed)
                continue
            rows = MOVED[name]._default_manager.filter(pk__in=keys, project=fresh.survivor_id)
            rows.update(project=fresh.absorbed_id)
        Project.objects.filter(pk=fresh.absorbed_id).update(merged_into=None)
        fresh.undone_at = timezone.now()
        fresh.save(update_fields=["undone_at"])
        record("projects.parted", by=by, zone=fresh.zone, target=fresh.survivor, after={"parted": fresh.absorbed.name})
        record("projects.parted", by=by, zone=fresh.zone, target=fresh.absorbed, after={"from": fresh.survivor.name})
        keep_alike(PROJECTS, fresh.zone, [fresh.survivor_id, fresh.absorbed_id])
