"""Pages of outreach: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.foundation.files.responses import file_response
from liantu.lib.problems import Problem, ProblemsError
from liantu.outreach import actions, forms, pages, reads
from liantu.outreach.models import (
    Agreement,
    CalendarFeed,
    Contact,
    ContactMerge,
    Obligation,
    PartnerPark,
    PromotionForce,
)
from liantu.outreach.rules.fuzzy_days import written
from liantu.people.abilities import may, needs, require
from liantu.people.requests import ZoneRequest
from liantu.ui.charts.csv_link import csv_response
from liantu.ui.crud import crud
from liantu.ui.problems import tell

FORCES = crud(
    PromotionForce,
    fields=(
        "kind",
        "name",
        "code",
        "person",
        "linked_enterprise",
        "liaison",
        "regions",
        "industries",
        "appointment_no",
        "founded_on",
        "members",
        "guiding_body",
        "starts_on",
        "ends_on",
        "leads_required",
        "duty",
        "commission",
        "review_on",
        "review_result",
        "state",
    ),
    key=("kind", "name"),
    view="outreach.view",
    edit="outreach.keep",
    export="outreach.export",
    columns=pages.FORCE_COLUMNS,
    default_sort="kind",
)
AGREEMENTS = crud(
    Agreement,
    fields=forms.AGREEMENT_FIELDS,
    key=("kind", "title"),
    view="outreach.view",
    edit="outreach.keep",
    export="outreach.export",
    columns=pages.AGREEMENT_COLUMNS,
    default_sort="-signed_on",
    form_class=forms.AgreementForm,
    store=actions.save_agreement,
    remove=actions.remove_agreement,
    page=Agreement.get_absolute_url,
)
OBLIGATIONS = crud(
    Obligation,
    fields=("agreement", "party", "text", "due_on", "state", "owner"),
    key=("agreement", "text"),
    view="outreach.view",
    edit="outreach.keep",
    export="outreach.export",
    default_sort="due_on",
)
PARKS = crud(
    PartnerPark,
    fields=("name", "place", "agreement", "what", "liaison", "since_on"),
    key=("name",),
    view="outreach.view",
    edit="outreach.keep",
    export="outreach.export",
)


@require_GET
@needs("outreach.view")
def engagement_list(request: ZoneRequest) -> HttpResponse:
    """All engagements."""
    return pages.LIST.respond(request, {}, template="outreach/list.html")


@require_GET
@needs("outreach.view")
def month(request: ZoneRequest) -> HttpResponse:
    """The calendar of a month."""
    return render(request, "outreach/month.html", pages.month_context(request))


@require_http_methods(["GET", "POST"])
@needs("outreach.log")
def log(request: ZoneRequest) -> HttpResponse:
    """Log a visit or talk."""
    start = forms.prefilled(request)
    form = forms.EngagementForm(request, request.POST or None, initial=start)
    problems: Sequence[Problem] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.log_engagement(
                request.zone,
                form.cleaned_data,
                by=request.user,
                when=request.POST.get("when", ""),
                stops=forms.stops_in(request.POST),
                people=forms.people_in(request.POST),
                files=request.FILES.getlist("files"),
            )
            return redirect(made)
        except ProblemsError as error:
            problems = error.problems
    context = pages.form_context(request, form, start) | {"problem_list": problems}
    return render(request, "outreach/log.html", context, status=422 if problems or form.errors else 200)


@require_GET
@needs("outreach.log")
def check(request: ZoneRequest) -> HttpResponse:
    """How the day is read, and who else is there about then."""
    return render(request, "outreach/_check.html", pages.check_context(request))


@require_GET
@needs("outreach.view")
def engagement(request: ZoneRequest, pk: int) -> HttpResponse:
    """One engagement."""
    return render(request, "outreach/detail.html", pages.detail_context(request, reads.engagement_or_404(request, pk)))


@require_http_methods(["GET", "POST"])
@needs("outreach.log")
def change(request: ZoneRequest, pk: int) -> HttpResponse:
    """Correct an engagement."""
    one = reads.engagement_or_404(request, pk)
    form = forms.EngagementForm(request, request.POST or None, instance=one)
    problems: Sequence[Problem] = ()
    when, revision = request.POST.get("when", ""), request.POST.get("revision", "")
    if request.method == "POST" and form.is_valid():
        try:
            seen = int(revision) if revision.isdigit() and len(revision) < 9 else 0
            fresh, values = reads.engagement_or_404(request, pk), form.cleaned_data
            return redirect(actions.change_engagement(fresh, values, by=request.user, when=when, revision=seen))
        except ProblemsError as error:
            problems = error.problems
    context = {
        "title": one.title,
        "form": form,
        "problem_list": problems,
        "one": one,
        "when": when or written(one.when),
    }
    return render(request, "outreach/change.html", context, status=422 if problems or form.errors else 200)


@require_POST
@needs("outreach.log")
def finish(request: ZoneRequest, pk: int) -> HttpResponse:
    """The next step or the report is done."""
    one = reads.engagement_or_404(request, pk)
    try:
        actions.finish(one, request.POST.get("what", ""), request.POST.get("note", ""), by=request.user)
    except ProblemsError as error:
        context = pages.detail_context(request, one) | {"problem_list": error.problems}
        return render(request, "outreach/detail.html", context, status=422)
    messages.success(request, _("Done."))
    return redirect(one)


@require_POST
@needs("work.edit")
def task(request: ZoneRequest, pk: int) -> HttpResponse:
    """What was instructed or advised becomes a task of the chain, with an owner and a day."""
    one = reads.engagement_or_404(request, pk)
    try:
        pages.give_task(request, one)
    except ProblemsError as error:
        context = pages.detail_context(request, one) | {"problem_list": error.problems, "data": request.POST}
        return render(request, "outreach/detail.html", context, status=422)
    messages.success(request, _("The task is given; its owner is told."))
    return redirect(one)


@require_GET
@needs("outreach.view")
def event(request: ZoneRequest, pk: int) -> HttpResponse:
    """One engagement for a calendar program."""
    one = reads.engagement_or_404(request, pk)
    rows = reads.engagements_of(request.user, request.zone).filter(pk=pk)
    text = pages.calendar_text(rows, request.build_absolute_uri("/").rstrip("/"), one.title)
    name = {"Content-Disposition": f'attachment; filename="visit-{pk}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=name)


@require_GET
def feed(request: ZoneRequest, token: str) -> HttpResponse:
    """The zone's engagements for a calendar program, by a person's secret address."""
    found = get_object_or_404(CalendarFeed.objects.select_related("person", "zone"), token=token)
    rows = reads.engagements_of(found.person, found.zone)
    if not may(found.person, "outreach.view", found.zone):
        rows = rows.none()
    text = pages.calendar_text(rows, request.build_absolute_uri("/").rstrip("/"), found.zone.name)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


@require_POST
@needs("outreach.view")
def feed_address(request: ZoneRequest) -> HttpResponse:
    """Show the person's calendar address; make it anew when asked."""
    made = actions.feed_of(request.zone, by=request.user, anew=bool(request.POST.get("anew")))
    return render(request, "outreach/month.html", pages.month_context(request) | {"feed": made})


