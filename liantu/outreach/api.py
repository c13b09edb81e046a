"""Engagements for programs. Contacts are not given out here: their telephones are covered everywhere.

Mounted under ``/api/v1/outreach/``; a person's session or an API token.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.params.functions import Query

from liantu.outreach import actions, reads
from liantu.people.abilities import require
from liantu.people.requests import ZoneRequest
from liantu.ui.act_schemas import IsoDay

router = Router(tags=["outreach"])
MOST = 500


class EngagementOut(Schema):
    """An engagement; ``precision``: day, about, month or year. ``next_step``: the first one open, a duty."""

    id: int
    kind: str
    title: str
    on: date
    precision: str
    place: str
    office: str
    outcome: str
    next_step: str
    next_on: date | None
    revision: int


class StopIn(Schema):
    """A stop in order."""

    name: str
    kind: str = "firm"
    findings: str = ""


class EngagementIn(Schema):
    """What happened; ``when`` may be fuzzy (近日, 2026年3月)."""

    kind: str
    when: str
    title: str = ""
    place: str = ""
    outcome: str = "contact_only"
    topics: str = ""
    claims: str = ""
    asks: str = ""
    next_step: str = ""
    next_on: date | None = None
    stops: list[StopIn] = []


@router.get("/engagements", response=list[EngagementOut], url_name="engagements", summary="Engagements")
def engagements(request: ZoneRequest, since: IsoDay | None = None, limit: int = Query(100, ge=1, le=MOST)) -> Any:
    """Engagements, newest first."""
    require(request.user, "outreach.view", request.zone)
    rows = reads.engagements_of(request.user, request.zone)
    return list((rows.filter(on__gte=since) if since else rows)[:limit])


@router.get("/engagements/{int:pk}", response=EngagementOut, url_name="engagement", summary="One engagement")
def engagement(request: ZoneRequest, pk: int) -> Any:
    """One engagement."""
    require(request.user, "outreach.view", request.zone)
    return get_object_or_404(reads.engagements_of(request.user, request.zone), pk=pk)


@router.post("/engagements", response={201: EngagementOut}, url_name="engagement_log", summary="Log an engagement")
def log(request: ZoneRequest, given: EngagementIn) -> Any:
    """Log what happened."""
    values = given.dict()
    stops = [actions.StopGiven(**stop) for stop in values.pop("stops")[: actions.STOPS_MOST]]
    when = values.pop("when")
    made = actions.log_engagement(request.zone, values, by=request.user, when=when, stops=stops)
    return 201, reads.engagement_or_404(request, made.pk)
