"""Leads for programs; outsiders see and register their own.

Mounted under ``/api/v1/leads/``; a person's session or an API token.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Router, Schema
from ninja.params.functions import Query

from liantu.people.abilities import require
from liantu.people.requests import ZoneRequest
from liantu.projects.leads import actions, reads

router = Router(tags=["leads"])
MOST = 500


class LeadOut(Schema):
    """A lead; intended investment in 10k yuan."""

    id: int
    number: str
    firm_name: str
    credit_code: str
    state: str
    channel: str
    holder: str
    content: str
    amount_wan_yuan: Decimal | None
    next_due_on: date | None
    protected_until_on: date
    registered_at: datetime
    revision: int


class LeadIn(Schema):
    """What is needed to register; ``claim``: the ground, when the enterprise is protected for somebody else."""

    firm_name: str
    channel: str
    credit_code: str = ""
    content: str = ""
    amount_wan_yuan: Decimal | None = None
    introducer: str = ""
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    claim: str = ""


class ClaimOut(Schema):
    """A claim that leadership decides; the lead it is on stays covered for whoever may not see it."""

    claimed: str


@router.get("/", response=list[LeadOut], url_name="leads", summary="Leads")
def leads(
    request: ZoneRequest,
    state: str = Query("", max_length=20),
    limit: int = Query(100, ge=1, le=MOST),
    offset: int = Query(0, ge=0, le=1_000_000),
) -> Any:
    """The leads this person may see, newest first."""
    require(request.user, "leads.view", request.zone)
    rows = reads.leads_of(request.user, request.zone)
    return list((rows.filter(state=state) if state else rows)[offset : offset + limit])


@router.post("/", response={201: LeadOut, 202: ClaimOut}, url_name="lead_register", summary="Register a lead")
def register(request: ZoneRequest, given: LeadIn) -> Any:
    """Register a lead; a collision is refused, or with ``claim`` becomes a dispute on the lead that was first."""
    values = given.dict()
    claim = values.pop("claim")
    made = actions.register_lead(request.zone, values, by=request.user, claim=claim)
    if not reads.leads_of(request.user, request.zone).filter(pk=made.pk).exists():
        return 202, {"claimed": given.firm_name}
    return 201, made


@router.get("/{int:pk}", response=LeadOut, url_name="lead", summary="One lead")
def lead(request: ZoneRequest, pk: int) -> Any:
    """One lead."""
    require(request.user, "leads.view", request.zone)
    return reads.lead_or_404(request, pk)
