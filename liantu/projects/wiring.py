"""What projects put elsewhere: navigation, search, what waits today, an enterprise's projects, the chain's atlas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.chains.atlas.slots import ProjectLine, atlas_projects
from liantu.chains.models import Chain
from liantu.enterprises.actions.merging import moves
from liantu.enterprises.models import Enterprise
from liantu.enterprises.slots import ENTERPRISE_PAGE, enterprise_happened
from liantu.foundation.duties.slots import duty_kind
from liantu.foundation.flows.slots import SIGNOFF_PAGE
from liantu.foundation.likeness.slots import likeness
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.foundation.versions.slots import rule_kind
from liantu.projects import figures_page, jobs, metrics, today
from liantu.projects.doubles import PROJECTS
from liantu.projects.duty_kinds import BLOCKAGE
from liantu.projects.models import Project, StageMove
from liantu.projects.project_page import signed_for
from liantu.projects.reads import plan_of, projects_of, stage_name
from liantu.projects.rule_kinds import STAGE_PLAN, YEAR_GOALS
from liantu.projects.slots import PROJECT_PAGE
from liantu.prospects.slots import Touch, in_touch, target_outcome
from liantu.ui.pages import Happening
from liantu.ui.search_keys import found_by
from liantu.ui.wiring import Button, NavGroup, NavItem, Need, New, Panel, Search, SearchHit, Seen, Todos, Wiring


def _outcomes(zone: Any, targets: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """On which day each target signed and started."""
    names = {name: code or name for code, name in targets}
    rows = Project.objects.filter(zone=zone, investor_name__in=list(names), merged_into__isnull=True)
    found: dict[str, dict[str, str]] = {}
    for one in rows.filter(signed_on__isnull=False):
        days = {"signed": one.signed_on, "started": one.started_on}
        found[names[one.investor_name]] = {rung: f"{day}" for rung, day in days.items() if day is not None}
    return found


def _touches(seen: Seen, targets: Sequence[tuple[str, str]]) -> dict[str, list[Touch]]:
    """The running projects of enterprises, with who keeps them."""
    if not seen.may("projects.view"):
        return {}
    names = {name: code or name for code, name in targets}
    rows = projects_of(seen.user, seen.zone).filter(investor_name__in=list(names), health=Project.Health.NORMAL)
    found: dict[str, list[Touch]] = {}
    for one in rows.select_related("owner"):
        who = one.owner.label if one.owner is not None else ""
        words = (gettext("%(who)s in talks") % {"who": who}).strip() if who else gettext("in talks")
        found.setdefault(names[one.investor_name], []).append(Touch(words, one.get_absolute_url(), weight=3))
    return found


def _projects(seen: Seen, enterprise: Enterprise) -> Mapping[str, object] | None:
    """The projects of an enterprise, as investor or as project company."""
    rows = projects_of(seen.user, seen.zone).filter(Q(investor=enterprise) | Q(company=enterprise))[:20]
    return {"projects": rows} if rows else None


def _happened(seen: Seen, enterprise: Enterprise) -> Iterable[Happening]:
    """The projects of an enterprise: each stage they entered, for who may see them."""
    if not seen.may("projects.view"):
        return
    mine = projects_of(seen.user, seen.zone).filter(Q(investor=enterprise) | Q(company=enterprise))
    plan = plan_of(seen.zone, timezone.localdate())
    names = {stage.code: stage_name(stage) for stage in plan.stages}
    moves = StageMove.objects.filter(project__in=mine).entered().select_related("project", "taken_by")
    for move in moves.order_by("-on", "-pk")[:20]:
        who, told = move.taken_by.label if move.taken_by else "", {"project": move.project.name}
        words = gettext("moved %(project)s to %(stage)s") % (told | {"stage": names.get(move.to_state, move.to_state)})
        yield Happening(move.on, who, words, kind=f"move{move.pk}", url=move.project.get_absolute_url())


def _atlas_lines(seen: Seen, chain: Chain) -> Sequence[ProjectLine] | None:
    """The projects of a chain for its atlas, those that ended left out; None for who may see no projects."""
    if not seen.may("projects.view"):
        return None
    rows = metrics.running_rows(seen).filter(chain=chain).select_related("zone").order_by("-signed_on", "name")
    plan = plan_of(seen.zone, timezone.localdate())
    stages = {stage.code: stage_name(stage) for stage in plan.stages}
    return [
        ProjectLine(
            row.name, row.get_absolute_url(), row.investor_name, row.amount_wan_yuan, stages.get(row.stage, row.stage)
        )
        for row in rows
    ]


def _found(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Projects by name, number, investor, or pinyin of them."""
    return [
        SearchHit(_("Project"), row.name, row.number, row.get_absolute_url(), row, row.investor_name, "briefcase")
        for row in found_by(projects_of(seen.user, seen.zone), text, limit)
    ]


