"""Projects for programs: the same rules and the same refusals as the pages.

Mounted under ``/api/v1/projects/``; a person's session or an API token, and the abilities of the acts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Query

from liantu.chains.reads import chains_of
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import require
from liantu.people.requests import ZoneRequest
from liantu.projects import actions, figures, pages, reads
from liantu.projects.models import Project
from liantu.projects.rules.stages import missing_for
from liantu.ui.act_schemas import ProblemOut
from liantu.ui.lists.columns import matches_text
from liantu.ui.wiring import Seen

router = Router(tags=["projects"])
MOST = 500


class ProjectOut(Schema):
    """A project; amounts in 10k yuan."""

    id: int
    number: str
    name: str
    investor_name: str
    stage: str
    stage_since_on: date
    health: str
    light: str
    intent_wan_yuan: Decimal | None
    signed_wan_yuan: Decimal | None
    in_place_wan_yuan: Decimal | None
    fixed_assets_wan_yuan: Decimal | None
    signed_on: date | None
    started_on: date | None
    in_production_on: date | None
    revision: int


class ProjectIn(Schema):
    """Fields by the names of the form; dates as 2026-03-05."""

    fields: dict[str, str | None]
    chain: str = ""
    revision: int = 0


class MissingOut(Schema):
    """A requirement that is not met; ``kind``: field, evidence or amount; any of ``names`` satisfies it."""

    code: str
    kind: str
    names: list[str]
    name: str
    asked_by: str


class StepOut(Schema):
    """A step from where the project stands: the act that takes it (``move`` with its ``stage``), and why not now."""

    verb: str
    act: str
    name: str
    is_possible: bool
    why_not: list[ProblemOut]


class FigureOut(Schema):
    """A figure with the query of the list that shows exactly its rows."""

    code: str
    count: int
    amount_wan_yuan: Decimal | None
    share: float | None
    share_by_count: float | None
    rows: str


def _one(request: Any, pk: int) -> Project:
    require(request.user, "projects.view", request.zone)
    return get_object_or_404(reads.whole(reads.projects_of(request.user, request.zone)), pk=pk)


def _values(request: Any, given: ProjectIn) -> dict[str, Any]:
    values: dict[str, Any] = {name: value for name, value in given.fields.items() if name not in ("chain", "owner")}
    if given.chain:
        chain = chains_of(request.user, request.zone).filter(code=given.chain).first()
        if chain is None:
            raise ProblemsError([Problem("other_zone", "This belongs to another zone.", where="chain")])
        values["chain"] = chain
    return values


@router.get("/", response=list[ProjectOut], url_name="projects", summary="Projects")
def projects(
    request: ZoneRequest,
    q: str = Query("", max_length=80),
    stage: str = Query("", max_length=40),
    limit: int = Query(100, ge=1, le=MOST),
    offset: int = Query(0, ge=0, le=1_000_000),
) -> Any:
    """Projects of the zone, newest first."""
    require(request.user, "projects.view", request.zone)
    rows = reads.projects_of(request.user, request.zone)
    text = q.replace("\x00", "")
    rows = rows.filter(matches_text(("name", "number", "investor_name"), text)) if text else rows
    rows = rows.filter(stage=stage) if stage else rows
    return list(rows[offset : offset + limit])


@router.post("/", response={201: ProjectOut}, url_name="project_open", summary="Open a project")
def open_project(request: ZoneRequest, given: ProjectIn) -> Any:
    """Open a project in its first stage."""
    return 201, actions.open_project(request.zone, _values(request, given), by=request.user)


@router.get("/figures", response=list[FigureOut], url_name="project_figures", summary="Figures")
def project_figures(request: ZoneRequest, since: date | None = None, until: date | None = None) -> Any:
    """Leadership's figures of a period (this year unless named)."""
    require(request.user, "projects.view", request.zone)
    today = timezone.localdate()
    start, end = since or date(today.year, 1, 1), until or today
    return figures.figures_of(Seen(request.user, request.zone), since=start, until=end)


@router.get("/{int:pk}", response=ProjectOut, url_name="project", summary="One project")
def project(request: ZoneRequest, pk: int) -> Any:
    """One project of the zone."""
    return _one(request, pk)


@router.patch("/{int:pk}", response=ProjectOut, url_name="project_change", summary="Change a project")
def change(request: ZoneRequest, pk: int, given: ProjectIn) -> Any:
    """Change fields; a revision that is not the newest is refused with who changed what."""
    one = _one(request, pk)
    return actions.change_project(one, _values(request, given), by=request.user, revision=given.revision)


@router.get("/{int:pk}/steps", response=list[StepOut], url_name="project_steps", summary="Steps, and why not now")
def steps(request: ZoneRequest, pk: int) -> Any:
    """Every step from where the project stands, with why it is not possible now."""
    return [
        {
            "verb": step.verb,
            "act": step.act,
            "name": step.name,
            "is_possible": not step.why_not,
            "why_not": [
                {"code": one.code, "message": one.message, "where": one.field, "place": one.where, "fix": one.fix}
                for one in step.why_not
            ],
        }
        for step in pages.steps_told(_one(request, pk), request.user)
    ]


@router.get("/{int:pk}/missing", response=list[MissingOut], url_name="project_missing", summary="What is missing")
def missing(request: ZoneRequest, pk: int, stage: str = Query("", max_length=40)) -> Any:
    """What the project still needs for a stage; the next one unless named."""
    one = _one(request, pk)
    plan = reads.plan_of(one.zone, timezone.localdate())
    ahead = plan.following(one.stage) if plan.has(one.stage) else None
    target = stage or (ahead.code if ahead is not None else "")
    if target and not plan.has(target):
        raise ProblemsError([Problem("no_such_stage", "There is no stage “%(stage)s”.", params={"stage": target})])
    lacking = missing_for(plan, reads.facts_of(one), target) if target else ()
    return [
        {
            "code": lack.requirement.code,
            "kind": lack.requirement.kind,
            "names": list(lack.requirement.names),
            "name": lack.requirement.name,
            "asked_by": lack.asked_by,
        }
        for lack in lacking
    ]
