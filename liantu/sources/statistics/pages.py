"""What the pages of statistical tables show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.foundation.accounts.abilities import may
from liantu.sources.statistics import reads
from liantu.sources.statistics.linking import sector_lines
from liantu.sources.statistics.models import StatisticTable
from liantu.ui.lists import Column, ListPage

LIST = ListPage(
    name="statistics.tables",
    queryset_fn=lambda request: reads.tables_of(request.user, request.zone),  # type: ignore[attr-defined,arg-type]
    columns=(
        Column("title", gettext_lazy("Table"), sort="title", primary=True),
        Column("year", gettext_lazy("Year"), sort="year", kind="code"),
        Column("kind", gettext_lazy("Imports"), value="get_kind_display", sort="kind"),
        Column("source", gettext_lazy("Source"), sort="source"),
        Column("is_current", gettext_lazy("In use"), kind="bool", sort="is_current"),
    ),
    search_fields=("title", "source"), default_sort="-year", ability="statistics.view",
    export_ability="statistics.import", title=gettext_lazy("Input–output tables"),
    subtitle=gettext_lazy("How strongly sectors hang together: brought in by the zone, with source and licence."),
    row_href=lambda row: row.get_absolute_url(),
)  # fmt: skip


def detail_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One table: where it comes from, what is odd about it, and the linkages of its sectors."""
    rows = StatisticTable.objects.visible_to(request.user).filter(zone=request.zone)  # type: ignore[attr-defined,arg-type]
    one = get_object_or_404(rows, pk=pk)
    return {
        "title": str(one),
        "crumbs": [(_("Input–output tables"), reverse("statistics:list")), (str(one), "")],
        "one": one,
        "lines": sector_lines(one.table()),
        "has_domestic": one.kind == StatisticTable.Kind.NONCOMPETITIVE,
        "may_bring": may(request.user, "statistics.import", request.zone),  # type: ignore[attr-defined]
    }
