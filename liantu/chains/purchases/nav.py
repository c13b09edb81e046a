"""The part's place in the navigation."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.slots import NavItem, nav

nav.fill(
    "purchases",
    NavItem("chains", _("Purchase lists"), "purchases:purchaseline_list", "list", "purchases.view"),
    module=__name__,
    order=22,
)
