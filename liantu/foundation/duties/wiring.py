"""What duties put elsewhere: what a person owes and has to confirm today, their list, words of the log, reminders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.duties import jobs, metrics, reads, today
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.ui.due import due_of
from liantu.ui.wiring import NavItem, Need, Panel, Seen, Todo, Todos, Wiring


def duties_today(seen: Seen) -> list[Todo]:
    """What the person owes, what waits for her confirmation, and what she gave to others and waits for."""
    found = [today.to_do(one) for one in reads.open_duties_of(seen.user, seen.zone)]
    found += [today.to_confirm(one) for one in reads.to_confirm_by(seen.user, seen.zone)]
    return found + [today.with_another(one) for one in reads.given_by(seen.user, seen.zone)]


def overdue_here(seen: Seen, day: date) -> Mapping[str, object] | None:
    """What is overdue in the zone and is another's, the longest waiting first."""
    rows = reads.overdue(reads.duties_of(seen.user, seen.zone), day).exclude(owner=seen.user)
    if not (number := rows.count()):
        return None
    return {"how_many": number, "duties": [(one, due_of(one.due_on, today=day)) for one in rows[:5]]}


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
    panels=(
        Panel(
            "overdue",
            TODAY_PAGE,
            _("Overdue duties"),
            "duties/_overdue.html",
            overdue_here,
            "duties.view",
            order=40,
            roles=("zone_leadership", "assessor"),
            more=(_("All duties"), "duties:list"),
        ),
    ),
    metrics=(metrics.MINE,),
    needs=(Need(metrics.MINE, late=metrics.overdue),),
    todos=(Todos("duties", duties_today, "duties.view", icon="check"),),
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
