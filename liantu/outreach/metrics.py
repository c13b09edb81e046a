"""The numbers of outreach: what a person owes after visits and under agreements."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liantu.foundation.duties.metrics import mine_rows, overdue
from liantu.foundation.duties.models import DutyQuerySet
from liantu.lib.metrics import Metric
from liantu.outreach.duty_kinds import NEXT_STEP, OBLIGATION, REPORT
from liantu.ui.wiring import Need, Seen


def owed_rows(seen: Seen) -> DutyQuerySet:
    """Next steps, trip reports and obligations that need the person."""
    return mine_rows(seen).filter(kind__in=[kind.code for kind in (NEXT_STEP, REPORT, OBLIGATION)])


OWED: Metric[Seen] = Metric(
    "outreach.owed",
    _("After visits"),
    "count",
    _("Next steps, trip reports and obligations that I owe or have to confirm."),
    1,
    owed_rows,
    "duties:list",
    "duties.view",
)
NEED = Need(OWED, at="outreach:list", late=overdue)
