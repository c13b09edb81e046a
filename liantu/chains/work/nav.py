"""The part's place in the navigation, and its button on the chain's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liantu.chains.slots import RowAction, chain_action
from liantu.enterprises.actions.merging import RepointForeignKey
from liantu.enterprises.slots import on_enterprise_merged
from liantu.people.abilities import may
from liantu.ui.slots import NavItem, nav

nav.fill("work", NavItem("chains", _("Tasks"), "work:tasks", "check", "work.view"), module=__name__, order=24)


def _button(user: Any, zone: Any, chain_code: str) -> RowAction | None:
    """The year's work of the chain."""
    if not may(user, "work.view", zone):
        return None
    return RowAction(_("The year's work"), reverse("work:year", args=[chain_code]), icon="list")


chain_action.fill("work", _button, module=__name__, order=20)
on_enterprise_merged.fill(
    "work.inspectionstop.enterprise", RepointForeignKey("work.inspectionstop", "enterprise"), module=__name__
)
