"""What the rooms above say of their kinds of duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liantu.lib.slots import Slot


@dataclass(frozen=True)
class DutyKind:
    """A kind of duty.

    ``view``: ability to see duties of the kind; owner and giver see theirs anyway. ``lead``: ability to give them, to
    take every step and to hand them on. ``confirm``: who says that it is really done: "" nobody, "giver", "firm" (by
    the name of the person there). ``may_drop``: whether one can be given up unfinished. ``topics``: what it may be
    about, (code, words). ``from_today``: whether a day that is past is refused. ``state_words``: own words
    for states. ``told``: the notice to its owner, an English message id with %(task)s and %(day)s. ``button``: verb and
    thing of what closes it on the day's page.
    """

    code: str
    name: Any
    view: str
    lead: str
    confirm: str = ""
    may_drop: bool = True
    needs_owner: bool = True
    needs_due: bool = True
    from_today: bool = False
    topics: tuple[tuple[str, Any], ...] = ()
    state_words: Mapping[str, Any] = field(default_factory=dict)
    told: str = ""
    button: Any = ""


duty_kind: Slot[DutyKind] = Slot(
    "duty_kind", offered_by="foundation.duties", question="Which kinds of duty does the room give?"
)


def kind_of(code: str) -> DutyKind:
    """The kind of a row; one whose room is gone keeps its rows readable for people who oversee duties."""
    return duty_kind.get(code) or DutyKind(code, code, "duties.hand_over", "duties.hand_over")
