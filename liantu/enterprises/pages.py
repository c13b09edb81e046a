"""What the pages of the enterprises room show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.engine.reading import FIELD_CHOICES, PERSONAL_FIELDS, Preview
from liantu.enterprises import actions, acts, forms, reads, sheets, wording
from liantu.enterprises.models import Enterprise, EnterpriseImport
from liantu.enterprises.rules.sheet import Planned
from liantu.lib.problems import KeptLostError, ProblemsError
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.sources.column_forms import choices_of, seen_table
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.pages import Card, DetailPage, FormPage, Head, Link, Part, TableCard
from liantu.ui.pages.importing import way
from liantu.ui.pages.sheets import SheetPage, is_confirmed
from liantu.ui.toasts import offer_undo


def _provinces(request: ZoneRequest) -> list[tuple[str, str]]:
    rows = reads.enterprises_for(request.user, request.zone).exclude(province="").order_by("province")
    return [(name, name) for name in rows.values_list("province", flat=True).distinct()]


def _list_links(request: ZoneRequest) -> list[Link]:
    if not may(request.user, "enterprises.edit", request.zone):
        return []
    return [
        Link(_("Bring a list in"), reverse("enterprises:import_new"), "upload"),
        Link(_("Duplicates"), reverse("enterprises:duplicates"), "merge"),
        Link(_("New enterprise"), reverse("enterprises:add"), "plus", main=True),
    ]


ENTERPRISES = ListPage(
    name="enterprises.list",
    title=gettext_lazy("Enterprises"),
    subtitle=gettext_lazy(
        "Enterprises this zone deals with; everybody else is in the register and found by the search."
    ),
    queryset_fn=lambda request: reads.enterprises_for(request.user, request.zone).distinct(),
    columns=(
        Column("name", gettext_lazy("Name"), sort="name", primary=True, wide=True),
        Column("credit_code", gettext_lazy("Credit code"), sort="credit_code", kind="code"),
        Column("in_zone", gettext_lazy("In the zone"), kind="bool", sort="-in_zone"),
        Column("province", gettext_lazy("Province"), sort="province"),
        Column("city", gettext_lazy("City"), sort="city"),
        Column("capital_wan_yuan", gettext_lazy("Registered capital"), kind="money", sort="capital_wan_yuan"),
        Column("registered_on", gettext_lazy("Registered on"), kind="date", sort="registered_on"),
        Column("register_status", gettext_lazy("Register status"), sort="register_status"),
    ),
    search_fields=("name", "credit_code", "names__name"),
    filters=(
        Filter("in_zone", gettext_lazy("In the zone"), kind="flag"),
        Filter("province", gettext_lazy("Province"), choices=_provinces),
        Filter(
            "no_code",
            gettext_lazy("Without credit code"),
            kind="flag",
            apply=lambda rows, _v: rows.filter(credit_code=""),
        ),
    ),
    default_sort="name",
    export_ability="enterprises.export",
    ability="enterprises.view",
    template="enterprises/index.html",
    links=_list_links,
    row_href=lambda row: row.get_absolute_url(),
    search_hint=gettext_lazy("Name, former name or credit code"),
    empty_title=gettext_lazy("No enterprise yet"),
    empty_text=gettext_lazy(
        "Bring in the list of the enterprises in your zone, or search the register and take some in."
    ),
    empty_url="import/",
    empty_action=gettext_lazy("Bring a list in"),
)


def crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page of the room."""
    return [(_("Enterprises"), reverse("enterprises:index")), *more]


def index_context(request: ZoneRequest) -> dict[str, Any]:
    """The list, and below it what the register has for the search text."""
    text = request.GET.get("q", "")[:80]
    release, rows = reads.search_register(request.zone, text) if text.strip() else (None, [])
    return {"release": release, "register_rows": rows, "text": text.strip()}


def duplicates_context(request: ZoneRequest) -> dict[str, Any]:
    """Pairs that may be one, and merges so far."""
    pairs, total = reads.duplicates(request.zone)
    return {
        "title": _("Duplicates"),
        "subtitle": _("Found by credit code and by name; branches of one parent are not offered."),
        "crumbs": crumbs((_("Duplicates"), "")),
        "pairs": [
            {"pair": pair, "reasons": [(wording.REASONS[reason.code], reason) for reason in pair.candidate.reasons]}
            for pair in pairs
        ],
        "total": total,
        "merges": list(reads.merges_of(request.zone)[:30]),
    }


