"""The lists of the room: the links of a chain, who holds an office, which enterprises have a part."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains import pages, reads
from liantu.chains.models import Chain, ChainAppointment, ChainEnterpriseRole
from liantu.chains.rules.judgement import Link
from liantu.chains.rules.presence import STATES
from liantu.chains.standing import standing_of
from liantu.chains.wording import radius_name, reason_sentences, state_name
from liantu.people.requests import ZoneRequest
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.metrics import rows_behind


def links_table(request: ZoneRequest, chain: Chain) -> ListPage:
    """The declaration of the list for one chain and radius."""
    radius = pages.radius_in(request)
    rows = [_row(link, radius) for link in standing_of(chain).links]
    return ListPage(
        "chain-links",
        lambda _request: rows,
        [
            Column("name", _("Link"), sort="name", primary=True),
            Column("stage_name", _("Stage"), sort="stage"),
            Column("state_name", _("State"), sort="state", kind="badge", tone=lambda row: TONES[row["state"]]),
            Column("city", _("Home city"), sort="city", kind="number"),
            Column("province", _("Rest of the province"), sort="province", kind="number"),
            Column("beyond", _("Beyond"), sort="beyond", kind="number"),
            Column("traders", _("Others who mention it"), sort="traders", kind="number"),
            Column("reasons", _("Why"), wide=True),
        ],
        search_fields=["name", "code"],
        filters=[
            Filter("state", _("State"), choices=[(state, state_name(state)) for state in STATES]),
            Filter("stage", _("Stage"), choices=[(stage, stage_name(stage)) for stage in pages.STAGE_ORDER]),
        ],
        ability="chains.view",
        export_ability="chains.export",
        title=chain.label,
        subtitle=f"{_('Links as a table')} · {radius_name(radius)}",
        row_href=lambda row: reverse("chains:node", args=[chain.code, row["code"]]),
    )


TONES = {"strong": "ok", "present": "ok", "weak": "warn", "single": "warn", "gap": "bad", "undecided": "muted"}


def stage_name(stage: str) -> str:
    """The stage in a word."""
    names = {
        "upstream": _("Upstream"),
        "midstream": _("Midstream"),
        "downstream": _("Downstream"),
        "support": _("Support"),
    }
    return str(names[stage])


def _row(link: Link, radius: str) -> dict[str, Any]:
    presence = link.presence[radius]
    return {
        "code": link.code,
        "name": link.name_en if pages.is_english() and link.name_en else link.name,
        "stage": link.stage,
        "stage_name": stage_name(link.stage),
        "state": presence.state,
        "state_name": state_name(presence.state),
        "city": link.counts.city,
        "province": link.counts.province,
        "beyond": link.counts.beyond,
        "traders": link.traders,
        "reasons": " ".join(reason_sentences(presence)),
    }


def _office_rows(request: ZoneRequest) -> Any:
    """Everybody in office today; exactly those of a metric that is named."""
    named = rows_behind(request, "chains:offices")
    return named if named is not None else reads.appointments_of(request.user, request.zone, timezone.localdate())


def _part_rows(request: ZoneRequest) -> Any:
    """Every enterprise that has a part today; exactly those of a metric that is named."""
    named = rows_behind(request, "chains:firms")
    return named if named is not None else reads.parts_of(request.user, request.zone, timezone.localdate())


CHAIN = Column("chain", _("Chain"), value=lambda row: row.chain.label, sort="chain__name")
DAYS = (
    Column("starts_on", _("From"), sort="starts_on", kind="date"),
    Column("ends_on", _("Until"), sort="ends_on", kind="date"),
)
OFFICES = ListPage(
    name="chain-offices",
    queryset_fn=_office_rows,
    columns=(
        Column("printed_name", _("Name"), sort="printed_name", primary=True),
        Column("office", _("Part"), value="get_office_display", sort="office"),
        CHAIN,
        Column("title", pgettext_lazy("appointment", "Title")),
        Column("speaks_for", _("Speaks for"), value=lambda row: row.speaks_for.printed_name if row.speaks_for else ""),
        *DAYS,
    ),
    search_fields=("printed_name", "title"),
    filters=(Filter("office", _("Part"), choices=ChainAppointment.Office.choices),),
    ability="chains.view",
    export_ability="chains.export",
    title=_("Who leads the chains"),
    row_href=lambda row: reverse("chains:people", args=[row.chain.code]),
)
FIRMS = ListPage(
    name="chain-firms",
    queryset_fn=_part_rows,
    columns=(
        Column("printed_name", _("Enterprise"), sort="printed_name", primary=True),
        Column("kind", _("Part"), value="get_kind_display", sort="kind"),
        CHAIN,
        *DAYS,
    ),
    search_fields=("printed_name",),
    filters=(Filter("kind", _("Part"), choices=ChainEnterpriseRole.Kind.choices),),
    ability="chains.view",
    export_ability="chains.export",
    title=_("Enterprises of the chains"),
    row_href=lambda row: reverse("chains:people", args=[row.chain.code]),
)
