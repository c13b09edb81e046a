"""What the next stage asks of a project: what shows each thing, what is missing and where to bring it, who agrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liantu.foundation.flows.acts import steps_seen
from liantu.lib.checklist import Missing, Requirement, applies
from liantu.lib.problems import Problem
from liantu.people.abilities import may
from liantu.people.reads import present_in
from liantu.people.requests import ZoneRequest
from liantu.projects import reads
from liantu.projects.actions import STAGES
from liantu.projects.acts import ACTS, MOVE
from liantu.projects.models import Project
from liantu.projects.rules.stage_flow import RESUME
from liantu.projects.rules.stages import Stage, missing_for, needs_second_person
from liantu.ui.formats import money_text, near_text
from liantu.ui.pages import Gate, Link, Need
from liantu.ui.problems import words_of

NAMED = 2  # second persons called by name; of more it is said that there are


def next_stage(project: Project) -> Stage | None:
    """The stage a project goes to next; None at the end of the way, or where the plan knows its stage no more."""
    plan = reads.plan_for(project)
    return plan.following(project.stage) if plan.has(project.stage) else None


def gate_of(request: ZoneRequest, project: Project) -> Gate | None:
    """What the next stage asks; None where there is none, a step waits, or the project does not run.

    Asked once for the button and the card of one page.
    """
    kept: dict[int, Gate | None] = project.__dict__.setdefault("_gates", {})
    if request.user.pk not in kept:
        kept[request.user.pk] = _gate(request, project)
    return kept[request.user.pk]


def _gate(request: ZoneRequest, project: Project) -> Gate | None:
    stage = next_stage(project)
    if stage is None or project.health != Project.Health.NORMAL or reads.waiting_move(project) is not None:
        return None
    plan, facts = reads.plan_for(project), reads.facts_of(project)
    missing = {one.requirement.code: one for one in missing_for(plan, facts, stage.code)}
    asked = {one.code: one for one in stage.requires if applies(one, facts)}
    earlier = [one.requirement for code, one in missing.items() if code not in asked]
    needs = [_need(request, project, one, missing.get(one.code)) for one in [*earlier, *asked.values()]]
    needs += _of_other_rooms(project, stage)
    needs += [_held(one) for one in steps_seen(STAGES, project, request.user).why_not.get(stage.code, ())
              if one.where not in missing and one.code != "not_your_role"]  # fmt: skip
    title = _("“%(stage)s” asks for") % {"stage": reads.stage_name(stage)}
    return Gate(title, needs, who_agrees(request, project, stage.code))


def main_deed(request: ZoneRequest, project: Project, gate: Gate | None) -> Link | None:
    """What brings the project on: to the first gap while something is missing, else the step itself."""
    stage = next_stage(project)
    if project.health != Project.Health.NORMAL:
        fits = steps_seen(STAGES, project, request.user).has(RESUME)
        return Link.to_act(request, ACTS, "resume", project, main=True) if fits else None
    waiting = reads.waiting_move(project)
    if waiting is not None:
        is_second = waiting.taken_by_id != request.user.pk
        return Link.to_act(request, ACTS, "agree", project, main=True, step=waiting.pk) if is_second else None
    if gate is None or stage is None:
        return None
    if not may(request.user, MOVE, request.zone):
        return None
    words = _("Move to %(stage)s") % {"stage": reads.stage_name(stage)}
    if gate.missing:
        gap = _("%(n)d missing") % {"n": len(gate.missing)}
        label = format_html('{}<i class="sep"></i>{}', words, gap)
        return Link(label, f"{project.get_absolute_url()}#need-{gate.missing[0].code}", main=True)
    return Link(words, f"{reverse('projects:ahead', args=[project.pk])}?stage={stage.code}", main=True, drawer="move")


def name_of(requirement: Requirement) -> str:
    """A requirement in the reader's language."""
    return requirement.name_en if reads.reads_english() and requirement.name_en else requirement.name


