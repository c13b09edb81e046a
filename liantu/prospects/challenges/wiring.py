"""What open challenges put elsewhere: their board, and what waits for a person: award, deliver, review, reward."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.flows.reads import todos_of
from liantu.prospects.challenges import reads
from liantu.prospects.challenges.actions import CHALLENGES
from liantu.ui.wiring import NavItem, New, Seen, Todo, Todos, Wiring


def _waiting(seen: Seen) -> list[Todo]:
    rows = reads.challenges_of(seen.user, seen.zone).filter(state__in=("claimed", "awarded", "in_delivery", "reviewed"))
    shown = rows.prefetch_related("claims", "reviewers")[:50]
    text = _("The challenge %(title)s waits for you.")
    return todos_of(CHALLENGES, shown, seen, text, but=("claim", "fail"), due="deliver_by_on")


WIRING = Wiring(
    room="challenges",
    nav=(
        NavItem(
            "targets", _("Open challenges"), "challenges:board", "flag", "challenges.view", order=36, code="challenges"
        ),
    ),
    new=(
        New("challenge", pgettext_lazy("begin", "Draft a challenge"), "challenges:new", "flag", "challenges.post", 60),
    ),
    todos=(Todos("challenges", _waiting, "challenges.view"),),
    sentences={"challenges.drafted": _("drafted a challenge"), "challenges.moved": _("moved the challenge on")},
)
