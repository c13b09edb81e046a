"""What outreach asks of people today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.foundation.notices.slots import Todo, todo
from liantu.outreach import reads
from liantu.people.abilities import may


def _todos(user: Any, zone: Any) -> list[Todo]:
    """Next steps and reports of one's own; terms and agreements that end for whoever keeps them."""
    found: list[Todo] = []
    if not may(user, "outreach.view", zone):
        return found
    today = timezone.localdate()
    mine = reads.engagements_of(user, zone).filter(owner=user)
    for one in reads.steps_due(mine, until=today + timedelta(days=1))[:20]:
        late = one.next_on is not None and one.next_on < today
        text = _("%(step)s (%(title)s)") % {"step": one.next_step, "title": one.title}
        found.append(Todo(text, one.get_absolute_url(), one.next_on, "bad" if late else "info"))
    for one in reads.reports_due(mine, until=today + timedelta(days=2))[:10]:
        text = _("Report due: %(title)s") % {"title": one.title}
        found.append(Todo(text, one.get_absolute_url(), one.report_due_on, "warn"))
    if may(user, "outreach.keep", zone):
        ending = len(reads.ending_forces(zone, today=today)) + len(reads.ending_agreements(zone, today=today))
        if ending:
            text = _("%(n)d terms or agreements end soon") % {"n": ending}
            found.append(Todo(text, reverse("outreach:ending"), None, "warn"))
    return found


todo.fill("outreach", _todos, module=__name__)
