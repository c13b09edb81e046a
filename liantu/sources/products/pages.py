"""What the pages of product lists show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.lib.problems import Problem
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.sources.products import actions, reads
from liantu.sources.products.acts import ACTS
from liantu.sources.products.forms import BringForm
from liantu.sources.products.models import ProductRelease
from liantu.ui.lists import Column, ListPage
from liantu.ui.pages import Card, DetailPage, FormPage, Head, Link, Part

# table.reason of a row left out → words
REASONS = {
    "lists.accounting_item": gettext_lazy("An item of the accounts, no product"),
    "lists.says_nothing": gettext_lazy("A name that does not say what is made"),
    "lists.twice": gettext_lazy("Given twice"),
    "lists.broken_name": gettext_lazy("A broken name"),
    "lists.no_product": gettext_lazy("No product"),
    "lists.no_owner": gettext_lazy("No enterprise"),
    "lists.code_of_two_firms": gettext_lazy("A code of two firms, and the name is neither's"),
    "relations.recipe": gettext_lazy("A recipe or remedy, not an input of industry"),
    "relations.begins_alike": gettext_lazy("Names that only begin alike: no kind of it"),
    "relations.says_nothing": gettext_lazy("A name that does not say what is made"),
    "relations.accounting_item": gettext_lazy("An item of the accounts, no product"),
    "relations.twice": gettext_lazy("Given twice"),
    "relations.with_itself": gettext_lazy("Related to itself"),
    "relations.broken_name": gettext_lazy("A broken name"),
    "relations.no_product": gettext_lazy("No product"),
    "relations.relation_unknown": gettext_lazy("A relation of unknown kind"),
}
NOTES = {
    "sums_over_one": gettext_lazy("Enterprises whose shares add up to more than one: made to sum to one"),
    "weight_negative": gettext_lazy("Negative shares, taken as zero"),
    "weight_over_one": gettext_lazy("Shares over one"),
    "weight_unreadable": gettext_lazy("Shares that are no number, left open"),
    "year_unreadable": gettext_lazy("Years that are no year, left open"),
    "renamed_firm": gettext_lazy("Lines of firms the table of codes holds under two full names: the first is taken"),
    "code_unknown": gettext_lazy("Lines with a code the table of codes does not have: the name is taken"),
}
TABLES = {
    "lists": gettext_lazy("product lists"), "relations": gettext_lazy("relations of products"),
    "firms": gettext_lazy("codes and full names"), "industries": gettext_lazy("industries"),
    "memberships": gettext_lazy("enterprises and their industries"),
    "industry_relations": gettext_lazy("relations of industries, not used"),
}  # fmt: skip
TONES = {"ready": "ok", "failed": "bad", "building": "info"}


def _list_links(request: ZoneRequest) -> list[Link]:
    may_bring = may(request.user, "sources.import", request.zone)
    return [Link(_("Bring product lists"), reverse("products:bring"), "upload", main=True)] if may_bring else []


LIST = ListPage(
    name="products.releases",
    queryset_fn=lambda request: reads.lists_of(request.user, request.zone),
    columns=(
        Column("title", gettext_lazy("Title"), sort="title", primary=True),
        Column("as_of_on", gettext_lazy("As of"), kind="date", sort="as_of_on"),
        Column("owners", gettext_lazy("Enterprises"), kind="number", sort="owners"),
        Column("lines", gettext_lazy("Product lines"), kind="number", sort="lines"),
        Column("source", gettext_lazy("Source"), sort="source"),
        Column("state", gettext_lazy("State"), value="get_state_display", sort="state"),
        Column("is_current", gettext_lazy("In use"), kind="bool", sort="is_current"),
    ),
    search_fields=("title", "source"),
    default_sort="-as_of_on",
    ability="sources.view",
    export_ability="sources.export",
    title=gettext_lazy("Product lists"),
    subtitle=gettext_lazy("Who says he makes what: evidence for ranking targets, never the map of a chain."),
    row_href=lambda row: row.get_absolute_url(),
    links=_list_links,
)


def _bring(request: ZoneRequest, _thing: None, form: BringForm) -> ProductRelease:
    given = dict(form.cleaned_data)
    return actions.bring_lists(request.zone, given.pop("file"), by=request.user, **given)


BRING = FormPage(
    ability="sources.import",
    title=gettext_lazy("Bring product lists"),
    subtitle=gettext_lazy(
        "Enterprises and their products: one sheet, or a ZIP of tables as public product graphs have them"
    ),
    method="product-lists",
    form=lambda _request, _thing, data, files: BringForm(data, files),
    do=_bring,
    submit=gettext_lazy("Read it"),
    parts=(Part(("title", ("source", "licence"), "as_of_on", "file")),),
    crumbs=lambda _thing: ((_("Product lists"), reverse("products:list")),),
)


def _stands(one: ProductRelease) -> bool:
    """Whether the lists can be asked: built, and their folder is there."""
    return one.state == ProductRelease.State.READY and reads.manifest_of(one) is not None


def _counts(request: ZoneRequest, one: ProductRelease) -> dict[str, Any] | None:
    """How much was read; None while nothing stands."""
    if not _stands(one):
        return None
    counts = one.manifest.get("counts", {})
    return {
        "counts": counts,
        "relations": counts.get("relations_input", 0) + counts.get("relations_kind", 0),
        "inputs": counts.get("relations_input", 0),
        "kinds": counts.get("relations_kind", 0),
        "may_export": may(request.user, "sources.export", request.zone),
    }


def _answers(request: ZoneRequest, one: ProductRelease) -> dict[str, Any] | None:
    """What the lists answer to a product's name (``q``)."""
    if not _stands(one):
        return None
    words = request.GET.get("q", "").strip()[:60]
    lists = reads.opened(one.folder) if words else None
    return {
        "words": words,
        "owners": reads.owners_of(lists, words) if lists else [],
        "products": reads.nearest_products(lists, words, most=12) if lists else [],
        "kinds": lists.kinds_of(words)[:20] if lists else [],
        "inputs": lists.inputs_of(words)[:20] if lists else [],
    }