def bring(request: ZoneRequest, project: Project, lack: Missing) -> Link | None:
    """The one thing to do about what is missing: bring the paper, fill the field in, state the amount, have it seen."""
    kind, name = lack.place
    if kind == "evidence" and lack.why == "unverified":
        return Link(_("Look at it"), f"{project.get_absolute_url()}?tab=material#papers")
    if kind == "evidence":
        return Link.to_act(request, ACTS, "paper", project, _("Bring the paper"), tags=name)
    if kind == "amount":
        return Link.to_act(request, ACTS, "money", project, _("State the amount"), rung=name)
    return Link.to_act(request, ACTS, "field", project, _("Fill it in"), field=name)


def _need(request: ZoneRequest, project: Project, one: Requirement, lack: Missing | None) -> Need:
    """A requirement with what shows it, or with what is still wrong and what to do."""
    if lack is None:
        return Need(one.code, name_of(one), True, *_proof(project, one))
    because = lack.because
    return Need(
        one.code,
        name_of(one),
        False,
        [words_of(because).message] if because is not None else (),
        bring(request, project, lack),
        takes_file=one.kind == "evidence" and lack.why != "unverified",
    )


def _proof(project: Project, one: Requirement) -> tuple[Sequence[Any], Link | None]:
    """What shows that a requirement is met, and where it is seen."""
    today, language = timezone.localdate(), get_language() or ""
    if one.kind == "evidence":
        papers = [p for p in project.papers.all() if p.withdrawn_at is None and not set(p.tags).isdisjoint(one.names)]
        paper = next((p for p in papers if p.verified_at is not None or not one.verified), None)
        if paper is None:
            return (), None
        day = near_text(paper.dated_on, today=today, language=language) if paper.dated_on else ""
        link = Link(_("See"), reverse("projects:paper", args=[project.pk, paper.pk])) if paper.file_id else None
        return [part for part in (paper.title, day) if part], link
    if one.kind == "amount":
        rung = next((rung for name in one.names if (rung := reads.ladder(project).get(name))), None)
        if rung is None:
            return (), None
        amount = money_text(rung.amount_wan_yuan, language=language)
        return [amount, near_text(rung.on, today=today, language=language)], None
    for name in one.names:
        shown = getattr(project, f"get_{name}_display", None)
        value = shown() if callable(shown) else getattr(project, name, "")
        if value:
            text = value if isinstance(value, str) else near_text(value, today=today, language=language)
            return [text if len(text) <= 40 else f"{text[:40]}…"], None
    return (), None


def _of_other_rooms(project: Project, stage: Stage) -> Iterable[Need]:
    """What rooms above check at this gate."""
    for number, answer in enumerate(reads.gate_answers(project, stage.code)):
        wrong = [words_of(problem).message for problem in answer.problems]
        link = Link(_("See"), answer.url) if answer.url else None
        yield Need(f"check-{number}", answer.check, not wrong, wrong, link)


def _held(problem: Problem) -> Need:
    """What holds the step back besides what is missing: a step that waits, a day."""
    told = words_of(problem)
    return Need(problem.code, told.message, False, [told.fix] if told.fix else ())


def who_agrees(request: ZoneRequest, project: Project, target: str) -> str:
    """Who must check a step to a stage that counts, by name where they are few; "" where nobody must."""
    plan = reads.plan_for(project)
    counting = needs_second_person(plan, project.stage, target) if plan.has(target) else ()
    if not counting:
        return ""
    roles = {role for one in counting for role in one.verifier}
    people = [one.label for one in present_in(project.zone, roles) if one.pk != request.user.pk]
    names = _(", ").join(people[:NAMED])
    if len(people) > NAMED:
        return _("%(names)s or %(n)d others must check it") % {"names": names, "n": len(people) - NAMED}
    return _("%(names)s must check it") % {"names": names or _("A second person")}
