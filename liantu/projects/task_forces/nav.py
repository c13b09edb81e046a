"""The part's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "task_forces",
    NavItem("projects", _("Task forces of projects"), "task_forces:list", "users", "projects.view"),
    module=__name__,
    order=44,
)
