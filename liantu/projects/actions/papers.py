"""Papers of a project: brought, checked by another person, taken back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.files.actions import store_upload
from liantu.lib.checklist import names_of
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User
from liantu.projects import reads
from liantu.projects.models import Evidence, Project

PAPER_KINDS: tuple[str, ...] = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx", "zip")


def bring_paper(
    project: Project,
    tags: Sequence[str],
    *,
    by: User,
    title: str = "",
    upload: Any = None,
    reference: str = "",
    dated_on: date | None = None,
) -> Evidence:
    """Attach a paper: a file or a reference (document number, address), tagged with the checks it stands for.

    Raises NotAllowed; ProblemsError when it is neither file nor reference, carries no known tag, is dated in the
    future, or the file is not what it says.
    """
    require(by, "projects.edit", project.zone)
    known = known_tags(project)
    problems = []
    if upload is None and not reference.strip():
        problems.append(Problem("no_paper", "Attach a file or write a reference.", where="file"))
    if not tags or set(tags) - known:
        problems.append(
            Problem(
                "unknown_tag",
                "Choose what the paper stands for: %(tags)s is not in the plan.",
                where="tags",
                params={"tags": ", ".join(sorted(set(tags) - known)) or "—"},
            )
        )
    if dated_on is not None and dated_on > timezone.localdate():
        told = {"day": dated_on.isoformat()}
        problems.append(Problem("future_day", "The day lies in the future: %(day)s.", where="dated_on", params=told))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        stored = (
            store_upload(upload, by=by, zone=project.zone, purpose="project", allowed=PAPER_KINDS) if upload else None
        )
        paper = Evidence.objects.create(
            zone=project.zone,
            project=project,
            tags=list(dict.fromkeys(tags)),
            file=stored,
            title=(title.strip() or (stored.name if stored else reference.strip()))[:160],
            reference=reference.strip()[:300],
            dated_on=dated_on,
            brought_by=by,
        )
        record(
            "projects.paper_brought",
            by=by,
            zone=project.zone,
            target=project,
            after={"paper": paper.title, "tags": paper.tags},
        )
    return paper


def known_tags(project: Project) -> frozenset[str]:
    """All tags the plan in force asks for."""
    plan = reads.plan_of(project.zone, timezone.localdate())
    return names_of((one for stage in plan.stages for one in stage.requires), "evidence")


def verify_paper(paper: Evidence, *, by: User) -> None:
    """Another person has seen the paper and finds it right. Raises NotAllowed; ProblemsError for its own bringer."""
    require(by, "projects.verify", paper.zone)
    if paper.brought_by_id == by.pk:
        raise ProblemsError([Problem("own_paper", "Whoever brought a paper does not verify it.")])
    with transaction.atomic():
        paper.verified_by, paper.verified_at = by, timezone.now()
        paper.save(update_fields=["verified_by", "verified_at"])
        record("projects.paper_verified", by=by, zone=paper.zone, target=paper.project, after={"paper": paper.title})


def withdraw_paper(paper: Evidence, *, by: User, reason: str) -> None:
    """Take a paper back: it stays readable in the history but stands for nothing. Raises NotAllowed; ProblemsError."""
    require(by, "projects.edit", paper.zone)
    problems = (
        []
        if reason.strip()
        else [Problem("reason_needed_paper", "Taking a paper back needs a reason.", where="reason")]
    )
    if paper.withdrawn_at is not None:
        problems.append(Problem("paper_gone", "The paper was taken back already."))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        paper.withdrawn_at, paper.withdrawn_reason = timezone.now(), reason.strip()[:200]
        paper.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        record(
            "projects.paper_withdrawn",
            by=by,
            zone=paper.zone,
            target=paper.project,
            before={"paper": paper.title},
            reason=reason.strip(),
        )
