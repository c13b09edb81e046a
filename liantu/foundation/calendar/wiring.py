"""What the calendar puts elsewhere."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.wiring import NavItem, Wiring

WIRING = Wiring(
    room="calendar",
    nav=(NavItem("settings", _("Working days"), "calendar:overview", "calendar", "calendar.view", order=84),),
    sentences={"calendar.notice_kept": _("entered a notice of holidays")},
)
