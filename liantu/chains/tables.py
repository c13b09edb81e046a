"""The links of a chain as a list."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains import pages
from liantu.chains.models import Chain
from liantu.chains.rules.judgement import Link
from liantu.chains.rules.presence import STATES
from liantu.chains.standing import standing_of
from liantu.chains.wording import radius_name, reason_sentences, state_name
from liantu.people.requests import ZoneRequest
from liantu.ui.lists import Column, Filter, ListPage


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
