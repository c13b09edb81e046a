"""The part's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "suggestions",
    NavItem("targets", _("Suggestion lists"), "suggestions:list", "inbox", "suggestions.view"),
    module=__name__,
    order=34,
)
