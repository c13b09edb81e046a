"""Pages of outreach: HTTP only; pages and forms of one thing are declared in ``pages``."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from liantu.foundation.duties.reads import duty_before
from liantu.foundation.files.responses import file_response
from liantu.outreach import actions, forms, pages, reads, tables
from liantu.outreach.duty_kinds import OBLIGATION
from liantu.outreach.models import Agreement, CalendarFeed, PartnerPark, PromotionForce
from liantu.people.abilities import may, needs
from liantu.people.requests import ZoneRequest
from liantu.ui.answers import asks_part
from liantu.ui.charts.csv_link import csv_response
from liantu.ui.crud import crud
from liantu.ui.once import is_done

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
    columns=tables.FORCE_COLUMNS,
    default_sort="kind",
)
AGREEMENTS = crud(
    Agreement,
    fields=forms.AGREEMENT_FIELDS,
    key=("kind", "title"),
    view="outreach.view",
    edit="outreach.keep",
    export="outreach.export",
    columns=tables.AGREEMENT_COLUMNS,
    default_sort="-signed_on",
    form_class=forms.AgreementForm,
    store=actions.save_agreement,
    remove=actions.remove_agreement,
    page=Agreement.get_absolute_url,
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
    return tables.LIST.respond(request, {}, template="outreach/list.html")


@require_GET
@needs("outreach.view")
def month(request: ZoneRequest) -> HttpResponse:
    """The calendar of a month."""
    return render(request, "outreach/month.html", pages.month_context(request))


@require_GET
@needs("outreach.log")
def check(request: ZoneRequest) -> HttpResponse:
    """How the day is read, and who else is there about then."""
    return render(request, "outreach/_check.html", pages.check_context(request))


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
    return is_done(render(request, "outreach/month.html", pages.month_context(request) | {"feed": made}))


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
    return tables.CONTACTS.respond(request, {}, template="outreach/contacts.html")


@require_POST
@needs("outreach.contacts")
def phone(request: ZoneRequest, pk: int) -> HttpResponse:
    """Show the telephone, on its own where that is asked; the look is logged."""
    one = reads.contact_or_404(request, pk)
    number = actions.reveal_phone(one, by=request.user)
    if asks_part(request, f"phone-contact-{pk}"):
        return render(request, "outreach/_number.html", {"phone": number})
    return pages.CONTACT.respond(request, one, extra={"phone": number})


@require_GET
@needs("outreach.merge")
def same(request: ZoneRequest) -> HttpResponse:
    """Contacts that may be one person."""
    return render(request, "outreach/same.html", pages.duplicates_context(request))


@require_GET
@needs("outreach.view")
def obligations(request: ZoneRequest, pk: int = 0) -> HttpResponse:
    """Where obligations stood: they stand among the duties."""
    if not pk:
        return redirect(f"{reverse('duties:list')}?kind={OBLIGATION.code}")
    duty = duty_before(f"outreach.obligation:{pk}", request.user, request.zone)
    if duty is None:
        raise Http404
    return redirect(duty)


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
        headers, rows = pages.came_of_table(context["lines"])
        return csv_response(request, "outreach.results", headers, rows, ability="outreach.export")
    return render(request, "outreach/came_of.html", context)
