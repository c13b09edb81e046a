"""The ranked targets of a link as a list with a panel beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from liantu.chains.models import Chain, TemplateVersion
from liantu.chains.purchases.reads import lines_of_link
from liantu.chains.reads import template_of
from liantu.chains.slots import FOUND_FIRM, FoundFirm
from liantu.chains.wording import node_label
from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.prospects import reads
from liantu.prospects.models import TargetList
from liantu.prospects.rules.question import FACTORS
from liantu.prospects.rules.rank_fusion import TERMS
from liantu.prospects.score_bars import match_told, parts_told, rank_range, score_bar
from liantu.prospects.slots import Touch
from liantu.ui import formats
from liantu.ui.badges import badge_markup
from liantu.ui.bars import interval, interval_band
from liantu.ui.lists import Column, Filter, ListPage, SidePanel
from liantu.ui.pages.compare import Compared, compare_page
from liantu.ui.wiring import Seen

UNTOUCHED, TOUCHED, MARKED = "none", "some", "marked"
ROLES = {
    "make": pgettext_lazy("target", "makes"), "trade": pgettext_lazy("target", "trades"),
    "service": pgettext_lazy("target", "serves"),
}  # fmt: skip


@dataclass
class Named:
    """A target of the list with who is in touch with it, for one reader."""

    target: reads.Target
    touches: Sequence[Touch] = ()

    @property
    def row(self) -> Mapping[str, Any]:
        """The target as plain values."""
        return self.target.row

    @property
    def name(self) -> str:
        """The enterprise."""
        return str(self.row["name"])


class NamedTargets(Sequence[Named]):
    """The ranked list with who is in touch, asked once for as many as are looked at."""

    def __init__(self, targets: Sequence[reads.Target], seen: Seen) -> None:
        self.targets, self.seen = targets, seen

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, place: Any) -> Any:
        found = self.targets[place] if isinstance(place, slice) else [self.targets[place]]
        touches = reads.touches_of(self.seen, found)
        named = [Named(one, touches.get(one.key, ())) for one in found]
        return named if isinstance(place, slice) else named[0]


def _of_contact(rows: Any, value: str) -> list[Named]:
    """Those nobody is in touch with, those somebody is, or those people passed a word on."""
    every = rows[:]
    if value == MARKED:
        return [one for one in every if one.target.mark is not None]
    return [one for one in every if bool(one.touches) == (value == TOUCHED)]


def names_of(version: TemplateVersion | None) -> dict[str, str]:
    """The links of a chain by code, in the reader's language."""
    english = (get_language() or "").startswith("en")
    return {node.code: node_label(node, english=english) for node in template_of(version).nodes} if version else {}


def _second(one: Named) -> tuple[str, ...]:
    row = one.row
    return (f"{ROLES.get(row['role'], '')} {row['evidence'][:20]}".strip(), (row["registered_on"] or "")[:4])


def _place(one: Named) -> str:
    row = one.row
    return f"{row['province']}{row['city'] if row['city'] != row['province'] else ''}"


def _far(one: Named) -> str:
    far = one.row.get("kilometres")
    return "" if far is None else _("%(n)s km") % {"n": formats.count_text(far)}


def _score(one: Named) -> SafeString:
    firm = one.target.firm
    return interval(float(one.row["score"]), *((firm.low, firm.high) if firm is not None else ()))


def contact_badge(one: Named) -> SafeString:
    """Who is in touch, the heaviest first; else what people said of the target; else that nobody is."""
    if one.touches:
        heaviest = max(one.touches, key=lambda touch: touch.weight)
        return badge_markup(heaviest.words, heaviest.tone)
    mark = one.target.mark
    if mark is not None:
        return badge_markup(mark.reason or mark.get_verdict_display(), "ok" if mark.verdict == "right" else "bad")
    if one.row["role"] == "trade":
        return badge_markup(_("only trades it"), "muted")
    return badge_markup(pgettext("target", "nobody yet"), "muted")


