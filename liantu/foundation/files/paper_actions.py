"""Every write of papers, whatever room keeps them: brought, verified by another person, taken back with a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.files.actions import store_upload
from liantu.foundation.files.models import Paper
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.models import User, Zone

PAPER_KINDS: tuple[str, ...] = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx", "zip")
PaperT = TypeVar("PaperT", bound=Paper)


@dataclass(frozen=True)
class PaperRoom(Generic[PaperT]):
    """What a room says of its papers.

    ``thing``: the field of the table that names the row a paper belongs to. ``bring``, ``verify``: abilities. ``log``:
    the first part of the verbs of the log (``projects`` → ``projects.paper_brought``); acts are told of the row.
    """

    model: type[PaperT]
    thing: str
    bring: str
    verify: str
    log: str
    allowed: tuple[str, ...] = PAPER_KINDS


def bring_paper(
    room: PaperRoom[PaperT], thing: models.Model, tags: Sequence[str], *, by: User, zone: Zone, known: Collection[str],
    title: str = "", upload: UploadedFile[bytes] | None = None, reference: str = "", dated_on: date | None = None,
) -> PaperT:  # fmt: skip
    """Attach a paper to ``thing``: a file or a reference (document number, address), tagged with what it stands for.

    Raises NotAllowed; ProblemsError when it is neither file nor reference, carries no tag of ``known``, is dated in the
    future, the file is not what it says, or the same file stands for the same already.
    """
    require(by, room.bring, zone)
    problems = []
    if upload is None and not reference.strip():
        problems.append(Problem("no_paper", "Attach a file or write a reference.", where="file"))
    if not tags or set(tags) - set(known):
        problems.append(
            Problem(
                "unknown_tag",
                "Choose what the paper stands for: %(tags)s is not in the plan.",
                where="tags",
                params={"tags": ", ".join(sorted(set(tags) - set(known))) or "—"},
            )
        )
    if dated_on is not None and dated_on > timezone.localdate():
        told = {"day": dated_on.isoformat()}
        problems.append(Problem("future_day", "The day lies in the future: %(day)s.", where="dated_on", params=told))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        stored = store_upload(upload, by=by, zone=zone, purpose=room.log, allowed=room.allowed) if upload else None
        paper = room.model(
            zone=zone,
            tags=list(dict.fromkeys(tags)),
            file=stored,
            content_sha256=stored.sha256 if stored is not None else "",
            title=(title.strip() or (stored.name if stored else reference.strip()))[:160],
            reference=reference.strip()[:300],
            dated_on=dated_on,
            brought_by=by,
            **{room.thing: thing},
        )
        _check_twice(room, thing, paper)
        paper.save()
        told_paper = {"paper": paper.title, "tags": paper.tags, "sha256": paper.content_sha256}
        record(f"{room.log}.paper_brought", by=by, zone=zone, target=thing, after=told_paper)
    return paper


def _check_twice(room: PaperRoom[PaperT], thing: models.Model, paper: PaperT) -> None:
    """Raises ProblemsError when a standing paper of the row has the same content and stands for all of this already."""
    if not paper.content_sha256:
        return
    rows = room.model._default_manager.filter(
        **{room.thing: thing}, content_sha256=paper.content_sha256, withdrawn_at__isnull=True
    )
    for there in rows:
        if set(paper.tags) <= set(there.tags):
            raise ProblemsError(
                [
                    Problem(
                        "paper_twice",
                        "This file is here already: %(paper)s.",
                        where="file",
                        fix="Take the other one back first, or say what else this one stands for.",
                        params={"paper": there.title},
                    )
                ]
            )


def _fresh(room: PaperRoom[PaperT], paper: PaperT) -> tuple[PaperT, models.Model]:
    """The paper as it is now, held until the act is over, and its row."""
    rows = room.model._default_manager.select_for_update(of=("self",)).select_related("zone", room.thing)
    fresh = cast("PaperT", rows.get(pk=paper.pk))
    return fresh, getattr(fresh, room.thing)


def verify_paper(room: PaperRoom[PaperT], paper: PaperT, *, by: User) -> None:
    """Another person has seen the paper and finds it right.

    Raises NotAllowed; ProblemsError for its own bringer, for a paper verified or taken back already.
    """
    require(by, room.verify, paper.zone)
    with transaction.atomic():
        fresh, thing = _fresh(room, paper)
        problems = []
        if fresh.brought_by_id == by.pk:
            problems.append(Problem("own_paper", "Whoever brought a paper does not verify it."))
        if fresh.withdrawn_at is not None:
            problems.append(Problem("paper_gone", "The paper was taken back already."))
        if fresh.verified_at is not None:
            problems.append(Problem("paper_verified", "Somebody verified the paper already."))
        if problems:
            raise ProblemsError(problems)
        paper.verified_by, paper.verified_at = by, timezone.now()
        paper.save(update_fields=["verified_by", "verified_at"])
        record(f"{room.log}.paper_verified", by=by, zone=fresh.zone, target=thing, after={"paper": fresh.title})


def withdraw_paper(room: PaperRoom[PaperT], paper: PaperT, *, by: User, reason: str) -> None:
    """Take a paper back: it stays readable in the history but stands for nothing. Raises NotAllowed; ProblemsError."""
    require(by, room.bring, paper.zone)
    with transaction.atomic():
        fresh, thing = _fresh(room, paper)
        problems = []
        if not reason.strip():
            problems.append(Problem("reason_needed_paper", "Taking a paper back needs a reason.", where="reason"))
        if fresh.withdrawn_at is not None:
            problems.append(Problem("paper_gone", "The paper was taken back already."))
        if problems:
            raise ProblemsError(problems)
        paper.withdrawn_at, paper.withdrawn_reason = timezone.now(), reason.strip()[:200]
        paper.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        told = {"paper": fresh.title}
        record(f"{room.log}.paper_withdrawn", by=by, zone=fresh.zone, target=thing, before=told, reason=reason.strip())
