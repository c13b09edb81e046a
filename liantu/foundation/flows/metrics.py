"""The numbers of sign-offs: what waits for a person's decision."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows.models import SignOff
from liantu.foundation.flows.reads import decided_by
from liantu.lib.metrics import Metric
from liantu.people.models import ZonedQuerySet
from liantu.ui.wiring import Seen


def mine_rows(seen: Seen) -> ZonedQuerySet[SignOff]:
    """The open sign-offs this person can decide now."""
    return decided_by(seen.user, seen.zone, today=timezone.localdate())


def last_day(day: date) -> Q:
    """Of those, what must be decided today."""
    return Q(expires_on__lte=day)


MINE: Metric[Seen] = Metric(
    "signoff.mine",
    _("For me to sign"),
    "count",
    _("Open sign-offs I can decide now."),
    1,
    mine_rows,
    "signoff:list",
    "signoff.view",
)
