"""What the targets room puts into other rooms: the way from a link to its targets, and what needs a register."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import RowAction, link_action, reviewed_roles
from liantu.enterprises import slots as enterprise_slots
from liantu.enterprises.models import Enterprise
from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.prospects import calibration
from liantu.prospects.models import TargetList
from liantu.sources.models import RegisterRelease
from liantu.sources.products.reads import lines_of_owner, lists_in_use
from liantu.sources.slots import ReleaseHolder, release_holder


def _targets_of(_zone: Zone, chain_code: str, node_code: str) -> RowAction:
    """See who could fill the link."""
    return RowAction(_("See who could fill it"), reverse("prospects:node", args=[chain_code, node_code]), icon="target")


def _lists_on(release: RegisterRelease) -> list[ReleaseHolder]:
    """Saved lists that can be proved again only with this release."""
    rows = TargetList.objects.filter(release=release, archived_at__isnull=True).only("pk", "title")
    return [ReleaseHolder(saved.title, saved.get_absolute_url()) for saved in rows]


reviewed_roles.fill("prospects", calibration.reviewed_roles, module=__name__)
link_action.fill("prospects", _targets_of, module=__name__)
release_holder.fill("prospects", _lists_on, module=__name__)


def _product_panel(user: User, zone: Zone, enterprise: Enterprise) -> enterprise_slots.Panel | None:
    """What the product lists in use say the enterprise makes."""
    lists = lists_in_use(zone)
    lines = lines_of_owner(lists, enterprise.name) if lists is not None and may(user, "sources.view", zone) else []
    if not lines:
        return None
    return enterprise_slots.Panel(
        _("Its product list"), "prospects/_product_list.html", {"lists": lists, "lines": lines[:50]}
    )


enterprise_slots.enterprise_panel.fill("products", _product_panel, module=__name__)