COLUMNS = (
    Column("name", gettext_lazy("Enterprise"), primary=True, second=_second),
    Column("place", gettext_lazy("Place"), value=_place, second=_far),
    Column("capital", gettext_lazy("Registered capital"), value="row.capital_wan_yuan", kind="wan", phone="hide",
           help=gettext_lazy("In its own currency")),
    Column("why", gettext_lazy("Why this rank"), value=lambda one: score_bar(one.row["parts"]), kind="markup"),
    Column("score", gettext_lazy("Score"), value=_score, kind="markup", ends=True, phone="end"),
    Column("contact", pgettext_lazy("target", "Contact"), value=contact_badge, kind="markup", phone="line"),
)  # fmt: skip


def _filters(provinces: Sequence[str]) -> tuple[Filter, ...]:
    """The hard conditions: the question itself reads and applies them, the list only shows them."""

    def asked(name: str, label: Any, kind: str) -> Filter:
        return Filter(name, label, kind=kind, apply=lambda rows, _value: rows, folded=name != "traders")

    contact = [
        (UNTOUCHED, pgettext("target", "nobody yet")),
        (TOUCHED, _("somebody is in touch")),
        (MARKED, _("marked by us")),
    ]
    known = [(name, name) for name in provinces]
    return (
        Filter("province", _("Region"), choices=known, kind="multi", apply=lambda rows, _value: rows),
        Filter("contact", pgettext("target", "Contact"), choices=contact, apply=_of_contact),
        asked("capital_min", _("Capital from (10k yuan)"), "number_from"),
        asked("age_min", _("Age from (years)"), "number_from"),
        asked("traders", _("also pure traders"), "flag"),
        asked("capital_max", _("Capital to (10k yuan)"), "number_to"),
        asked("age_max", _("Age to (years)"), "number_to"),
        asked("per_group", _("At most of one group"), "number_to"),
        asked("per_province", _("At most of one province"), "number_to"),
        asked("present", _("also those already here"), "flag"),
        asked("valid", _("only with a valid credit code"), "flag"),
    )


def _scope(runs: Sequence[tuple[str, str]]) -> SafeString:
    """The scope with the link's words marked by what the enterprise does with them."""
    marked = '<mark class="role-{}">{}</mark>'
    drawn = [format_html(marked, role, text) if role else format_html("{}", text) for role, text in runs]
    return SafeString("".join(drawn))


def targets_table(
    request: ZoneRequest, chain: Chain, node_code: str, page: reads.TargetPage | None, provinces: Sequence[str]
) -> ListPage:
    """The declaration of the list of one link, as ranked for this request."""
    seen = Seen(request.user, request.zone)
    rows = NamedTargets(page.targets if page is not None else (), seen)

    def find(_request: ZoneRequest, key: str) -> Named | None:
        number = whole_number(key)
        place = page.targets.place_of(number) if page is not None and number is not None else None
        return None if place is None else rows[place]

    return ListPage(
        name="targets",
        queryset_fn=lambda _request: rows,
        columns=COLUMNS,
        search_fields=("row.name", "row.credit_code"),
        filters=_filters(provinces),
        title=page.label if page is not None else node_code,
        side=SidePanel(
            template="prospects/_target.html",
            title=lambda one: one.name,
            line=lambda one: (one.row["credit_code"], _place(one), (one.row["registered_on"] or "")[:4]),
            fill=lambda _request, one: panel_of(request, chain, node_code, page, one),
            key=lambda one: str(one.row["enterprise_id"]),
            find=find,
        ),
        ticks=lambda one: str(one.row["enterprise_id"]),
        batch_links="prospects/_ticked.html",
        controls="prospects/_sliders.html",
        own=(*(f"w_{one}" for one in FACTORS), *(f"t_{one}" for one in TERMS), "words"),
        tools="prospects/_keep.html",
        notice="prospects/_notice.html",
        density="two",
        empty_title=_("No enterprise fits") if page is not None else _("There is no register yet"),
        empty_text=_("Loosen a filter, or add words to the link in the chain template.")
        if page is not None
        else _("Bring a business register in; the ranking runs over all of it."),
        empty_url=reverse("chains:node", args=[chain.code, node_code])
        if page is not None
        else reverse("sources:index"),
        empty_action=_("Look at the link") if page is not None else _("Bring a register"),
    )


