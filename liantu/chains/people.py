"""The people and enterprises of a chain: what the page shows and what its form asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from liantu.audit.reads import history_of
from liantu.chains import actions
from liantu.chains.models import Chain, ChainAppointment, ChainDepartment, ChainEnterpriseRole, Dated
from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may
from liantu.people.models import User
from liantu.people.requests import ZoneRequest

MODELS: dict[str, type[Dated]] = {
    "appointment": ChainAppointment,
    "enterprise": ChainEnterpriseRole,
    "department": ChainDepartment,
}


def context(request: ZoneRequest, chain: Chain) -> dict[str, Any]:
    """Everybody on the chain, those of today first."""
    today = timezone.localdate()
    rows = [
        *(
            ("appointment", one, one.get_office_display(), one.printed_name, one.title)
            for one in chain.appointments.select_related("speaks_for")
        ),
        *(("enterprise", one, one.get_kind_display(), one.printed_name, "") for one in chain.enterprise_roles.all()),
        *(("department", one, _("lead department"), one.name, "") for one in chain.departments.all()),
    ]
    shown = [
        {"kind": kind, "row": row, "part": part, "name": name, "title": title, "current": row.holds_on(today)}
        for kind, row, part, name, title in rows
    ]
    shown.sort(key=lambda entry: not entry["current"])
    return {
        "title": _("Who leads the chain"),
        "chain": chain,
        "rows": shown,
        "today": today,
        "crumbs": [(_("Chains"), reverse("chains:index")), (chain.label, chain.get_absolute_url()), (_("People"), "")],
        "parts": [
            *ChainAppointment.Office.choices,
            *ChainEnterpriseRole.Kind.choices,
            ("department", _("lead department")),
        ],
        "users": User.objects.filter(memberships__zone=chain.zone).distinct().order_by("username"),
        "history": history_of(chain),
        "leaders": [
            one
            for one in chain.enterprise_roles.all()
            if one.kind == ChainEnterpriseRole.Kind.LEADER and one.holds_on(today)
        ],
        "may_edit": may(request.user, "chains.edit_template", request.zone),
        "may_appoint": may(request.user, "chains.appoint", request.zone),
    }


def add(chain: Chain, data: QueryDict, *, by: User) -> None:
    """Write down what the form says. Raises NotAllowed, ProblemsError."""
    part, name = data.get("part", ""), data.get("printed_name", "")
    starts_on, ends_on = _day(data, "starts_on"), _day(data, "ends_on")
    if part in ChainAppointment.Office.values:
        number = data.get("person", "")
        person = User.objects.filter(pk=int(number), memberships__zone=chain.zone).first() if number.isdigit() else None
        actions.appoint(
            chain,
            part,
            name or (person.display_name if person else ""),
            by=by,
            person=person,
            title=data.get("title", ""),
            starts_on=starts_on,
            ends_on=ends_on,
            speaks_for=_leader(chain, data),
        )
    elif part == "department":
        actions.name_department(chain, name, by=by, starts_on=starts_on)
    else:
        actions.name_enterprise(chain, part, name, by=by, starts_on=starts_on, ends_on=ends_on)


def change(thing: Dated, data: QueryDict, *, by: User) -> None:
    """Correct what the form says. Raises NotAllowed, ProblemsError."""
    if isinstance(thing, ChainAppointment) and "speaks_for" in data:
        leader = _leader(thing.chain, data)
        if leader != thing.speaks_for:
            actions.tie_liaison(thing, leader, by=by)
    actions.change_dated(
        thing,
        by=by,
        name=data.get("printed_name", ""),
        title=data.get("title"),
        starts_on=_day(data, "starts_on"),
        ends_on=_day(data, "ends_on"),
    )


def _leader(chain: Chain, data: QueryDict) -> ChainEnterpriseRole | None:
    """The leader enterprise of the chain chosen in a form, or None."""
    number = data.get("speaks_for", "")
    rows = chain.enterprise_roles.filter(kind=ChainEnterpriseRole.Kind.LEADER)
    return rows.filter(pk=int(number)).first() if number.isdigit() and len(number) < 10 else None


def _day(data: QueryDict, name: str) -> date | None:
    """The day in a field, or None when empty. Raises ProblemsError when it is none."""
    text = data.get(name, "").strip()
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise ProblemsError(
            [
                Problem(
                    "no_day",
                    "“%(text)s” is no day.",
                    where=name,
                    fix="Write it as 2026-01-31.",
                    params={"text": text[:20]},
                )
            ]
        )
    return day
