"""What the pages of open challenges show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from liantu.foundation.flows.reads import history_of
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.prospects.challenges import actions, forms, reads
from liantu.prospects.challenges.actions import CHALLENGES
from liantu.prospects.challenges.acts import ACTS
from liantu.prospects.challenges.models import Challenge
from liantu.ui.formats import date_text
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, FormPage, Head, HistoryCard, NextCard

TONES = {"drafted": "muted", "rewarded": "ok", "failed": "bad", "withdrawn": "muted"}
BOARD = (
    (gettext_lazy("Open for claims"), ("posted", "claimed")),
    (gettext_lazy("Awarded and in delivery"), ("awarded", "in_delivery", "reviewed")),
    (gettext_lazy("Done"), ("rewarded", "failed")),
    (gettext_lazy("Drafts and withdrawn"), ("drafted", "withdrawn")),
)


def board_context(request: ZoneRequest) -> dict[str, Any]:
    """The board: challenges by where they stand."""
    rows = list(reads.challenges_of(request.user, request.zone).select_related("chain"))
    groups = [(title, [row for row in rows if row.state in states]) for title, states in BOARD]
    return {
        "title": _("Open challenges"),
        "groups": [(title, rows) for title, rows in groups if rows],
        "may_post": may(request.user, "challenges.post", request.zone),
    }


def _crumbs(_one: Challenge | None) -> list[tuple[str, str]]:
    return [(_("Open challenges"), reverse("challenges:board"))]


def _line(one: Challenge) -> list[str]:
    day = date_text(one.deadline_on, language=get_language() or "")
    return [one.chain.label, _("claims until %(day)s") % {"day": day}]


def _reports(request: ZoneRequest, one: Challenge) -> dict[str, Any] | None:
    rows = list(one.steps.filter(verb__in=("deliver", "review")).select_related("evidence", "taken_by"))
    return {"reports": rows, "inside": may(request.user, "prospects.view", request.zone)} if rows else None


def _draft(request: ZoneRequest, _thing: None, form: forms.ChallengeForm) -> Challenge:
    values = form.cleaned_data
    return actions.draft_challenge(values["chain"], values, list(values["reviewers"]), by=request.user)


NEW = FormPage(
    ability="challenges.post",
    title=gettext_lazy("New challenge"),
    subtitle=gettext_lazy("What shall be reached, by when, on which conditions, for which reward, and who reviews it"),
    submit=gettext_lazy("Keep the draft"),
    done=gettext_lazy("Drafted; post it when it is ready."),
    form=lambda request, _thing, data, _files: forms.ChallengeForm(request, data),
    do=_draft,
    crumbs=_crumbs,
)
DETAIL = DetailPage(
    ability="challenges.view",
    find=reads.challenge_or_404,
    head=Head(badges=lambda one: [(one.get_state_display(), TONES.get(one.state, "info"))], line=_line, crumbs=_crumbs),
    cards=(
        FactsCard(
            code="terms",
            title=gettext_lazy("The challenge"),
            facts=(
                Fact("target", gettext_lazy("What shall be reached"), kind="lines"),
                Fact("measure", gettext_lazy("Measure"), optional=True),
                Fact("conditions", gettext_lazy("Conditions of a claim"), kind="lines"),
                Fact("deliver_by_on", gettext_lazy("To be delivered by"), kind="date"),
                Fact("reward", gettext_lazy("Reward")),
                Fact(
                    "reviewers",
                    gettext_lazy("Reviewers"),
                    value=lambda one: "、".join(person.label for person in one.reviewers.all()),
                ),
            ),
        ),
        NextCard(ACTS),
        Card(
            code="claims",
            title=gettext_lazy("Claims"),
            template="challenges/_claims.html",
            place="below",
            fill=lambda request, one: {"claims": reads.claims_shown(one, request.user)},
        ),
        Card(
            code="reports",
            title=gettext_lazy("Delivery and review"),
            template="challenges/_reports.html",
            place="below",
            fill=_reports,
        ),
        HistoryCard(lambda one: history_of(one, CHALLENGES), ability="prospects.view"),
    ),
)
