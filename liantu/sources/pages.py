"""What the pages of the sources room show: reads put into words and charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liantu.audit.reads import history_of
from liantu.foundation.jobs.reads import time_left
from liantu.foundation.jobs.worker import problems_of
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.sources import actions, acts, reads, wording
from liantu.sources.column_forms import choices_of, seen_table
from liantu.sources.forms import ImportForm, NewForm, PolicyForm
from liantu.sources.models import PersonalDataPolicy, RegisterImport, RegisterRelease
from liantu.sources.rules.quality import CoverageRow
from liantu.ui.acts import Drawn
from liantu.ui.formats import count_text, iso_text
from liantu.ui.lists import Column, Filter, ListPage
from liantu.ui.lists.columns import in_local_time
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, FormPage, Head, HistoryCard, Link, Part, TableCard
from liantu.ui.pages.cards import Place
from liantu.ui.pages.importing import way
from liantu.ui.pages.sheets import SheetPage, is_confirmed

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


def _index_links(request: ZoneRequest) -> list[Link]:
    if not may(request.user, "sources.import", request.zone):
        return []
    return [
        Link(_("Personal data policy"), reverse("sources:policy"), "shield"),
        Link(_("Bring a register in"), reverse("sources:new"), "upload", main=True),
    ]


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
    links=_index_links,
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


def _crumbs(*_thing: object) -> tuple[tuple[Any, str], ...]:
    return ((_("Registers"), reverse("sources:index")),)


def _new_title(appends_to: RegisterRelease | None) -> str:
    return _("Add rows to %(title)s") % {"title": appends_to.title} if appends_to else _("Bring a register in")


def _new_form(_request: ZoneRequest, appends_to: RegisterRelease | None, data: Any, files: Any) -> NewForm:
    known = {"source": appends_to.source, "licence": appends_to.licence} if appends_to else {}
    return NewForm(data, files, initial=known)


def _start(request: ZoneRequest, appends_to: RegisterRelease | None, form: NewForm) -> RegisterImport:
    given = form.cleaned_data
    return actions.start_import(
        request.zone,
        by=request.user,
        uploads=given["files"],
        server_names=given.get("server", ()),
        appends_to=appends_to,
        **form.about(),
    )


NEW = FormPage(
    ability="sources.import",
    title=_new_title,
    subtitle=gettext_lazy("Nothing is built before you confirm what was found."),
    form=_new_form,
    do=_start,
    submit=gettext_lazy("Look into the files"),
    parts=(Part(("files", "server", ("title", "as_of_on"), ("source", "licence"))),),
    shared=lambda request, _appends_to: {"policy": reads.policy_row(request.zone)},
    cards=(Card(code="policy", template="sources/_policy_note.html", bare=True),),
    crumbs=_crumbs,
    cancel=lambda _appends_to: reverse("sources:index"),
)


def _import_form(_request: ZoneRequest, started: RegisterImport, data: Any, _files: Any) -> ImportForm:
    kept = reads.personal_policy(started.zone).keep
    tables = [
        seen_table(entry, [{name: row.get(name) for name in SHOWN_FIELDS} for row in entry["rows"]])
        for entry in started.found.get("files", ())
    ]
    about = {name: getattr(started, name) for name in ("title", "source", "licence", "as_of_on")}
    return ImportForm(tables, wording.field_choices(kept), data, initial=about)


def _keep_import(request: ZoneRequest, started: RegisterImport, form: ImportForm) -> RegisterImport:
    """Keep columns and description; confirmed: build the register."""
    actions.describe_import(started, by=request.user, **form.about())
    columns = [entry["columns"] for entry in started.found.get("files", ())]
    kept = reads.personal_policy(started.zone).keep
    actions.choose_columns(started, choices_of(form, columns, keep=kept), by=request.user)
    if is_confirmed(request):
        actions.confirm_import(started, by=request.user)
    return started


def _found(_request: ZoneRequest, started: RegisterImport) -> dict[str, Any]:
    """What was found in the files."""
    files = started.found.get("files", ())
    rows = _("about %(n)s rows") % {"n": count_text(started.found.get("estimated_rows"))}
    onto = _("added to %(title)s") % {"title": started.appends_to.title} if started.appends_to else ""
    return {
        "subtitle": " ".join(part for part in (rows, onto) if part),
        "found_problems": started.found.get("problems", ()),
        "is_readable": any(entry["columns"] for entry in files),
    }


def _last_attempt(_request: ZoneRequest, started: RegisterImport) -> dict[str, Any] | None:
    job = started.job
    return {"job": job, "job_problems": problems_of(job)} if job is not None else None


IMPORT = SheetPage(
    ability="sources.import",
    title=lambda started: started.title,
    find=reads.import_or_404,
    form=_import_form,
    do=_keep_import,
    found=_found,
    confirm=gettext_lazy("Build the register"),
    first_rows="sources/_first_rows.html",
    parts=(Part((("title", "as_of_on"), ("source", "licence")), title=gettext_lazy("What it is")),),
    cards=(
        Card(
            code="attempt",
            title=gettext_lazy("The last attempt"),
            template="sources/_last_attempt.html",
            fill=_last_attempt,
        ),
    ),
    crumbs=_crumbs,
)


def _progress(_request: ZoneRequest, started: RegisterImport) -> dict[str, Any] | None:
    job = started.job
    if job is None:
        return None
    return {"job": job, "seconds_left": None if job.is_over else time_left(job)}


BUILDING: DetailPage[RegisterImport] = DetailPage(
    ability="sources.import",
    head=Head(badges=lambda started: [(started.get_state_display(), "info")], crumbs=_crumbs),
    cards=(
        Card(code="way", template="ui/pages/_import_way.html", bare=True, fill=lambda *_of: {"way": way({"written"})}),
        Card(
            code="building",
            title=gettext_lazy("Building the register"),
            template="sources/_building.html",
            fill=_progress,
        ),
    ),
)


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
    """Rows are added to a register that is whole, by its own zone."""
    if not _is_ready_and_own(request, page) or not may(request.user, "sources.import", request.zone):
        return []
    return [Link(_("Add rows"), reverse("sources:append", args=[page.release.release_id]), "plus")]


def _release_acts(request: ZoneRequest, page: reads.ReleasePage) -> list[Drawn]:
    """What can be done with a register that is whole, by its own zone."""
    own = _is_ready_and_own(request, page)
    return acts.RELEASE.drawn(page.release, request, acts.AT_HEAD, {}) if own else []


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
        acts=_release_acts,
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


def _policy_form(_request: ZoneRequest, row: PersonalDataPolicy | None, data: Any, _files: Any) -> PolicyForm:
    return PolicyForm(data, initial={"fields": row.fields, "ground": row.ground} if row else {})


def _set_policy(request: ZoneRequest, _row: PersonalDataPolicy | None, form: PolicyForm) -> str:
    given = form.cleaned_data
    actions.set_personal_policy(request.zone, given["fields"], given["ground"], by=request.user)
    return "sources:policy"


POLICY = FormPage(
    ability="sources.import",
    title=gettext_lazy("Personal data policy"),
    subtitle=gettext_lazy("Which personal columns of registers this zone keeps. Without a ground: none."),
    form=_policy_form,
    do=_set_policy,
    done=gettext_lazy("The policy holds for registers built from now on."),
    parts=(Part(("fields", "ground")),),
    cards=(HistoryCard(lambda row: history_of(row) if row else ()),),
    crumbs=_crumbs,
)
