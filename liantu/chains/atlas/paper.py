"""The atlas of a chain as a paper: the map on a page across, the lists as tables whose heads go on over the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.chains import pages
from liantu.chains import reads as chain_reads
from liantu.chains.atlas import reads
from liantu.chains.atlas.models import AtlasText
from liantu.chains.atlas.reads import Atlas
from liantu.chains.models import Chain
from liantu.chains.standing import ChainStanding, standing_of
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.ui import formats
from liantu.ui.charts.figures import bars
from liantu.ui.pages import Link
from liantu.ui.pages.paper import PaperPage, PaperPart, TablePart, TextPart
from liantu.ui.templatetags.ui import listed, map_stage

PROVINCES_MOST = 16


@dataclass(frozen=True)
class Sheet:
    """A chain with its atlas as it stands on a day."""

    chain: Chain
    standing: ChainStanding
    atlas: Atlas
    day: date

    @property
    def register(self) -> str:
        """The register the numbers are from, with its day."""
        release = self.standing.release
        if release is None:
            return ""
        title = pgettext("paper", "“%(title)s”") % {"title": release.title}
        return f"{title} {_day(release.as_of_on)}" if release.as_of_on is not None else title


def _day(day: Any) -> str:
    return formats.date_text(day, language=get_language() or "zh-hans")


def sheet_or_404(request: ZoneRequest, code: str) -> Sheet:
    """The atlas of a chain of the current zone, or Http404."""
    rows = Chain.objects.visible_to(request.user).filter(zone=request.zone)
    chain = get_object_or_404(rows.select_related("zone").prefetch_related("enterprise_roles"), code=code)
    day = timezone.localdate()
    standing = standing_of(chain, day=day)
    return Sheet(chain, standing, reads.atlas_of(chain, standing, user=request.user, day=day), day)


def _map(_request: ZoneRequest, sheet: Sheet) -> dict[str, Any] | None:
    if sheet.standing.version is None:
        return None
    template = chain_reads.template_of(sheet.standing.version)
    states = {link.code: (link.counts.city, link.presence["city"]) for link in sheet.standing.links}
    return {
        "picture": pages.picture_of(template, states, chain_code=""),
        "map_title": sheet.chain.label,
        "source": sheet.register,
    }


def _written(kind: str) -> Callable[[ZoneRequest, Sheet], Iterable[str]]:
    def text(_request: ZoneRequest, sheet: Sheet) -> Iterable[str]:
        written = sheet.atlas.texts.get(kind)
        return [line for line in written.text.splitlines() if line.strip()] if written is not None else ()

    return text


def _source_of(kind: str) -> Callable[[Sheet], str]:
    def source(sheet: Sheet) -> str:
        written: AtlasText | None = sheet.atlas.texts.get(kind)
        return f"{written.source} {_day(timezone.localdate(written.written_at))}".strip() if written is not None else ""

    return source


def _stages(_request: ZoneRequest, sheet: Sheet) -> list[Sequence[Any]] | None:
    return [(map_stage(stage), listed(names)) for stage, names in sheet.atlas.stages] or None


def _regions(_request: ZoneRequest, sheet: Sheet) -> dict[str, Any] | None:
    if not sheet.atlas.regions:
        return None
    shown = [(name, number, formats.count_text(number), "") for name, number in sheet.atlas.regions[:PROVINCES_MOST]]
    caption = _("Enterprises of all links by province")
    return {"bars": bars(shown), "caption": caption, "source": sheet.register}


def _projects(_request: ZoneRequest, sheet: Sheet) -> list[Sequence[Any]] | None:
    if sheet.atlas.projects is None:
        return None
    language = get_language() or "zh-hans"
    return [
        (one.name, one.investor, formats.money_text(one.amount_wan_yuan, language=language), one.stage)
        for one in sheet.atlas.projects
    ]


def _links(request: ZoneRequest, sheet: Sheet) -> list[Link]:
    if not may(request.user, "chains.export", request.zone):
        return []
    return [Link("Excel", reverse("atlas:export", args=[sheet.chain.code]), "download")]


def _intro(_request: ZoneRequest, sheet: Sheet) -> str:
    atlas = sheet.atlas
    told = {"firms": len(atlas.firms), "links": sum(len(names) for _stage, names in atlas.stages),
            "problems": len(atlas.problems)}  # fmt: skip
    return (
        _("The chain has %(links)d links; %(firms)d enterprises are listed, %(problems)d links call for something.")
        % told
    )


NOT_WRITTEN = gettext_lazy("Not written yet.")
NONE = gettext_lazy("None.")
ATLAS: PaperPage[Sheet] = PaperPage(
    ability="chains.view",
    find=sheet_or_404,
    title=lambda sheet: _("Atlas: %(chain)s") % {"chain": sheet.chain.label},
    mast=lambda _request, sheet: sheet.chain.zone.label,
    subtitle=lambda sheet: _day(sheet.day),
    intro=_intro,
    back=lambda sheet: Link(_("Back to the atlas"), reverse("atlas:atlas", args=[sheet.chain.code])),
    links=_links,
    styles=("ui/chain_map.css",),
    parts=(
        PaperPart(title=gettext_lazy("The chain"), template="atlas/_paper_map.html", fill=_map, wide=True),
        TextPart(
            title=gettext_lazy("Technology route"), text=_written("technology_route"), empty=NOT_WRITTEN,
            source=_source_of("technology_route"),
        ),
        TablePart(
            title="", caption=gettext_lazy("Links by stage"),
            columns=((pgettext_lazy("atlas", "Stage"), "nowrap"), (gettext_lazy("Links"), "")), rows=_stages,
        ),
        TextPart(
            title=gettext_lazy("Fields of application"), text=_written("application_fields"), empty=NOT_WRITTEN,
            source=_source_of("application_fields"),
        ),
        PaperPart(title=gettext_lazy("Regional distribution"), template="atlas/_paper_regions.html", fill=_regions),
        TablePart(
            title=pgettext_lazy("list of the atlas", "Enterprises"),
            columns=(
                (gettext_lazy("Part or link"), "nowrap"), (gettext_lazy("Enterprise"), "name"),
                (gettext_lazy("Place"), "nowrap"), (gettext_lazy("Source"), ""),
            ),
            rows=lambda _request, sheet: [(one.part, one.name, one.place, one.source) for one in sheet.atlas.firms],
            empty=NONE,
        ),
        TablePart(
            title=pgettext_lazy("list of the atlas", "Projects"),
            columns=(
                (gettext_lazy("Project"), "name"), (gettext_lazy("Investor"), ""), (gettext_lazy("Investment"), "num"),
                (pgettext_lazy("project", "Stage"), "nowrap"),
            ),
            rows=_projects,
            empty=NONE,
        ),
        TablePart(
            title=gettext_lazy("Clusters"),
            columns=((gettext_lazy("Link"), "nowrap"), (gettext_lazy("Cities with most enterprises"), "")),
            rows=lambda _request, sheet: [(one.link, one.cities) for one in sheet.atlas.clusters],
            empty=NONE,
            source=lambda sheet: sheet.register,
        ),
        TablePart(
            title=gettext_lazy("Problems"),
            columns=(
                (gettext_lazy("Link"), "nowrap"), (gettext_lazy("State"), "nowrap"),
                (pgettext_lazy("list of the atlas", "Why"), ""),
            ),
            rows=lambda _request, sheet: [(one.link, one.state, one.why) for one in sheet.atlas.problems],
            empty=NONE,
            source=lambda sheet: sheet.register,
        ),
        TextPart(
            title=gettext_lazy("Policies"), text=lambda _request, sheet: sheet.atlas.policies, empty=NOT_WRITTEN,
            source=_source_of("policies"),
        ),
    ),
)  # fmt: skip
