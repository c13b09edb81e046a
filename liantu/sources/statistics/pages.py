"""What the pages of statistical tables show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.lib.industries import children_of, emerging_classes, emerging_hints, find_industries, industries, industry
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.sources.statistics import actions, reads
from liantu.sources.statistics.acts import ACTS
from liantu.sources.statistics.forms import BringForm
from liantu.sources.statistics.linking import sector_lines
from liantu.sources.statistics.models import StatisticTable
from liantu.ui.lists import Column, ListPage
from liantu.ui.pages import Card, DetailPage, FormPage, Head, Link, Part, TableCard


def _list_links(request: ZoneRequest) -> list[Link]:
    found = [Link(_("Industries"), reverse("statistics:industries"))]
    if may(request.user, "statistics.import", request.zone):
        found.append(Link(_("Bring a table"), reverse("statistics:bring"), "upload", main=True))
    return found


LIST = ListPage(
    name="statistics.tables",
    queryset_fn=lambda request: reads.tables_of(request.user, request.zone),
    columns=(
        Column("title", gettext_lazy("Table"), sort="title", primary=True),
        Column("year", gettext_lazy("Year"), sort="year", kind="code"),
        Column("kind", gettext_lazy("Imports"), value="get_kind_display", sort="kind"),
        Column("source", gettext_lazy("Source"), sort="source"),
        Column("is_current", gettext_lazy("In use"), kind="bool", sort="is_current"),
    ),
    search_fields=("title", "source"),
    default_sort="-year",
    ability="statistics.view",
    export_ability="statistics.import",
    title=gettext_lazy("Input–output tables"),
    subtitle=gettext_lazy("How strongly sectors hang together: brought in by the zone, with source and licence."),
    row_href=lambda row: row.get_absolute_url(),
    links=_list_links,
)


def _bring(request: ZoneRequest, _thing: None, form: BringForm) -> StatisticTable:
    given = dict(form.cleaned_data)
    upload = given.pop("file")
    return actions.bring_table(request.zone, upload.name or "", upload.read(), by=request.user, **given)


BRING = FormPage(
    ability="statistics.import",
    title=gettext_lazy("Bring an input–output table"),
    subtitle=gettext_lazy("CSV or Excel in the layout of NBS, OECD or ONS; everything odd is told, nothing mended"),
    method="linkages",
    form=lambda _request, _thing, data, files: BringForm(data, files),
    do=_bring,
    submit=gettext_lazy("Read it"),
    done=gettext_lazy("The table is read."),
    parts=(Part(("title", ("year", "unit"), ("source", "licence"), "file")),),
    crumbs=lambda _thing: ((_("Input–output tables"), reverse("statistics:list")),),
)


def _shared(_request: ZoneRequest, one: StatisticTable) -> dict[str, Any]:
    """What the cards of a table share."""
    return {
        "basis": reads.concordance_on(one, timezone.localdate()),
        "own_concordance": one.concordances.first(),
        "regions": list(one.regions.all()[:20]),
        "has_domestic": _has_domestic(one),
    }


def _has_domestic(one: StatisticTable) -> bool:
    """Whether the table tells home production from imports."""
    return one.kind == StatisticTable.Kind.NONCOMPETITIVE


DETAIL = DetailPage(
    find=reads.table_or_404,
    ability="statistics.view",
    shared=_shared,
    warnings=lambda _request, one: (_("Odd about this table"), one.warnings),
    head=Head(
        line=lambda one: (one.get_kind_display(), one.unit, one.source, one.licence),
        acts=lambda request, one: ACTS.drawn(one, request, ("use",), {}),
        crumbs=lambda _one: ((_("Input–output tables"), reverse("statistics:list")),),
    ),
    cards=(
        TableCard(
            code="linkages", title=gettext_lazy("Linkages of the sectors"), method="linkages", place="wide",
            above="statistics/_imports_within.html", rows=lambda _request, one: sector_lines(one.table()),
            columns=(
                Column("code", gettext_lazy("Code"), kind="code"),
                Column("name", gettext_lazy("Sector"), primary=True),
                Column("output", gettext_lazy("Output"), kind="number"),
                Column("influence", gettext_lazy("Influence (columns of L)"), kind="coefficient"),
                Column("influence_domestic", gettext_lazy("Influence, home production"), kind="coefficient"),
                Column("response_leontief", gettext_lazy("Response (rows of L)"), kind="coefficient"),
                Column("response_ghosh", gettext_lazy("Response (Ghosh)"), kind="coefficient"),
            ),
        ),
        Card(code="concordance", title=gettext_lazy("From a link to a sector"), method="linkages",
             template="statistics/_concordance.html"),
        Card(code="regions", title=gettext_lazy("The region in this table"), template="statistics/_regions.html",
             place="side"),
    ),
)  # fmt: skip


SEARCH_MOST, SCOPE_CHARACTERS_MOST = 100, 5_000


def industries_context(request: ZoneRequest) -> dict[str, Any]:
    """One level of GB/T 4754 (``at``), or what a search (``q``) finds, or what a text (``text``) hints at."""
    words, text = request.GET.get("q", "").strip()[:60], request.GET.get("text", "").strip()[:SCOPE_CHARACTERS_MOST]
    at = industry(request.GET.get("at", "")[:8])
    above = []
    step = at
    while step is not None and step.parent:
        step = industry(step.parent)
        above += [step] if step else []
    return {
        "title": _("Industries"),
        "crumbs": [(_("Input–output tables"), reverse("statistics:list")), (_("Industries"), "")],
        "words": words,
        "text": text,
        "at": at,
        "above": above[::-1],
        "rows": find_industries(words, most=SEARCH_MOST) if words else children_of(at.code if at else ""),
        "cut": SEARCH_MOST if words else 0,
        "unknown": bool(request.GET.get("at")) and at is None,
        "hints": emerging_hints(text) if text else [],
        "emerging": emerging_classes().values(),
        "total": len(industries()),
    }
