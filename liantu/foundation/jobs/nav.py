"""The room's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "jobs", NavItem("system", _("Background work"), "jobs:list", "activity", "jobs.view"), module=__name__, order=70
)
nav.fill(
    "schedules",
    NavItem("system", _("Scheduled work"), "jobs:schedules", "clock", "jobs.view"),
    module=__name__,
    order=71,
)
