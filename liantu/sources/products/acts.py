"""What a person may do with product lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from liantu.people.models import User
from liantu.sources.products import actions, reads
from liantu.sources.products.models import ProductRelease
from liantu.ui.acts import Act, Acts


def _can_be_used(one: ProductRelease, _user: User) -> bool:
    return one.state == ProductRelease.State.READY and not one.is_current


def _is_in_use(one: ProductRelease, _user: User) -> bool:
    return one.is_current


ACTS = Acts(
    "products",
    ProductRelease,
    reads.release_or_404,
    (
        Act("use", _("Take into use"), actions.use_lists, "sources.import", fits=_can_be_used, tone="main"),
        Act("aside", _("Set aside"), actions.set_aside, "sources.import", fits=_is_in_use),
    ),
)
