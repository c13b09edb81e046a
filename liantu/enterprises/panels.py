"""The room's own rows at a merge, and what documents say of an enterprise."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liantu.enterprises.actions.merging import RepointForeignKey
from liantu.enterprises.models import Enterprise
from liantu.enterprises.slots import Panel, enterprise_panel, on_enterprise_merged
from liantu.people.abilities import may
from liantu.sources.documents.models import Fact
from liantu.sources.documents.reads import documents_of

for model in ("enterprises.enterprisename", "enterprises.enterprisefact"):
    on_enterprise_merged.fill(f"{model}.enterprise", RepointForeignKey(model, "enterprise"), module=__name__)


def _in_documents(user: Any, zone: Any, enterprise: Enterprise) -> Panel | None:
    """The documents that name the enterprise, under its present and former names, with the sentence."""
    if not may(user, "documents.view", zone):
        return None
    names = [enterprise.name, *enterprise.names.values_list("name", flat=True)]
    rows = Fact.objects.filter(
        zone=zone, kind=Fact.Kind.ORGANISATION, label__in=names, document__in=documents_of(user, zone).values("pk")
    ).exclude(state__in=(Fact.State.REJECTED, Fact.State.GONE))
    facts = list(rows.select_related("document").order_by("-document__brought_at")[:12])
    return Panel(_("In documents"), "enterprises/_documents.html", {"facts": facts}) if facts else None


enterprise_panel.fill("documents", _in_documents, module=__name__, order=90)
