"""The one sheet of a project: what a leader asks, on a single page of paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.foundation.duties.models import Duty
from liantu.people.requests import ZoneRequest
from liantu.projects import reads
from liantu.projects.board import LIGHT_NAMES
from liantu.projects.models import MoneyLine, Project
from liantu.projects.pages import project_or_404
from liantu.ui import formats
from liantu.ui.pages import Link
from liantu.ui.pages.paper import PaperPage, TablePart, TextPart
from liantu.ui.templatetags.ui import listed, pct

WORDS_MOST = 120


def _day(day: Any) -> str:
    return formats.date_text(day, language=get_language() or "zh-hans")


def _money(amount: Any) -> str:
    return formats.money_text(amount, language=get_language() or "zh-hans")


def _short(text: str) -> str:
    """As much of a text as leaves the rest of the sheet on one page; the whole stands on the project's own."""
    return Truncator(" ".join(text.split())).chars(WORDS_MOST)


def _stage(project: Project) -> str:
    plan = reads.plan_of(project.zone, timezone.localdate())
    return reads.stage_name(plan.stage(project.stage)) if plan.has(project.stage) else project.stage


def _subtitle(project: Project) -> str:
    parts = (_stage(project), str(LIGHT_NAMES.get(project.light, "")), project.number)
    chain = project.chain.label if project.chain else ""
    return "　".join(part for part in (*parts, chain, _day(timezone.localdate())) if part)


def _five(_request: ZoneRequest, project: Project) -> list[Sequence[Any]]:
    """The five questions with their answers."""
    days = (timezone.localdate() - project.stage_since_on).days
    notes = list(project.notes.all())[:1]
    progress = _("%(stage)s for %(n)d days") % {"stage": _stage(project), "n": days}
    if notes:
        told = {"progress": progress, "day": _day(notes[0].on), "note": notes[0].text}
        progress = _short(_("%(progress)s; %(day)s: %(note)s") % told)
    output, tax = _money(project.expected_output_wan_yuan), _money(project.expected_tax_wan_yuan)
    open_ones = [one.text for one in reads.blockages_of(project).filter(state=Duty.State.OPEN)[:3]]
    difficulties = _short(listed([part for part in (project.difficulties, *open_ones) if part]))
    return [
        (_("Progress"), progress),
        (_("Strength of the enterprise"), f"{project.investor_name} {_money(project.amount_wan_yuan)}".strip()),
        (_("Annual output"), _("%(output)s, tax %(tax)s") % {"output": output, "tax": tax}),
        (_("Core technology"), _short(project.core_technology)),
        (_("Open difficulties"), difficulties),
    ]


def _about(_request: ZoneRequest, project: Project) -> list[Sequence[Any]]:
    start, production = _day(project.planned_start_on), _day(project.planned_production_on)
    shares = [f"{one.holder} {pct(float(one.share))}" for one in reads.standing_shares(project)]
    owner = project.owner.label if project.owner else ""
    return [
        (_("Need of site"), project.site_need, pgettext("project", "Channel"), project.get_channel_display()),
        (_("Agreed start"), start, _("Agreed production"), production),
        (pgettext("one sheet", "Kept by"), owner, _("Credit"), listed(shares)),
    ]


def _ladder(_request: ZoneRequest, project: Project) -> list[Sequence[Any]] | None:
    rungs = reads.ladder(project)
    rows: list[Sequence[Any]] = [
        (label, _money(rungs[code].amount_wan_yuan), _day(rungs[code].on))
        for code, label in MoneyLine.RungChoice.choices
        if code in rungs
    ]
    return rows or None


def _ahead(_request: ZoneRequest, project: Project) -> list[str] | None:
    ahead = reads.lacking(project, reads.plan_of(project.zone, timezone.localdate()))
    if ahead is None:
        return None
    stage, missing = ahead
    if not missing:
        return [_("Nothing is missing for “%(stage)s”.") % {"stage": reads.stage_name(stage)}]
    english = reads.reads_english()
    asked = [one.requirement for one in missing]
    names = [one.name_en if english and one.name_en else one.name for one in asked]
    return [_("Missing for “%(stage)s”: %(what)s.") % {"stage": reads.stage_name(stage), "what": listed(names)}]


SHEET: PaperPage[Project] = PaperPage(
    ability="projects.view",
    find=project_or_404,
    title=lambda project: project.name,
    mast=lambda request, project: "　".join(part for part in (project.zone.label, request.user.office) if part),
    subtitle=_subtitle,
    intro=lambda _request, project: _short(project.content),
    back=lambda project: Link(_("Back to the project"), project.get_absolute_url()),
    parts=(
        TablePart(
            title=gettext_lazy("Five questions"),
            columns=((pgettext_lazy("one sheet", "Question"), "nowrap"), (gettext_lazy("Answer"), "")),
            rows=_five,
        ),
        TablePart(
            title=pgettext_lazy("one sheet", "About it"),
            columns=(("", "nowrap"), ("", ""), ("", "nowrap"), ("", "")),
            rows=_about,
        ),
        TablePart(
            title=pgettext_lazy("project", "Money"),
            columns=(
                (gettext_lazy("Rung"), "nowrap"),
                (gettext_lazy("Amount"), "num"),
                (gettext_lazy("Day"), "nowrap"),
            ),
            rows=_ladder,
        ),
        TextPart(title=gettext_lazy("The next stage"), text=_ahead),
    ),
)
