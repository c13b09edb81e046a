"""The numbers of suggestions: what waits for a person to decide, to follow or to correct."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liantu.lib.metrics import Metric
from liantu.prospects.suggestions.models import Suggestion, SuggestionQuerySet
from liantu.prospects.suggestions.reads import suggestions_of
from liantu.ui.wiring import Seen


def mine_rows(seen: Seen) -> SuggestionQuerySet:
    """Handed in for who decides, assigned for who follows, returned for who wrote it."""
    mine = Q(state=Suggestion.State.ASSIGNED, assignee=seen.user)
    mine |= Q(state=Suggestion.State.RETURNED, submitted_by=seen.user)
    if seen.may("suggestions.decide"):
        mine |= Q(state=Suggestion.State.SUBMITTED)
    return suggestions_of(seen.user, seen.zone).filter(mine)


def overdue(day: date) -> Q:
    """Of those, what should have been followed by now."""
    return Q(state=Suggestion.State.ASSIGNED, due_on__lt=day)


MINE: Metric[Seen] = Metric(
    "suggestions.mine",
    _("Suggestions that need me"),
    "count",
    _("To decide, to follow or to correct."),
    1,
    mine_rows,
    "suggestions:list",
    "suggestions.view",
)
