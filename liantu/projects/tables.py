"""The list of projects."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.chains.reads import chains_of
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.projects import reads
from liantu.projects.board import AMOUNT, LIGHT_NAMES
from liantu.projects.models import Project
from liantu.projects.rules.stages import StagePlan
from liantu.ui.lists import Column, Filter, ListPage, late, mine, new_this_week
from liantu.ui.metrics import rows_behind
from liantu.ui.pages import Link

# The plan of stages while one list is answered: asked once a list, not once a row.
_PLAN: ContextVar[StagePlan] = ContextVar("plan")


def _listed(request: ZoneRequest) -> Any:
    """The rows of the list: those the person may see, or exactly those of the metric that is named."""
    named = rows_behind(request, "projects:list")
    rows = named if named is not None else reads.projects_of(request.user, request.zone)
    _PLAN.set(reads.plan_of(request.zone, timezone.localdate()))
    return rows.select_related("chain", "owner", "zone")


def _stage_label(row: Project) -> str:
    plan = _PLAN.get()
    return reads.stage_name(plan.stage(row.stage)) if plan.has(row.stage) else row.stage


def _lamp(row: Project) -> str:
    """The light in a word, and the days in the stage against those it usually takes."""
    plan, days = _PLAN.get(), (timezone.localdate() - row.stage_since_on).days
    usual = plan.stage(row.stage).expected_days if plan.has(row.stage) else None
    told = _("%(n)s of %(usual)s days") if usual else _("%(n)s days")
    return f"{LIGHT_NAMES.get(row.light, '')} {told % {'n': days, 'usual': usual}}".strip()


def _overstays(rows: Any, today: date) -> Any:
    return reads.overstaying(rows, _PLAN.get(), today)


LIST = ListPage(
    name="projects",
    queryset_fn=_listed,
    columns=(
        Column(
            "name", gettext_lazy("Project"), sort="name", primary=True,
            second=lambda row: (row.number, row.investor_name),
        ),
        Column("stage", pgettext_lazy("project", "Stage"), value=_stage_label, sort="stage", phone="line"),
        Column("light", gettext_lazy("Light"), value=_lamp, sort="light", kind="lamp", tone=lambda row: row.light),
        Column("amount", gettext_lazy("Investment"), value="amount_wan_yuan", sort="signed_wan_yuan", kind="money"),
        Column(
            "chain", gettext_lazy("Chain"), value=lambda row: row.chain.label if row.chain else "", sort="chain__name"
        ),
        Column("owner", gettext_lazy("Officer"), value=lambda row: row.owner.label if row.owner else "", kind="person"),
        Column("signed_on", gettext_lazy("Signed on"), sort="signed_on", kind="date", phone="hide"),
        Column("number", gettext_lazy("Project no."), sort="number", counted=True, kind="code", shown=False),
        Column("investor_name", gettext_lazy("Investor"), sort="investor_name", wide=True, shown=False),
        Column("started_on", gettext_lazy("Started on"), sort="started_on", kind="date", shown=False),
        Column("stage_since_on", gettext_lazy("In the stage since"), sort="stage_since_on", kind="date", shown=False),
        Column("health", gettext_lazy("Health"), value="get_health_display", sort="health", shown=False),
    ),
    search_fields=("name", "number", "investor_name", "content", "product", "origin_province", "origin_city"),
    filters=(
        Filter("stage", pgettext_lazy("project", "Stage"), choices=lambda request: _stage_choices(request)),
        Filter("light", gettext_lazy("Light"), choices=tuple(LIGHT_NAMES.items())),
        Filter("chain", gettext_lazy("Chain"), choices=lambda request: _chain_choices(request), apply="chain__code"),
        Filter("health", gettext_lazy("Health"), choices=Project.Health.choices),
        Filter("channel", gettext_lazy("Channel"), choices=Project.Channel.choices),
        Filter("industry_class", gettext_lazy("Class of industry"), choices=Project.IndustryClass.choices),
    ),
    default_sort="-created_at", ability="projects.view", export_ability="projects.export",
    title=gettext_lazy("Projects"), subtitle=gettext_lazy("From first contact to production, with papers and money."),
    row_href=lambda row: row.get_absolute_url(), links=lambda request: _list_links(request),
    views=(mine(), late(_overstays), new_this_week("created_at")),
    sums=(
        (gettext_lazy("Investment"), Sum(AMOUNT), "money"),
        (gettext_lazy("Red light"), Count("pk", filter=Q(light="red")), "number"),
    ),
    density="two",
)  # fmt: skip


def _list_links(request: ZoneRequest) -> list[Link]:
    """Where else projects are looked at, and a new one: what of it this person may."""
    found = (
        ("projects.merge", Link(_("Duplicates"), reverse("projects:duplicates"), "merge")),
        ("projects.view", Link(_("Sheet"), reverse("projects:project_list"), "upload")),
        ("projects.view", Link(_("Stages"), reverse("projects:plan"), "list")),
        ("projects.edit", Link(_("New project"), reverse("projects:new"), "plus", main=True)),
    )
    return [link for ability, link in found if may(request.user, ability, request.zone)]


def _stage_choices(request: ZoneRequest) -> list[tuple[str, str]]:
    plan = reads.plan_of(request.zone, timezone.localdate())
    return [(stage.code, reads.stage_name(stage)) for stage in plan.stages]


def _chain_choices(request: ZoneRequest) -> list[tuple[str, str]]:
    return [(chain.code, chain.label) for chain in chains_of(request.user, request.zone)]
