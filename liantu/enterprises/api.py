"""Enterprises for programs: the zone's own, and a look into the register in use.

Mounted under ``/api/enterprises/``; a person's session or an API token, and the ability ``enterprises.view``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.params.functions import Query

from liantu.enterprises import reads
from liantu.people.abilities import require
from liantu.people.requests import ZoneRequest
from liantu.ui.lists.columns import matches_text

router = Router(tags=["enterprises"])
MOST = 500


class EnterpriseOut(Schema):
    """An enterprise of the zone; capital in 10k of its currency."""

    id: int
    name: str
    credit_code: str
    province: str
    city: str
    enterprise_type: str
    capital_wan_yuan: Decimal | None
    capital_currency: str
    registered_on: date | None
    register_status: str
    in_zone: bool


class RegisterRowOut(Schema):
    """A row of the register in use, without its business scope."""

    release_id: str
    enterprise_id: int
    name: str
    credit_code: str
    province: str
    city: str
    capital_wan_yuan: float | None
    registered_on: date | None


@router.get("/", response=list[EnterpriseOut], url_name="enterprises", summary="Enterprises")
def enterprises(request: ZoneRequest, q: str = Query("", max_length=80), limit: int = Query(100, ge=1, le=MOST)) -> Any:
    """The zone's enterprises by name, former name or credit code."""
    require(request.user, "enterprises.view", request.zone)
    rows = reads.enterprises_for(request.user, request.zone)
    text = q.replace("\x00", "")
    return list(rows.filter(matches_text(("name", "credit_code", "names__name"), text)).distinct()[:limit])


@router.get("/{int:pk}", response=EnterpriseOut, url_name="enterprise", summary="One enterprise")
def enterprise(request: ZoneRequest, pk: int) -> Any:
    """One enterprise of the zone."""
    require(request.user, "enterprises.view", request.zone)
    return get_object_or_404(reads.enterprises_for(request.user, request.zone), pk=pk)


@router.get("/register", response=list[RegisterRowOut], url_name="register_search", summary="Search the register")
def register(
    request: ZoneRequest, q: str = Query(..., min_length=2, max_length=80), limit: int = Query(20, ge=1, le=100)
) -> Any:
    """Rows of the register in use by name or credit code."""
    require(request.user, "enterprises.view", request.zone)
    release, rows = reads.search_register(request.zone, q, limit=limit)
    return [{**row, "release_id": release.release_id} for row in rows] if release is not None else []
