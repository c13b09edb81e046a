"""Papers of a project: brought, checked by another person, taken back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from liantu.foundation.files import paper_actions
from liantu.foundation.files.paper_actions import PaperRoom
from liantu.lib.checklist import names_of
from liantu.people.models import User
from liantu.projects import reads
from liantu.projects.models import Evidence, Project

__all__ = ["PAPERS", "bring_paper", "known_tags"]

PAPERS: PaperRoom[Evidence] = PaperRoom(Evidence, "project", "projects.edit", "projects.verify", "projects")


def bring_paper(
    project: Project,
    tags: Sequence[str],
    *,
    by: User,
    title: str = "",
    upload: UploadedFile[bytes] | None = None,
    reference: str = "",
    dated_on: date | None = None,
) -> Evidence:
    """Attach a paper, tagged with the checks of the plan it stands for. Raises NotAllowed; ProblemsError."""
    return paper_actions.bring_paper(
        PAPERS,
        project,
        tags,
        by=by,
        zone=project.zone,
        known=known_tags(project),
        title=title,
        upload=upload,
        reference=reference,
        dated_on=dated_on,
    )


def known_tags(project: Project) -> frozenset[str]:
    """All tags the plan in force asks for."""
    plan = reads.plan_of(project.zone, timezone.localdate())
    return names_of((one for stage in plan.stages for one in stage.requires), "evidence")
