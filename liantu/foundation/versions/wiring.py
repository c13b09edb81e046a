"""What the zone's own rules put elsewhere: their place in the navigation, words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.ui.wiring import NavItem, Wiring

WIRING = Wiring(
    room="versions",
    nav=(NavItem("settings", _("Rules of the zone"), "versions:list", "layers", "versions.view", order=83),),
    sentences={
        "versions.drafted": _("drafted a version of a rule"),
        "versions.changed": _("changed the draft of a rule"),
        "versions.moved": pgettext_lazy("rule version", "took a step"),
    },
)
