"""Pages of the enterprises room: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.engine import ReleaseError
from liantu.enterprises import actions, forms, pages, reads
from liantu.enterprises.models import Enterprise, EnterpriseImport, EnterpriseMerge
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources.models import RegisterRelease
from liantu.sources.reads import releases_for
from liantu.ui.problems import tell
from liantu.ui.toasts import offer_undo


def _enterprise(request: ZoneRequest, pk: int) -> Enterprise:
    """The enterprise of the zone, or 404."""
    rows = Enterprise.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "release", "merged_into"), pk=pk)


def _release(request: ZoneRequest, release_id: str) -> RegisterRelease:
    """A ready release the zone may read, or 404."""
    rows = releases_for(request.user, request.zone).filter(state=RegisterRelease.State.READY)
    return get_object_or_404(rows, release_id=release_id)


def _import(request: ZoneRequest, pk: int) -> EnterpriseImport:
    """The list of the zone, or 404."""
    rows = EnterpriseImport.objects.visible_to(request.user).filter(zone=request.zone)
    return get_object_or_404(rows.select_related("zone", "file"), pk=pk)


@require_GET
@needs("enterprises.view")
def index(request: ZoneRequest) -> HttpResponse:
    """The zone's enterprises; with a search text also the register's."""
    return pages.ENTERPRISES.respond(request, pages.index_context(request))


@require_GET
@needs("enterprises.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """One enterprise; a merged one leads to its survivor."""
    enterprise = _enterprise(request, pk)
    if enterprise.merged_into is not None:
        return redirect(reads.survivor_of(enterprise))
    return pages.DETAIL.respond(request, reads.enterprise_page(enterprise, user=request.user))


@require_http_methods(["GET", "POST"])
@needs("enterprises.edit")
def add(request: ZoneRequest) -> HttpResponse:
    """An enterprise typed in by hand."""
    context = forms.add_context(request)
    if request.method == "GET":
        return render(request, "enterprises/add.html", context)
    try:
        made = actions.add_enterprise(
            request.zone,
            forms.values_in(request.POST),
            by=request.user,
            source=request.POST.get("source", ""),
            in_zone=request.POST.get("in_zone") == "1",
        )
    except ProblemsError as error:
        return pages.refused(request, "enterprises/add.html", context, error)
    return redirect(made)


@require_POST
@needs("enterprises.edit")
def correct(request: ZoneRequest, pk: int) -> HttpResponse:
    """Replace one value."""
    enterprise = _enterprise(request, pk)
    try:
        actions.correct_enterprise(enterprise, by=request.user, **forms.correction_in(request.POST))
    except ProblemsError as error:
        page = reads.enterprise_page(_enterprise(request, pk), user=request.user)
        return pages.DETAIL.respond(request, page, problems=error.problems, status=422)
    messages.success(request, _("Corrected; the earlier value stays on record."))
    return redirect(enterprise)


@require_POST
@needs("enterprises.edit")
def name(request: ZoneRequest, pk: int) -> HttpResponse:
    """Add a former or short name."""
    enterprise = _enterprise(request, pk)
    try:
        given = request.POST
        actions.add_name(enterprise, given.get("name", ""), by=request.user, kind=given.get("kind", "former"))
    except ProblemsError as error:
        page = reads.enterprise_page(enterprise, user=request.user)
        return pages.DETAIL.respond(request, page, problems=error.problems, status=422)
    return redirect(enterprise)


@require_POST
@needs("enterprises.edit")
def settle(request: ZoneRequest, pk: int) -> HttpResponse:
    """In the zone, or no longer."""
    enterprise = _enterprise(request, pk)
    actions.settle_in_zone(enterprise, request.POST.get("in_zone") == "1", by=request.user)
    return redirect(enterprise)


@require_GET
@needs("enterprises.view")
def register_row(request: ZoneRequest, release_id: str, enterprise_id: int) -> HttpResponse:
    """A row of the register nobody needs to have touched."""
    try:
        page = reads.register_row_page(_release(request, release_id), enterprise_id, zone=request.zone)
    except ReleaseError as error:
        return pages.refused(request, "enterprises/broken.html", {"title": release_id}, error)
    if page is None:
        raise Http404
    return pages.REGISTER_ROW.respond(request, page)


@require_POST
@needs("enterprises.edit")
def take_in(request: ZoneRequest, release_id: str, enterprise_id: int) -> HttpResponse:
    """Take a row of the register into the zone's enterprises."""
    release = _release(request, release_id)
    try:
        enterprise = actions.touch_from_register(release, enterprise_id, by=request.user, zone=request.zone)
    except ProblemsError as error:
        raise Http404 from error
    messages.success(request, _("Taken in."))
    return redirect(enterprise)


