"""What open challenges ask of people today: award, deliver, review, reward."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.foundation.flows.reads import possible
from liantu.foundation.notices.slots import Todo, todo
from liantu.people.abilities import may
from liantu.prospects.challenges import reads
from liantu.prospects.challenges.actions import CHALLENGES


def _todos(user: Any, zone: Any) -> list[Todo]:
    """A line for each challenge that waits for this person."""
    if not may(user, "challenges.view", zone):
        return []
    today, found = timezone.localdate(), []
    rows = reads.challenges_of(user, zone).filter(state__in=("claimed", "awarded", "in_delivery", "reviewed"))
    for one in rows.prefetch_related("claims", "reviewers")[:50]:
        verbs = {step.verb for step in possible(one, CHALLENGES, user).now} - {"fail", "claim"}
        if verbs:
            late = one.deliver_by_on is not None and one.deliver_by_on < today
            text = _("The challenge %(title)s waits for you.") % {"title": one.title}
            found.append(Todo(text, one.get_absolute_url(), one.deliver_by_on, "bad" if late else "info"))
    return found


todo.fill("challenges", _todos, module=__name__)
