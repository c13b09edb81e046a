"""What the pages of projects show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Sum, When, Window
from django.db.models.functions import RowNumber
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.chains.pages import is_english
from liantu.chains.reads import chains_of
from liantu.foundation.flows.acts import steps_seen
from liantu.foundation.flows.reads import history_of, possible
from liantu.lib.checklist import Missing
from liantu.lib.problems import Problem
from liantu.lib.regions import normalise_province
from liantu.people.abilities import may
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.projects import figures, forms, reads
from liantu.projects.actions import STAGES
from liantu.projects.board_cards import LIGHT_NAMES, LIGHT_TONES, board_cards
from liantu.projects.models import MoneyLine, Project, ProjectMerge
from liantu.projects.rules.duplicates import ProjectKey, duplicate_pairs
from liantu.projects.rules.stage_flow import END, ENDED_REASONS, RESUME
from liantu.projects.rules.stages import Stage, StagePlan, missing_for, missing_later, needs_second_person
from liantu.projects.slots import PROJECT_PAGE
from liantu.ui.charts import Chart, china_map
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.metrics import rows_behind
from liantu.ui.problems import Told, words_of
from liantu.ui.wiring import Seen

CARDS_MOST = 10
CARD_FIELDS = (
    "pk", "name", "stage", "revision", "light", "stage_since_on", "signed_wan_yuan", "intent_wan_yuan", "chain__name",
    "chain__name_en", "owner__display_name", "owner__username",
)  # fmt: skip
DIMENSION_NAMES = {
    "start": gettext_lazy("days since the agreed start"), "progress": gettext_lazy("points behind the plan of works"),
    "statistics": gettext_lazy("days since the start, not in statistics"),
    "funds": gettext_lazy("points of funds behind the time gone"),
    "stay": gettext_lazy("times the expected stay in the stage"), "report": gettext_lazy("days without an entry"),
}  # fmt: skip
REASON_NAMES = {
    "land": gettext_lazy("Land"), "policy": gettext_lazy("Policy"), "market": gettext_lazy("Market"),
    "funds": gettext_lazy("Funds"), "energy_environment": gettext_lazy("Energy or environment"),
    "supply_chain": gettext_lazy("Supply chain"), "other_place_won": gettext_lazy("Another place won it"),
    "investor_changed": gettext_lazy("The investor changed his mind"), "untrue": gettext_lazy("Not a real project"),
    "no_contact": gettext_lazy("No contact any more"), "other": pgettext_lazy("reason", "Other"),
}  # fmt: skip
FIGURE_NAMES = {
    "signed": gettext_lazy("Signed"), "emerging": gettext_lazy("Strategic emerging"),
    "started": pgettext_lazy("project figure", "Started"),
    "same_year_start": gettext_lazy("Signed and started in one year"),
    "in_production": gettext_lazy("Went into production"), "red": gettext_lazy("Red light"),
    "yellow": gettext_lazy("Yellow light"),
}  # fmt: skip
GROUND_NAMES = {
    "company": gettext_lazy("same project company"), "investor": gettext_lazy("same investor"),
    "name": gettext_lazy("same name"), "amount": gettext_lazy("nearly the same amount"),
    "node": gettext_lazy("same link"),
}  # fmt: skip


# Names of the stages while one list is answered: asked once a list, not once a row.
_STAGES: ContextVar[Mapping[str, str]] = ContextVar("stages")


def _period(request: ZoneRequest) -> tuple[date, date]:
    """The period asked for; this year unless another one is named."""
    today = timezone.localdate()
    since, until = (forms.day_in(request.GET.get(name, "")) for name in ("since", "until"))
    return since or date(today.year, 1, 1), until or today


def _listed(request: ZoneRequest) -> Any:
    """The rows of the list: those the person may see, or exactly those of the metric that is named."""
    named = rows_behind(request, "projects:list")
    rows = named if named is not None else reads.projects_of(request.user, request.zone)
    chain = request.GET.get("chain", "")
    rows = rows.filter(chain__code=chain) if chain else rows
    plan = reads.plan_of(request.zone, timezone.localdate())
    _STAGES.set({stage.code: reads.stage_name(stage) for stage in plan.stages})
    return rows.select_related("chain", "owner", "zone")


def _stage_label(row: Project) -> str:
    return _STAGES.get({}).get(row.stage, row.stage)


LIST = ListPage(
    name="projects",
    queryset_fn=_listed,
    columns=(
        Column("name", gettext_lazy("Project"), sort="name", primary=True),
        Column("number", gettext_lazy("Project no."), sort="number", kind="code"),
        Column("stage", pgettext_lazy("project", "Stage"), value=_stage_label, sort="stage"),
        Column(
            "light", gettext_lazy("Light"), value=lambda row: str(LIGHT_NAMES[row.light]), sort="light", kind="badge",
            tone=lambda row: LIGHT_TONES[row.light],
        ),
        Column("amount", gettext_lazy("Investment"), value="amount_wan_yuan", sort="signed_wan_yuan", kind="money"),
        Column(
            "chain", gettext_lazy("Chain"), value=lambda row: row.chain.label if row.chain else "", sort="chain__name"
        ),
        Column("investor_name", gettext_lazy("Investor"), sort="investor_name", wide=True),
        Column("owner", gettext_lazy("Officer"), value=lambda row: row.owner.label if row.owner else ""),
        Column("signed_on", gettext_lazy("Signed on"), sort="signed_on", kind="date"),
        Column("started_on", gettext_lazy("Started on"), sort="started_on", kind="date", shown=False),
        Column("stage_since_on", gettext_lazy("In the stage since"), sort="stage_since_on", kind="date", shown=False),
        Column("health", gettext_lazy("Health"), value="get_health_display", sort="health", shown=False),
    ),
    search_fields=("name", "number", "investor_name", "content", "product", "origin_province", "origin_city"),
    filters=(
        Filter("stage", pgettext_lazy("project", "Stage"), choices=lambda request: _stage_choices(request)),
        Filter("health", gettext_lazy("Health"), choices=Project.Health.choices),
        Filter("light", gettext_lazy("Light"), choices=tuple(LIGHT_NAMES.items())),
        Filter("channel", gettext_lazy("Channel"), choices=Project.Channel.choices),
        Filter("industry_class", gettext_lazy("Class of industry"), choices=Project.IndustryClass.choices),
    ),
    default_sort="-created_at", ability="projects.view", export_ability="projects.export",
    title=gettext_lazy("Projects"), subtitle=gettext_lazy("From first contact to production, with papers and money."),
    row_href=lambda row: row.get_absolute_url(),
)  # fmt: skip


def _stage_choices(request: ZoneRequest) -> list[tuple[str, str]]:
    plan = reads.plan_of(request.zone, timezone.localdate())
    return [(stage.code, reads.stage_name(stage)) for stage in plan.stages]


def board_context(request: ZoneRequest) -> dict[str, Any]:
    """The board: a column a stage, the most urgent cards of each, counts and sums of all. A fixed number of queries."""
    user, zone, data = request.user, request.zone, request.GET
    plan = reads.plan_of(zone, timezone.localdate())
    rows = reads.projects_of(user, zone).filter(health=Project.Health.NORMAL)
    chain, mine, light = data.get("chain", ""), data.get("mine", ""), data.get("light", "")
    rows = rows.filter(chain__code=chain) if chain else rows
    rows = rows.filter(owner=user) if mine else rows
    rows = rows.filter(light=light) if light in LIGHT_TONES else rows
    totals = {
        one["stage"]: one
        for one in rows.values("stage").annotate(
            n=Count("pk"), signed=Sum("signed_wan_yuan"), intent=Sum("intent_wan_yuan", filter=Q(signed_wan_yuan=None))
        )
    }  # fmt: skip
    urgent = Case(When(light="red", then=0), When(light="yellow", then=1), default=2, output_field=IntegerField())
    order = Window(RowNumber(), partition_by=[F("stage")], order_by=[urgent.asc(), F("stage_since_on").asc(), "pk"])
    cards: dict[str, list[Mapping[str, Any]]] = {}
    for one in rows.annotate(place=order).filter(place__lte=CARDS_MOST).values(*CARD_FIELDS, "place"):
        cards.setdefault(one["stage"], []).append(one)
    today, may_move = timezone.localdate(), may(user, "projects.move", zone)
    return {
        "title": _("Board"),
        "columns": [
            _column(stage, totals.get(stage.code, {}), cards.get(stage.code, []), today, may_move)
            for stage in plan.stages
        ],
        "chains": [(one.code, one.label) for one in chains_of(user, zone)],
        "chain": chain, "mine": mine, "light": light, "lights": list(LIGHT_NAMES.items()),
        "may_move": may_move, "today": today,
    }  # fmt: skip


def _column(
    stage: Stage, total: Mapping[str, Any], cards: list[Mapping[str, Any]], today: date, may_move: bool
) -> dict[str, Any]:
    ordered = sorted(cards, key=lambda one: one["place"])
    return {
        "stage": stage, "name": reads.stage_name(stage), "n": total.get("n", 0),
        "amount": (total.get("signed") or 0) + (total.get("intent") or 0),
        "cards": board_cards(ordered, stage, today=today, may_move=may_move),
        "more": max(total.get("n", 0) - len(cards), 0),
    }  # fmt: skip


def project_or_404(request: ZoneRequest, pk: int) -> Project:
    """A project the person may see, with all the rules look at."""
    rows = reads.whole(reads.projects_of(request.user, request.zone))
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True)
class StepLine:
    """A step of a project: the act that takes it, its name, and why it is not possible now, if so."""

    verb: str
    act: str
    name: str
    why_not: tuple[Told, ...] = ()


def steps_told(project: Project, user: User | None) -> list[StepLine]:
    """Every step from where the project stands, in the order of the plan; ``user`` None: as the operator asks."""
    seen = steps_seen(STAGES, project, user) if user is not None else possible(project, STAGES, None)
    return [
        StepLine(
            step.verb,
            {END: "end", RESUME: "resume"}.get(step.verb, "move"),
            STAGES.step_name(project, step.verb),
            tuple(words_of(one) for one in seen.why_not.get(step.verb, ())),
        )
        for step in STAGES.flow(project).steps_from(project.stage)
    ]


def ahead_context(request: ZoneRequest, project: Project, target: str = "") -> dict[str, Any]:
    """Why a stage is not open to a project, with where each is mended; the next stage unless one is named."""
    plan = reads.plan_of(project.zone, timezone.localdate())
    if target and plan.has(target):
        stage: Stage | None = plan.stage(target)
    else:
        stage = plan.following(project.stage) if plan.has(project.stage) else None
    facts, code = reads.facts_of(project), stage.code if stage is not None else ""
    why_not = steps_seen(STAGES, project, request.user).why_not
    missing = {one.requirement.code: one for one in missing_for(plan, facts, code)} if stage is not None else {}
    later = missing_later(plan, facts, code) if stage is not None else ()
    return {
        "one": project,
        "ahead": stage,
        "ahead_name": reads.stage_name(stage) if stage else "",
        "why_not": [_why(one, missing.get(one.where), project, plan) for one in why_not.get(code, ())],
        "closed": " ".join(one.code for one in plan.stages if one.code in why_not),
        "later": [_lacking(one, project, plan) for one in later],
        "checks": [answer.check for answer in reads.gate_answers(project, code)] if stage is not None else [],
        "needs_second": bool(
            stage and plan.has(project.stage) and needs_second_person(plan, project.stage, stage.code)
        ),
    }


def _why(problem: Problem, lack: Missing | None, project: Project, plan: StagePlan) -> dict[str, Any]:
    """One thing that holds a step back, in the words of its refusal; with its address where something is missing."""
    told = words_of(problem)
    line = {"name": "" if problem.where in ("verb", "stage") else told.where, "message": told.message, "fix": told.fix}
    return line if lack is None else {**line, **_lacking(lack, project, plan), "fix": ""}


def _lacking(one: Missing, project: Project, plan: StagePlan) -> dict[str, Any]:
    """One thing that is missing as the page tells it: its name, why, which stage asks, and the address to bring it."""
    kind, name = one.place
    base, because = project.get_absolute_url(), one.because
    places = {
        "field": f"{reverse('projects:change', args=[project.pk])}?want={name}",
        "evidence": f"{base}#papers",
        "amount": f"{base}#money",
    }
    return {
        "name": one.requirement.name_en if is_english() and one.requirement.name_en else one.requirement.name,
        "url": places[kind],
        "because": words_of(because).message if because is not None else "",
        "stage": reads.stage_name(plan.stage(one.asked_by)),
    }


def _tag_names(plan: StagePlan) -> dict[str, str]:
    """What papers stand for, in the reader's language: the name of the requirement that asks for the tag."""
    return {
        tag: one.name_en if is_english() and one.name_en else one.name
        for stage in plan.stages for one in stage.requires if one.kind == "evidence" for tag in one.names
    }  # fmt: skip


