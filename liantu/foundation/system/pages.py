"""What the operator's pages show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liantu.foundation.jobs import reads as job_reads
from liantu.foundation.system import reads
from liantu.foundation.system.rules.agreement import worst
from liantu.people.models import User, Zone


def crumbs() -> list[tuple[str, str]]:
    """The way back."""
    return [(_("Installation"), reverse("system:overview"))]


def overview(user: User, zone: Zone) -> dict[str, Any]:
    """Facts, the quick checks, backups at hand, work that runs."""
    reports = reads.examine(deep=False)
    return {
        "title": _("Installation"),
        "facts": reads.facts(),
        "reports": reports,
        "tone": worst(r.tone for r in reports),
        "open": [finding for report in reports for finding in report.findings if finding.tone != "ok"],
        "backups": reads.backups()[:5],
        "workers": job_reads.workers_alive(),
        "running": job_reads.running_of(user, zone).count(),
    }


def doctor(*, deep: bool) -> dict[str, Any]:
    """All checks with what they found."""
    reports = reads.examine(deep=deep)
    return {
        "title": _("Check"),
        "reports": reports,
        "deep": deep,
        "tone": worst(report.tone for report in reports),
        "crumbs": crumbs(),
    }
