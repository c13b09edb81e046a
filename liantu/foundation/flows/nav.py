"""The place of sign-offs in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill("signoff", NavItem("today", _("Sign-offs"), "signoff:list", "check", "signoff.view"), module=__name__, order=5)
