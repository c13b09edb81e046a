"""The room's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "files", NavItem("system", _("Stored files"), "files:list", "files", "files.delete"), module=__name__, order=73
)
