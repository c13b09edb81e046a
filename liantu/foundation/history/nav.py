"""The log in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill("audit", NavItem("system", _("Audit log"), "audit:log", "history", "audit.view"), module=__name__, order=82)
