"""What a person may do with a challenge: draft it, and the steps of its flow with what comes with each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.reads import chains_of, links_by_chain
from liantu.foundation.flows.acts import ReasonedStepForm, StepForm, acts_of
from liantu.people.models import User
from liantu.people.reads import people_who_may
from liantu.prospects.challenges import reads
from liantu.prospects.challenges.actions import CHALLENGES, FIELDS
from liantu.prospects.challenges.models import Challenge
from liantu.ui.act_forms import RowForm

VERDICTS = (("", "—"), ("yes", _("passes")), ("no", _("does not pass")))


class ChallengeForm(RowForm):
    """A challenge as it is drafted."""

    class Meta:
        model = Challenge
        fields = ("chain", *FIELDS, "reviewers")

    field_order = ("title", "chain")
    node_code = forms.ChoiceField(label=_("Link"), required=False)

    def choices_node_code(self) -> list[tuple[str, Any]]:
        """The links of the zone's chains, by chain."""
        return [("", "—"), *links_by_chain(chains_of(self.user, self.zone))]

    def clean(self) -> dict[str, Any]:
        """The link must be one of the chain."""
        found = super().clean() or {}
        chain, code = found.get("chain"), found.get("node_code", "")
        if chain and code and code not in {one for _name, links in links_by_chain([chain]) for one, _link in links}:
            self.add_error("node_code", _("This link belongs to another chain."))
        return found

    def rows_reviewers(self) -> QuerySet[User]:
        """Who can review: people of the zone with the ability."""
        return User.objects.filter(pk__in=[one.pk for one in people_who_may("challenges.review", self.zone)])


class ClaimForm(StepForm):
    """How the claimant will do it."""

    plan = forms.CharField(label=_("Plan"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    accepts_conditions = forms.BooleanField(label=_("We meet the conditions"))


class AwardForm(ReasonedStepForm):
    """Whose claim, and why."""

    thing: Challenge
    choice = forms.TypedChoiceField(label=pgettext_lazy("noun", "Claim"), coerce=int)

    def choices_choice(self) -> list[tuple[int, str]]:
        """The claimants."""
        return [(one.claimant_id, one.label) for one in reads.claims_shown(self.thing, self.user)]


class DeliverForm(ReasonedStepForm):
    """What was delivered, with its evidence."""

    evidence = forms.FileField(label=_("Evidence"), required=False)


class ReviewForm(ReasonedStepForm):
    """The verdict, and why."""

    passed = forms.TypedChoiceField(label=_("Verdict"), choices=VERDICTS, coerce=lambda word: word == "yes")


ACTS = acts_of(
    CHALLENGES,
    room="challenges",
    find=reads.challenge_or_404,
    given={"claim": ClaimForm, "award": AwardForm, "deliver": DeliverForm, "review": ReviewForm},
    tones={"post": "main", "claim": "main", "fail": "bad"},
)