@require_GET
@needs("enterprises.view")
def duplicates(request: ZoneRequest) -> HttpResponse:
    """Pairs that may be one."""
    return render(request, "enterprises/duplicates.html", pages.duplicates_context(request))


@require_http_methods(["GET", "POST"])
@needs("enterprises.merge")
def merge(request: ZoneRequest, first: int, second: int) -> HttpResponse:
    """Two side by side; post: one survives, or they are kept apart."""
    one, other = _enterprise(request, first), _enterprise(request, second)
    context = pages.merge_context(one, other)
    if request.method == "GET":
        return render(request, "enterprises/merge.html", context)
    if "apart" in request.POST:
        actions.keep_apart(one, other, by=request.user)
        return redirect("enterprises:duplicates")
    survivor, absorbed = (one, other) if request.POST.get("survivor") != str(other.pk) else (other, one)
    try:
        done = actions.merge_enterprises(survivor, absorbed, by=request.user, reason=request.POST.get("reason", ""))
    except ProblemsError as error:
        return pages.refused(request, "enterprises/merge.html", context, error)
    offer_undo(request, _("Merged."), reverse("enterprises:merge_undo", args=[done.pk]))
    return redirect(survivor)


@require_POST
@needs("enterprises.merge")
def merge_undo(request: ZoneRequest, pk: int) -> HttpResponse:
    """Two again."""
    rows = EnterpriseMerge.objects.visible_to(request.user).filter(zone=request.zone)
    done = get_object_or_404(rows.select_related("survivor", "absorbed", "zone"), pk=pk)
    try:
        actions.undo_merge(done, by=request.user)
        messages.success(request, _("The merge was undone."))
    except ProblemsError as error:
        tell(request, error)
    return redirect("enterprises:duplicates")


@require_http_methods(["GET", "POST"])
@needs("enterprises.edit")
def import_new(request: ZoneRequest) -> HttpResponse:
    """Take a sheet."""
    if request.method == "GET":
        return render(request, "enterprises/import_new.html", pages.import_new_context(request))
    try:
        started = actions.start_enterprise_import(
            request.zone, request.FILES.get("file"), by=request.user, in_zone=request.POST.get("in_zone") == "1"
        )
    except ProblemsError as error:
        return pages.refused(request, "enterprises/import_new.html", pages.import_new_context(request), error)
    return redirect(started)


@require_GET
@needs("enterprises.edit")
def import_page(request: ZoneRequest, pk: int) -> HttpResponse:
    """What the sheet would do, or did."""
    return render(request, "enterprises/import.html", pages.import_context(_import(request, pk)))


@require_POST
@needs("enterprises.edit")
def import_save(request: ZoneRequest, pk: int) -> HttpResponse:
    """Choose columns, apply, undo or put aside."""
    started = _import(request, pk)
    try:
        forms.do_with_import(started, request.POST, by=request.user)
    except ProblemsError as error:
        return pages.refused(request, "enterprises/import.html", pages.import_context(_import(request, pk)), error)
    return redirect(started)
