"""What the pages of projects show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.chains.pages import is_english
from liantu.chains.reads import chains_of
from liantu.foundation.flows.acts import steps_seen
from liantu.foundation.flows.reads import possible
from liantu.foundation.likeness.reads import alike
from liantu.lib.checklist import Missing
from liantu.lib.problems import Problem
from liantu.lib.regions import normalise_province
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.projects import actions, figures, forms, reads
from liantu.projects.actions import STAGES
from liantu.projects.doubles import PROJECTS
from liantu.projects.models import Project, ProjectMerge
from liantu.projects.rules.stage_flow import END, ENDED_REASONS, RESUME
from liantu.projects.rules.stages import Stage, StagePlan, missing_for, missing_later, needs_second_person
from liantu.ui.charts import Chart, china_map
from liantu.ui.pages import FormPage, Part, Step
from liantu.ui.problems import Told, words_of
from liantu.ui.wiring import Seen
from liantu.ui.written_fields import bound_in

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


def _period(request: ZoneRequest) -> tuple[date, date]:
    """The period asked for; this year unless another one is named."""
    today = timezone.localdate()
    since, until = bound_in(request.GET.get("since", "")), bound_in(request.GET.get("until", ""), is_last=True)
    return since or date(today.year, 1, 1), until or today


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


def ahead_title(request: ZoneRequest, context: Mapping[str, Any]) -> str:
    """What the page of a step is called: the stage it was asked for, or that any may be chosen."""
    is_named = bool(request.GET.get("stage")) and context["ahead_name"]
    return _("Move to %(stage)s") % {"stage": context["ahead_name"]} if is_named else _("To another stage")


def crumbs_below(project: Project) -> list[tuple[Any, str]]:
    """The way to a page about a project."""
    return [(_("Projects"), reverse("projects:list")), (project.name, project.get_absolute_url())]


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
        "evidence": f"{base}?tab=material#papers",
        "amount": f"{base}?tab=money#money",
    }
    return {
        "name": one.requirement.name_en if is_english() and one.requirement.name_en else one.requirement.name,
        "url": places[kind],
        "because": words_of(because).message if because is not None else "",
        "stage": reads.stage_name(plan.stage(one.asked_by)),
    }


def tag_names(plan: StagePlan) -> dict[str, str]:
    """What papers stand for, in the reader's language: the name of the requirement that asks for the tag."""
    return {
        tag: one.name_en if is_english() and one.name_en else one.name
        for stage in plan.stages for one in stage.requires if one.kind == "evidence" for tag in one.names
    }  # fmt: skip


def tag_choices(project: Project) -> list[tuple[str, str]]:
    """What a paper may stand for, by name; what the project lacks for its last stage is marked.

    Each requirement by its first tag: that is what the button beside what is missing asks for.
    """
    plan = reads.plan_of(project.zone, timezone.localdate())
    lacking = {
        name
        for one in missing_for(plan, reads.facts_of(project), plan.stages[-1].code)
        for name in one.requirement.names
    }
    named: dict[str, str] = {}
    for one in (one for stage in plan.stages for one in stage.requires if one.kind == "evidence"):
        named.setdefault(one.name_en if is_english() and one.name_en else one.name, one.names[0])
    mark = f" · {_('missing')}"
    return [(tag, f"{name}{mark if tag in lacking else ''}") for name, tag in sorted(named.items())]


# -- its form ------------------------------------------------------------------------------------------------


def _form(request: ZoneRequest, project: Project | None, data: Any, _files: Any) -> forms.ProjectForm:
    """The form about a copy of the project: reading it writes into what it is about."""
    if project is None:
        return forms.ProjectForm(request, data, initial={"owner": request.user.pk})
    return forms.ProjectForm(request, data, instance=Project.objects.get(pk=project.pk))


def _open(request: ZoneRequest, _thing: None, form: forms.ProjectForm) -> Project:
    return actions.open_project(request.zone, form.filled(), by=request.user)


def _change(request: ZoneRequest, project: Project, form: forms.ProjectForm) -> Project:
    """Change fields; what others changed meanwhile is told, and the next try is made knowing it."""
    seen = form.seen_revision(project.revision)
    return actions.change_project(project, form.edited(), by=request.user, revision=seen)


