"""The page of a sign-off: what is asked, who must agree, and the place to decide."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.foundation.flows import reads, tables
from liantu.foundation.flows.acts import SIGNOFF_ACTS
from liantu.foundation.flows.models import SignOff
from liantu.foundation.flows.reads import StepLine
from liantu.foundation.flows.slots import SIGNOFF_PAGE
from liantu.people.requests import ZoneRequest
from liantu.ui.badges import badge_markup
from liantu.ui.formats import date_text, iso_text
from liantu.ui.lists import Column
from liantu.ui.lists.columns import in_local_time
from liantu.ui.pages import DetailPage, Fact, FactsCard, Head, HistoryCard, Link, TableCard


def _line(one: SignOff) -> Iterable[str]:
    who = {"who": one.requested_by.label, "when": iso_text(in_local_time(one.requested_at))}
    return [_("Asked by %(who)s, %(when)s") % who]


def _links(_request: ZoneRequest, one: SignOff) -> list[Link]:
    return [Link(_("Open what it is about"), one.url)] if one.url else []


def _until(one: SignOff) -> str:
    if one.expires_on is None:
        return _("no last day")
    return date_text(one.expires_on, language=get_language() or "")


def _rows(request: ZoneRequest, one: SignOff) -> tuple[StepLine, ...]:
    return reads.page_of(one, request.user, today=timezone.localdate()).lines


def _asked(line: StepLine) -> str:
    return line.person.label if line.person is not None else " / ".join(_(name) for name in line.roles)


def _decision(line: StepLine) -> SafeString | str:
    """The verdict with who gave it and when; that it waits for one."""
    made = line.decision
    if made is None:
        return badge_markup(_("waits"), "info") if line.waits else ""
    word = badge_markup(made.get_verdict_display(), "ok" if made.verdict == "agreed" else "bad")
    when = iso_text(in_local_time(made.decided_at))
    return format_html('{} {} <span class="muted">{}</span>', word, made.person.label, when)


def _badges(one: SignOff) -> list[tuple[object, str]]:
    state = reads.state_today(one, today=timezone.localdate())
    return [(state.label, tables.TONES[state])]


SIGNOFF: DetailPage[SignOff] = DetailPage(
    ability="signoff.view",
    find=reads.signoff_or_404,
    head=Head(
        title=lambda one: one.title,
        badges=_badges,
        line=_line,
        links=_links,
        crumbs=lambda _one: ((tables.SIGNOFFS.title, reverse("signoff:list")),),
    ),
    acts=SIGNOFF_ACTS,
    wired=SIGNOFF_PAGE,
    cards=(
        FactsCard(
            code="asked",
            title=gettext_lazy("On what"),
            facts=(
                Fact("target_label", gettext_lazy("On what")),
                Fact("note", gettext_lazy("Note"), kind="lines", optional=True),
                Fact("expires_on", gettext_lazy("Decide until"), value=_until),
            ),
        ),
        TableCard(
            code="steps",
            title=gettext_lazy("Who must agree"),
            rows=_rows,
            columns=(
                Column(
                    "step",
                    gettext_lazy("Step"),
                    value=lambda line: f"{line.step.order} {_(line.step.name)}",
                    primary=True,
                ),
                Column("asked", gettext_lazy("Asked"), value=_asked),
                Column("decision", gettext_lazy("Decision"), value=_decision),
                Column("reason", gettext_lazy("Reason"), value="decision.reason", wide=True),
            ),
            place="below",
        ),
        HistoryCard(title=pgettext_lazy("signoff", "History")),
    ),
)
