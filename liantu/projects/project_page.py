"""The page of one project: the way it goes, what the next stage asks, the five questions, what happened, its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.audit.reads import Sentence
from liantu.foundation.flows.models import SignOff
from liantu.foundation.flows.reads import history_of
from liantu.lib.checklist import names_of
from liantu.outreach.reads import contacts_of_firm, covered, visits_to_firm
from liantu.outreach.tables import OUTCOME_TONES
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.projects import lighting, reads
from liantu.projects.actions import STAGES
from liantu.projects.acts import ACTS, EDIT, MOVE
from liantu.projects.board import LIGHT_NAMES, LIGHT_TONES
from liantu.projects.gate import bring, gate_of, main_deed, name_of, next_stage, who_agrees
from liantu.projects.models import MoneyLine, Project
from liantu.projects.pages import DIMENSION_NAMES, REASON_NAMES, project_or_404, tag_names
from liantu.projects.rules.stages import missing_later
from liantu.projects.slots import PROJECT_PAGE
from liantu.ui.badges import lamp_markup, person_markup
from liantu.ui.field_edits import edits
from liantu.ui.formats import money_text, near_text
from liantu.ui.lists import Column
from liantu.ui.pages import (
    Card,
    DetailPage,
    Fact,
    FactsCard,
    GateCard,
    Happening,
    Head,
    Link,
    Mark,
    PathCard,
    Phase,
    Tab,
    TableCard,
    TimelineCard,
)  # fmt: skip
from liantu.ui.pages.cards import linked
from liantu.ui.wiring import Seen

NOTED = "projects.noted"  # the log says that a line was written; the line itself is told
LINE_MOST = 80  # characters of a note among the five questions; all of it stands in the record
UNTIL_SIGNED = ("intent", "signed", "in_place")  # the rungs everybody asks about


# -- head ----------------------------------------------------------------------------------------------------


def _stage(project: Project) -> str:
    plan = reads.plan_for(project)
    return reads.stage_name(plan.stage(project.stage)) if plan.has(project.stage) else project.stage


def _badges(project: Project) -> list[tuple[Any, str]]:
    """How it rests and why, when it does."""
    if project.health == Project.Health.NORMAL:
        return []
    found = [(project.get_health_display(), "bad"), (REASON_NAMES.get(project.ended_reason, ""), "muted")]
    return [one for one in found if one[0]]


def _lamp(project: Project) -> Any:
    """The light with the days in the stage over those it usually takes; pressed, it says why."""
    plan = reads.plan_for(project)
    stay = (timezone.localdate() - project.stage_since_on).days
    usual = plan.stage(project.stage).expected_days if plan.has(project.stage) else 0
    told = {"n": stay, "usual": usual}
    days = _("%(n)d / %(usual)d days") % told if usual else _("%(n)d days") % told
    word = _("%(light)s light") % {"light": LIGHT_NAMES.get(project.light, "")}
    words = format_html('{} <span class="num">{}</span>', word, days)
    return lamp_markup(project.light, words, f"{project.get_absolute_url()}?see=light", "light")


def _line(project: Project) -> list[Any]:
    """Stage, number, chain, officer."""
    chain = (project.chain.label, project.chain.get_absolute_url()) if project.chain else ""
    owner = (
        format_html("{} {}", person_markup(project.owner.label), pgettext("project", "in charge"))
        if project.owner
        else ""
    )
    return [_stage(project), project.number, chain, owner]


def _links(request: ZoneRequest, project: Project) -> list[Link]:
    """The sheet, a line, the way on; what is done once in a while under ⋯."""
    note = Link.to_act(request, ACTS, "note", project, _("Write a line"), icon="edit")
    found = [
        Link(_("One sheet"), reverse("projects:card", args=[project.pk]), "print"),
        note,
        main_deed(request, project, gate_of(request, project)),
    ]
    if may(request.user, MOVE, request.zone) and project.health == Project.Health.NORMAL:
        other = reverse("projects:ahead", args=[project.pk])
        found.append(Link(_("To another stage"), other, "arrow-right", drawer="stage", rare=True))
    if may(request.user, EDIT, request.zone):
        change = reverse("projects:change", args=[project.pk])
        found.append(Link(_("Change all fields"), change, "edit", rare=True))
    return [one for one in found if one is not None]


# -- the way, what the next stage asks -----------------------------------------------------------------------


def _phases(_request: ZoneRequest, project: Project) -> list[Phase]:
    plan, reached = reads.plan_for(project), reads.reached_days(project)
    place = plan.stage(project.stage).order if plan.has(project.stage) else 0
    record = f"{project.get_absolute_url()}?tab=record"
    found = []
    for named, stages in reads.phases_of_zone(plan, timezone.localdate()):
        steps = [
            Mark(
                reads.stage_name(one),
                "now" if one.order == place else "done" if one.order < place else "ahead",
                reached.get(one.code),
                record if one.order < place and one.code in reached else "",
            )
            for one in stages
        ]
        now = next((one for one in stages if one.order == place), None)
        name = named.phase_en if reads.reads_english() and named.phase_en else named.phase
        note = reads.stage_name(now) if now is not None else _("%(n)d steps") % {"n": len(stages)}
        found.append(Phase(name or _("Stages"), steps, note))
    return found


def _waits(request: ZoneRequest, project: Project) -> Mapping[str, Any] | None:
    waiting = reads.waiting_move(project)
    if waiting is None:
        return None
    return {
        "waiting": waiting,
        "waiting_from": STAGES.state_name(project, waiting.from_state),
        "waiting_to": STAGES.state_name(project, waiting.to_state),
        "waiting_for": who_agrees(request, project, waiting.to_state),
    }


def _papers_count(_request: ZoneRequest, project: Project) -> str | None:
    """Papers there are of those the next stage asks for."""
    stage = next_stage(project)
    asked = [one for one in stage.requires if one.kind == "evidence"] if stage is not None else []
    if not asked:
        return None
    held = {tag for paper in project.papers.all() if paper.withdrawn_at is None for tag in paper.tags}
    return f"{sum(not held.isdisjoint(one.names) for one in asked)}/{len(asked)}"


def _papers(request: ZoneRequest, project: Project) -> Mapping[str, Any]:
    """The papers, newest first, with what they stand for; what later stages will ask for."""
    plan, stage = reads.plan_for(project), next_stage(project)
    tags, stop = tag_names(plan), _(", ")
    later = missing_later(plan, reads.facts_of(project), stage.code) if stage is not None else ()
    return {
        "papers": [
            (paper, stop.join(tags.get(tag, tag) for tag in paper.tags))
            for paper in project.papers.all()
            if paper.withdrawn_at is None
        ],
        "later": [(name_of(one.requirement), reads.stage_name(plan.stage(one.asked_by)), bring(request, project, one))
                  for one in later],
    }  # fmt: skip


# -- five questions ------------------------------------------------------------------------------------------


def _near(value: Any) -> str:
    return near_text(value, today=timezone.localdate(), language=get_language() or "")


def _wan_yuan(value: Any) -> str:
    return money_text(value, language=get_language() or "")


def _progress(project: Project) -> Any:
    note = next(iter(project.notes.all()), None)
    if note is None:
        return _stage(project)
    return note.text if len(note.text) <= LINE_MOST else f"{note.text[:LINE_MOST]}…"


def _progress_said(project: Project) -> list[Any]:
    note = next(iter(project.notes.all()), None)
    if note is None:
        return [_("in the stage since %(day)s") % {"day": _near(project.stage_since_on)}]
    return [_near(note.on), note.written_by.label if note.written_by else ""]


def _strength(project: Project) -> Any:
    firm = project.investor
    name = linked(project.investor_name or "—", firm.get_absolute_url() if firm is not None else "")
    if firm is None or firm.capital_wan_yuan is None:
        return name
    capital = money_text(firm.capital_wan_yuan, currency=firm.capital_currency, language=get_language() or "")
    return format_html('{}<i class="sep"></i>{}', name, _("registered capital %(amount)s") % {"amount": capital})


def _strength_said(project: Project) -> list[Any]:
    if project.investor is None:
        return [_("not yet linked to an enterprise on file")] if project.investor_name else []
    return [_("enterprises on file")]


def _output(project: Project) -> str:
    if project.expected_output_wan_yuan is None:
        return "—"
    tax = project.expected_tax_wan_yuan
    told = [_wan_yuan(project.expected_output_wan_yuan)]
    return _(", ").join([*told, _("tax %(amount)s") % {"amount": _wan_yuan(tax)}] if tax is not None else told)


def _claimed(name: str) -> Any:
    """Beside what the enterprise says of itself: that nobody has checked it."""
    return lambda project: [_("said by the enterprise, not checked")] if getattr(project, name) else []


def _trouble(project: Project) -> Any:
    blocked = [one for one in reads.blockages_of(project) if one.state == "open"]
    return project.difficulties or (blocked[0].text if blocked else "—")


FIVE = FactsCard(
    code="five",
    title=gettext_lazy("Five questions"),
    tab="overview",
    broad=True,
    facts=(
        Fact("progress", pgettext_lazy("five", "Progress"), value=_progress, said=_progress_said),
        Fact("strength", gettext_lazy("Strength of the enterprise"), value=_strength, said=_strength_said),
        Fact(
            "output",
            gettext_lazy("Annual output"),
            value=_output,
            said=_claimed("expected_output_wan_yuan"),
            edit=edits(ACTS, "expected_output_wan_yuan"),
        ),
        Fact(
            "core_technology",
            gettext_lazy("Core technology"),
            kind="lines",
            said=_claimed("core_technology"),
            edit=edits(ACTS, "core_technology"),
        ),
        Fact("difficulties", gettext_lazy("Open difficulties"), value=_trouble, kind="lines",
             edit=edits(ACTS, "difficulties")),
    ),
)  # fmt: skip


# -- what happened -------------------------------------------------------------------------------------------


def _happenings(request: ZoneRequest, project: Project) -> list[Happening]:
    """The log, the lines people wrote, the changes of the light and the visits, newest first."""
    found = [_told(one) for one in history_of(project, STAGES) if one.verb != NOTED]
    for note in project.notes.all():
        done = f" {note.done_pct:g}%" if note.done_pct is not None else ""
        who = note.written_by.label if note.written_by else ""
        found.append(Happening(note.on, who, f"{note.text}{done}", kind=f"note{note.pk}"))
    lights = list(project.lights.order_by("on", "id"))
    for before, after in pairwise(lights):
        if before.light != after.light:
            told = {"before": LIGHT_NAMES[before.light], "after": LIGHT_NAMES[after.light]}
            found.append(Happening(after.on, "", _("The light went from %(before)s to %(after)s.") % told))
    for visit in _visits(request, project)[:20]:
        who = visit.owner.label if visit.owner else ""
        url = visit.get_absolute_url()
        found.append(Happening(visit.on, who, visit.title, url=url, kind=f"visit{visit.pk}", group="visit"))
    return sorted(found, key=lambda one: one.day, reverse=True)


def _told(sentence: Sentence) -> Happening:
    """A line of the log: on the day it is about, with what exactly was brought or stated."""
    told, after = Happening.told(sentence), sentence.after if isinstance(sentence.after, dict) else {}
    on, detail = parse_date(str(after.get("on") or "")), ""
    if sentence.verb == "projects.paper_brought":
        detail = str(after.get("paper") or "")
    elif sentence.verb == "projects.money_stated":
        rung = dict(MoneyLine.RungChoice.choices).get(str(after.get("rung")), "")
        detail = f"{rung} {_wan_yuan(after.get('amount_wan_yuan'))}"
    elif sentence.verb == "projects.moved" and after.get("stage") == after.get("step"):
        told = replace(told, what=_("moved it to %(stage)s") % {"stage": sentence.what})
    group = "paper" if sentence.verb.startswith("projects.paper_") else ""
    return replace(told, at=on or told.at, detail=detail, group=group)


def _firm_of(project: Project) -> tuple[list[int], list[str]]:
    """The enterprise behind a project: its rows on file, its name."""
    rows = [key for key in (project.investor_id, project.company_id) if key is not None]
    return rows, [project.investor_name]


def _visits(request: ZoneRequest, project: Project) -> Any:
    """Visits and talks at the enterprise behind the project; none for who may not see them."""
    if not may(request.user, "outreach.view", request.zone):
        return []
    return visits_to_firm(request.user, request.zone, *_firm_of(project))


def _visit_count(request: ZoneRequest, project: Project) -> int | None:
    found = _visits(request, project)
    return None if isinstance(found, list) else found.count()


# -- money, people -------------------------------------------------------------------------------------------


def _rungs(project: Project) -> list[dict[str, Any]]:
    """Each rung of the ladder: what stands on it, whether a paper shows it, whether its time has come."""
    plan, ladder, stage = reads.plan_for(project), reads.ladder(project), next_stage(project)
    asked = {name: one.order for one in plan.stages for name in names_of(one.requires, "amount")}
    place = stage.order if stage is not None else len(plan.stages)
    return [
        {"code": code, "name": label, "rung": ladder.get(code), "is_ahead": asked.get(code, place) > place}
        for code, label in MoneyLine.RungChoice.choices
    ]


def _money_in_short(_request: ZoneRequest, project: Project) -> Mapping[str, Any]:
    shown = [one for one in _rungs(project) if one["code"] in UNTIL_SIGNED or one["rung"] is not None]
    return {"rungs": shown, "doubts": len(reads.money_doubts(project))}


def _money(_request: ZoneRequest, project: Project) -> Mapping[str, Any]:
    """Every rung and every statement, corrected ones crossed out; what looks odd."""
    lines = list(project.money.select_related("proof", "entered_by"))
    corrected, names = {line.replaces_id for line in lines}, dict(MoneyLine.RungChoice.choices)
    odd = [replace(one, where=str(names.get(one.where, one.where))) for one in reads.money_doubts(project)]
    return {"rungs": _rungs(project), "money": [(line, line.pk in corrected) for line in lines], "odd": odd}


def _people(request: ZoneRequest, project: Project) -> Mapping[str, Any]:
    """Who is in charge and with which share, who vouches, whom to call at the enterprise."""
    sees = may(request.user, "outreach.contacts", request.zone)
    firm = contacts_of_firm(request.user, request.zone, *_firm_of(project)) if sees else []
    shares = {one.holder: float(one.share) for one in reads.standing_shares(project)}
    return {
        "shares": shares,
        "own_share": shares.get(project.owner.label) if project.owner else None,
        "guarantees": list(project.guarantees.filter(ended_on__isnull=True)),
        "contacts": [(one, covered(one.phone)) for one in firm[:3]],
        "vouch": Link.to_act(request, ACTS, "vouch", project, _("Name one")),
    }


def _light(_request: ZoneRequest, project: Project) -> Mapping[str, Any]:
    """Why the light is as it is: what was measured today against the limits it is measured by."""
    measured = lighting.measured_today(project, reads.plan_for(project), today=timezone.localdate())
    lines = [
        (DIMENSION_NAMES.get(name, name), measured[name], LIGHT_TONES[one["light"]], one.get("yellow"), one.get("red"))
        for one in project.light_reasons
        if (name := one["dimension"]) in measured
    ]
    return {"light_reasons": lines}


POINTS = (
    Fact("content", gettext_lazy("What is to be built"), kind="lines", optional=True, edit=edits(ACTS, "content")),
    Fact("site_need", gettext_lazy("Need of site"), edit=edits(ACTS, "site_need")),
    Fact("planned_start_on", gettext_lazy("Agreed start"), value=lambda one: _near(one.planned_start_on),
         edit=edits(ACTS, "planned_start_on")),
    Fact("planned_production_on", gettext_lazy("Agreed production"),
         value=lambda one: _near(one.planned_production_on), edit=edits(ACTS, "planned_production_on")),
    Fact("capital_origin", gettext_lazy("Origin of capital"), edit=edits(ACTS, "capital_origin"),
         value=lambda one: one.get_capital_origin_display() or "—"),
    Fact("industry_class", gettext_lazy("Class of industry"), edit=edits(ACTS, "industry_class"),
         value=lambda one: f"{one.get_industry_class_display() or '—'} {one.sei_code}".strip()),
    Fact("statistics", gettext_lazy("Statistics entry"), value="get_statistics_state_display"),
)  # fmt: skip
RARE = ("statistics", "transfer", "vouch", "end")


def _issue(request: ZoneRequest, project: Project) -> Link | None:
    return Link.to_act(request, ACTS, "issue", project, _("Write a blockage down"))


def _state_money(request: ZoneRequest, project: Project) -> Link | None:
    return Link.to_act(request, ACTS, "money", project, _("State an amount"))


def _bring_paper(request: ZoneRequest, project: Project) -> Link | None:
    return Link.to_act(request, ACTS, "paper", project)


def _log_visit(request: ZoneRequest, project: Project) -> Link | None:
    if not may(request.user, "outreach.log", request.zone):
        return None
    known = {"firm": project.investor_id} if project.investor_id is not None else {"name": project.investor_name}
    return Link(_("Log a visit"), f"{reverse('outreach:log')}?{urlencode(known)}", "calendar")


def _blockages(_request: ZoneRequest, project: Project) -> Mapping[str, Any]:
    return {"issues": list(reads.blockages_of(project))}


DETAIL: DetailPage[Project] = DetailPage(
    ability="projects.view",
    find=project_or_404,
    head=Head(
        title=lambda one: one.name,
        badges=_badges,
        lamp=_lamp,
        line=_line,
        links=_links,
        crumbs=lambda _project: [(_("Projects"), reverse("projects:list"))],
    ),
    acts=ACTS,
    verbs=RARE,
    rare=True,
    wired=PROJECT_PAGE,
    rooms_after="money",
    styles=("projects/projects.css",),
    tabs=(
        Tab("overview", gettext_lazy("Overview")),
        Tab("material", gettext_lazy("Papers"), count=_papers_count),
        Tab("money", gettext_lazy("Money")),
        Tab("visits", gettext_lazy("Visits"), "outreach.view", _visit_count),
        Tab("people", pgettext_lazy("project", "People")),
        Tab("record", pgettext_lazy("project", "Record")),
    ),
    cards=(
        PathCard(_phases),
        Card(code="light", title=gettext_lazy("Why this light"), template="projects/_light.html", fill=_light,
             place="drawer", method="warning-lights"),
        Card(code="waiting", title=gettext_lazy("Waits for a second person"), template="projects/_waiting.html",
             fill=_waits, tab="overview"),
        GateCard(gate_of, tab="overview"),
        FIVE,
        TimelineCard(_happenings, composer=(ACTS, "note"), tab="overview",
                     all_at=lambda one: f"{one.get_absolute_url()}?tab=record"),
        Card(code="blockages", title=gettext_lazy("Blockages"), template="projects/_blockages.html", place="side",
             fill=_blockages, deed=_issue, tab="overview"),
        Card(code="amounts", title=gettext_lazy("Money"), template="projects/_amounts.html", place="side",
             fill=_money_in_short, deed=_state_money, tab="overview"),
        Card(code="who", title=pgettext_lazy("project", "People"), template="projects/_people.html", place="side",
             fill=_people, tab="overview"),
        FactsCard(code="points", title=gettext_lazy("In short"), facts=POINTS, place="side", tab="overview"),
        Card(code="papers", title=gettext_lazy("Papers"), template="projects/_papers.html", fill=_papers,
             deed=_bring_paper, tab="material"),
        Card(code="money", title=gettext_lazy("Money"), template="projects/_money.html", method="money-ladder",
             fill=_money, deed=_state_money, tab="money"),
        TableCard(
            code="visits", title=gettext_lazy("Visits and talks"), tab="visits", deed=_log_visit, rows=_visits,
            empty=gettext_lazy("Nobody of the enterprise was met yet."),
            columns=(
                Column("on", gettext_lazy("Day"), kind="date"),
                Column("title", gettext_lazy("What"), primary=True, href=lambda one: one.get_absolute_url()),
                Column("kind", gettext_lazy("Kind"), value="get_kind_display"),
                Column("outcome", gettext_lazy("Outcome"), value="get_outcome_display", kind="badge",
                       tone=lambda one: OUTCOME_TONES[one.outcome]),
                Column("owner", gettext_lazy("By"), value="owner.label"),
            ),
        ),
        Card(code="credit", title=gettext_lazy("Credit"), template="projects/_credit.html", fill=_people,
             tab="people"),
        Card(code="guarantees", title=gettext_lazy("Guarantees"), template="projects/_guarantees.html", fill=_people,
             tab="people"),
        TimelineCard(_happenings, code="record", title=pgettext_lazy("project", "Record"), composer=(ACTS, "note"),
                     most=0, tab="record"),
    ),
)  # fmt: skip


def signed_for(seen: Seen, one: SignOff) -> Mapping[str, object] | None:
    """The project a sign-off is about, for who signs: whose, how much, where it stands, with which papers."""
    if one.target_type != Project._meta.label_lower:
        return None
    project = reads.whole(reads.projects_of(seen.user, seen.zone)).filter(pk=one.target_id).first()
    if project is None:
        return None
    papers = [paper for paper in project.papers.all() if paper.withdrawn_at is None]
    return {"project": project, "stage": _stage(project), "lamp": _lamp(project), "papers": papers}