STEPS = (
    Step(
        "who",
        gettext_lazy("Who"),
        (
            Part(("name", ("chain", "node_code"), ("investor_name", "company_credit_code"), ("channel", "owner"))),
            Part(("capital_origin", ("origin_province", "origin_city"))),
        ),
    ),
    Step(
        "what",
        gettext_lazy("What is to be built"),
        (
            Part(("content", "product", ("industry_class", "sei_code"), "construction_nature")),
            Part(("core_technology", "difficulties")),
        ),
    ),
    Step(
        "how_much",
        gettext_lazy("How much, when"),
        (
            Part((("expected_output_wan_yuan", "expected_tax_wan_yuan"),)),
            Part((("planned_start_on", "planned_production_on"),)),
            Part(("site_need", ("area_mu", "workshop_m2", "power_kva"), "filing_code")),
        ),
    ),
)
PARTS = (
    Part(("name", ("chain", "node_code"), ("investor_name", "company_credit_code"), ("channel", "owner"))),
    Part(
        (
            "content",
            "product",
            ("industry_class", "sei_code"),
            "construction_nature",
            "core_technology",
            "difficulties",
        ),
        gettext_lazy("What is to be built"),
    ),
    Part((("capital_origin",), ("origin_province", "origin_city")), gettext_lazy("Origin of capital")),
    Part(("site_need", ("area_mu", "workshop_m2", "power_kva")), gettext_lazy("Need of site")),
    Part(
        (
            ("expected_output_wan_yuan", "expected_tax_wan_yuan"),
            ("planned_start_on", "planned_production_on"),
            "filing_code",
        ),
        gettext_lazy("Agreed start / production"),
    ),
)
NEW = FormPage(
    form=_form,
    do=_open,
    ability="projects.edit",
    title=gettext_lazy("New project"),
    submit=pgettext_lazy("verb", "Open the project"),
    subtitle=gettext_lazy("A name is enough; the rest is asked when a stage needs it"),
    steps=STEPS,
    cancel=lambda _thing: reverse("projects:list"),
    crumbs=lambda _thing: [(_("Projects"), reverse("projects:list"))],
)
CHANGE = FormPage(
    form=_form,
    do=_change,
    ability="projects.edit",
    find=project_or_404,
    title=gettext_lazy("Correct the project"),
    submit=gettext_lazy("Save the project"),
    parts=PARTS,
    crumbs=crumbs_below,
    cancel=lambda one: one.get_absolute_url(),
)


def merge_or_404(request: ZoneRequest, pk: int) -> ProjectMerge:
    """A merge of the zone."""
    return get_object_or_404(ProjectMerge.objects.visible_to(request.user).filter(zone=request.zone), pk=pk)


def figures_context(request: ZoneRequest) -> dict[str, Any]:
    """Leadership's figures of a period, the cohorts, the funnel; every figure opens its rows."""
    user, zone, chain = request.user, request.zone, request.GET.get("chain", "")
    since, until = _period(request)
    today = timezone.localdate()
    plan, seen = reads.plan_of(zone, today), Seen(user, zone)
    funnel = figures.funnel_of(seen, plan, today=today, chain=chain)
    origins = figures.origins_of(seen, chain=chain)
    return {
        "title": _("Details and map"),
        "crumbs": [(_("Figures of projects"), reverse("projects:figures")), (_("Details and map"), "")],
        "since": since, "until": until, "chain": chain,
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
    pairs, _total = alike(PROJECTS, zone, most=50)
    keys = {key for pair in pairs for key in (pair.first, pair.second)}
    rows = reads.projects_of(request.user, zone).select_related("owner").in_bulk(keys)
    return {
        "title": _("Projects that may be one"),
        "pairs": [
            (rows[pair.first], rows[pair.second], [GROUND_NAMES[ground] for ground in pair.grounds])
            for pair in pairs
            if pair.first in rows and pair.second in rows
        ],
        "merges": ProjectMerge.objects.filter(zone=zone).select_related("survivor", "absorbed", "merged_by")[:20],
    }  # fmt: skip


assert set(REASON_NAMES) == set(ENDED_REASONS)
