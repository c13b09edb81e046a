"""The room's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

for order, (key, label, address, icon) in enumerate(
    (
        ("board", _("Board"), "projects:board", "layers"),
        ("projects", _("Projects"), "projects:list", "briefcase"),
        ("figures", _("Figures"), "projects:figures", "chart"),
    ),
    41,
):
    nav.fill(key, NavItem("projects", label, address, icon, "projects.view"), module=__name__, order=order)
