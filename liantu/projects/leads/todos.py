"""What leads ask of people today."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.foundation.notices.slots import Todo, todo
from liantu.people.abilities import may
from liantu.projects.leads import reads
from liantu.projects.leads.models import Lead


def _todos(user: Any, zone: Any) -> list[Todo]:
    """Hands of the clock due for an officer, claims to decide for leadership."""
    found: list[Todo] = []
    if not may(user, "leads.view", zone):
        return found
    today = timezone.localdate()
    if may(user, "leads.work", zone):
        rows = reads.leads_of(user, zone)
        for lead in reads.due_leads(rows.filter(owner=user), today=today, within_days=1)[:20]:
            text = _("The clock of the lead %(enterprise)s runs.") % {"enterprise": lead.firm_name}
            late = lead.next_due_on is not None and lead.next_due_on < today
            found.append(Todo(text, lead.get_absolute_url(), lead.next_due_on, "bad" if late else "warn"))
        waiting = rows.filter(state=Lead.State.REGISTERED).count()
        if waiting:
            url = f"{reverse('leads:list')}?state=registered"
            found.append(Todo(_("%(n)d leads to answer") % {"n": waiting}, url, None, "warn"))
    if may(user, "leads.decide", zone):
        claims = reads.open_disputes(zone)
        if claims:
            text = _("%(n)d claims on leads to decide") % {"n": claims}
            found.append(Todo(text, reverse("leads:list"), None, "warn"))
    return found


todo.fill("leads", _todos, module=__name__)
