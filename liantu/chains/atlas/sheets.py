"""The lists of the atlas as a workbook, one sheet each."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liantu.chains.atlas.reads import Atlas
from liantu.chains.models import Chain
from liantu.ui.exports import Export, Sheet


def workbook_of(chain: Chain, found: Atlas) -> Export:
    """The atlas of a chain as it leaves: regions, enterprises, projects, clusters, problems, policies."""
    sheets = (
        Sheet(_("Regional distribution"), [_("Province"), _("Enterprises")], [list(row) for row in found.regions]),
        Sheet(
            _("Enterprises"),
            [_("Part or link"), _("Enterprise"), _("Place"), _("Source")],
            [[one.part, one.name, one.place, one.source] for one in found.firms],
        ),
        Sheet(
            _("Projects"),
            [_("Project"), _("Investor"), _("Investment (10k yuan)"), pgettext("project", "Stage")],
            [[one.name, one.investor, one.amount_wan_yuan, one.stage] for one in found.projects or ()],
        ),
        Sheet(_("Clusters"), [_("Link"), _("Most enterprises in")], [[one.link, one.cities] for one in found.clusters]),
        Sheet(_("Problems"), [_("Link"), _("State"), _("Why")], [[p.link, p.state, p.why] for p in found.problems]),
        Sheet(_("Policies"), [_("Policy")], [[line] for line in found.policies]),
    )
    many = sum(len(part) for part in (found.regions, found.firms, found.projects or (), found.clusters, found.problems))
    title = _("Atlas: %(chain)s") % {"chain": chain.label}
    return Export(f"atlas.{chain.code}", title, sheets, many, "xlsx", "chains.export", f"atlas-{chain.code}", chain)
