"""What targets put elsewhere: the way from a link to its targets, saved lists in search, what needs a register."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.chains.slots import LINK_PAGE, reviewed_roles
from liantu.enterprises.models import Enterprise
from liantu.enterprises.slots import ENTERPRISE_PAGE
from liantu.foundation.notices.slots import TODAY_PAGE
from liantu.prospects import calibration, today
from liantu.prospects.models import TargetList
from liantu.prospects.reads import lists_of
from liantu.sources.models import RegisterRelease
from liantu.sources.products.reads import lines_of_owner, lists_in_use
from liantu.sources.slots import ReleaseHolder, release_holder
from liantu.ui.wiring import Button, NavGroup, NavItem, Panel, Search, SearchHit, Seen, Wiring


def _lists_on(release: RegisterRelease) -> list[ReleaseHolder]:
    """Saved lists that can be proved again only with this release."""
    rows = TargetList.objects.filter(release=release, archived_at__isnull=True).only("pk", "title")
    return [ReleaseHolder(saved.title, saved.get_absolute_url()) for saved in rows]


def _products(seen: Seen, enterprise: Enterprise) -> Mapping[str, object] | None:
    """What the product lists in use say the enterprise makes."""
    lists = lists_in_use(seen.zone)
    lines = lines_of_owner(lists, enterprise.name) if lists is not None else []
    return {"lists": lists, "lines": lines[:50]} if lines else None


def _found(seen: Seen, text: str, limit: int) -> list[SearchHit]:
    """Saved lists by title."""
    rows = lists_of(seen.user, seen.zone).filter(title__icontains=text)[:limit]
    return [
        SearchHit(_("Target lists"), saved.title, f"{saved.chain.label} {saved.node_name}", saved.get_absolute_url())
        for saved in rows
    ]


WIRING = Wiring(
    room="prospects",
    groups=(NavGroup("targets", _("Targets"), 30, "target"),),
    nav=(
        NavItem(
            "targets",
            pgettext_lazy("tab", "Enterprises to invite"),
            "prospects:index",
            "target",
            "prospects.view",
            order=30,
        ),
    ),
    panels=(
        Panel(
            "first_links",
            TODAY_PAGE,
            _("Links to fill first"),
            "prospects/_first_links.html",
            today.first_links,
            "prospects.view",
            order=20,
            roles=("promotion_officer", "chain_chief"),
            place="side",
            more=(_("All links"), "prospects:index"),
        ),
        Panel(
            "products",
            ENTERPRISE_PAGE,
            _("Its product list"),
            "prospects/_product_list.html",
            _products,
            "sources.view",
            tab="chains",
        ),
    ),
    buttons=(
        Button(
            "targets",
            LINK_PAGE,
            _("See who could fill it"),
            "prospects:node",
            lambda _seen, link: (link.chain.code, link.code),
            icon="target",
            ability="prospects.view",
        ),
    ),
    search=(Search("prospects", _found, "prospects.view", order=30),),
    sentences={
        "prospects.list_saved": _("saved the target list"),
        "prospects.list_archived": _("archived the target list"),
        "prospects.list_restored": _("brought the target list back"),
        "prospects.target_marked": _("marked a target"),
        "prospects.mark_withdrawn": _("took a mark back"),
        "prospects.exported": _("exported targets"),
        "prospects.ranking_fitted": _("fitted a ranking on reviewed targets"),
        "prospects.ranking_switched": _("switched a fitted ranking"),
    },
    answers=(
        reviewed_roles.entry("prospects", calibration.reviewed_roles),
        release_holder.entry("prospects", _lists_on),
    ),
)
