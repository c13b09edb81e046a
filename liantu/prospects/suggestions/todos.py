"""What suggestion lists ask of people today: decide, follow, hand a list in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.chains.purchases.reads import leaders_of
from liantu.foundation.notices.slots import Todo, todo
from liantu.people.abilities import may
from liantu.prospects.suggestions import reads
from liantu.prospects.suggestions.models import Suggestion


def _todos(user: Any, zone: Any) -> list[Todo]:
    """To decide for a chief, to follow for whoever was named, to hand in or correct for a liaison."""
    found: list[Todo] = []
    if not may(user, "suggestions.view", zone):
        return found
    today, rows = timezone.localdate(), reads.suggestions_of(user, zone)
    waiting = rows.filter(state=Suggestion.State.SUBMITTED).count() if may(user, "suggestions.decide", zone) else 0
    if waiting:
        url = f"{reverse('suggestions:list')}?state=submitted"
        found.append(Todo(_("%(n)d suggestions to decide on") % {"n": waiting}, url, None, "warn"))
    for one in rows.filter(state=Suggestion.State.ASSIGNED, assignee=user)[:20]:
        late = one.due_on is not None and one.due_on < today
        text = _("Follow the suggestion %(enterprise)s.") % {"enterprise": one.firm_name}
        found.append(Todo(text, one.get_absolute_url(), one.due_on, "bad" if late else "info"))
    for one in rows.filter(state=Suggestion.State.RETURNED, submitted_by=user)[:20]:
        text = _("Correct the returned suggestion %(enterprise)s.") % {"enterprise": one.firm_name}
        found.append(Todo(text, one.get_absolute_url(), None, "warn"))
    if may(user, "suggestions.file", zone):
        mine = leaders_of(user, zone)
        for due in reads.lists_missing(zone, today=today, leaders=mine):
            text = _("%(leader)s has not handed in its list for %(period)s.") % {
                "leader": due.leader.printed_name,
                "period": due.period.code,
            }
            found.append(Todo(text, reverse("suggestions:new"), due.period.due_on, "bad"))
    return found


todo.fill("suggestions", _todos, module=__name__)
