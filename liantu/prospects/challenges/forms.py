"""The form of a challenge as it is drafted."""

from __future__ import annotations

from typing import Any

from django import forms

from liantu.chains.models import Chain
from liantu.people.requests import ZoneRequest
from liantu.prospects.challenges import reads
from liantu.prospects.challenges.models import Challenge


class ChallengeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A challenge as it is drafted."""

    class Meta:
        model = Challenge
        fields = (
            "title", "chain", "node_code", "target", "measure", "deadline_on", "deliver_by_on", "conditions", "reward",
            "reviewers",
        )  # fmt: skip
        widgets = {
            name: forms.DateInput({"type": "date"}, format="%Y-%m-%d") for name in ("deadline_on", "deliver_by_on")
        }

    def __init__(self, request: ZoneRequest, data: Any) -> None:
        super().__init__(data)
        chain, reviewers = self.fields["chain"], self.fields["reviewers"]
        assert isinstance(chain, forms.ModelChoiceField)
        assert isinstance(reviewers, forms.ModelMultipleChoiceField)
        chain.queryset = Chain.objects.visible_to(request.user).filter(zone=request.zone)
        reviewers.queryset = reads.reviewers_of(request.zone)
