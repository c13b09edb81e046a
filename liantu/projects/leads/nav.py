"""The part's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill("leads", NavItem("projects", _("Leads"), "leads:list", "inbox", "leads.view"), module=__name__, order=40)
