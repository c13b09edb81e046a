"""What long lists put elsewhere: the way aside for every list, the nightly clearing, the folder, the check."""

from django.utils.translation import gettext_lazy as _

from liantu.foundation.exports import jobs, pages, system_checks
from liantu.foundation.exports.models import FOLDER
from liantu.foundation.system.folders import NEVER, HomeFolder, home_folder
from liantu.ui.exports import export_aside
from liantu.ui.wiring import NavItem, Wiring

EXPORTS = HomeFolder(FOLDER, _("Exported lists"), NEVER, _("Export the lists again."))
WIRING = Wiring(
    room="exports",
    nav=(NavItem("system", _("Exported lists"), "exports:list", "download", "exports.view", order=72),),
    sentences={"exports.discarded": _("deleted an exported list"), "exports.fetched": _("fetched an exported list")},
    jobs=(jobs.write, jobs.clear),
    checks=system_checks.CHECKS,
    answers=(export_aside.entry("exports", pages.lead_aside), home_folder.entry(FOLDER, EXPORTS)),
)
