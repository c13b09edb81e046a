"""What input–output tables put elsewhere."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.ui.wiring import NavItem, Wiring

WIRING = Wiring(
    room="statistics",
    nav=(
        NavItem(
            "sources",
            _("Input–output tables"),
            "statistics:list",
            "table",
            "statistics.view",
            order=52,
            code="statistics",
            entry=pgettext_lazy("room", "Statistics"),
        ),
    ),
    sentences={
        "statistics.table_brought": _("brought a table in"),
        "statistics.table_used": _("took a table into use"),
        "statistics.concordance_brought": _("brought a concordance in"),
        "statistics.sizes_brought": _("brought the sizes of a region in"),
    },
)
