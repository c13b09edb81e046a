"""The atlas puts its button on the chain's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import RowAction, chain_action


def _button(_user: Any, _zone: Any, chain_code: str) -> RowAction:
    """Open the atlas."""
    return RowAction(_("Atlas"), reverse("atlas:atlas", args=[chain_code]), icon="map")


chain_action.fill("atlas", _button, module=__name__)
