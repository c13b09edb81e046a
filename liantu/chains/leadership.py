"""Who leads chains: the zone's forces in a few lines, and the page of all who lead one chain, now and before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains import metrics, reads
from liantu.chains.models import Chain, ChainAppointment, Dated
from liantu.people.models import User
from liantu.people.reads import people_of
from liantu.people.requests import ZoneRequest
from liantu.ui.lists import Column
from liantu.ui.metrics import metrics_with, rows_url, show
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


def forces_of(seen: Seen, today: date) -> Mapping[str, object] | None:
    """Leadership, the task force of each chain, and the ambassadors; None for a zone that has nobody yet."""
    held = people_of(seen.zone)
    holders = [one for one in held if one.is_current(today) and one.user.is_active]
    by_role: dict[str, list[User]] = {}
    for membership in holders:
        by_role.setdefault(membership.role, []).append(membership.user)
    task_forces = _task_forces(seen)
    if not by_role and not task_forces:
        return None
    return {
        "zone": seen.zone,
        "leadership": by_role.get("zone_leadership", []),
        "task_forces": task_forces,
        "numbers": [show(metric, seen) for metric in metrics.ALL],
        "ambassadors": by_role.get("ambassador", []),
    }


def _task_forces(seen: Seen) -> list[dict[str, object]]:
    """Each chain's task force: who leads it, how many they are, the list of exactly those; chains without one left out.

    Three queries, whatever the number of chains.
    """
    sizes = metrics.TASK_FORCE.values_by(seen, "chain")
    leads: dict[str, list[ChainAppointment]] = {}
    for one in metrics.task_force_rows(seen).filter(office=ChainAppointment.Office.TASK_FORCE_LEAD):
        leads.setdefault(one.chain.code, []).append(one)
    return [
        {
            "chain": chain,
            "lead": leads.get(chain.code, []),
            "size": int(sizes[chain.code]),
            "url": rows_url(metrics.TASK_FORCE, chain=chain.code),
        }
        for chain in reads.chains_of(seen.user, seen.zone).filter(code__in=sizes)
    ]


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
