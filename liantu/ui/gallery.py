"""Every component on one page, on invented numbers; only in demo or debug."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.lib.problems import Problem
from liantu.people.abilities import needs
from liantu.people.reads import present_in
from liantu.people.requests import ZoneRequest
from liantu.ui import charts
from liantu.ui.badges import lamp_markup
from liantu.ui.charts import figures
from liantu.ui.charts.chain_map import layout
from liantu.ui.charts.csv_link import csv_if_asked
from liantu.ui.dressing import dress
from liantu.ui.due import due_of
from liantu.ui.gallery_kinds import ABILITY, KINDS, SampleFields, declaration_of, kind_or_404, scores
from liantu.ui.gallery_samples import PLACES, STATES, sample_chain, sample_firms
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.pages import Gate, Happening, Link, Mark, Need, Phase
from liantu.ui.pages.figures import Tile
from liantu.ui.pages.workspace import merged
from liantu.ui.toasts import offer_undo

# Kinds whose rooms are not built: their place is kept, so that each is drawn once and by one hand.
WAITING = (
    (gettext_lazy("Metro line and Gantt"), gettext_lazy("Waits for approvals: lanes by working days, critical path.")),
    (gettext_lazy("Capacity"), gettext_lazy("Waits for sites: free and booked by quarter under a limit.")),
    (gettext_lazy("Zone map"), gettext_lazy("Waits for sites: plots by fill, hatch and letter, with their list.")),
)


def _state_words(row: Any) -> str:
    return next(words for code, words, _tone in STATES if code == row.state)


FIRMS = ListPage(
    name="gallery.firms",
    queryset_fn=lambda request: sample_firms(),
    columns=(
        Column("name", gettext_lazy("Enterprise"), sort="name", primary=True),
        Column("province", gettext_lazy("Province"), sort="province"),
        Column(
            "state",
            gettext_lazy("Role"),
            value=_state_words,
            kind="badge",
            tone=lambda row: next(tone for code, _words, tone in STATES if code == row.state),
        ),
        Column("capital_wan_yuan", gettext_lazy("Registered capital"), kind="money", sort="capital_wan_yuan"),
        Column("registered_on", gettext_lazy("Registered on"), kind="date", sort="registered_on"),
        Column("share", gettext_lazy("Share"), kind="pct", sort="share"),
    ),
    search_fields=("name", "province"),
    filters=(
        Filter("province", gettext_lazy("Province"), choices=[(place, place) for place in PLACES]),
        Filter("state", gettext_lazy("Role"), choices=[(code, words) for code, words, _tone in STATES], kind="multi"),
        Filter(
            "capital_from", gettext_lazy("Capital from (10k yuan)"), kind="number_from", apply="capital_wan_yuan__gte"
        ),
    ),
    default_sort="name",
    title=gettext_lazy("Component gallery"),
    template="ui/gallery.html",
    ability=ABILITY,
    export_ability=ABILITY,
    page_size=20,
    row_href=lambda row: f"#firm-{row.pk}",
)


@needs(ABILITY)
def gallery(request: ZoneRequest) -> HttpResponse:
    """Show every component, as page, fragment or sheet. Not there outside demo and debug."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    if request.method == "POST":
        offer_undo(request, _("Merged two enterprises."), request.path)
        messages.error(request, _("The register could not be read."))
        return render(request, "ui/empty_fragment.html")
    context = {**sample_context(), **field_samples(request)}
    drawn = [value for value in context.values() if isinstance(value, charts.Chart)]
    return csv_if_asked(request, *drawn) or FIRMS.respond(request, context)


