"""When whom to remind: on the due day, the first day after, then every week; who confirms is asked every week."""

from __future__ import annotations

from datetime import date
from typing import Literal

REMIND_EVERY_DAYS = 7
Whom = Literal["", "owner", "giver"]


def is_overdue(state: str, due_on: date | None, today: date) -> bool:
    """Whether a duty waits beyond its day."""
    return state == "open" and due_on is not None and due_on < today


def reminded(state: str, *, due_on: date | None, done_on: date | None, confirm: str, today: date) -> Whom:
    """Who is told of a duty today: its owner that it is due or overdue, who confirms that it is done; "": nobody.

    A firm's confirmation is fetched by the owner, who is told.
    """
    if state == "open" and due_on is not None:
        late = (today - due_on).days
        return "owner" if late == 0 or (late > 0 and late % REMIND_EVERY_DAYS == 1) else ""
    if state == "done" and confirm and done_on is not None:
        waited = (today - done_on).days
        if waited > 0 and waited % REMIND_EVERY_DAYS == 0:
            return "owner" if confirm == "firm" else "giver"
    return ""
