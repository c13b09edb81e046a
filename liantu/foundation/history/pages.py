"""The page of one act in the log."""

from __future__ import annotations

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.audit import reads
from liantu.audit.models import AuditEntry
from liantu.foundation.history import tables
from liantu.people.requests import ZoneRequest
from liantu.ui.formats import iso_text
from liantu.ui.lists import Column
from liantu.ui.lists.columns import in_local_time
from liantu.ui.pages import DetailPage, Fact, FactsCard, Head, TableCard


@dataclass(frozen=True)
class ActPage:
    """An entry of the log and the sentence that tells it."""

    entry: AuditEntry
    told: reads.Sentence


def act_or_404(request: ZoneRequest, pk: int) -> ActPage:
    """One act of the zone's log."""
    entry = get_object_or_404(reads.entries_of(request.user, request.zone), pk=pk)
    return ActPage(entry, reads.told(entry))


ENTRY: DetailPage[ActPage] = DetailPage(
    ability="audit.view",
    find=act_or_404,
    head=Head(
        title=lambda page: page.told.what,
        line=lambda page: (page.told.who, iso_text(in_local_time(page.entry.at))),
        crumbs=lambda _page: ((tables.LOG.title, reverse("audit:log")),),
    ),
    cards=(
        FactsCard(
            code="act",
            facts=(
                Fact("at", _("When"), value="entry.at", kind="datetime"),
                Fact("who", _("Who"), value="told.who"),
                Fact("what", _("Act"), template="audit/_act.html"),
                Fact("on", _("On what"), value=lambda page: tables.told_of(page.entry)),
                Fact("reason", _("Reason"), value="entry.reason", optional=True),
                Fact("number", _("Number"), value="entry.sequence"),
                Fact("request", _("Request"), value="entry.request_id", kind="code", optional=True),
                Fact("checksum", _("Checksum"), kind="code",
                     value=lambda page: Truncator(page.entry.entry_hash).chars(24)),
            ),
        ),
        TableCard(
            code="changes", title=_("What changed"), hide_empty=True,
            rows=lambda _request, page: reads.changes_of(page.entry),
            columns=(
                Column("name", pgettext_lazy("change", "Value"), kind="code", primary=True),
                Column("before", _("Before")),
                Column("after", _("After")),
            ),
        ),
    ),
)  # fmt: skip
