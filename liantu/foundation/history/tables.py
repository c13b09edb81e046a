"""The list of acts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liantu.audit import reads
from liantu.audit.models import AuditEntry
from liantu.foundation.history.slots import LOG_PAGE
from liantu.people.requests import ZoneRequest
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.pages import Link
from liantu.ui.wiring import Seen


def _links(request: ZoneRequest) -> list[Link]:
    """What rooms above put at the head."""
    return [Link.of(one, main=False) for one in LOG_PAGE.buttons(Seen(request.user, request.zone), None)]


def told_of(entry: AuditEntry) -> str:
    """What the act was about: names stand as they were, work of the program in the reader's language."""
    return gettext(entry.target_label) if entry.target_label else ""


LOG = ListPage(
    "audit",
    lambda request: reads.entries_of(request.user, request.zone),
    [
        Column("at", _("When"), sort="at", kind="datetime"),
        Column("actor_label", _("Who"), value=lambda entry: reads.told(entry).who, sort="actor_label"),
        Column("verb", _("Act"), value=lambda entry: reads.told(entry).what, sort="verb", primary=True),
        Column("target_label", _("On what"), value=told_of, wide=True, phone="line"),
        Column("reason", _("Reason"), wide=True),
        Column("sequence", _("Number"), kind="number", phone="hide"),
    ],
    search_fields=["target_label", "actor_label", "verb"],
    filters=[
        Filter("from", _("From"), kind="date_from", apply="at__date__gte"),
        Filter("to", _("Until"), kind="date_to", apply="at__date__lte"),
    ],
    default_sort="-at",
    ability="audit.view",
    export_ability="audit.view",
    title=_("Audit log"),
    links=_links,
    row_href=lambda entry: reverse("audit:entry", args=[entry.pk]),
)
