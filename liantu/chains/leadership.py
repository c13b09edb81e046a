"""The page of who leads a chain: people, enterprises and departments, now and before, each with what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains import reads
from liantu.chains.models import Chain, ChainAppointment, Dated
from liantu.people.requests import ZoneRequest
from liantu.ui.lists import Column
from liantu.ui.metrics import metrics_with, show
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, Head, HistoryCard, TableCard
from liantu.ui.wiring import Seen


@dataclass(frozen=True)
class Held:
    """An office, an enterprise's part or a department of the chain, as a line of the page."""

    row: Dated
    part: object
    name: str
    title: str
    is_current: bool

    @property
    def is_liaison(self) -> bool:
        """Whether it is a liaison's, who speaks for a leader enterprise."""
        return isinstance(self.row, ChainAppointment) and self.row.office == ChainAppointment.Office.LIAISON


def held(_request: ZoneRequest, chain: Chain) -> list[Held]:
    """Everybody on the chain, those of today first."""
    today = timezone.localdate()
    found = [
        *(
            Held(one, one.get_office_display(), one.printed_name, one.title, one.holds_on(today))
            for one in chain.appointments.select_related("speaks_for", "chain", "zone")
        ),
        *(
            Held(one, one.get_kind_display(), one.printed_name, "", one.holds_on(today))
            for one in chain.enterprise_roles.select_related("chain", "zone")
        ),
        *(
            Held(one, _("lead department"), one.name, "", one.holds_on(today))
            for one in chain.departments.select_related("chain", "zone")
        ),
    ]
    return sorted(found, key=lambda one: not one.is_current)


def _numbers(request: ZoneRequest, chain: Chain) -> Mapping[str, object] | None:
    """What is counted of the chain, here and in the rooms above: each number opens its rows; zeros are left out."""
    seen = Seen(request.user, request.zone)
    counted = [one for one in metrics_with("chain") if one.unit == "count" and {*one.asks} <= {"since", "until"}]
    told = [shown for one in counted if (shown := show(one, seen, chain=chain.code)).value]
    return {"numbers": told} if told else None


def _crumbs(chain: Chain) -> Sequence[tuple[object, str]]:
    return [(_("Chains"), reverse("chains:index")), (chain.label, chain.get_absolute_url())]


PAGE = DetailPage(
    ability="chains.view",
    find=reads.chain_or_404,
    head=Head(title=lambda _chain: _("Who leads the chain"), line=lambda chain: [chain.label], crumbs=_crumbs),
    cards=(
        Card(code="numbers", template="chains/_numbers.html", fill=_numbers),
        TableCard(
            code="held",
            columns=(
                Column("part", _("Part")),
                Column("name", _("Name"), template="chains/_held_name.html"),
                Column("title", pgettext_lazy("appointment", "Title")),
                Column("starts_on", _("From"), value=lambda one: one.row.starts_on, kind="date"),
                Column("ends_on", _("Until"), value=lambda one: one.row.ends_on, kind="date"),
                Column("acts", "", template="chains/_held_acts.html"),
            ),
            rows=held,
            empty=_("Nobody is written down yet."),
        ),
        Card(
            code="write",
            title=_("Write down somebody"),
            template="chains/_leading_acts.html",
            ability="chains.appoint",
            printed=False,
        ),
        FactsCard(
            code="about",
            title=_("About the chain"),
            facts=(
                Fact("name_en", _("English name"), optional=True),
                Fact("introduction", _("Introduction"), kind="lines", optional=True),
                Fact("order", _("Place in the order")),
            ),
            template="chains/_describe.html",
        ),
        HistoryCard(),
    ),
    styles=("chains/chains.css",),
)