def panel_of(
    request: ZoneRequest, chain: Chain, node_code: str, page: reads.TargetPage | None, one: Named
) -> dict[str, Any]:
    """One target in full: why it stands here, how firmly, its scope, who here buys it, who is in touch."""
    assert page is not None, "a panel is of a ranked target"
    row, firm = one.row, one.target.firm
    seen, number = Seen(request.user, request.zone), row["enterprise_id"]
    told = {"link": page.label, "rank": row["rank"], "score": f"{row['score']:.1f}", "match": match_told(row)}
    reason = _("Target %(rank)s for %(link)s, %(score)s points: %(match)s") % told
    found = FoundFirm(chain.code, node_code, page.release.release_id, number, reason)
    return {
        "target": one.target,
        "row": row,
        "bar": score_bar(row["parts"]),
        "band": interval_band(float(row["score"]), firm.low, firm.high) if firm is not None else "",
        "range": rank_range(firm.best, firm.worst) if firm is not None else "",
        "parts": parts_told(row, names_of(page.version)),
        "left_out": page.left_out,
        "scope": _scope(reads.scope_of(page, number)),
        "purchases": lines_of_link(request.user, request.zone, chain.code, node_code)[:3],
        "touches": sorted(one.touches, key=lambda touch: -touch.weight),
        "buttons": FOUND_FIRM.buttons(seen, found),
        "mark": one.target.mark,
        "enterprise_id": number,
        "may_mark": may(request.user, "prospects.mark", request.zone),
    }


def saved_table(saved: TargetList, rows: Sequence[Named], row_base: str) -> ListPage:
    """The targets of a saved list as they were: whom they touch today is not theirs to tell."""
    return ListPage(
        name="targets.saved",
        queryset_fn=lambda _request: list(rows),
        columns=[
            Column("rank", _("Place in the list"), value="row.rank", kind="number", phone="hide"),
            *(one for one in COLUMNS if one.name != "contact"),
        ],
        search_fields=("row.name", "row.credit_code"),
        title=saved.title,
        row_href=lambda one: f"{row_base}{one.row['enterprise_id']}/",
        density="two",
    )


def _part_points(term: str) -> Any:
    """The points a target has of one kind of evidence."""
    return lambda one: next((part["contribution"] for part in one.row["parts"] if part["factor"] == term), None)


def _score_told(one: Named) -> str:
    firm = one.target.firm
    return f"{firm.low:.0f}–{firm.high:.0f}" if firm is not None else ""


def compared(
    request: ZoneRequest, chain: Chain, node_code: str, page: reads.TargetPage | None, ticked: Sequence[int | None]
) -> HttpResponse:
    """The page of a few targets side by side."""
    back = reverse("prospects:node", args=[chain.code, node_code])
    places = [page.targets.place_of(number) for number in ticked if number is not None] if page is not None else []
    rows = NamedTargets(page.targets if page is not None else (), Seen(request.user, request.zone))
    known = [part["factor"] for part in rows[0].row["parts"]] if len(rows) else []
    columns = (
        Compared("rank", _("Place in the list"), value="row.rank", kind="number", better="low"),
        Compared("score", _("Score"), value=lambda one: round(one.row["score"], 1), kind="number", better="high"),
        Compared("range", _("Between"), value=_score_told),
        *(
            Compared(term, _(reads.FACTOR_NAMES[term]), value=_part_points(term), kind="number", better="high")
            for term in known
        ),
        Compared("place", _("Place"), value=_place),
        Compared("far", _("Distance"), value="row.kilometres", kind="number", unit=_("km"), better="low"),
        Compared("capital", _("Registered capital"), value="row.capital_wan_yuan", kind="wan", better="high"),
        Compared("since", _("Registered on"), value="row.registered_on"),
        Compared("match", _("Evidence"), value=lambda one: match_told(one.row)),
        Compared("contact", pgettext("target", "Contact"), value=contact_badge, kind="markup"),
    )
    title = _("Compare targets: %(link)s") % {"link": page.label if page is not None else node_code}
    context = {"title": title, "crumbs": [(_("Targets"), reverse("prospects:index")), (chain.label, back)]}
    return compare_page(
        request,
        [rows[place] for place in places if place is not None],
        columns,
        name=lambda one: one.name,
        href=lambda one: f"{back}?sel={one.row['enterprise_id']}",
        context=context,
    )
