"""Kinds of background work: a room writes them in its ``jobs.py`` and names them in its wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any

from liantu.lib.slots import Slot

if TYPE_CHECKING:
    from liantu.foundation.jobs.models import Job

# A handler is given a ``JobContext``; not named here, since the context imports this module.
Handler = Callable[[Any], "dict[str, Any] | None"]


class JobCancelled(Exception):  # noqa: N818  # no error: somebody asked for it
    """Raised inside a handler when a person asked to stop."""


class RetryLater(Exception):  # noqa: N818  # no error: the world was not ready
    """Raised by a handler when trying again later may help (a busy file, a full queue)."""


@dataclass(frozen=True)
class JobKind:
    """A kind of work: its handler and its title (an English message id).

    ``daily_at``: when every zone has it done unless an administrator switches it off; None for work that is asked for.
    ``alone``: asked for again while it waits or runs, the zone gets the job that is there.
    """

    kind: str
    title: str
    handler: Handler
    daily_at: time | None = None
    alone: bool = False


job_kinds: Slot[JobKind] = Slot(
    "job", offered_by="foundation.jobs", question="Which kinds of background work does the room have?"
)


JobEnd = Callable[["Job"], None]
job_over: Slot[JobEnd] = Slot(
    "job_over", offered_by="foundation.jobs", question="Who is told when a job is done or failed? (job)"
)


def job(kind: str, *, title: str, daily_at: time | None = None, alone: bool = False) -> Callable[[Handler], JobKind]:
    """Make ``handler(context)`` the work of ``kind``, for the room's wiring; what it returns is the job's result."""
    return lambda handler: JobKind(kind, title, handler, daily_at, alone or daily_at is not None)
