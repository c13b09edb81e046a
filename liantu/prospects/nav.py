"""The room's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "prospects",
    NavItem(group="targets", label=_("Targets"), url_name="prospects:index", icon="target", ability="prospects.view"),
    module=__name__,
    order=30,
)
