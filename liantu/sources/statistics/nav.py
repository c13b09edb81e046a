"""The part's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "statistics",
    NavItem("sources", _("Input–output tables"), "statistics:list", "table", "statistics.view"),
    module=__name__,
    order=52,
)