Pair = tuple[Enterprise, Enterprise]


def _compared(_request: ZoneRequest, pair: Pair) -> dict[str, Any]:
    """Two enterprises side by side, and why they may be one."""
    first, second = pair
    rows = []
    for name, label in wording.FIELDS.items():
        one, other = getattr(first, name), getattr(second, name)
        rows.append({"label": label, "first": one, "second": other, "differ": bool(one and other and one != other)})
    candidate = reads.compare_two(first, second)
    reasons = [(wording.REASONS[reason.code], reason) for reason in candidate.reasons]
    return {"first": first, "second": second, "rows": rows, "score": candidate.score, "reasons": reasons}


def _merge(request: ZoneRequest, pair: Pair, form: forms.MergeForm) -> Enterprise:
    stays, goes = pair if form.cleaned_data["survivor"] == pair[0].pk else pair[::-1]
    done = actions.merge_enterprises(stays, goes, by=request.user, reason=form.cleaned_data["reason"])
    offer_undo(request, _("Merged."), acts.MERGE.url(acts.MERGE.by_verb["undo"], done))
    return stays


MERGE = FormPage(
    ability="enterprises.merge",
    title=gettext_lazy("Are these one enterprise?"),
    find=reads.pair_or_404,
    form=lambda _request, pair, data, _files: forms.MergeForm(pair, data),
    do=_merge,
    submit=gettext_lazy("Merge"),
    above="enterprises/_compared.html",
    shared=_compared,
    cards=(Card(code="apart", template="enterprises/_apart.html"),),
    crumbs=lambda _pair: crumbs((_("Duplicates"), reverse("enterprises:duplicates"))),
    cancel=lambda _pair: reverse("enterprises:duplicates"),
)


def _add(request: ZoneRequest, _thing: None, form: forms.EnterpriseForm) -> Enterprise:
    given = form.cleaned_data
    return actions.add_enterprise(
        request.zone, form.values(), by=request.user, source=given["source"], in_zone=given["in_zone"]
    )


ADD = FormPage(
    ability="enterprises.edit",
    title=gettext_lazy("New enterprise"),
    form=lambda _request, _thing, data, _files: forms.EnterpriseForm(data),
    do=_add,
    parts=(
        Part(
            (
                "name", "credit_code", ("province", "city"), ("enterprise_type", "register_status"),
                ("capital_wan_yuan", "capital_currency", "registered_on"), "business_scope", "source", "in_zone",
            )
        ),
    ),
    crumbs=lambda _thing: crumbs(),
    cancel=lambda _thing: reverse("enterprises:index"),
)  # fmt: skip


def _start(request: ZoneRequest, _thing: None, form: forms.NewSheetForm) -> EnterpriseImport:
    given = form.cleaned_data
    return actions.start_enterprise_import(request.zone, given["file"], by=request.user, in_zone=given["in_zone"])


IMPORT_NEW = FormPage(
    ability="enterprises.edit",
    title=gettext_lazy("Bring a list in"),
    subtitle=gettext_lazy("The zone's own list of enterprises as CSV or Excel. Nothing is changed before you confirm."),
    form=lambda _request, _thing, data, files: forms.NewSheetForm(data, files),
    do=_start,
    submit=gettext_lazy("Look into the file"),
    crumbs=lambda _thing: crumbs(),
    cancel=lambda _thing: reverse("enterprises:index"),
    notice="ui/pages/_import_way.html",
    shared=lambda _request, _thing: {"way": way({"file"})},
    cards=(
        TableCard(
            code="lists",
            title=gettext_lazy("Lists brought in"),
            hide_empty=True,
            rows=lambda request, _thing: reads.imports_for(request.user, request.zone)[:30],
            columns=(
                Column("title", gettext_lazy("File"), primary=True, href=lambda one: one.get_absolute_url()),
                Column("state", gettext_lazy("State"), value="get_state_display", kind="badge"),
                Column("started_by", gettext_lazy("Asked by"), value="started_by.label"),
                Column("started_at", gettext_lazy("Asked at"), kind="datetime"),
            ),
        ),
    ),
)


