"""What the installation puts elsewhere: its page, its checks, the nightly work."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.foundation.history.slots import LOG_PAGE
from liantu.foundation.system import jobs, system_checks
from liantu.foundation.system.folders import OWN, home_folder
from liantu.foundation.system.leftovers import files_without_row, half_written, left_over
from liantu.ui.wiring import Button, NavGroup, NavItem, Wiring

WIRING = Wiring(
    room="system",
    groups=(NavGroup("system", pgettext_lazy("room", "Upkeep"), 90, "activity"),),
    nav=(NavItem("system", _("Installation"), "system:overview", "gear", "system.view", order=60),),
    sentences={
        "audit.heads_sent": _("sent the ends of the log"),
        "system.backed_up": _("backed the installation up"),
        "system.restored": _("restored a backup"),
        "system.tidied": _("removed left-over files"),
    },
    jobs=(jobs.check, jobs.back_up, jobs.send_the_heads),
    buttons=(
        Button("system.heads", LOG_PAGE, _("Sheet for signature"), "system:heads", icon="print", ability="system.view"),
    ),
    checks=system_checks.CHECKS,
    answers=(
        *(home_folder.entry(one.name, one) for one in OWN),
        left_over.entry("half_written", half_written),
        left_over.entry("files", files_without_row),
    ),
)