def tag_choices(project: Project) -> list[tuple[str, str]]:
    """What a paper may stand for, by name; what the project lacks for its last stage is marked."""
    plan = reads.plan_of(project.zone, timezone.localdate())
    lacking = {
        name
        for one in missing_for(plan, reads.facts_of(project), plan.stages[-1].code)
        for name in one.requirement.names
    }
    named = {name: tag for tag, name in reversed(_tag_names(plan).items())}
    mark = f" · {_('missing')}"
    return [(tag, f"{name}{mark if tag in lacking else ''}") for name, tag in sorted(named.items())]


def detail_context(request: ZoneRequest, project: Project) -> dict[str, Any]:
    """One project: five questions, stage and what is missing, papers, money, credit, blockages, history."""
    user, zone = request.user, request.zone
    plan = reads.plan_of(zone, timezone.localdate())
    tags, reached, ladder = _tag_names(plan), reads.reached_days(project), reads.ladder(project)
    waiting = reads.waiting_move(project)
    lines = list(project.money.select_related("proof", "entered_by"))
    corrected = {line.replaces_id for line in lines}
    return {
        "title": project.name,
        "crumbs": [(_("Projects"), reverse("projects:list")), (project.name, "")],
        **ahead_context(request, project),
        "stage": reads.stage_name(plan.stage(project.stage)) if plan.has(project.stage) else project.stage,
        "path": [
            {"name": reads.stage_name(stage), "on": reached.get(stage.code), "now": stage.code == project.stage,
             "passed": plan.has(project.stage) and stage.order < plan.stage(project.stage).order}
            for stage in plan.stages
        ],
        "light_tone": LIGHT_TONES.get(project.light, "muted"), "light_name": LIGHT_NAMES.get(project.light, ""),
        "light_reasons": [
            (DIMENSION_NAMES.get(one["dimension"], one["dimension"]), one["value"], LIGHT_TONES[one["light"]])
            for one in project.light_reasons
        ],
        "papers": [(paper, "、".join(tags.get(tag, tag) for tag in paper.tags)) for paper in project.papers.all()
                   if paper.withdrawn_at is None],
        "rungs": [(label, ladder.get(code)) for code, label in MoneyLine.RungChoice.choices],
        "money": [(line, line.pk in corrected) for line in lines],
        "doubts": [
            replace(one, where=str(dict(MoneyLine.RungChoice.choices).get(one.where, one.where)))
            for one in reads.money_doubts(project)
        ],
        "waiting": waiting,
        "waiting_from": STAGES.state_name(project, waiting.from_state) if waiting else "",
        "waiting_to": STAGES.state_name(project, waiting.to_state) if waiting else "",
        "shares": [(one.holder, float(one.share)) for one in reads.standing_shares(project)],
        "notes": list(project.notes.all())[:20],
        "issues": reads.blockages_of(project),
        "guarantees": project.guarantees.filter(ended_on__isnull=True),
        "ended_reason": REASON_NAMES.get(project.ended_reason, ""),
        "may_edit": may(user, "projects.edit", zone), "may_credit": may(user, "projects.credit", zone),
        "may_statistics": may(user, "projects.statistics", zone),
        "panels": PROJECT_PAGE.panels(Seen(user, zone), project),
        "history": history_of(project, STAGES),
    }  # fmt: skip