WIRING = Wiring(
    room="projects",
    groups=(NavGroup("projects", _("Projects"), 50, "briefcase"),),
    nav=(
        NavItem("projects", _("Board"), "projects:board", "layers", "projects.view", order=40),
        NavItem("projects", pgettext_lazy("tab", "List"), "projects:list", "list", "projects.view", order=41),
        NavItem("projects", pgettext_lazy("tab", "Figures"), "projects:figures", "chart", "projects.view", order=45),
    ),
    new=(New("project", pgettext_lazy("begin", "Open a project"), "projects:new", "briefcase", "projects.edit", 30),),
    pages=(PROJECT_PAGE,),
    panels=(
        Panel("projects", ENTERPRISE_PAGE, _("Projects"), "projects/_panel.html", _projects, "projects.view"),
        Panel("project", SIGNOFF_PAGE, _("Project"), "projects/_signed_for.html", signed_for, "projects.view"),
        *today.PANELS,
        Panel(
            "numbers",
            TODAY_PAGE,
            _("Numbers of the year"),
            "projects/_numbers.html",
            figures_page.numbers_today,
            "projects.view",
            order=15,
            roles=("zone_leadership", "assessor", "observer"),
            more=(_("Figures"), "projects:figures"),
        ),
    ),
    buttons=(
        Button(
            "bring",
            TODAY_PAGE,
            _("Bring paper"),
            "projects:bring",
            icon="file",
            ability="projects.edit",
            order=30,
            roles=("chain_chief", "promotion_officer"),
        ),
    ),
    needs=(Need(metrics.OWN_RED),),
    todos=(Todos("projects", today.waiting, "projects.view", icon="file"),),
    metrics=metrics.ALL,
    shares=metrics.SHARES,
    search=(Search("projects", _found, "projects.view", 30, Project, PROJECT_PAGE, firms=True),),
    sentences={
        "projects.opened": _("opened the project"),
        "projects.changed": _("changed the project"),
        "projects.moved": _("moved the project"),
        "projects.step_proposed": _("proposed a step"),
        "projects.step_refused": _("refused a step"),
        "projects.step_withdrawn": _("took a step back"),
        "projects.paper_brought": _("brought a paper"),
        "projects.paper_verified": _("verified a paper"),
        "projects.paper_withdrawn": _("took a paper back"),
        "projects.money_stated": _("stated an amount"),
        "projects.credit_split": _("split the credit anew"),
        "projects.noted": _("wrote a note"),
        "projects.discarded": _("took away a project opened by mistake"),
        "projects.ended": _("suspended or ended the project"),
        "projects.resumed": _("took the project up again"),
        "projects.statistics_set": _("set the statistics entry"),
        "projects.issue_raised": _("wrote a blockage down"),
        "projects.issue_settled": _("settled a blockage"),
        "projects.vouched": _("wrote down who vouches"),
        "projects.guarantee_item": _("changed an item of a guarantee"),
        "projects.merged": _("merged a project into this one"),
        "projects.parted": _("undid a merge"),
        "projects.plan_published": _("let a new plan of stages hold"),
    },
    jobs=(jobs.lights,),
    answers=(
        duty_kind.entry(BLOCKAGE.code, BLOCKAGE),
        likeness.entry(PROJECTS.code, PROJECTS),
        enterprise_happened.entry("projects", _happened),
        target_outcome.entry("projects", _outcomes),
        in_touch.entry("projects", _touches),
        rule_kind.entry(STAGE_PLAN.code, STAGE_PLAN),
        rule_kind.entry(YEAR_GOALS.code, YEAR_GOALS),
        atlas_projects.entry("projects", _atlas_lines),
        *moves("projects.project", "investor", "company"),
    ),
)
