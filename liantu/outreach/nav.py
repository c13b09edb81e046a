"""The room's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

for order, (key, label, address, icon, ability) in enumerate(
    (
        ("engagements", _("Visits and talks"), "outreach:list", "calendar", "outreach.view"),
        ("contacts", _("Contacts"), "outreach:contacts", "users", "outreach.contacts"),
        ("forces", _("Promotion forces"), "outreach:promotionforce_list", "flag", "outreach.view"),
        ("agreements", _("Agreements"), "outreach:agreement_list", "file", "outreach.view"),
    ),
    35,
):
    nav.fill(key, NavItem("outreach", label, address, icon, ability), module=__name__, order=order)
