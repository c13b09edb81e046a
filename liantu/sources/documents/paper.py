"""The promotion daily as a paper: the news of one's chains in full, the rest as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from liantu.people.requests import ZoneRequest
from liantu.sources.documents import pages, wording
from liantu.sources.documents.pages import Brief
from liantu.sources.documents.reads import BriefLine
from liantu.ui import formats
from liantu.ui.pages import Link
from liantu.ui.pages.paper import PaperPage, TablePart, TextPart
from liantu.ui.templatetags.ui import listed


def _day(day: Any) -> str:
    return formats.date_text(day, language=get_language() or "zh-hans")


def _source(line: BriefLine) -> str:
    document = line.fact.document
    name = document.source.name if document.source is not None else document.title
    return f"{name} {_day(document.published_on or timezone.localdate(document.brought_at))}"


def _mine(_request: ZoneRequest, brief: Brief) -> list[str]:
    """Each news of one's chains: what, its sentence, where from."""
    return [
        _("%(number)d. %(what)s (%(chains)s). “%(quote)s” (%(source)s)")
        % {
            "number": number,
            "what": wording.sentence_of(line.fact),
            "chains": listed(line.chains),
            "quote": line.fact.quote,
            "source": _source(line),
        }
        for number, line in enumerate(brief.mine, 1)
    ]


def _others(_request: ZoneRequest, brief: Brief) -> list[Sequence[Any]]:
    return [
        (number, wording.sentence_of(line.fact), line.fact.quote, _source(line), line.fact.get_state_display())
        for number, line in enumerate(brief.others, 1)
    ]


def _watched(_request: ZoneRequest, brief: Brief) -> list[str] | None:
    return [
        _("“%(words)s” in “%(title)s”.") % {"words": hit.watch.words, "title": hit.document.title} for hit in brief.hits
    ] or None


def _intro(_request: ZoneRequest, brief: Brief) -> str:
    number = len(brief.mine) + len(brief.others)
    told = {"n": number, "mine": len(brief.mine)}
    return (
        ngettext(
            "%(n)d piece of news was read, %(mine)d of them of the zone's chains.",
            "%(n)d pieces of news were read, %(mine)d of them of the zone's chains.",
            number,
        )
        % told
    )


DAILY: PaperPage[Brief] = PaperPage(
    ability="documents.view",
    find=pages.brief_of,
    title=lambda _brief: _("Promotion daily"),
    mast=lambda request, _brief: "　".join(part for part in (request.zone.label, request.user.office) if part),
    subtitle=lambda brief: f"{_day(brief.since)} – {_day(brief.until)}",
    intro=_intro,
    sign=lambda request, brief: (request.user.office, _day(brief.until)) if request.user.office else None,
    back=lambda brief: Link(_("Back to the daily"), f"{reverse('documents:brief')}?days={brief.days}"),
    parts=(
        TextPart(title=gettext_lazy("Watched words"), text=_watched),
        TextPart(title=gettext_lazy("For my chains"), text=_mine, empty=gettext_lazy("Nothing new.")),
        TablePart(
            title=gettext_lazy("Other news"),
            columns=(
                (gettext_lazy("No."), "num"), (gettext_lazy("What"), "name"), (gettext_lazy("In the text"), ""),
                (gettext_lazy("Source"), ""), (gettext_lazy("State"), "nowrap"),
            ),
            rows=_others,
            empty=gettext_lazy("Nothing new."),
        ),
    ),
)  # fmt: skip