@needs(ABILITY)
def kind(request: ZoneRequest, kind: str) -> HttpResponse:
    """One kind of page on invented things. Not there outside demo and debug."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return kind_or_404(kind).answer(request)


def field_samples(request: ZoneRequest) -> dict[str, Any]:
    """The fields of a form, a score, every kind of page, what waits for its room."""
    form = SampleFields()
    form.fields["owner"].queryset = present_in(request.zone)  # type: ignore[attr-defined]
    dress(form)
    return {
        "sample_form": form,
        "fields_declared": declaration_of("SampleFields"),
        "kinds": KINDS,
        "waiting": WAITING,
        **scores(),
    }


def workbench_context() -> dict[str, Any]:
    """A day and its figures."""
    today = date(2026, 11, 30)
    why = ("精品钢", "未约时间")
    rows = [
        {"text": "走访洛北镀锌，摸清扩产意向", "url": "#", "why": why, "button": _("Note it"), "icon": "calendar",
         "due": due_of(today - timedelta(days=3), today=today)},
        {"text": "4 家链主还没交清单", "url": "#", "why": why, "button": _("Remind"), "icon": "inbox",
         "due": due_of(today, today=today)},
    ]  # fmt: skip
    months = [f"{month}" for month in range(1, 13)]
    return {
        "day_rows": rows,
        "day_tiles": [
            Tile("签约", "46.0", "亿元", "#", figures.target_bar(46, 60, 0.91), line="15 个，达年目标 77%"),
            Tile(
                "走访", "12", "次", "#", spark=figures.spark([3, 5, 4, 6, None, 8, 7, 9, 11, 10, 12]), line="比上月多 2"
            ),
            Tile("红灯", "7", "个", "#", line="比上周多 2 个", tone="bad"),
        ],
        "day_bars": figures.bars([("在谈", 4, "4", "#"), ("准入评审", 9, "9", "#"), ("签约", 1, "1", "")], point=1),
        "day_parts": figures.part_bars([("精品钢", "#", (11, 9, 14)), ("优质焦", "#", (7, 9, 12))]),
        "day_names": ("已有", "薄弱", "缺失"),
        "day_trend": figures.cumulative(
            months,
            [
                ("目标", "target", [5 * month for month in range(1, 13)]),
                ("2025", "before", [1, 1, 2, 3, 2, 4, 3, 4, 5, 4, 4, 3]),
                ("2026", "now", [1, 0, 4, 3, 4, 5, 6, 4, 5, 7, 7, None]),
            ],
        ),
    }


def workspace_samples() -> dict[str, Any]:
    """A lamp of each light, a way, a gate, what happened."""
    day = date(2026, 3, 5)
    talks = [Mark(_("Lead"), "done", day, "#"), Mark(_("In negotiation"), "now")]
    return {
        "lamps": [lamp_markup(light, f"{light} 160 / 60") for light in ("red", "yellow", "green")],
        "phases": [
            Phase(_("Talks"), talks, _("In negotiation")),
            Phase(_("Works"), [Mark(_("Started"), "ahead"), Mark(_("Completed"), "ahead")]),
        ],
        "gate": Gate(
            _("What the next step asks"),
            [
                Need("met", _("A real meeting"), True, ["5 March", "Ann"], Link(_("See"), "#")),
                Need("letter", _("Letter of intent"), False, (), Link(_("Bring the paper"), "#"), takes_file=True),
            ],
        ),
        "happenings": merged(
            [
                Happening(day, "Ann", _("brought a paper"), kind="paper"),
                Happening(day, "Ann", _("brought a paper"), kind="paper"),
                Happening(day - timedelta(days=3), "", _("The light went red.")),
            ]
        ),
    }


def sample_context() -> dict[str, Any]:
    """Numbers for every component."""
    return {
        **workbench_context(),
        **workspace_samples(),
        "subtitle": _("Every component of the program on invented numbers."),
        "crumbs": [(_("System"), "/"), (_("Component gallery"), "")],
        "picture": layout(*sample_chain()),
        "parts": [
            {"label": _("Specific words"), "value": "轴承套圈", "contribution": 0.42, "note": ""},
            {"label": _("Role"), "value": _("makes it"), "contribution": 0.25, "note": ""},
            {"label": _("Position"), "value": "2", "contribution": 0.12, "note": ""},
            {"label": _("Capital"), "value": "3.2 亿元", "contribution": 0.06, "note": ""},
        ],
        "bar_chart": charts.bar(
            "firms-by-stage",
            _("Firms by stage"),
            [_("Upstream"), _("Midstream"), _("Downstream")],
            {_("makes it"): [42, 51, 112], _("trades it"): [30, 22, 64]},
            category_label=_("Stage"),
            stacked=True,
        ),
        "ranked_chart": charts.ranked_bars(
            "firms-by-province",
            _("Targets by province"),
            [(place, 90 - index * 13) for index, place in enumerate(PLACES)],
            category_label=_("Province"),
            value_label=_("Firms"),
            highlight=[PLACES[2]],
        ),
        "line_chart": charts.line(
            "firms-by-year",
            _("Firms registered by year"),
            [str(year) for year in range(2016, 2026)],
            {_("Zone"): [3, 4, 4, 6, None, 9, 12, 14, 13, 18], _("City"): [12, 14, 15, 17, 20, 22, 25, 24, 28, 31]},
            point_label=_("Year"),
        ),
        "funnel_chart": charts.funnel(
            "targets-funnel",
            _("From register to list"),
            [(_("Register"), 1093), (_("makes it"), 310), (_("Passes filters"), 120), (_("On the list"), 50)],
            stage_label=_("Step"),
            count_label=_("Firms"),
            share_label=_("Share of the step before"),
        ),
        "map_chart": charts.china_map(
            "targets-map",
            _("Targets by province"),
            {place: 90 - index * 13 for index, place in enumerate(PLACES)},
            place_label=_("Province"),
            value_label=_("Firms"),
        ),
        "sample_problems": [
            Problem(
                "header", "Column “%(name)s” stands twice.", "Sheet1!C1", "Keep one of the two.", {"name": "企业名称"}
            ),
            Problem("date", "“0000-00-00” is not a date.", "Sheet1!F18", "Write it as 2026-03-05, or leave it empty."),
        ],
    }
