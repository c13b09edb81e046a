"""What the pages of the enterprises room show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.engine.reading import FIELD_CHOICES, PERSONAL_FIELDS
from liantu.enterprises import reads, sheets, wording
from liantu.enterprises.models import Enterprise, EnterpriseFact, EnterpriseImport
from liantu.lib.problems import ProblemsError
from liantu.ui.lists import Column, Filter, ListPage


def _provinces(request: HttpRequest) -> list[tuple[str, str]]:
    rows = reads.enterprises_for(request.user, request.zone).exclude(province="").order_by("province")
    return [(name, name) for name in rows.values_list("province", flat=True).distinct()]


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


def index_context(request: HttpRequest) -> dict[str, Any]:
    """The list, and below it what the register has for the search text."""
    text = request.GET.get("q", "")[:80]
    release, rows = reads.search_register(request.zone, text) if text.strip() else (None, [])
    return {"release": release, "register_rows": rows, "text": text.strip()}


def detail_context(request: HttpRequest, enterprise: Enterprise) -> dict[str, Any]:
    """The page of an enterprise."""
    page = reads.enterprise_page(enterprise, user=request.user)
    return {
        "enterprise": enterprise,
        "page": page,
        "title": enterprise.name,
        "crumbs": crumbs((enterprise.name, "")),
        "facts": [
            {
                "label": wording.FIELDS[line.field],
                "line": line,
                "tone": wording.KIND_TONES.get(line.current.kind, "muted") if line.current else "muted",
            }
            for line in page.facts
        ],
        "links": link_rows(page.scope),
        "roles": wording.ROLES,
        "fields": [(name, label, getattr(enterprise, name)) for name, label in wording.FIELDS.items()],
        "kinds": EnterpriseFact.Kind.choices,
        "values": request.POST,
    }


def link_rows(scope: reads.ScopeReading) -> list[dict[str, Any]]:
    """Matched links with their roles in words."""
    return [
        {"link": one.link, "words": one.words, "roles": [wording.ROLES[role] for role in one.roles]}
        for one in scope.links
    ]


def register_row_context(request: HttpRequest, page: reads.RegisterRowPage) -> dict[str, Any]:
    """The page of a row of the register."""
    return {
        "page": page,
        "row": page.row,
        "release": page.release,
        "title": page.row["name"],
        "crumbs": crumbs((page.release.title, page.release.get_absolute_url()), (page.row["name"], "")),
        "links": link_rows(page.scope),
    }


def duplicates_context(request: HttpRequest) -> dict[str, Any]:
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


def merge_context(first: Enterprise, second: Enterprise) -> dict[str, Any]:
    """Two enterprises side by side."""
    rows = []
    for name, label in wording.FIELDS.items():
        one, other = getattr(first, name), getattr(second, name)
        rows.append({"label": label, "first": one, "second": other, "differ": bool(one and other and one != other)})
    candidate = reads.compare_two(first, second)
    return {
        "first": first,
        "second": second,
        "rows": rows,
        "score": candidate.score,
        "reasons": [(wording.REASONS[reason.code], reason) for reason in candidate.reasons],
        "title": _("Are these one enterprise?"),
        "crumbs": crumbs((_("Duplicates"), reverse("enterprises:duplicates")), (_("Compare"), "")),
    }


def import_new_context(request: HttpRequest) -> dict[str, Any]:
    """The form that takes a sheet, and lists brought in before."""
    return {
        "title": _("Bring a list in"),
        "subtitle": _("The zone's own list of enterprises as CSV or Excel."),
        "crumbs": crumbs((_("Bring a list in"), "")),
        "imports": list(reads.imports_for(request.user, request.zone)[:30]),
    }


def import_context(started: EnterpriseImport) -> dict[str, Any]:
    """What the sheet would do, or what it did."""
    context: dict[str, Any] = {
        "started": started,
        "title": started.title,
        "crumbs": crumbs((_("Bring a list in"), reverse("enterprises:import_new")), (started.title, "")),
        "fields": [
            (name, wording.FIELDS.get(name, chinese)) for name, chinese in FIELD_CHOICES if name not in PERSONAL_FIELDS
        ],
    }
    if started.state != EnterpriseImport.State.PREVIEW:
        counts = [(wording.DEEDS[deed], started.receipt.get(deed, 0)) for deed in wording.DEEDS]
        unclear = [
            (row["line"], wording.WHY.get(row["why"], row["why"])) for row in started.receipt.get("unclear_rows", ())
        ]
        return {**context, "counts": counts, "unclear": unclear}
    seen = sheets.look_at(started)
    context |= {"tables": seen.files, "found_problems": seen.all_problems, "readable": seen.readable}
    if not seen.readable:
        return context
    try:
        plan = sheets.plan_import(started)
    except ProblemsError as error:
        return {**context, "readable": False, "found_problems": error.problems}
    planned = plan.counts()
    shown = [row for row in plan.rows if row.deed != "same"][:200]
    return {
        **context,
        "counts": [(wording.DEEDS[deed], count) for deed, count in planned.items()],
        "refused": plan.refused,
        "rows": [
            {
                "row": row,
                "name": plan.names.get(row.line, ""),
                "deed": wording.DEEDS[row.deed],
                "tone": {"create": "ok", "update": "info", "unclear": "bad"}.get(row.deed, "muted"),
                "why": wording.WHY.get(row.why, ""),
                "changes": [
                    (wording.FIELDS.get(name, name), value)
                    for name, value in row.changes.items()
                    if row.deed == "update"
                ],
            }
            for row in shown
        ],
        "hidden": len(plan.rows) - planned["same"] - len(shown),
    }


def refused(request: HttpRequest, template: str, context: dict[str, Any], error: ProblemsError) -> HttpResponse:
    """The page again, with everything that was wrong."""
    return render(request, template, {**context, "problem_list": error.problems}, status=422)
