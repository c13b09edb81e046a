"""The part's places in the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.ui.slots import NavItem, nav

nav.fill(
    "documents.brief",
    NavItem("today", _("Promotion daily"), "documents:brief", "mail", "documents.view"),
    module=__name__,
    order=6,
)
nav.fill(
    "documents",
    NavItem("sources", pgettext_lazy("documents", "Documents"), "documents:list", "files", "documents.view"),
    module=__name__,
    order=47,
)
nav.fill(
    "documents.claims",
    NavItem("sources", _("Claims to check"), "documents:claims", "shield", "documents.view"),
    module=__name__,
    order=48,
)
nav.fill(
    "documents.watched",
    NavItem("sources", _("Watched words"), "documents:watches", "eye", "documents.view"),
    module=__name__,
    order=49,
)
