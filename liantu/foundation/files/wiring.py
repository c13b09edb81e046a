"""What stored files put elsewhere."""

from django.utils.translation import gettext_lazy as _

from liantu.ui.wiring import NavItem, Wiring

WIRING = Wiring(
    room="files",
    nav=(NavItem("system", _("Stored files"), "files:list", "files", "files.delete", order=73),),
    sentences={
        "files.stored": _("stored a file"),
        "files.deleted": _("deleted a file"),
        "files.downloaded": _("downloaded a file"),
    },
)