def _import_form(_request: ZoneRequest, started: EnterpriseImport, data: Any, _files: Any) -> forms.ImportForm:
    tables = [seen_table(vars(table)) for table in _seen(started).files]
    choices = [
        (name, str(wording.FIELDS.get(name, chinese))) for name, chinese in FIELD_CHOICES if name not in PERSONAL_FIELDS
    ]
    return forms.ImportForm(tables, choices, data, initial={"in_zone": started.in_zone})


def _seen(started: EnterpriseImport) -> Preview:
    """The columns and first rows of a sheet that waits; nothing of one that does not."""
    if started.state != EnterpriseImport.State.PREVIEW:
        return Preview((), (), 0, 0, 0)
    try:
        return sheets.look_at(started)
    except KeptLostError as error:  # it is told on the page, where the import can be given up
        return Preview((), error.problems, 0, 0, 0)


def _keep_import(request: ZoneRequest, started: EnterpriseImport, form: forms.ImportForm) -> EnterpriseImport:
    """Keep the columns; confirmed: apply."""
    choices = choices_of(form, [table.columns for table in _seen(started).files])
    actions.choose_sheet(started, choices, in_zone=form.cleaned_data["in_zone"], by=request.user)
    if is_confirmed(request):
        actions.apply_import(started, by=request.user)
    return started


def _planned(_request: ZoneRequest, started: EnterpriseImport) -> dict[str, Any]:
    """What the sheet would do as its columns stand."""
    seen = _seen(started)
    if not seen.readable:
        return {"is_readable": False, "found_problems": seen.problems}
    try:
        plan = sheets.plan_import(started)
    except ProblemsError as error:
        return {"is_readable": False, "found_problems": error.problems}
    planned = plan.counts()
    shown = [row for row in plan.rows if row.deed != "same"][:200]
    return {
        "found_problems": seen.problems,
        "is_readable": True,
        "counts": [(wording.DEEDS[deed], count) for deed, count in planned.items()],
        "refused": plan.refused,
        "rows": [_planned_row(row, plan.names.get(row.line, "")) for row in shown],
        "hidden": len(plan.rows) - planned["same"] - len(shown),
    }


def _planned_row(row: Planned, name: str) -> dict[str, Any]:
    """A row with what would happen to it."""
    return {
        "row": row,
        "name": name,
        "deed": wording.DEEDS[row.deed],
        "tone": {"create": "ok", "update": "info", "unclear": "bad"}.get(row.deed, "muted"),
        "why": wording.WHY.get(row.why, ""),
        "changes": [
            (wording.FIELDS.get(field, field), value) for field, value in row.changes.items() if row.deed == "update"
        ],
    }


IMPORT = SheetPage(
    ability="enterprises.edit",
    title=lambda started: started.title,
    find=reads.import_or_404,
    form=_import_form,
    do=_keep_import,
    found=_planned,
    confirm=gettext_lazy("Apply"),
    changes="enterprises/_changes.html",
    crumbs=lambda _started: crumbs((_("Bring a list in"), reverse("enterprises:import_new"))),
)


def _receipt(_request: ZoneRequest, started: EnterpriseImport) -> dict[str, Any]:
    """What the sheet did."""
    unclear = [
        (row["line"], wording.WHY.get(row["why"], row["why"])) for row in started.receipt.get("unclear_rows", ())
    ]
    counts = [(wording.DEEDS[deed], started.receipt.get(deed, 0)) for deed in wording.DEEDS]
    return {"started": started, "unclear": unclear, "counts": counts}


RECEIPT: DetailPage[EnterpriseImport] = DetailPage(
    ability="enterprises.edit",
    head=Head(
        badges=lambda started: [(started.get_state_display(), "muted")],
        acts=lambda request, started: acts.IMPORT.drawn(started, request, (), {}),
        crumbs=lambda _started: crumbs((_("Bring a list in"), reverse("enterprises:import_new"))),
    ),
    cards=(
        Card(code="way", template="ui/pages/_import_way.html", bare=True, fill=lambda *_of: {"way": way({"written"})}),
        Card(code="counts", template="enterprises/_counts.html", bare=True, fill=_receipt),
        Card(code="receipt", title=gettext_lazy("Receipt"), template="enterprises/_receipt.html", fill=_receipt),
    ),
)
