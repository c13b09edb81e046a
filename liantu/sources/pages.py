"""What the pages of the sources room show: reads put into words and charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.audit.reads import history_of
from liantu.engine.reading import PERSONAL_FIELDS
from liantu.foundation.jobs.reads import time_left
from liantu.foundation.jobs.worker import problems_of
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.sources import reads, wording
from liantu.sources.models import RegisterImport, RegisterRelease
from liantu.sources.rules.quality import CoverageRow
from liantu.ui.formats import iso_text
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.lists.columns import in_local_time
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, Head, HistoryCard, Link, TableCard
from liantu.ui.pages.cards import Place

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


def _states(page: reads.ReleasePage) -> list[tuple[Any, str]]:
    """How the release stands, as badges."""
    one = page.release
    if one.state == RegisterRelease.State.DROPPED:
        found = [(one.get_state_display(), "muted")]
    else:
        found = [(_("in use"), "ok") if one.is_current else (one.get_state_display(), "info")]
    return [*found, (_("shared with all zones"), "info")] if one.shared else found


def _is_ready_and_own(request: ZoneRequest, page: reads.ReleasePage) -> bool:
    one = page.release
    return one.zone_id == request.zone.pk and one.state == RegisterRelease.State.READY


def _release_links(request: ZoneRequest, page: reads.ReleasePage) -> list[Link]:
    """What can be done with a register that is whole, by its own zone."""
    one = page.release
    if not _is_ready_and_own(request, page) or not may(request.user, "sources.import", request.zone):
        return []
    use, add = (reverse(f"sources:{name}", args=[one.release_id]) for name in ("use", "append"))
    share, value = (_("Stop sharing"), "0") if one.shared else (_("Share with all zones"), "1")
    found = [] if one.is_current else [Link(_("Take into use"), use, "check", main=True, method="post")]
    return [*found, Link(share, use, method="post", name="shared", value=value), Link(_("Add rows"), add, "plus")]


def _personal(page: reads.ReleasePage) -> str:
    """Which personal columns were kept, and why."""
    quality = page.release.quality
    kept = quality.get("personal_kept")
    return f"{', '.join(kept)} — {quality.get('personal_reason', '')}" if kept else _("left out")


def _registered_between(page: reads.ReleasePage) -> str:
    quality = page.release.quality
    return " … ".join(str(quality.get(name) or "—") for name in ("first_registered_on", "last_registered_on"))


def _added(page: reads.ReleasePage) -> str:
    one = page.release
    return f"{iso_text(in_local_time(one.built_at))} {one.built_by.label if one.built_by else ''}".strip()


def _is_whole(_request: ZoneRequest, page: reads.ReleasePage) -> dict[str, Any] | None:
    return {} if page.is_checked and not page.problems else None


def _files(request: ZoneRequest, page: reads.ReleasePage) -> dict[str, Any]:
    """The receipts a person of the zone may take, and whether the files can be checked."""
    may_take = page.release.zone_id == request.zone.pk and may(request.user, "sources.export", request.zone)
    return {
        "receipts": [(wording.RECEIPTS[name], name, size) for name, size in page.receipts] if may_take else [],
        "is_ready": page.release.state == RegisterRelease.State.READY,
    }


def _coverage_card(name: str, place: Place) -> TableCard:
    """One coverage table; its longest line is its first."""

    def found(page: reads.ReleasePage) -> tuple[Sequence[CoverageRow], int]:
        return next(((rows, count) for code, rows, count in page.coverage if code == name), ((), 0))

    def lines(_request: ZoneRequest, page: reads.ReleasePage) -> list[dict[str, Any]]:
        rows = found(page)[0]
        return [{"name": row.name, "rows": row.rows, "share": row.share, "most": rows[0].rows} for row in rows]

    def more(_request: ZoneRequest, page: reads.ReleasePage) -> dict[str, Any]:
        rows, count = found(page)
        return {"kinds": count if count > len(rows) else 0}

    return TableCard(
        code=name.replace("_", "-"),
        title=wording.COVERAGE[name],
        place=place,
        rows=lines,
        hide_empty=True,
        fill=more,
        template="sources/_more_kinds.html",
        columns=(
            Column("name", wording.COVERAGE[name], primary=True),
            Column("rows", gettext_lazy("Enterprises"), template="sources/_coverage_meter.html"),
            Column("share", gettext_lazy("Share"), kind="pct"),
        ),
    )


RELEASE: DetailPage[reads.ReleasePage] = DetailPage(
    ability="sources.view",
    even=True,
    head=Head(
        title=lambda page: page.release.title, line=lambda page: (page.release.release_id,), links=_release_links,
        crumbs=lambda _page: ((_("Registers"), reverse("sources:index")),),
    ),
    warnings=lambda _request, page: ("", page.problems),
    cards=(
        Card(code="whole", place="wide", template="sources/_whole.html", fill=_is_whole, bare=True),
        Card(code="numbers", place="wide", template="sources/_numbers.html", bare=True,
             fill=lambda _request, page: {"release": page.release, "states": _states(page)}),
        FactsCard(
            code="origin", title=gettext_lazy("Where it comes from"),
            facts=(
                Fact("source", gettext_lazy("Source"), value="release.source"),
                Fact("licence", gettext_lazy("Licence"), value="release.licence"),
                Fact("as_of_on", gettext_lazy("As of"), value="release.as_of_on", kind="date"),
                Fact("registered", gettext_lazy("Registered between"), value=_registered_between),
                Fact("added", gettext_lazy("Added"), value=_added),
                Fact("parent", gettext_lazy("Rows added to"), value="parent.title", optional=True,
                     href=lambda page: page.parent.get_absolute_url() if page.parent else ""),
                Fact("personal", gettext_lazy("Personal columns"), value=_personal),
            ),
        ),
        TableCard(
            code="quality", title=gettext_lazy("Quality"), place="side",
            rows=lambda _request, page: [item for item in page.findings if item.rows],
            columns=(
                Column("code", gettext_lazy("What was found"), value=lambda item: wording.FINDINGS[item.code],
                       primary=True),
                Column("rows", gettext_lazy("Rows"), kind="number"),
                Column("share", gettext_lazy("Share"), kind="badge", value=lambda item: f"{item.share:.1%}",
                       tone=lambda item: item.tone),
            ),
            empty=gettext_lazy("Nothing to complain about."),
        ),
        *(_coverage_card(name, "side" if number else "main") for number, name in enumerate(wording.COVERAGE)),
        TableCard(
            code="files", title=gettext_lazy("Files and receipts"), template="sources/_receipts.html", fill=_files,
            rows=lambda _request, page: page.files, empty=gettext_lazy("No list of files is kept."),
            columns=(
                Column("label", gettext_lazy("File"), primary=True),
                Column("rows_read", gettext_lazy("Rows"), kind="number"),
                Column("rows_accepted", gettext_lazy("Taken"), kind="number"),
                Column("rows_refused", gettext_lazy("Sent back"), kind="number"),
                Column("unknown_columns", gettext_lazy("Columns not used"), wide=True,
                       value=lambda file: Truncator("、".join(file["unknown_columns"])).chars(80)),
            ),
        ),
        HistoryCard(lambda page: history_of(page.release), place="side"),
        Card(code="drop", title=gettext_lazy("Drop this register"), template="sources/_drop.html", place="below",
             ability="sources.drop",
             fill=lambda request, page: {} if _is_ready_and_own(request, page) else None),
    ),
)  # fmt: skip


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
