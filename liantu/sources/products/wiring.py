"""What product lists put elsewhere."""

from django.utils.translation import gettext_lazy as _

from liantu.foundation.system.folders import ALWAYS, HomeFolder, home_folder
from liantu.foundation.system.slots import SystemCheck
from liantu.sources.products import jobs
from liantu.sources.products.system_checks import check_lists
from liantu.ui.wiring import NavItem, Wiring

WIRING = Wiring(
    room="products",
    nav=(NavItem("sources", _("Product lists"), "products:list", "list", "sources.view", order=51),),
    sentences={
        "products.brought": _("brought product lists in"),
        "products.built": _("finished reading product lists"),
        "products.in_use": _("took product lists into use"),
        "products.set_aside": _("set product lists aside"),
    },
    jobs=(jobs.build,),
    checks=(SystemCheck("products", _("Product lists"), check_lists, 61),),
    answers=(home_folder.entry("products", HomeFolder("products", _("Product lists"), ALWAYS)),),
)
