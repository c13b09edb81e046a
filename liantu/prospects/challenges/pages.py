"""What the pages of open challenges show."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from liantu.chains.reads import link_name
from liantu.foundation.flows.reads import history_of
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.prospects.challenges import actions, reads
from liantu.prospects.challenges.actions import CHALLENGES
from liantu.prospects.challenges.acts import ACTS, ChallengeForm
from liantu.prospects.challenges.models import Challenge
from liantu.ui.formats import date_text
from liantu.ui.pages import BoardPage, DetailPage, Fact, FactsCard, FormPage, Head, HistoryCard, Link, Said, SaidCard

TONES = {"drafted": "muted", "rewarded": "ok", "failed": "bad", "withdrawn": "muted"}


def _crumbs(_one: Challenge | None) -> list[tuple[str, str]]:
    return [(_("Open challenges"), reverse("challenges:board"))]


def _line(one: Challenge) -> list[str]:
    day = date_text(one.deadline_on, language=get_language() or "")
    return [one.chain.label, _("claims until %(day)s") % {"day": day}]


def _badges(one: Challenge) -> list[tuple[str, str]]:
    return [(one.get_state_display(), TONES.get(one.state, "info"))]


def _claims(request: ZoneRequest, one: Challenge) -> Iterable[Said]:
    for claim in reads.claims_shown(one, request.user):
        yield Said(claim.label, claim.claimed_at, claim.plan, _("awarded") if claim.is_awarded else "")


def _reports(request: ZoneRequest, one: Challenge) -> Iterable[Said]:
    inside = may(request.user, "prospects.view", request.zone)
    for step in one.steps.filter(verb__in=("deliver", "review")).select_related("evidence", "taken_by"):
        url = reverse("files:download", args=[step.evidence_id]) if step.evidence and inside else ""
        attached = (step.evidence.name, url) if step.evidence else None
        yield Said(step.taken_by, step.taken_at, step.note, attached=attached)


def _draft(request: ZoneRequest, _thing: None, form: ChallengeForm) -> Challenge:
    values = form.given()
    return actions.draft_challenge(values.pop("chain"), values, values.pop("reviewers"), by=request.user)


BOARD = BoardPage(
    ability="challenges.view",
    title=gettext_lazy("Open challenges"),
    subtitle=gettext_lazy("Tasks of the chains that their enterprises may claim"),
    rows=lambda request: reads.challenges_of(request.user, request.zone).select_related("chain"),
    groups=(
        (gettext_lazy("Open for claims"), ("posted", "claimed")),
        (gettext_lazy("Awarded and in delivery"), ("awarded", "in_delivery", "reviewed")),
        (gettext_lazy("Done"), ("rewarded", "failed")),
        (gettext_lazy("Drafts and withdrawn"), ("drafted", "withdrawn")),
    ),
    card=Head(badges=_badges, line=lambda one: [*_line(one), one.reward]),
    text=lambda one: one.target,
    links=lambda request: Link.offered(request, "challenges.post", _("New challenge"), "challenges:new"),
    empty=(
        gettext_lazy("No challenge is posted"),
        gettext_lazy(
            "What a chain needs can be posted here for its enterprises to claim, with conditions, deadline and reward."
        ),
        "flag",
    ),
)
NEW = FormPage(
    ability="challenges.post",
    title=gettext_lazy("New challenge"),
    subtitle=gettext_lazy("What shall be reached, by when, on which conditions, for which reward, and who reviews it"),
    submit=gettext_lazy("Keep the draft"),
    done=gettext_lazy("Drafted; post it when it is ready."),
    form=ChallengeForm,
    do=_draft,
    crumbs=_crumbs,
)
DETAIL = DetailPage(
    ability="challenges.view",
    find=reads.challenge_or_404,
    head=Head(badges=_badges, line=_line, crumbs=_crumbs),
    acts=ACTS,
    cards=(
        FactsCard(
            code="terms",
            title=gettext_lazy("The challenge"),
            facts=(
                Fact("link", gettext_lazy("Link"), lambda one: link_name(one.chain, one.node_code), optional=True),
                Fact("target", gettext_lazy("What shall be reached"), kind="lines"),
                Fact("measure", gettext_lazy("Measure"), optional=True),
                Fact("conditions", gettext_lazy("Conditions of a claim"), kind="lines"),
                Fact("deliver_by_on", gettext_lazy("To be delivered by"), kind="date"),
                Fact("reward", gettext_lazy("Reward")),
                Fact("reviewers", gettext_lazy("Reviewers"), lambda one: "、".join(map(str, one.reviewers.all()))),
            ),
        ),
        SaidCard(_claims, code="claims", title=gettext_lazy("Claims"), empty=gettext_lazy("No claim to show.")),
        SaidCard(_reports, code="reports", title=gettext_lazy("Delivery and review")),
        HistoryCard(lambda one: history_of(one, CHALLENGES), ability="prospects.view"),
    ),
)