def _left_out(request: ZoneRequest, one: ProductRelease) -> dict[str, Any] | None:
    """Rows left out by reason, the rows of one ``reason``, what was mended, what was read."""
    if not _stands(one):
        return None
    reason, reasons = request.GET.get("reason", ""), one.manifest.get("reasons", {})
    return {
        "reasons": [
            (key, TABLES[key.partition(".")[0]], REASONS.get(key, key), count)
            for key, count in sorted(reasons.items(), key=lambda one: -one[1])
        ],
        "notes": [(NOTES.get(key, key), count) for key, count in one.manifest.get("notes", {}).items()],
        "tables": [
            {**table, "kind": TABLES.get(table["kind"], table["kind"])} for table in one.manifest.get("tables", [])
        ],
        "unread": one.manifest.get("unread", []),
        "shown_reason": REASONS.get(reason, "") if reason in reasons else "",
        "shown": reads.dropped_rows(one, reason=reason) if reason in reasons else [],
    }


def _badges(one: ProductRelease) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = [(one.get_state_display(), TONES[one.state])]
    return [*found, (_("in use"), "ok")] if one.is_current else found


DETAIL = DetailPage(
    find=reads.release_or_404,
    ability="sources.view",
    warnings=lambda _request, one: ("", [Problem(**problem) for problem in one.problems]),
    head=Head(
        title=lambda one: one.title, badges=_badges, acts=lambda request, one: ACTS.drawn(one, request, (), {}),
        method="product-lists",
        line=lambda one: (one.source, one.licence, str(one.as_of_on)),
        crumbs=lambda _one: ((_("Product lists"), reverse("products:list")),),
    ),
    cards=(
        Card(code="building", place="wide", template="jobs/_progress.html",
             fill=lambda _request, one: {"job": one.job} if one.state == "building" and one.job else None),
        Card(code="counts", place="wide", template="products/_counts.html", fill=_counts, bare=True),
        Card(code="ask", title=gettext_lazy("Ask the lists"), template="products/_ask.html", fill=_answers,
             method="ranking"),
        Card(code="left-out", title=gettext_lazy("What was left out, and why"), template="products/_left_out.html",
             fill=_left_out, place="side"),
    ),
)  # fmt: skip
