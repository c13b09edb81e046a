"""The kinds of duty this room gives: tasks of task forces, next steps, trip reports, what agreements oblige to."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from liantu.foundation.duties.slots import DutyKind

TASK = DutyKind(
    "work.task", _("Task"), view="work.view", lead="work.edit", told=gettext_noop("A task for you by %(day)s: %(task)s")
)
NEXT_STEP = DutyKind(
    "outreach.next_step",
    _("Next step"),
    view="outreach.view",
    lead="outreach.log",
    told=gettext_noop("The next step with %(about)s is yours, by %(day)s: %(task)s"),
)
REPORT = DutyKind(
    "outreach.report",
    pgettext_lazy("duty", "Trip report"),
    view="outreach.view",
    lead="outreach.log",
    button=pgettext_lazy("duty button", "Note the report"),
)
OBLIGATION = DutyKind(
    "outreach.obligation",
    _("Obligation"),
    view="outreach.view",
    lead="outreach.keep",
    needs_owner=False,
    needs_due=False,
    state_words={"done": pgettext_lazy("obligation", "Kept"), "dropped": pgettext_lazy("obligation", "Not kept")},
    told=gettext_noop("Watch over what is owed under %(about)s by %(day)s: %(task)s"),
)
