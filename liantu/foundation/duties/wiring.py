"""What duties put elsewhere: what a person owes and has to confirm today, their list, words of the log, reminders."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liantu.foundation.duties import jobs, reads
from liantu.foundation.duties.rules.reminding import is_overdue
from liantu.ui.wiring import NavItem, Seen, Todo, Todos, Wiring


def duties_today(seen: Seen) -> list[Todo]:
    """The person's open duties, overdue ones in red, and the done ones that wait for her confirmation."""
    today = timezone.localdate()
    found = [
        Todo(
            f"{one.text} · {one.about_label}" if one.about_label else one.text,
            one.get_absolute_url(),
            one.due_on,
            "bad" if is_overdue(one.state, one.due_on, today) else "info",
        )
        for one in reads.open_duties_of(seen.user, seen.zone)
    ]
    return found + [
        Todo(gettext("Confirm: %(task)s") % {"task": one.text}, one.get_absolute_url(), None, "warn")
        for one in reads.to_confirm_by(seen.user, seen.zone)
    ]


WIRING = Wiring(
    room="duties",
    nav=(
        NavItem(
            "today",
            _("Duties"),
            "duties:list",
            "check",
            "duties.view",
            order=3,
            code="duties",
            entry=_("Duties to press"),
            short=pgettext_lazy("phone", "Duties"),
        ),
    ),
    todos=(Todos("duties", duties_today, "duties.view"),),
    sentences={
        "duties.given": _("gave a task"),
        "duties.moved": _("took a step with a task"),
        "duties.finish": _("finished the task"),
        "duties.confirm": _("confirmed that it is done"),
        "duties.drop": _("gave the task up"),
        "duties.reopen": _("took the task up again"),
        "duties.hand": _("handed the task over"),
    },
    jobs=(jobs.remind,),
)
