"""The numbers of leads: registered, became projects, signed by now, to answer."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.lib.metrics import Metric
from liantu.projects.leads.models import Lead, LeadQuerySet
from liantu.projects.leads.reads import leads_of
from liantu.ui.wiring import Seen

# ``origin``: the address a lead came from (a visit, an exhibition); ``force``: the name it is registered for
BY = {"origin": "came_from_url", "force": "holder", "state": "state"}


def registered_rows(seen: Seen) -> LeadQuerySet:
    """Every lead the person may see."""
    return leads_of(seen.user, seen.zone)


def project_rows(seen: Seen) -> LeadQuerySet:
    """Leads that became projects."""
    return registered_rows(seen).filter(project__isnull=False)


def signed_rows(seen: Seen) -> LeadQuerySet:
    """Leads whose projects are signed."""
    return registered_rows(seen).filter(project__signed_on__isnull=False)


def waiting_rows(seen: Seen) -> LeadQuerySet:
    """Leads nobody has answered yet."""
    return registered_rows(seen).filter(state=Lead.State.REGISTERED)


def mine_rows(seen: Seen) -> LeadQuerySet:
    """Leads nobody has answered, and those of the person whose next hand is due by tomorrow."""
    until = timezone.localdate() + timedelta(days=1)
    due = Q(owner=seen.user, state__in=Lead.OPEN, next_due_on__lte=until)
    return registered_rows(seen).filter(Q(state=Lead.State.REGISTERED) | due)


def overdue(day: date) -> Q:
    """Of those, the ones whose clock has run out."""
    return Q(next_due_on__lt=day)


REGISTERED: Metric[Seen] = Metric(
    "leads.registered",
    _("leads"),
    "count",
    _("Registered, however they stand now."),
    1,
    registered_rows,
    "leads:list",
    "leads.view",
    by=BY,
)
PROJECTS: Metric[Seen] = Metric(
    "leads.projects",
    _("projects"),
    "count",
    _("Leads that became projects."),
    1,
    project_rows,
    "leads:list",
    "leads.view",
    by=BY,
)
SIGNED: Metric[Seen] = Metric(
    "leads.signed",
    pgettext_lazy("counted", "signed"),
    "count",
    _("Leads whose projects are signed by now."),
    1,
    signed_rows,
    "leads:list",
    "leads.view",
    by=BY,
)
TO_ANSWER: Metric[Seen] = Metric(
    "leads.to_answer",
    _("Leads to answer"),
    "count",
    _("Registered and not answered."),
    1,
    waiting_rows,
    "leads:list",
    "leads.work",
)
MINE: Metric[Seen] = Metric(
    "leads.mine",
    _("Leads that need me"),
    "count",
    _("Registered and not answered, or mine with a clock that ends by tomorrow."),
    1,
    mine_rows,
    "leads:list",
    "leads.work",
)
ALL = (REGISTERED, PROJECTS, SIGNED, TO_ANSWER, MINE)