def people_of(zone: Any) -> list[User]:
    """The people of the zone."""
    return list(User.objects.filter(memberships__zone=zone, is_active=True).distinct().order_by("display_name"))


def figures_context(request: ZoneRequest) -> dict[str, Any]:
    """Leadership's figures of a period, the cohorts, the funnel; every figure opens its rows."""
    user, zone, chain = request.user, request.zone, request.GET.get("chain", "")
    since, until = _period(request)
    today = timezone.localdate()
    plan, seen = reads.plan_of(zone, today), Seen(user, zone)
    funnel = figures.funnel_of(seen, plan, today=today, chain=chain)
    origins = figures.origins_of(seen, chain=chain)
    return {
        "title": _("Figures of projects"), "since": since, "until": until, "chain": chain,
        "chains": [(one.code, one.label) for one in chains_of(user, zone)],
        "figures": [
            (FIGURE_NAMES[one.code], one)
            for one in figures.figures_of(seen, since=since, until=until, chain=chain)
        ],
        "cohorts": figures.cohorts_of(seen, chain=chain),
        "funnel": [(reads.stage_name(plan.stage(one.code)), one) for one in funnel],
        "most": max((one.ever for one in funnel), default=1) or 1,
        "origins": origins, "map": origin_map(origins),
    }  # fmt: skip


