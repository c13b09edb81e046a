"""What the targets room puts into other rooms: the way from a link to its targets, and what needs a register."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import RowAction, link_action
from liantu.foundation.accounts.models import Zone
from liantu.prospects.models import TargetList
from liantu.sources.models import RegisterRelease
from liantu.sources.slots import ReleaseHolder, release_holder


def _targets_of(_zone: Zone, chain_code: str, node_code: str) -> RowAction:
    """See who could fill the link."""
    return RowAction(_("See who could fill it"), reverse("prospects:node", args=[chain_code, node_code]), icon="target")


def _lists_on(release: RegisterRelease) -> list[ReleaseHolder]:
    """Saved lists that can be proved again only with this release."""
    rows = TargetList.objects.filter(release=release, archived_at__isnull=True).only("pk", "title")
    return [ReleaseHolder(saved.title, saved.get_absolute_url()) for saved in rows]


link_action.fill("prospects", _targets_of, module=__name__)
release_holder.fill("prospects", _lists_on, module=__name__)
