"""Duties for programs: what a person owes or gave, and what is owed about a thing; steps are its acts.

Mounted under ``/api/v1/duties/``; a person's session or an API token.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Router, Schema
from ninja.params.functions import Query

from liantu.foundation.duties import reads
from liantu.foundation.duties.actions import DUTIES
from liantu.foundation.duties.models import Duty
from liantu.foundation.flows.reads import possible
from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import require
from liantu.people.requests import ZoneRequest

router = Router(tags=["duties"])
MOST = 500


class DutyOut(Schema):
    """A duty. ``about`` and ``origin``: type and number of the row it belongs to and of the one that gave it."""

    id: int
    kind: str
    topic: str
    text: str
    owner: str | None
    office: str
    due_on: date | None
    state: str
    confirm: str
    closing_note: str
    done_on: date | None
    confirmed_by_name: str
    about_type: str
    about_id: int | None
    about_label: str
    origin_type: str
    origin_id: int | None
    given_by: str | None
    given_at: datetime
    revision: int

    @staticmethod
    def resolve_owner(duty: Duty) -> str | None:
        """The user name of who owes it."""
        return duty.owner.username if duty.owner is not None else None

    @staticmethod
    def resolve_given_by(duty: Duty) -> str | None:
        """The user name of who gave it."""
        return duty.given_by.username if duty.given_by is not None else None


class OneDutyOut(DutyOut):
    """A duty with the steps the caller may take now."""

    steps: list[str]

    @staticmethod
    def resolve_steps(duty: Duty, context: dict[str, Any]) -> list[str]:
        """The verbs of the steps the caller may take."""
        return [step.verb for step in possible(duty, DUTIES, context["request"].user).now]


@router.get("/", response=list[DutyOut], url_name="duties", summary="Duties")
def duties(
    request: ZoneRequest,
    who: Literal["", "mine", "given", "office"] = "",
    about: str = Query("", max_length=90, pattern=r"^([a-z_]+\.[a-z_]+:[0-9]{1,15})?$"),
    state: str = Query("", max_length=10),
    kind: str = Query("", max_length=40),
    limit: int = Query(100, ge=1, le=MOST),
    offset: int = Query(0, ge=0, le=1_000_000),
) -> Any:
    """The duties this person may see, the nearest first; ``about`` names a row, such as ``projects.project:12``."""
    require(request.user, "duties.view", request.zone)
    rows = reads.of_whom(reads.duties_of(request.user, request.zone), who, request.user)
    if about:
        label, _colon, key = about.partition(":")
        rows = rows.about_row(label, whole_number(key) or 0)
    given = {name: value for name, value in (("state", state), ("kind", kind)) if value}
    return list(rows.filter(**given)[offset : offset + limit])


@router.get("/{int:pk}", response=OneDutyOut, url_name="duty", summary="One duty")
def duty(request: ZoneRequest, pk: int) -> Any:
    """One duty, with what the caller may do with it."""
    require(request.user, "duties.view", request.zone)
    return reads.duty_or_404(request, pk)
