"""What the pages of the enterprises room show."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.engine.reading import FIELD_CHOICES, PERSONAL_FIELDS
from liantu.enterprises import reads, sheets, wording
from liantu.enterprises.models import Enterprise, EnterpriseFact, EnterpriseImport
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui.formats import money_text
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, Head, HistoryCard, Link, TableCard
from liantu.ui.pages.cards import DrawnCard


def _provinces(request: ZoneRequest) -> list[tuple[str, str]]:
    rows = reads.enterprises_for(request.user, request.zone).exclude(province="").order_by("province")
    return [(name, name) for name in rows.values_list("province", flat=True).distinct()]


ENTERPRISES = ListPage(
    name="enterprises.list",
    title=gettext_lazy("Enterprises"),
    subtitle=gettext_lazy(
        "Enterprises this zone deals with; everybody else is in the register and found by the search."
    ),
    queryset_fn=lambda request: reads.enterprises_for(request.user, request.zone).distinct(),
    columns=(
        Column("name", gettext_lazy("Name"), sort="name", primary=True, wide=True),
        Column("credit_code", gettext_lazy("Credit code"), sort="credit_code", kind="code"),
        Column("in_zone", gettext_lazy("In the zone"), kind="bool", sort="-in_zone"),
        Column("province", gettext_lazy("Province"), sort="province"),
        Column("city", gettext_lazy("City"), sort="city"),
        Column("capital_wan_yuan", gettext_lazy("Registered capital"), kind="money", sort="capital_wan_yuan"),
        Column("registered_on", gettext_lazy("Registered on"), kind="date", sort="registered_on"),
        Column("register_status", gettext_lazy("Register status"), sort="register_status"),
    ),
    search_fields=("name", "credit_code", "names__name"),
    filters=(
        Filter("in_zone", gettext_lazy("In the zone"), kind="flag"),
        Filter("province", gettext_lazy("Province"), choices=_provinces),
        Filter(
            "no_code",
            gettext_lazy("Without credit code"),
            kind="flag",
            apply=lambda rows, _v: rows.filter(credit_code=""),
        ),
    ),
    default_sort="name",
    export_ability="enterprises.export",
    ability="enterprises.view",
    template="enterprises/index.html",
    row_href=lambda row: row.get_absolute_url(),
    search_hint=gettext_lazy("Name, former name or credit code"),
    empty_title=gettext_lazy("No enterprise yet"),
    empty_text=gettext_lazy(
        "Bring in the list of the enterprises in your zone, or search the register and take some in."
    ),
    empty_url="import/",
    empty_action=gettext_lazy("Bring a list in"),
)


def crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page of the room."""
    return [(_("Enterprises"), reverse("enterprises:index")), *more]


def index_context(request: ZoneRequest) -> dict[str, Any]:
    """The list, and below it what the register has for the search text."""
    text = request.GET.get("q", "")[:80]
    release, rows = reads.search_register(request.zone, text) if text.strip() else (None, [])
    return {"release": release, "register_rows": rows, "text": text.strip()}


def links_at_head(request: ZoneRequest, page: reads.EnterprisePage) -> list[Link]:
    """What can be opened or done about an enterprise."""
    one = page.enterprise
    found = []
    if may(request.user, "documents.view", request.zone):
        query = urlencode({"words": one.name})
        found.append(Link(_("Watch in documents"), f"{reverse('documents:watches')}?{query}", "eye"))
    if may(request.user, "enterprises.edit", request.zone):
        label = _("No longer in the zone") if one.in_zone else _("Works in the zone")
        settle = reverse("enterprises:settle", args=[one.pk])
        found.append(Link(label, settle, "pin", method="post", name="in_zone", value="0" if one.in_zone else "1"))
        found.append(Link(_("Correct"), icon="edit", main=True, opens="correct-dialog"))
    return found


def badges_at_head(page: reads.EnterprisePage) -> list[tuple[Any, str]]:
    """Whether it is in the zone, and what the register says of it."""
    one = page.enterprise
    found = [(_("in the zone"), "ok")] if one.in_zone else []
    return [*found, (one.register_status, "muted")] if one.register_status else found


def panels(_request: ZoneRequest, page: reads.EnterprisePage) -> list[DrawnCard]:
    """What other rooms know of it."""
    return [
        DrawnCard(Card(code=f"panel-{number}", title=one.title, place="main"), one.template, {"panel": one.content})
        for number, one in enumerate(page.panels, 1)
    ]


def link_rows(scope: reads.ScopeReading) -> list[dict[str, Any]]:
    """Matched links with their roles in words."""
    return [
        {"link": one.link, "words": "、".join(one.words), "roles": [wording.ROLES[role] for role in one.roles]}
        for one in scope.links
    ]