def origin_map(origins: Sequence[figures.Origin]) -> Chart:
    """Running projects by province of the investor, as shades on the map; places that name no province stay off it."""
    counts: dict[str, int] = {}
    for one in origins:
        place = normalise_province(one.province)
        if place:
            counts[place] = counts.get(place, 0) + one.count
    return china_map(
        "origins", _("Where investors come from"), counts, place_label=_("Province"),
        value_label=_("Running projects"),
    )  # fmt: skip


def duplicates_context(request: ZoneRequest) -> dict[str, Any]:
    """Projects that may be one, and the merges made."""
    zone = request.zone
    rows = {one.pk: one for one in reads.projects_of(request.user, zone).select_related("owner")}
    pairs = duplicate_pairs(
        ProjectKey(one.pk, one.name, one.investor_name, one.company_credit_code, one.amount_wan_yuan, one.node_code)
        for one in rows.values()
    )
    return {
        "title": _("Projects that may be one"),
        "pairs": [
            (rows[pair.first], rows[pair.second], [GROUND_NAMES[ground] for ground in pair.grounds])
            for pair in pairs[:50]
        ],
        "merges": ProjectMerge.objects.filter(zone=zone).select_related("survivor", "absorbed", "merged_by")[:20],
        "may_merge": may(request.user, "projects.merge", zone),
    }  # fmt: skip


assert set(REASON_NAMES) == set(ENDED_REASONS)
