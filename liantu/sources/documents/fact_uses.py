"""What the part itself makes of a fact: a claim to check."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.people.models import User
from liantu.sources.documents.actions import keep_claim
from liantu.sources.documents.models import Fact
from liantu.sources.documents.slots import Made
from liantu.ui.wiring import Seen


class ClaimUse:
    """A claim stays unchecked until a person checked it."""

    label = _("Keep as a claim to check")
    at_once = True

    def fits(self, seen: Seen, fact: Fact) -> bool:
        """Claims only."""
        return fact.kind == Fact.Kind.CLAIM and seen.may("documents.review")

    def make(self, fact: Fact, *, by: User) -> Made:
        """The claim, unchecked."""
        claim = keep_claim(fact, by=by)
        return Made(f"{claim.get_state_display()}: {claim}", reverse("documents:claim", args=[claim.pk]))
