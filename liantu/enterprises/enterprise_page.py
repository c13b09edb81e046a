"""The page of an enterprise: what happened with it, whom to call, what it is; and of a row of the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.audit.reads import history_of
from liantu.enterprises import acts, reads, wording
from liantu.enterprises.models import Enterprise
from liantu.enterprises.pages import crumbs
from liantu.enterprises.slots import ENTERPRISE_PAGE, enterprise_happened
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.sources.reads import current_release
from liantu.ui.field_edits import edits
from liantu.ui.formats import money_text
from liantu.ui.lists import Column
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, Happening, Head, Link, Tab, TableCard, TimelineCard
from liantu.ui.wiring import Seen

THEN = "then"  # what a row of the register is taken in for: the key of a button of the enterprise's page


def _seen(request: ZoneRequest) -> Seen:
    return Seen(request.user, request.zone)


def _place(enterprise: Enterprise) -> str:
    """Province and city."""
    return f"{enterprise.province} {enterprise.city}".strip()


def _capital(enterprise: Enterprise) -> str:
    """The registered capital in its currency."""
    amount, currency = enterprise.capital_wan_yuan, enterprise.capital_currency
    return money_text(amount, currency=currency, language=get_language() or "") if amount is not None else ""


def _links(request: ZoneRequest, one: Enterprise) -> list[Link]:
    """What rooms above begin with it, the first of them above all; its name in the documents."""
    found = [Link.of(button, main=number == 0) for number, button in enumerate(_buttons(request, one))]
    if may(request.user, "documents.view", request.zone):
        query = urlencode({"words": one.name})
        found.append(Link(_("Watch in documents"), f"{reverse('documents:watches')}?{query}", "eye", rare=True))
    return found


def _buttons(request: ZoneRequest, one: Enterprise) -> list[Any]:
    return ENTERPRISE_PAGE.buttons(_seen(request), one)


def _badges(one: Enterprise) -> list[tuple[Any, str]]:
    """Whether it is in the zone, and what the register says of it."""
    found = [(_("in the zone"), "ok")] if one.in_zone else []
    return [*found, (one.register_status, "muted")] if one.register_status else found


def _happenings(request: ZoneRequest, one: Enterprise) -> list[Happening]:
    """What every room has of it and what its own log says, newest first."""
    found = [Happening.told(sentence) for sentence in history_of(one)]
    for happened in enterprise_happened.values():
        found += happened(_seen(request), one)
    return sorted(found, key=lambda each: each.day, reverse=True)


def _scope(_request: ZoneRequest, one: Enterprise) -> Mapping[str, Any]:
    return {"scope": reads.scope_of(one)}


def _register(_request: ZoneRequest, one: Enterprise) -> Mapping[str, Any]:
    release = current_release(one.zone)
    return {"release": release, "register_rows": reads.register_rows_of(one, release)}


def link_rows(scope: reads.ScopeReading) -> list[dict[str, Any]]:
    """Matched links with their roles in words."""
    stop = _(", ")
    return [
        {"link": one.link, "words": stop.join(one.words), "roles": [wording.ROLES[role] for role in one.roles]}
        for one in scope.links
    ]


LINK_COLUMNS = (
    Column("chain", gettext_lazy("Chain"), value="link.chain_name"),
    Column("node", gettext_lazy("Link"), value="link.node_name", primary=True, href=lambda row: row["link"].url),
    Column("roles", pgettext_lazy("match", "Role"), template="enterprises/_roles.html"),
    Column("words", gettext_lazy("Words found"), wide=True),
)
LINKS = gettext_lazy("Links of the chains it speaks of")
NO_LINKS = gettext_lazy("None of the words of your published chains stands in its business scope.")
SCOPE = gettext_lazy("Business scope")


def _edited(name: str, label: Any, **more: Any) -> Fact:
    """A fact that is corrected where it stands."""
    return Fact(name, label, edit=edits(acts.ENTERPRISE, name), **more)


DETAIL: DetailPage[Enterprise] = DetailPage(
    ability="enterprises.view",
    head=Head(
        title=lambda one: one.name,
        badges=_badges,
        line=lambda one: (one.credit_code, _place(one), _capital(one)),
        links=_links,
        crumbs=lambda _one: crumbs(),
    ),
    acts=acts.ENTERPRISE,
    rare=True,
    wired=ENTERPRISE_PAGE,
    draws_buttons=False,
    rooms_after="overview",
    tabs=(
        Tab("overview", gettext_lazy("Overview")),
        Tab("chains", gettext_lazy("Chains")),
        Tab("sources", gettext_lazy("Sources")),
        Tab("record", gettext_lazy("Record")),
    ),
    cards=(
        TimelineCard(
            _happenings, most=8, all_at=lambda one: f"{one.get_absolute_url()}?tab=record", tab="overview"
        ),
        TimelineCard(_happenings, code="record", title=gettext_lazy("Record"), most=0, tab="record"),
        FactsCard(
            code="identity", title=gettext_lazy("Identity"), place="side", tab="overview",
            facts=(
                _edited("credit_code", gettext_lazy("Credit code"), kind="code"),
                _edited("province", gettext_lazy("Province")),
                _edited("city", gettext_lazy("City")),
                _edited("enterprise_type", gettext_lazy("Enterprise type"), optional=True),
                _edited("capital_wan_yuan", gettext_lazy("Registered capital"), value=_capital),
                _edited("registered_on", gettext_lazy("Registered on"), kind="date"),
                Fact("names", gettext_lazy("Other names"), optional=True,
                     value=lambda one: _(", ").join(each.name for each in one.names.order_by("name"))),
                Fact("absorbed", gettext_lazy("Merged in"), optional=True,
                     value=lambda one: _(", ").join(each.absorbed.name for each in reads.absorbed_by(one))),
            ),
        ),
        Card(code="scope", title=SCOPE, template="enterprises/_scope_text.html", fill=_scope, tab="chains"),
        TableCard(
            code="links", title=LINKS, rows=lambda _request, one: link_rows(reads.scope_of(one)), columns=LINK_COLUMNS,
            empty=NO_LINKS, tab="chains",
        ),
        TableCard(
            code="sources", title=gettext_lazy("Sources"), rows=lambda _request, one: reads.fact_lines(one),
            tab="sources", empty=gettext_lazy("No value has a source yet."),
            columns=(
                Column("field", gettext_lazy("Field"), value=lambda line: wording.FIELDS[line.field], primary=True),
                Column("value", gettext_lazy("Value"), value=lambda line: line, wide=True,
                       template="enterprises/_value.html"),
                Column("known", gettext_lazy("How known"), kind="badge", value="current.get_kind_display",
                       tone=lambda line: wording.KIND_TONES.get(line.current.kind, "muted") if line.current else ""),
                Column("source", gettext_lazy("Source"), value="current.source", wide=True),
                Column("as_of_on", gettext_lazy("As of"), value="current.as_of_on", kind="date"),
            ),
        ),
        Card(code="register", title=gettext_lazy("In the register in use"), template="enterprises/_register.html",
             fill=_register, place="side", tab="sources"),
    ),
)  # fmt: skip


# -- a row of the register -----------------------------------------------------------------------------------


def _row_links(request: ZoneRequest, page: reads.RegisterRowPage) -> list[Link]:
    """The same things to begin as with an enterprise: it is taken in by the same press."""
    if page.present is not None:
        here = Link(_("Open in our enterprises"), page.present.get_absolute_url(), "enterprise", main=True)
        return [here, *(Link.of(one, main=False) for one in _buttons(request, page.present))]
    if not may(request.user, "enterprises.edit", request.zone):
        return []
    url = reverse("enterprises:take_in", args=[page.release.release_id, page.row["enterprise_id"]])
    offers = [one for one in ENTERPRISE_PAGE.offers(_seen(request)) if not callable(one.label)]
    begun = [
        Link(one.label, url, one.icon, number == 0, method="post", name=THEN, value=one.key)
        for number, one in enumerate(offers)
    ]
    return [*begun, Link(_("Take into our enterprises"), url, "plus", main=not begun, method="post", rare=bool(begun))]


def where_to(request: ZoneRequest, enterprise: Enterprise) -> str:
    """Where a press that took an enterprise in leads: the form it was pressed for, else its page."""
    then = request.POST.get(THEN, "")
    found = next((one.url for one in _buttons(request, enterprise) if one.key == then and one.method == "get"), "")
    return found or enterprise.get_absolute_url()


def _row_capital(page: reads.RegisterRowPage) -> str:
    """The capital of a row as it was read, or as it is printed where it could not be read."""
    row = page.row
    if row["capital_wan_yuan"] is None:
        return str(row["capital_text"] or "")
    return money_text(row["capital_wan_yuan"], currency=row["capital_currency"], language=get_language() or "")


REGISTER_ROW: DetailPage[reads.RegisterRowPage] = DetailPage(
    ability="enterprises.view",
    head=Head(
        title=lambda page: page.row["name"], links=_row_links,
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
                Fact("capital", gettext_lazy("Registered capital"), value=_row_capital),
                Fact("registered_on", gettext_lazy("Registered on"), value="row.registered_on", kind="date"),
                Fact("status", gettext_lazy("Register status"), value="row.status", optional=True),
                Fact("industry", gettext_lazy("Industry code"), value="row.gbt4754", optional=True),
            ),
        ),
        Card(code="scope", title=SCOPE, template="enterprises/_scope_text.html",
             fill=lambda _request, page: {"scope": page.scope}),
        TableCard(code="links", title=LINKS, rows=lambda _request, page: link_rows(page.scope), columns=LINK_COLUMNS,
                  empty=NO_LINKS),
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
    ),
)  # fmt: skip
