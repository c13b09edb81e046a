"""What the work of task forces puts elsewhere: its button on the chain's page, its kind of duty."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.slots import CHAIN_PAGE
from liantu.enterprises.actions.merging import moves
from liantu.foundation.duties.slots import duty_kind
from liantu.outreach.duty_kinds import TASK
from liantu.ui.wiring import Button, New, Wiring

WIRING = Wiring(
    room="work",
    within="chains",
    buttons=(
        Button(
            "work",
            CHAIN_PAGE,
            _("The year's work"),
            "work:year",
            lambda _seen, chain: (chain.code,),
            icon="list",
            ability="work.view",
        ),
    ),
    new=(New("task", pgettext_lazy("begin", "Give a task"), "work:task_new", "check", "work.edit", 40),),
    sentences={
        "work.point_set": _("set a work point"),
        "work.point_changed": _("changed a work point"),
        "work.progress_noted": _("noted progress"),
        "work.meeting_kept": _("kept a meeting"),
        "work.inspection_kept": _("kept an inspection"),
        "work.task_given": _("gave a task"),
        "work.task_moved": _("moved a task on"),
    },
    answers=(*moves("work.inspectionstop", "enterprise"), duty_kind.entry(TASK.code, TASK)),
)
