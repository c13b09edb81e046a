"""The numbers of the chains room: who holds an office of a chain today, which enterprises have a part in one."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.chains.models import ChainAppointment, ChainEnterpriseRole
from liantu.chains.reads import appointments_of, parts_of
from liantu.lib.metrics import Metric
from liantu.people.models import ZonedQuerySet
from liantu.ui.wiring import Seen

Office, Kind = ChainAppointment.Office, ChainEnterpriseRole.Kind
BY = {"chain": "chain__code"}


def chief_rows(seen: Seen) -> ZonedQuerySet[ChainAppointment]:
    """Who is chief of a chain today."""
    return appointments_of(seen.user, seen.zone, timezone.localdate()).filter(office=Office.CHIEF)


def task_force_rows(seen: Seen) -> ZonedQuerySet[ChainAppointment]:
    """Who leads or belongs to the task force of a chain today."""
    rows = appointments_of(seen.user, seen.zone, timezone.localdate())
    return rows.filter(office__in=(Office.TASK_FORCE_LEAD, Office.TASK_FORCE_MEMBER))


def leader_rows(seen: Seen) -> ZonedQuerySet[ChainEnterpriseRole]:
    """Which enterprises lead a chain today."""
    return parts_of(seen.user, seen.zone, timezone.localdate()).filter(kind=Kind.LEADER)


def core_rows(seen: Seen) -> ZonedQuerySet[ChainEnterpriseRole]:
    """Which enterprises are core of a chain today."""
    return parts_of(seen.user, seen.zone, timezone.localdate()).filter(kind=Kind.CORE)


CHIEFS: Metric[Seen] = Metric(
    "chains.chiefs",
    _("Chain chiefs"),
    "count",
    _("In office today, by the day of the appointment."),
    1,
    chief_rows,
    "chains:offices",
    "chains.view",
    by=BY,
)
TASK_FORCE: Metric[Seen] = Metric(
    "chains.task_force",
    _("People in task forces"),
    "count",
    _("Lead and members in office today."),
    1,
    task_force_rows,
    "chains:offices",
    "chains.view",
    by=BY,
)
LEADERS: Metric[Seen] = Metric(
    "chains.leaders",
    _("Chain leader enterprises"),
    "count",
    _("Leader of a chain today."),
    1,
    leader_rows,
    "chains:firms",
    "chains.view",
    by=BY,
)
CORE: Metric[Seen] = Metric(
    "chains.core",
    _("Chain core enterprises"),
    "count",
    _("Core of a chain today."),
    1,
    core_rows,
    "chains:firms",
    "chains.view",
    by=BY,
)
ALL = (CHIEFS, TASK_FORCE, LEADERS, CORE)
