"""The room's places in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "enterprises",
    NavItem("enterprises", _("Enterprises"), "enterprises:index", "enterprise", "enterprises.view"),
    module=__name__,
    order=40,
)
nav.fill(
    "enterprises.duplicates",
    NavItem("enterprises", _("Duplicates"), "enterprises:duplicates", "merge", "enterprises.merge"),
    module=__name__,
    order=42,
)
