"""What the calendar puts elsewhere."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.wiring import NavItem, Wiring

WIRING = Wiring(
    room="calendar",
    nav=(NavItem("system", _("Working days"), "calendar:overview", "calendar", "calendar.view", order=40),),
    sentences={"calendar.notice_kept": _("entered a notice of holidays")},
)
