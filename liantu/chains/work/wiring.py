"""What the work of task forces puts elsewhere: its button on the chain's page, one's open tasks today."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import CHAIN_PAGE
from liantu.chains.work import jobs, reads
from liantu.chains.work.rules.flow import is_overdue
from liantu.enterprises.actions.merging import moves
from liantu.ui.wiring import Button, NavItem, Seen, Todo, Todos, Wiring


def _open_tasks(seen: Seen) -> list[Todo]:
    """The person's open tasks, overdue ones in red."""
    today = timezone.localdate()
    return [
        Todo(
            f"{one.text} · {one.chain.label}",
            one.get_absolute_url(),
            one.due_on,
            "bad" if is_overdue(one.state, one.due_on, today) else "info",
        )
        for one in reads.my_open_tasks(seen.user, seen.zone)
    ]


WIRING = Wiring(
    room="work",
    nav=(NavItem("chains", _("Tasks"), "work:tasks", "check", "work.view", order=24),),
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
    todos=(Todos("work", _open_tasks, "work.view"),),
    sentences={
        "work.point_set": _("set a work point"),
        "work.point_changed": _("changed a work point"),
        "work.progress_noted": _("noted progress"),
        "work.meeting_kept": _("kept a meeting"),
        "work.inspection_kept": _("kept an inspection"),
        "work.task_given": _("gave a task"),
        "work.task_moved": _("moved a task on"),
    },
    jobs=(jobs.remind,),
    answers=moves("work.inspectionstop", "enterprise"),
)
