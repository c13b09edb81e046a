"""Work the operator schedules: the nightly check and the nightly backup."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop

from liantu.audit.actions import send_heads
from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import RetryLater, job
from liantu.foundation.notices.actions import notify
from liantu.foundation.system import actions, reads
from liantu.lib.outgoing import OutgoingError
from liantu.lib.problems import Problem
from liantu.people.models import Membership, User, Zone


@job("system.check", title="Check the installation", alone=True)
def check(context: JobContext) -> dict[str, Any]:
    """Run every check in depth; administrators hear of what is bad."""
    reports = reads.examine(deep=True)
    bad = [report.key for report in reports if report.tone == "bad"]
    if bad:
        for person in _administrators(context.zone):
            notify(
                person,
                gettext_noop("The nightly check found %(count)s faults."),
                {"count": len(bad)},
                url=reverse("system:doctor"),
                zone=context.zone,
            )
    return {"url": reverse("system:doctor"), "bad": bad}


@job("system.backup", title="Back up", alone=True)
def back_up(context: JobContext) -> dict[str, Any]:
    """Write a backup into the data folder and keep the newest ones."""
    path = actions.back_up(
        with_files=bool(context.payload.get("files", True)),
        with_registers=bool(context.payload.get("registers", False)),
        tell=context.progress,
    )
    gone = actions.thin_backups(keep=int(context.payload.get("keep", actions.KEEP)))
    return {"url": reverse("system:overview"), "name": path.name, "removed": list(gone)}


@job(reads.HEADS_JOB, title="Send the ends of the audit log", daily_at=time(5, 20))
def send_the_heads(context: JobContext) -> dict[str, Any]:
    """Send the ends of all zones' logs to where the operator wants a copy kept, if anywhere.

    Every zone has the work in its schedule; of those, one zone's does it for all. Who asks for it by hand has it done.
    """
    to = settings.AUDIT_HEADS_TO
    if to is None or (context.user is None and not reads.sends_for_all(context.zone)):
        return {"url": reverse("system:heads"), "sent": False}
    try:
        send_heads(to, by=context.user)
    except OutgoingError as error:
        raise RetryLater(_unsent(error, to.shown)) from error
    return {"url": reverse("system:heads"), "sent": True}


def _unsent(error: OutgoingError, to: str) -> Problem:
    """Why nothing was sent, for the job's page."""
    if error.why == "timeout":
        return Problem("heads_unsent", "%(to)s did not answer in time.", params={"to": to})
    if error.why == "unreachable":
        return Problem("heads_unsent", "%(to)s cannot be reached.", params={"to": to})
    if error.why == "inside":
        text, fix = "%(to)s lies inside the network.", "Name its host in LIANTU_INSIDE_HOSTS."
        return Problem("heads_unsent", text, fix=fix, params={"to": to})
    return Problem(
        "heads_unsent",
        "%(to)s did not take the ends of the log (%(said)s).",
        params={"to": to, "said": str(error)[:120]},
    )


def _administrators(zone: Zone) -> list[User]:
    """The zone's administrators today."""
    held = Membership.objects.filter(zone=zone, role="zone_administrator").select_related("user")
    return [membership.user for membership in held if membership.user.is_active]
