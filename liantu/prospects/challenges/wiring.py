"""What open challenges put elsewhere: their board, and what waits for a person: award, deliver, review, reward."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.flows.reads import todos_of
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.prospects.challenges import reads
from liantu.prospects.challenges.actions import CHALLENGES
from liantu.ui.wiring import NavItem, New, Panel, Seen, Todo, Todos, Wiring


def _waiting(seen: Seen) -> list[Todo]:
    rows = reads.challenges_of(seen.user, seen.zone).filter(state__in=("claimed", "awarded", "in_delivery", "reviewed"))
    shown = rows.prefetch_related("claims", "reviewers")[:50]
    text = _("Bring the challenge on: %(title)s")
    return todos_of(
        CHALLENGES,
        shown,
        seen,
        text,
        but=("claim", "fail"),
        due="deliver_by_on",
        why=lambda one: (str(one.get_state_display()),),
    )


def _open(seen: Seen, _today: date) -> Mapping[str, object] | None:
    """Challenges that can be claimed now, for those outside."""
    rows = reads.challenges_of(seen.user, seen.zone).filter(state__in=("posted", "claimed"))
    return {"challenges": rows[:5], "how_many": number} if (number := rows.count()) else None


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
    panels=(
        Panel(
            "challenges",
            TODAY_PAGE,
            _("Open challenges"),
            "challenges/_today.html",
            _open,
            "challenges.view",
            order=60,
            roles=("chain_leader_liaison", "ambassador"),
            more=(pgettext_lazy("challenges", "All of them"), "challenges:board"),
        ),
    ),
    todos=(Todos("challenges", _waiting, "challenges.view", icon="flag"),),
    sentences={"challenges.drafted": _("drafted a challenge"), "challenges.moved": _("moved the challenge on")},
)
