"""Registers for programs: which there are, and how good they are.

Mounted under ``/api/sources/``; a person's session or an API token, and the ability ``sources.view``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from liantu.people.abilities import require
from liantu.people.requests import ZoneRequest
from liantu.sources import reads

router = Router(tags=["sources"])


class ReleaseOut(Schema):
    """A register release: where it comes from, of which day, how many enterprises."""

    release_id: str
    title: str
    source: str
    licence: str
    as_of_on: date | None
    rows: int
    refused_rows: int
    state: str
    is_current: bool
    shared: bool


class FindingOut(Schema):
    """One thing counted in a register: rows and their share (0…1)."""

    code: str
    rows: int
    share: float
    tone: str


class QualityOut(Schema):
    """What was found in a register, and the counts as they were written down."""

    findings: list[FindingOut]
    report: dict[str, Any]


@router.get("/registers", response=list[ReleaseOut], url_name="registers", summary="Registers")
def registers(request: ZoneRequest) -> Any:
    """The zone's registers and those shared with it."""
    require(request.user, "sources.view", request.zone)
    return list(reads.releases_for(request.user, request.zone))


@router.get("/registers/{release_id}/quality", response=QualityOut, url_name="register_quality", summary="Quality")
def quality(request: ZoneRequest, release_id: str) -> Any:
    """Bad codes, doubles, unreadable values, coverage of one register."""
    require(request.user, "sources.view", request.zone)
    rows = reads.releases_for(request.user, request.zone).defer(None)
    release = get_object_or_404(rows, release_id=release_id)
    return {"findings": reads.release_page(release).findings, "report": release.quality}
