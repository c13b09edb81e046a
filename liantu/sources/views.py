"""Pages of the data sources: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.lib.problems import ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources import actions, column_forms, pages, reads, wording
from liantu.sources.forms import description_in
from liantu.sources.models import RegisterImport, RegisterRelease
from liantu.ui.problems import tell


def _release(request: ZoneRequest, release_id: str, *, own: bool = False) -> RegisterRelease:
    """The release as the zone may see it (its own only, when asked), or 404."""
    rows = reads.releases_for(request.user, request.zone).defer(None)
    return get_object_or_404(rows.filter(zone=request.zone) if own else rows, release_id=release_id)


def _import(request: ZoneRequest, pk: int) -> RegisterImport:
    """The import of the zone, or 404."""
    rows = RegisterImport.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "job", "release", "appends_to"), pk=pk)


@require_GET
@needs("sources.view")
def index(request: ZoneRequest) -> HttpResponse:
    """All registers, and imports that wait."""
    return pages.RELEASES.respond(request, pages.index_context(request))


@require_http_methods(["GET", "POST"])
@needs("sources.import")
def new(request: ZoneRequest, release_id: str = "") -> HttpResponse:
    """Take files; with a release: to add rows to it."""
    parent = _release(request, release_id, own=True) if release_id else None
    context = pages.new_context(request, appends_to=parent)
    if request.method == "GET":
        return render(request, "sources/new.html", context)
    try:
        about = description_in(request.POST)
        started = actions.start_import(
            request.zone,
            by=request.user,
            uploads=request.FILES.getlist("files"),
            server_names=request.POST.getlist("server"),
            appends_to=parent,
            **vars(about),
        )
    except ProblemsError as error:
        return pages.refused(request, "sources/new.html", context, error)
    return redirect(started)


@require_GET
@needs("sources.import")
def import_page(request: ZoneRequest, pk: int) -> HttpResponse:
    """What was found in the files; later: how far the building is."""
    started = _import(request, pk)
    if started.release is not None:
        return redirect(started.release)
    return render(request, "sources/import.html", pages.import_context(started))


@require_POST
@needs("sources.import")
def import_save(request: ZoneRequest, pk: int) -> HttpResponse:
    """Keep columns and description; with ``confirm`` build the register."""
    started = _import(request, pk)
    try:
        actions.describe_import(started, by=request.user, **vars(description_in(request.POST)))
        actions.choose_columns(started, column_forms.choices_in(request.POST, started), by=request.user)
        if "confirm" in request.POST:
            actions.confirm_import(started, by=request.user)
    except ProblemsError as error:
        return pages.refused(request, "sources/import.html", pages.import_context(started), error)
    return redirect(started)


@require_POST
@needs("sources.import")
def import_abandon(request: ZoneRequest, pk: int) -> HttpResponse:
    """Put the files aside."""
    try:
        actions.abandon_import(_import(request, pk), by=request.user)
        messages.success(request, _("The import was put aside."))
    except ProblemsError as error:
        tell(request, error)
    return redirect("sources:index")


@require_GET
@needs("sources.view")
def release(request: ZoneRequest, release_id: str) -> HttpResponse:
    """Counts, quality, coverage; ``?check=1`` compares every checksum."""
    page = reads.release_page(_release(request, release_id), check=bool(request.GET.get("check")))
    return pages.RELEASE.respond(request, page)


@require_GET
@needs("sources.export")
def download(request: ZoneRequest, release_id: str, name: str) -> FileResponse:
    """A receipt of rows or the quality report."""
    row = _release(request, release_id, own=True)
    path = row.folder / name
    if name not in wording.RECEIPTS or not path.is_file():
        raise Http404
    actions.note_download(row, name, by=request.user)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{row.release_id}-{name}")


@require_POST
@needs("sources.import")
def use(request: ZoneRequest, release_id: str) -> HttpResponse:
    """Take into use; or share with other zones, or stop sharing."""
    row = _release(request, release_id, own=True)
    try:
        if "shared" in request.POST:
            actions.share_release(row, request.POST["shared"] == "1", by=request.user)
        else:
            actions.make_current(row, by=request.user)
        messages.success(request, _("Done."))
    except ProblemsError as error:
        tell(request, error)
    return redirect(row)


@require_POST
@needs("sources.drop")
def drop(request: ZoneRequest, release_id: str) -> HttpResponse:
    """Delete the rows of a release."""
    row = _release(request, release_id, own=True)
    try:
        actions.drop_release(row, by=request.user, reason=request.POST.get("reason", "")[:500])
    except ProblemsError as error:
        return pages.RELEASE.respond(request, reads.release_page(row), problems=error.problems, status=422)
    messages.success(request, _("The register was dropped; its counts and quality stay on record."))
    return redirect("sources:index")


@require_http_methods(["GET", "POST"])
@needs("sources.import")
def policy(request: ZoneRequest) -> HttpResponse:
    """Which personal columns are kept."""
    if request.method == "POST":
        fields, ground = request.POST.getlist("fields"), request.POST.get("ground", "")[:2000]
        try:
            actions.set_personal_policy(request.zone, fields, ground, by=request.user)
        except ProblemsError as error:
            return pages.refused(request, "sources/policy.html", pages.policy_context(request), error)
        messages.success(request, _("The policy holds for registers built from now on."))
        return redirect("sources:policy")
    return render(request, "sources/policy.html", pages.policy_context(request))
