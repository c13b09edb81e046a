"""Every kind of page and the fields of forms, declared on invented things; the gallery shows each with its declaration.

What the gallery prints is read out of this file, so that what is shown and what is told cannot differ.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.people.models import User
from liantu.people.requests import ZoneRequest
from liantu.ui.act_forms import Day, When
from liantu.ui.bars import interval, interval_band, why_bar
from liantu.ui.charts import figures
from liantu.ui.choices import Pills
from liantu.ui.file_fields import ManyFiles
from liantu.ui.gallery_samples import STATES, SampleFirm, sample_firms
from liantu.ui.lists import Column, ListPage, SidePanel
from liantu.ui.pages import (
    BoardPage,
    Card,
    DetailPage,
    Fact,
    FactsCard,
    FormPage,
    Gate,
    GateCard,
    Happening,
    Head,
    Link,
    Mark,
    Need,
    Part,
    PathCard,
    Phase,
    Step,
    Tab,
    TableCard,
    TimelineCard,
)  # fmt: skip
from liantu.ui.pages.compare import Compared, compare_page
from liantu.ui.pages.figures import Block, Decision, FiguresPage, Tile
from liantu.ui.pages.paper import PaperPage, TablePart, TextPart
from liantu.ui.suggesting import Named

ABILITY = "accounts.manage"
FIRMS = sample_firms()


def _back(_thing: Any = None) -> list[tuple[Any, str]]:
    return [(_("Component gallery"), reverse("ui:gallery"))]


def _firm(request: ZoneRequest) -> SampleFirm:
    return next((one for one in FIRMS if str(one.pk) == request.GET.get("firm", "1")), FIRMS[0])


# -- fields ------------------------------------------------------------------------------------------------------


class SampleFields(forms.Form):
    """One field of each kind; whoever draws the form shapes them."""

    firm_name = Named(kind="firm", new=True, label=gettext_lazy("Enterprise"))
    names = Named(kind="firm", new=True, many=True, label=gettext_lazy("Several enterprises"), required=False)
    owner = forms.ModelChoiceField(User.objects.all(), label=gettext_lazy("Officer"), required=False)
    held_on = Day(label=gettext_lazy("Day"), toward="past", required=False)
    since = When(label=gettext_lazy("Day, month or year"), required=False)
    amount_wan_yuan = forms.DecimalField(
        label=gettext_lazy("Intended investment"), max_digits=12, decimal_places=4, required=False
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(code, words) for code, words, _tone in STATES], widget=Pills
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Long choice"), choices=[(f"{n}", f"虚构产业园{n}号") for n in range(1, 31)]
    )
    papers = ManyFiles(label=gettext_lazy("Papers"), kinds=("pdf", "docx"), most=3, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def kin_amount_wan_yuan(self) -> int:
        """What firms of this kind invest; a hundred times as much is asked about."""
        return 12_000


# -- kinds of pages ----------------------------------------------------------------------------------------------

FORM = FormPage(
    ability=ABILITY,
    title=gettext_lazy("A long form in steps"),
    form=lambda _request, _thing, data, files: SampleFields(data, files),
    do=lambda _request, _thing, _form: "ui:gallery",
    done=gettext_lazy("All is well; the gallery keeps nothing."),
    submit=gettext_lazy("Send the sample"),
    crumbs=_back,
    cancel=lambda _thing: reverse("ui:gallery"),
    steps=(
        Step("who", gettext_lazy("Enterprise"), (Part(("firm_name", "names", "owner")),)),
        Step("what", pgettext_lazy("lead", "Intent"), (Part((("held_on", "since"), "amount_wan_yuan", "outcome")),)),
        Step("papers", gettext_lazy("Papers"), (Part(("place", "papers", "note")),)),
    ),
)
SPLIT = ListPage(
    name="gallery.split",
    title=gettext_lazy("A list with a panel beside it"),
    ability=ABILITY,
    export_ability=ABILITY,
    queryset_fn=lambda _request: FIRMS,
    columns=(
        Column("name", gettext_lazy("Enterprise"), sort="name", primary=True, second=lambda row: (row.province,)),
        Column("capital_wan_yuan", gettext_lazy("Registered capital"), kind="money", sort="capital_wan_yuan"),
        Column("registered_on", gettext_lazy("Registered on"), kind="date", sort="registered_on", folds=True),
    ),
    search_fields=("name",),
    default_sort="name",
    density="two",
    page_size=20,
    row_href=lambda row: row.get_absolute_url(),
    side=SidePanel(
        "ui/gallery/side.html",
        title=lambda row: row.name,
        line=lambda row: (row.province,),
        href=lambda row: row.get_absolute_url(),
    ),
)
BOARD: BoardPage[SampleFirm] = BoardPage(
    ability=ABILITY,
    title=gettext_lazy("A board"),
    rows=lambda _request: FIRMS[:18],
    groups=[(words, (code,)) for code, words, _tone in STATES] + [(gettext_lazy("Empty: it folds"), ("none",))],
    card=Head(title=lambda firm: firm.name, line=lambda firm: (firm.province,)),
    empty=(gettext_lazy("No enterprise yet"), "", "enterprise"),
)
THING: DetailPage[SampleFirm] = DetailPage(
    ability=ABILITY,
    head=Head(
        title=lambda firm: firm.name,
        badges=lambda firm: [(words, tone) for code, words, tone in STATES if code == firm.state],
        line=lambda firm: (firm.province, f"{firm.registered_on:%Y}"),
        links=lambda request, _firm: [
            Link(_("Why this rank"), f"{request.path}?see=why", "info", drawer="why"),
            Link(_("Register lead"), reverse("ui:gallery_kind", args=["form"]), "plus", main=True),
        ],
        crumbs=_back,
    ),
    tabs=(Tab("about", gettext_lazy("Overview")), Tab("papers", gettext_lazy("Papers"), count=lambda *_: 2)),
    cards=(
        PathCard(
            lambda _request, _firm: [
                Phase("洽谈", [Mark("线索", "done", date(2026, 3, 5)), Mark("在谈", "now")], "在谈"),
                Phase("建设", [Mark("开工", "ahead"), Mark("竣工", "ahead")]),
            ]
        ),
        GateCard(
            lambda _request, _firm: Gate(
                "进入“意向”要有",
                [Need("met", "洽谈记录", True, ("3月5日",)), Need("letter", "意向书", False, (), Link("交材料", "#"))],
            ),
            tab="about",
        ),
        TimelineCard(
            lambda _request, _firm: [
                Happening(date(2026, 3, 5), "程远山", "交了材料", kind="paper", group="paper"),
                Happening(date(2026, 3, 4), "程远山", "去走访", kind="visit", group="visit"),
                Happening(date(2026, 3, 1), "", "转红灯"),
            ],
            tab="about",
        ),
        FactsCard(
            code="identity",
            title=gettext_lazy("Identity"),
            place="side",
            tab="about",
            facts=(
                Fact("capital_wan_yuan", gettext_lazy("Registered capital"), kind="money"),
                Fact("registered_on", gettext_lazy("Registered on"), kind="date", said=lambda _firm: ("登记库",)),
                Fact("share", gettext_lazy("Share"), kind="pct"),
            ),
        ),
        TableCard(
            code="papers",
            title=gettext_lazy("Papers"),
            tab="papers",
            rows=lambda _request, firm: [{"title": f"{firm.name}意向书"}, {"title": "会议纪要"}],
            columns=(Column("title", gettext_lazy("Paper"), primary=True),),
        ),
        Card(code="why", title=gettext_lazy("Why this rank"), place="drawer", template="ui/gallery/scores.html",
             fill=lambda _request, _firm: scores()),
    ),
)  # fmt: skip
FIGURES: FiguresPage[None] = FiguresPage(
    ability=ABILITY,
    title=gettext_lazy("Figures on one screen"),
    ask=lambda _request: None,
    tiles=lambda _request, _asked: [
        Tile("签约", "46.0", "亿元", "#", figures.target_bar(46, 60, 0.91), line="15 个，达年目标 77%"),
        Tile("走访", "12", "次", "#", spark=figures.spark([3, 5, 4, 6, None, 8, 9, 12]), line="比上月多 2"),
        Tile("红灯", "7", "个", "#", line="比上周多 2 个", tone="bad"),
    ],
    decisions=lambda _request, _asked: [Decision("签：沐岚纯碱意向书", ("等 3 天",), "#", "签", "warn")],
    blocks=(
        Block(
            code="stages",
            title=gettext_lazy("Bars"),
            template="ui/charts/bars.html",
            span="two_thirds",
            fill=lambda _request, _asked: {"bars": figures.bars([("在谈", 4, "4", "#"), ("准入评审", 9, "9", "#")])},
        ),
    ),
)
COMPARED = (
    Compared("province", gettext_lazy("Province")),
    Compared("capital_wan_yuan", gettext_lazy("Registered capital"), kind="money", better="high"),
    Compared("registered_on", gettext_lazy("Registered on"), kind="date", better="low"),
    Compared("share", gettext_lazy("Share"), kind="pct", better="high"),
)
OFFICIAL: PaperPage[str] = PaperPage(
    ability=ABILITY,
    find=lambda _request: "",
    style="official",
    title=lambda _thing: "关于三季度招商项目推进情况的通报（样张）",
    back=lambda _thing: Link(gettext_lazy("Component gallery"), reverse("ui:gallery")),
    sign=lambda _request, _thing: ("虚构经济技术开发区管理委员会", "2026年11月30日"),
    parts=(
        TextPart(
            title="总的情况",
            text=lambda _request, _thing: ["截至11月29日，全区签约项目15个，签约额46.0亿元，完成年目标的77%。" * 4] * 3,
        ),
        TablePart(
            title="需要协调的项目",
            caption="红灯项目",
            columns=(("项目", "name"), ("投资额", "num"), ("问题", "")),
            rows=lambda _request, _thing: [
                (f"虚构项目{n}号", f"{n * 1000:,} 万元", "能耗指标未落实") for n in range(1, 9)
            ],
            source=lambda _thing: "项目库，11月29日",
        ),
    ),
)


def scores() -> dict[str, Any]:
    """A score, what it is made of, how firm it is."""
    return {
        "why": why_bar([("做冷轧硅钢", 42.0, 1), ("规模", 31.5, 2), ("有买家", 23.2, 3)]),
        "score": interval(96.7, 95.0, 98.0),
        "band": interval_band(96.7, 95.0, 98.0),
    }


def _compared(request: ZoneRequest) -> HttpResponse:
    context = {"title": _("Things compared"), "crumbs": [*_back(), (_("Things compared"), "")]}
    return compare_page(
        request, FIRMS[:3], COMPARED, name=str, href=lambda firm: firm.get_absolute_url(), context=context
    )


@dataclass(frozen=True)
class PageKind:
    """A kind of page in the gallery: its name in the address, its title, what declares it, what answers it."""

    code: str
    title: Any
    names: Sequence[str]
    answer: Callable[[ZoneRequest], HttpResponse]

    @property
    def url(self) -> str:
        """Where it is seen."""
        return reverse("ui:gallery_kind", args=[self.code])

    @property
    def declaration(self) -> str:
        """The lines that declare it."""
        return "\n".join(declaration_of(name) for name in self.names)


KINDS = (
    PageKind("split", SPLIT.title, ("SPLIT",), lambda request: SPLIT.respond(request, {})),
    PageKind(
        "thing", gettext_lazy("A page of one thing"), ("THING",), lambda request: THING.respond(request, _firm(request))
    ),
    PageKind("form", FORM.title, ("SampleFields", "FORM"), lambda request: FORM.respond(request)),
    PageKind("board", BOARD.title, ("BOARD",), BOARD.respond),
    PageKind("figures", FIGURES.title, ("FIGURES",), FIGURES.respond),
    PageKind("wall", gettext_lazy("Figures on a wall"), ("FIGURES",), FIGURES.on_the_wall),
    PageKind("compare", gettext_lazy("Things compared"), ("COMPARED", "_compared"), _compared),
    PageKind("paper", gettext_lazy("Official paper"), ("OFFICIAL",), lambda request: OFFICIAL.respond(request, "")),
)


@cache
def _declared() -> dict[str, str]:
    """What this file declares, by name."""
    source = Path(__file__).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for one in ast.parse(source).body:
        targets = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        if isinstance(one, ast.ClassDef | ast.FunctionDef):
            names = [one.name]
        found |= dict.fromkeys(names, ast.get_source_segment(source, one) or "")
    return found


def declaration_of(name: str) -> str:
    """The lines that declare ``name`` here. Raises KeyError."""
    return _declared()[name]


def kind_or_404(code: str) -> PageKind:
    """The kind of a name. Raises Http404."""
    found = next((one for one in KINDS if one.code == code), None)
    if found is None:
        raise Http404
    return found
