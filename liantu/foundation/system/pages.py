"""What the operator's pages show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.audit.reads import LogEnd, heads_sent_at
from liantu.foundation.jobs import reads as job_reads
from liantu.foundation.system import reads
from liantu.foundation.system.rules.agreement import worst
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest
from liantu.ui.formats import iso_text
from liantu.ui.lists import Column
from liantu.ui.lists.columns import in_local_time
from liantu.ui.pages import Card, DetailPage, Head, Link, TableCard


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


@dataclass(frozen=True)
class HeadsSheet:
    """The ends of the logs at a moment, as they are signed."""

    at: datetime
    ends: list[LogEnd]


def _sheet(request: ZoneRequest, _named: Any = None) -> HeadsSheet:
    return HeadsSheet(timezone.now(), reads.heads_for(request.user))


def _sheet_links(request: ZoneRequest, _sheet: HeadsSheet) -> Iterator[Link]:
    """Print; send now, where the ends are to be sent."""
    yield Link(_("Print"), prints=True)
    if settings.AUDIT_HEADS_TO is not None and may(request.user, "system.operate", request.zone):
        yield Link(_("Send now"), reverse("system:send_heads"), "upload", method="post")


def _sheet_line(sheet: HeadsSheet) -> Iterator[str]:
    """The moment, and the last sending."""
    yield iso_text(in_local_time(sheet.at))
    to = settings.AUDIT_HEADS_TO
    if to is not None and (sent := heads_sent_at(to.shown)) is not None:
        at = iso_text(in_local_time(sent))
        yield _("last sent to %(to)s: %(at)s") % {"to": to.shown, "at": at}
    elif to is not None:
        yield _("not sent to %(to)s yet") % {"to": to.shown}


HEADS: DetailPage[HeadsSheet] = DetailPage(
    ability="system.view",
    find=_sheet,
    head=Head(
        title=lambda _sheet: _("Ends of the audit log"),
        line=_sheet_line,
        links=_sheet_links,
        crumbs=lambda _sheet: crumbs(),
    ),
    cards=(
        TableCard(
            code="ends", title=gettext_lazy("The last entry of each log"), place="wide",
            rows=lambda _request, sheet: sheet.ends, template="system/_heads_note.html",
            columns=(
                Column("name", gettext_lazy("Zone"), value=lambda end: end.name or _("the installation"), primary=True),
                Column("zone", gettext_lazy("Code"), kind="code"),
                Column("sequence", gettext_lazy("Entries"), kind="number"),
                Column("entry_hash", gettext_lazy("Checksum of the last entry"), kind="code", wide=True),
            ),
        ),
        Card(code="signature", title=gettext_lazy("Signatures"), place="wide", template="system/_signatures.html"),
    ),
    styles=("system/system.css",),
)  # fmt: skip
