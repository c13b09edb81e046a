"""Work the operator schedules: the nightly check and the nightly backup."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from liantu.foundation.jobs.context import JobContext
from liantu.foundation.jobs.registry import job
from liantu.foundation.notices.actions import notify
from liantu.foundation.system import actions, reads
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


def _administrators(zone: Zone) -> list[User]:
    """The zone's administrators today."""
    held = Membership.objects.filter(zone=zone, role="zone_administrator").select_related("user")
    return [membership.user for membership in held if membership.user.is_active]
