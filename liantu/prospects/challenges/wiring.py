"""What open challenges put elsewhere: their board, and what waits for a person: award, deliver, review, reward."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liantu.foundation.flows.reads import possible
from liantu.prospects.challenges import reads
from liantu.prospects.challenges.actions import CHALLENGES
from liantu.ui.wiring import NavItem, Seen, Todo, Todos, Wiring


def _waiting(seen: Seen) -> list[Todo]:
    """A line for each challenge that waits for this person."""
    today, found = timezone.localdate(), []
    rows = reads.challenges_of(seen.user, seen.zone).filter(state__in=("claimed", "awarded", "in_delivery", "reviewed"))
    for one in rows.prefetch_related("claims", "reviewers")[:50]:
        verbs = {step.verb for step in possible(one, CHALLENGES, seen.user).now} - {"fail", "claim"}
        if verbs:
            late = one.deliver_by_on is not None and one.deliver_by_on < today
            text = gettext("The challenge %(title)s waits for you.") % {"title": one.title}
            found.append(Todo(text, one.get_absolute_url(), one.deliver_by_on, "bad" if late else "info"))
    return found


WIRING = Wiring(
    room="challenges",
    nav=(NavItem("targets", _("Open challenges"), "challenges:board", "flag", "challenges.view", order=36),),
    todos=(Todos("challenges", _waiting, "challenges.view"),),
    sentences={"challenges.drafted": _("drafted a challenge"), "challenges.moved": _("moved the challenge on")},
)
