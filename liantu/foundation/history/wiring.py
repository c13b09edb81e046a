"""What the log's page puts elsewhere."""

from django.utils.translation import gettext_lazy as _

from liantu.foundation.history.slots import LOG_PAGE
from liantu.ui.wiring import NavItem, Wiring

WIRING = Wiring(
    room="history",
    nav=(NavItem("settings", _("Audit log"), "audit:log", "history", "audit.view", order=85),),
    pages=(LOG_PAGE,),
)
