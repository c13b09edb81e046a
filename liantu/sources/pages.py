"""What the pages of the sources room show: reads put into words and charts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.audit.reads import history_of
from liantu.engine.reading import PERSONAL_FIELDS
from liantu.foundation.jobs.reads import time_left
from liantu.foundation.jobs.worker import problems_of
from liantu.lib.problems import ProblemsError
from liantu.people.requests import ZoneRequest
from liantu.sources import reads, wording
from liantu.sources.models import RegisterImport, RegisterRelease
from liantu.ui.lists import Column, Filter, ListPage

SHOWN_FIELDS = (
    "name", "credit_code", "credit_code_valid", "registered_on", "capital_wan_yuan", "capital_currency", "capital_text",
    "province", "city", "business_scope", "source_row",
)  # fmt: skip


def _state(release: RegisterRelease) -> str:
    if release.state == RegisterRelease.State.DROPPED:
        return str(_("dropped"))
    return str(_("in use") if release.is_current else _("shared") if release.shared else _("ready"))


def _tone(release: RegisterRelease) -> str:
    return "muted" if release.state == RegisterRelease.State.DROPPED else "ok" if release.is_current else "info"


RELEASES = ListPage(
    name="sources.releases",
    title=gettext_lazy("Registers"),
    subtitle=gettext_lazy("What enterprises are looked for in: business registers, each of one day and one source."),
    queryset_fn=lambda request: reads.releases_for(request.user, request.zone),
    columns=(
        Column("title", gettext_lazy("Register"), sort="title", primary=True),
        Column("state", gettext_lazy("State"), value=_state, kind="badge", tone=_tone, sort="state"),
        Column("as_of_on", gettext_lazy("As of"), kind="date", sort="as_of_on"),
        Column("rows", gettext_lazy("Enterprises"), kind="number", sort="rows"),
        Column("refused_rows", gettext_lazy("Rows refused"), kind="number", sort="refused_rows"),
        Column("source", gettext_lazy("Source"), sort="source", wide=True),
        Column("licence", gettext_lazy("Licence"), sort="licence", wide=True),
        Column("zone", gettext_lazy("Zone"), sort="zone__name"),
        Column("built_at", gettext_lazy("Added"), kind="datetime", sort="built_at"),
    ),
    search_fields=("title", "source", "release_id"),
    filters=(Filter("state", gettext_lazy("State"), choices=RegisterRelease.State.choices),),
    default_sort="-built_at",
    export_ability="sources.export",
    ability="sources.view",
    template="sources/index.html",
    row_href=lambda row: row.get_absolute_url(),
    empty_title=gettext_lazy("No register yet"),
    empty_text=gettext_lazy("Bring in a business register as CSV, Excel or Parquet: the chains are compared with it."),
    empty_url="new/",
    empty_action=gettext_lazy("Bring a register in"),
)


def index_context(request: ZoneRequest) -> dict[str, Any]:
    """Imports that wait or run, above the list."""
    imports = list(reads.imports_for(request.user, request.zone))
    return {"imports": imports, "current": reads.current_release(request.zone)}


def new_context(request: ZoneRequest, *, appends_to: RegisterRelease | None) -> dict[str, Any]:
    """The form that takes files."""
    return {
        "title": _("Add rows to %(title)s") % {"title": appends_to.title} if appends_to else _("Bring a register in"),
        "crumbs": [(_("Registers"), reverse("sources:index")), (_("Choose files"), "")],
        "appends_to": appends_to,
        "inbox": reads.inbox_names(),
        "about": {
            "title": request.POST.get("title", ""),
            "source": request.POST.get("source", appends_to.source if appends_to else ""),
            "licence": request.POST.get("licence", appends_to.licence if appends_to else ""),
            "as_of_on": request.POST.get("as_of_on", ""),
        },
        "policy": reads.policy_row(request.zone),
    }


def import_context(started: RegisterImport) -> dict[str, Any]:
    """What was found in the files, and how far the building is."""
    policy = reads.personal_policy(started.zone)
    tables = [_table(number, entry) for number, entry in enumerate(started.found.get("files", ()))]
    job = started.job
    return {
        "started": started,
        "title": started.title,
        "crumbs": [(_("Registers"), reverse("sources:index")), (started.title, "")],
        "tables": tables,
        "found": started.found,
        "found_problems": started.found.get("problems", ()),
        "fields": wording.field_choices(policy.keep),
        "job": job,
        "job_problems": problems_of(job) if job is not None else (),
        "seconds_left": time_left(job) if job is not None and not job.is_over else None,
        "readable": any(table["columns"] for table in tables),
    }


def _table(number: int, entry: dict[str, Any]) -> dict[str, Any]:
    """One table of the files: its columns with what they are read as, and its first rows as they would be kept."""
    columns = []
    for place, header, field, why in entry["columns"]:
        words, tone = wording.COLUMN_WHY.get(why, (why, "muted"))
        samples = [row[place] for row in entry["raw_rows"] if place < len(row) and row[place]][:2]
        columns.append(
            {
                "place": place,
                "header": header,
                "field": field,
                "why": words,
                "tone": tone,
                "key": f"column-{number}-{place}",
                "is_personal": why == "personal",
                "samples": samples,
            }
        )
    rows = [{name: row.get(name) for name in SHOWN_FIELDS} for row in entry["rows"]]
    return {
        **entry,
        "number": number,
        "columns": columns,
        "rows": rows,
        "unknown": sum(1 for column in columns if not column["field"] and not column["is_personal"]),
    }


def release_context(request: ZoneRequest, release: RegisterRelease) -> dict[str, Any]:
    """The page of a release."""
    page = reads.release_page(release)
    return {
        "release": release,
        "page": page,
        "title": release.title,
        "crumbs": [(_("Registers"), reverse("sources:index")), (release.title, "")],
        "findings": [(wording.FINDINGS[item.code], item) for item in page.findings if item.rows],
        "coverage": [(wording.COVERAGE[name], rows, count) for name, rows, count in page.coverage],
        "receipts": [(wording.RECEIPTS[name], name, size) for name, size in page.receipts],
        "history": history_of(release),
        "is_own": release.zone_id == request.zone.pk,
        "checked": reads.check_release(release) if request.GET.get("check") else None,
    }


def policy_context(request: ZoneRequest) -> dict[str, Any]:
    """The zone's policy for personal columns."""
    row = reads.policy_row(request.zone)
    kept = set(row.fields) if row else set()
    return {
        "title": _("Personal data policy"),
        "subtitle": _("Which personal columns of registers this zone keeps. Without a ground: none."),
        "crumbs": [(_("Registers"), reverse("sources:index")), (_("Personal data policy"), "")],
        "policy": row,
        "fields": [(name, wording.FIELDS.get(name, name), name in kept) for name in PERSONAL_FIELDS],
        "history": history_of(row) if row else (),
    }


def refused(
    request: ZoneRequest, template: str, context: dict[str, Any], error: ProblemsError, *, status: int = 422
) -> HttpResponse:
    """The page again, with everything that was wrong."""
    return render(request, template, {**context, "problem_list": error.problems}, status=status)