SCOPE_CARDS = (
    Card(
        code="scope",
        title=gettext_lazy("Business scope"),
        template="enterprises/_scope_text.html",
        fill=lambda _request, page: {"scope": page.scope},
        place="below",
    ),
    TableCard(
        code="links",
        title=gettext_lazy("Links of the chains it speaks of"),
        place="below",
        rows=lambda _request, page: link_rows(page.scope),
        columns=(
            Column("chain", gettext_lazy("Chain"), value="link.chain_name"),
            Column(
                "node", gettext_lazy("Link"), value="link.node_name", primary=True, href=lambda row: row["link"].url
            ),
            Column("roles", pgettext_lazy("match", "Role"), template="enterprises/_roles.html"),
            Column("words", gettext_lazy("Words found"), wide=True),
        ),
        empty=gettext_lazy("None of the words of your published chains stands in its business scope."),
    ),
)
DETAIL = DetailPage(
    ability="enterprises.view",
    head=Head(
        title=lambda page: page.enterprise.name, badges=badges_at_head, links=links_at_head,
        line=lambda page: (page.enterprise.credit_code or "—",), crumbs=lambda _page: crumbs(),
    ),
    panels=panels,
    cards=(
        FactsCard(
            code="identity", title=gettext_lazy("Identity"), template="enterprises/_add_name.html", place="main",
            facts=(
                Fact("code", gettext_lazy("Credit code"), value="enterprise.credit_code"),
                Fact("place", gettext_lazy("Place"), value=lambda page: place_of(page.enterprise)),
                Fact("type", gettext_lazy("Enterprise type"), value="enterprise.enterprise_type"),
                Fact("capital", gettext_lazy("Registered capital"), value=lambda page: capital_of(page.enterprise)),
                Fact("registered_on", gettext_lazy("Registered on"), value="enterprise.registered_on", kind="date"),
                Fact("names", gettext_lazy("Other names"), optional=True,
                     value=lambda page: "、".join(one.name for one in page.names)),
                Fact("absorbed", gettext_lazy("Merged in"), optional=True,
                     value=lambda page: "、".join(one.absorbed.name for one in page.absorbed)),
            ),
        ),
        Card(code="register", title=gettext_lazy("In the register in use"), template="enterprises/_register.html",
             fill=lambda _request, page: {"release": page.release, "register_rows": page.register_rows}, place="side"),
        *SCOPE_CARDS,
        TableCard(
            code="sources", title=gettext_lazy("Sources"), place="below", rows=lambda _request, page: page.facts,
            columns=(
                Column("field", gettext_lazy("Field"), value=lambda line: wording.FIELDS[line.field], primary=True),
                Column("value", gettext_lazy("Value"), value=lambda line: line, wide=True,
                       template="enterprises/_value.html"),
                Column("known", gettext_lazy("How known"), kind="badge", value="current.get_kind_display",
                       tone=lambda line: wording.KIND_TONES.get(line.current.kind, "muted") if line.current else ""),
                Column("source", gettext_lazy("Source"), value="current.source", wide=True),
                Column("as_of_on", gettext_lazy("As of"), value="current.as_of_on", kind="date"),
            ),
            empty=gettext_lazy("No value has a source yet."),
        ),
        HistoryCard(lambda page: page.history),
        Card(code="correct", template="enterprises/_correct.html", place="below", ability="enterprises.edit", bare=True,
             fill=lambda request, page: {
                 "fields": [(name, label, getattr(page.enterprise, name)) for name, label in wording.FIELDS.items()],
                 "kinds": EnterpriseFact.Kind.choices, "values": request.POST,
             }),
    ),
)  # fmt: skip


def place_of(enterprise: Enterprise) -> str:
    """Province and city."""
    return f"{enterprise.province} {enterprise.city}".strip()


def capital_of(enterprise: Enterprise) -> str:
    """The registered capital in its currency."""
    return money_text(enterprise.capital_wan_yuan, currency=enterprise.capital_currency, language=get_language() or "")


def row_links(request: ZoneRequest, page: reads.RegisterRowPage) -> list[Link]:
    """The way on from a row of the register: the enterprise it is here, or taking it in."""
    if page.present is not None:
        return [Link(_("Open in our enterprises"), page.present.get_absolute_url(), "enterprise", main=True)]
    if not may(request.user, "enterprises.edit", request.zone):
        return []
    url = reverse("enterprises:take_in", args=[page.release.release_id, page.row["enterprise_id"]])
    return [Link(_("Take into our enterprises"), url, "plus", main=True, method="post")]


def row_capital(page: reads.RegisterRowPage) -> str:
    """The capital of a row as it was read, or as it is printed where it could not be read."""
    row = page.row
    if row["capital_wan_yuan"] is None:
        return str(row["capital_text"] or "")
    return money_text(row["capital_wan_yuan"], currency=row["capital_currency"], language=get_language() or "")


