"""What the pages of open challenges show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.chains.models import Chain
from liantu.foundation.flows.reads import history_of, possible
from liantu.lib.flow import Given
from liantu.people.abilities import may
from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.prospects.challenges import reads
from liantu.prospects.challenges.actions import CHALLENGES
from liantu.prospects.challenges.models import Challenge
from liantu.ui.choices import offer_rows

TONES = {
    "drafted": "muted", "posted": "info", "claimed": "info", "awarded": "info", "in_delivery": "info",
    "reviewed": "info", "rewarded": "ok", "failed": "bad", "withdrawn": "muted",
}  # fmt: skip
BOARD = (
    (gettext_lazy("Open for claims"), ("posted", "claimed")),
    (gettext_lazy("Awarded and in delivery"), ("awarded", "in_delivery", "reviewed")),
    (gettext_lazy("Done"), ("rewarded", "failed")),
    (gettext_lazy("Drafts and withdrawn"), ("drafted", "withdrawn")),
)


class ChallengeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A challenge as it is drafted."""

    class Meta:
        model = Challenge
        fields = (
            "title",
            "chain",
            "node_code",
            "target",
            "measure",
            "deadline_on",
            "deliver_by_on",
            "conditions",
            "reward",
            "reviewers",
        )
        widgets = {
            "deadline_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "deliver_by_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, request: ZoneRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = request.zone
        offer_rows(self, "chain", Chain.objects.visible_to(request.user).filter(zone=zone))
        people = [person.pk for person in reads.reviewers_of(zone)]
        offer_rows(self, "reviewers", User.objects.filter(pk__in=people))


def board_context(request: ZoneRequest) -> dict[str, Any]:
    """The board: challenges by where they stand."""
    zone = request.zone
    rows = list(reads.challenges_of(request.user, zone).select_related("chain"))
    groups = [(title, [row for row in rows if row.state in states]) for title, states in BOARD]
    return {
        "title": _("Open challenges"),
        "groups": [(title, rows) for title, rows in groups if rows],
        "tones": TONES,
        "may_post": may(request.user, "challenges.post", zone),
    }


def challenge_or_404(request: ZoneRequest, pk: int) -> Challenge:
    """The challenge of the current zone that this person may see."""
    rows = reads.challenges_of(request.user, request.zone)
    return get_object_or_404(rows.select_related("chain", "zone", "posted_by").prefetch_related("reviewers"), pk=pk)


def detail_context(request: ZoneRequest, one: Challenge) -> dict[str, Any]:
    """One challenge: its terms, claims, evidence, the steps this person may take, its history."""
    inside = may(request.user, "prospects.view", request.zone)
    return {
        "title": one.title,
        "crumbs": [(_("Open challenges"), reverse("challenges:board")), (one.title, "")],
        "one": one,
        "tone": TONES[one.state],
        "claims": reads.claims_shown(one, request.user),
        "reports": one.steps.filter(verb__in=("deliver", "review")).select_related("evidence", "taken_by"),
        "steps": [
            {"verb": step.verb, "name": CHALLENGES.step_name(one, step.verb)}
            for step in possible(one, CHALLENGES, request.user).now
        ],
        "history": history_of(one, CHALLENGES) if inside else [],
        "inside": inside,
    }


def given_in(request: ZoneRequest) -> tuple[str, Given]:
    """The step a form asks for and what is given with it."""
    data = request.POST
    choice, revision = data.get("choice", ""), data.get("revision", "")
    values = {
        "choice": int(choice) if choice.isdigit() and len(choice) < 10 else None,
        "plan": data.get("plan", "")[:4000],
        "accepts_conditions": True if data.get("accepts_conditions") == "1" else None,
        "passed": {"yes": True, "no": False}.get(data.get("passed", "")),
        "evidence": request.FILES.get("evidence"),
    }
    seen = int(revision) if revision.isdigit() and len(revision) < 10 else None
    return data.get("verb", ""), Given(values=values, note=data.get("note", "")[:4000], revision=seen)