@require_GET
@needs("outreach.view")
def attached(request: ZoneRequest, pk: int, file_pk: int) -> FileResponse:
    """A photo or paper of an engagement; taking it is logged."""
    found = get_object_or_404(reads.engagement_or_404(request, pk).files.select_related("file"), pk=file_pk)
    return file_response(found.file, by=request.user)


@require_GET
@needs("outreach.contacts")
def contacts(request: ZoneRequest) -> HttpResponse:
    """All contacts, telephones covered."""
    return pages.CONTACTS.respond(request, {}, template="outreach/contacts.html")


@require_GET
@needs("outreach.contacts")
def contact(request: ZoneRequest, pk: int) -> HttpResponse:
    """One contact."""
    return render(request, "outreach/contact.html", pages.contact_context(request, reads.contact_or_404(request, pk)))


@require_POST
@needs("outreach.contacts")
def phone(request: ZoneRequest, pk: int) -> HttpResponse:
    """Show the telephone; the look is logged."""
    one = reads.contact_or_404(request, pk)
    context = pages.contact_context(request, one) | {"phone": actions.reveal_phone(one, by=request.user)}
    return render(request, "outreach/contact.html", context)


@require_http_methods(["GET", "POST"])
@needs("outreach.contacts")
def keep(request: ZoneRequest, pk: int = 0) -> HttpResponse:
    """Keep a contact, new or changed."""
    one = reads.contact_or_404(request, pk) if pk else Contact(zone=request.zone)
    form = forms.ContactForm(request.POST or None, instance=one)
    problems: Sequence[Problem] = ()
    if request.method == "POST" and form.is_valid():
        try:
            fresh = reads.contact_or_404(request, pk) if pk else Contact(zone=request.zone)
            return redirect(actions.keep_contact(fresh, form.cleaned_data, by=request.user))
        except ProblemsError as error:
            problems = error.problems
    context = {"title": one.name or _("New contact"), "form": form, "problem_list": problems}
    return render(request, "outreach/keep.html", context, status=422 if problems or form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("outreach.merge")
def same(request: ZoneRequest) -> HttpResponse:
    """Contacts that may be one person."""
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        ids = [request.POST.get(name, "") for name in ("stay", "go")]
        first, second = (reads.contact_or_404(request, int(text) if text.isdigit() else 0) for text in ids)
        try:
            actions.merge_contacts(first, second, by=request.user)
            return redirect(first)
        except ProblemsError as error:
            problems = error.problems
    return render(request, "outreach/same.html", pages.duplicates_context(request) | {"problem_list": problems})


@require_POST
@needs("outreach.merge")
def part(request: ZoneRequest, pk: int) -> HttpResponse:
    """Undo a merge of contacts."""
    merge = get_object_or_404(ContactMerge.objects.visible_to(request.user).filter(zone=request.zone), pk=pk)
    try:
        actions.undo_merge(merge, by=request.user)
        messages.success(request, _("Done."))
    except ProblemsError as error:
        tell(request, error)
    return redirect("outreach:same")


@require_GET
@needs("outreach.view")
def ending(request: ZoneRequest) -> HttpResponse:
    """What ends or is due soon."""
    return render(request, "outreach/ending.html", pages.ending_context(request))


@require_GET
@needs("outreach.view")
def results(request: ZoneRequest) -> HttpResponse:
    """What the forces brought."""
    return render(request, "outreach/results.html", pages.forces_context(request))


@require_GET
@needs("outreach.view")
def came_of(request: ZoneRequest) -> HttpResponse:
    """What trips, exhibitions and talks brought; as a sheet when asked."""
    context = pages.came_of(request)
    if request.GET.get("sheet"):
        require(request.user, "outreach.export", request.zone)
        headers, rows = pages.came_of_table(context["lines"])
        return csv_response(request, "outreach.results", headers, rows)
    return render(request, "outreach/came_of.html", context)