REGISTER_ROW = DetailPage(
    ability="enterprises.view",
    head=Head(
        title=lambda page: page.row["name"], links=row_links,
        line=lambda page: (page.release.title, f"{_('As of')} {page.release.as_of_on}"),
        crumbs=lambda page: crumbs((page.release.title, page.release.get_absolute_url())),
    ),
    cards=(
        FactsCard(
            code="identity", title=gettext_lazy("Identity"),
            facts=(
                Fact("code", gettext_lazy("Credit code"), value="row.credit_code", template="enterprises/_code.html"),
                Fact("place", gettext_lazy("Place"), value=lambda page: f"{page.row['province']} {page.row['city']}"),
                Fact("type", gettext_lazy("Enterprise type"), value="row.enterprise_type"),
                Fact("capital", gettext_lazy("Registered capital"), value=row_capital),
                Fact("registered_on", gettext_lazy("Registered on"), value="row.registered_on", kind="date"),
                Fact("status", gettext_lazy("Register status"), value="row.status", optional=True),
                Fact("industry", gettext_lazy("Industry code"), value="row.gbt4754", optional=True),
            ),
        ),
        FactsCard(
            code="origin", title=gettext_lazy("Where this is from"), place="side",
            template="enterprises/_same_code.html",
            facts=(
                Fact("register", gettext_lazy("Register"), value="release.title",
                     href=lambda page: page.release.get_absolute_url()),
                Fact("source", gettext_lazy("Source"), value="release.source"),
                Fact("as_of_on", gettext_lazy("As of"), value="release.as_of_on", kind="date"),
                Fact("line", gettext_lazy("Line"), value="row.source_row", kind="number"),
            ),
        ),
        *SCOPE_CARDS,
    ),
)  # fmt: skip


def duplicates_context(request: ZoneRequest) -> dict[str, Any]:
    """Pairs that may be one, and merges so far."""
    pairs, total = reads.duplicates(request.zone)
    return {
        "title": _("Duplicates"),
        "subtitle": _("Found by credit code and by name; branches of one parent are not offered."),
        "crumbs": crumbs((_("Duplicates"), "")),
        "pairs": [
            {"pair": pair, "reasons": [(wording.REASONS[reason.code], reason) for reason in pair.candidate.reasons]}
            for pair in pairs
        ],
        "total": total,
        "merges": list(reads.merges_of(request.zone)[:30]),
    }


def merge_context(first: Enterprise, second: Enterprise) -> dict[str, Any]:
    """Two enterprises side by side."""
    rows = []
    for name, label in wording.FIELDS.items():
        one, other = getattr(first, name), getattr(second, name)
        rows.append({"label": label, "first": one, "second": other, "differ": bool(one and other and one != other)})
    candidate = reads.compare_two(first, second)
    return {
        "first": first,
        "second": second,
        "rows": rows,
        "score": candidate.score,
        "reasons": [(wording.REASONS[reason.code], reason) for reason in candidate.reasons],
        "title": _("Are these one enterprise?"),
        "crumbs": crumbs((_("Duplicates"), reverse("enterprises:duplicates")), (_("Compare"), "")),
    }


def import_new_context(request: ZoneRequest) -> dict[str, Any]:
    """The form that takes a sheet, and lists brought in before."""
    return {
        "title": _("Bring a list in"),
        "subtitle": _("The zone's own list of enterprises as CSV or Excel."),
        "crumbs": crumbs((_("Bring a list in"), "")),
        "imports": list(reads.imports_for(request.user, request.zone)[:30]),
    }


def import_context(started: EnterpriseImport) -> dict[str, Any]:
    """What the sheet would do, or what it did."""
    context: dict[str, Any] = {
        "started": started,
        "title": started.title,
        "crumbs": crumbs((_("Bring a list in"), reverse("enterprises:import_new")), (started.title, "")),
        "fields": [
            (name, wording.FIELDS.get(name, chinese)) for name, chinese in FIELD_CHOICES if name not in PERSONAL_FIELDS
        ],
    }
    if started.state != EnterpriseImport.State.PREVIEW:
        counts = [(wording.DEEDS[deed], started.receipt.get(deed, 0)) for deed in wording.DEEDS]
        unclear = [
            (row["line"], wording.WHY.get(row["why"], row["why"])) for row in started.receipt.get("unclear_rows", ())
        ]
        return {**context, "counts": counts, "unclear": unclear}
    seen = sheets.look_at(started)
    context |= {"tables": seen.files, "found_problems": seen.all_problems, "readable": seen.readable}
    if not seen.readable:
        return context
    try:
        plan = sheets.plan_import(started)
    except ProblemsError as error:
        return {**context, "readable": False, "found_problems": error.problems}
    planned = plan.counts()
    shown = [row for row in plan.rows if row.deed != "same"][:200]
    return {
        **context,
        "counts": [(wording.DEEDS[deed], count) for deed, count in planned.items()],
        "refused": plan.refused,
        "rows": [
            {
                "row": row,
                "name": plan.names.get(row.line, ""),
                "deed": wording.DEEDS[row.deed],
                "tone": {"create": "ok", "update": "info", "unclear": "bad"}.get(row.deed, "muted"),
                "why": wording.WHY.get(row.why, ""),
                "changes": [
                    (wording.FIELDS.get(name, name), value)
                    for name, value in row.changes.items()
                    if row.deed == "update"
                ],
            }
            for row in shown
        ],
        "hidden": len(plan.rows) - planned["same"] - len(shown),
    }


def refused(request: ZoneRequest, template: str, context: dict[str, Any], error: ProblemsError) -> HttpResponse:
    """The page again, with everything that was wrong."""
    return render(request, template, {**context, "problem_list": error.problems}, status=422)
