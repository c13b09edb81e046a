"""The numbers of duties: what a person owes now or has to confirm."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liantu.foundation.duties.models import Duty, DutyQuerySet
from liantu.foundation.duties.reads import confirmed_by, duties_of
from liantu.lib.metrics import Metric
from liantu.ui.wiring import Seen


def mine_rows(seen: Seen) -> DutyQuerySet:
    """What the person owes, and what waits for her to confirm it."""
    owed = Q(owner=seen.user, state=Duty.State.OPEN)
    return duties_of(seen.user, seen.zone).filter(owed | confirmed_by(seen.user))


def overdue(day: date) -> Q:
    """Of those, what waits beyond its day."""
    return Q(state=Duty.State.OPEN, due_on__lt=day)


MINE: Metric[Seen] = Metric(
    "duties.mine",
    _("Duties of mine"),
    "count",
    _("What I owe now, and what I have to confirm."),
    1,
    mine_rows,
    "duties:list",
    "duties.view",
)
