"""What background work puts elsewhere."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.wiring import NavItem, Wiring

WIRING = Wiring(
    room="jobs",
    nav=(
        NavItem("system", _("Background work"), "jobs:list", "activity", "jobs.view", order=70),
        NavItem("system", _("Scheduled work"), "jobs:schedules", "clock", "jobs.view", order=71),
    ),
    sentences={
        "jobs.cancelled": _("cancelled background work"),
        "jobs.retried": _("started background work again"),
        "jobs.scheduled": _("scheduled background work"),
        "jobs.schedule_switched": _("paused or took up scheduled work"),
    },
)
