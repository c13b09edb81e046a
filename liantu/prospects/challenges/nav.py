"""The part's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "challenges",
    NavItem("targets", _("Open challenges"), "challenges:board", "flag", "challenges.view"),
    module=__name__,
    order=36,
)
