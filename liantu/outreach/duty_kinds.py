"""The kind of duty this room gives: tasks of chains' task forces, from meetings, rounds, visits and work points."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from liantu.foundation.duties.slots import DutyKind

TASK = DutyKind(
    "work.task", _("Task"), view="work.view", lead="work.edit", told=gettext_noop("A task for you by %(day)s: %(task)s")
)
