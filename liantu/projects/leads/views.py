"""Pages of leads: HTTP only; the page of one and the forms are declared in ``pages``."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.projects.leads import actions, pages, reads
from liantu.projects.leads.models import Lead, LeadForm
from liantu.ui.crud import crud

FORMS = crud(
    LeadForm,
    fields=("title", "channel", "holder", "is_open"),
    key=("title",),
    view="leads.forms",
    edit="leads.forms",
    columns=pages.FORM_COLUMNS,
)
SHEET = crud(
    Lead,
    fields=(
        "firm_name",
        "credit_code",
        "channel",
        "content",
        "amount_wan_yuan",
        "introducer",
        "contact_name",
        "contact_title",
        "origin_province",
        "origin_city",
    ),
    key=("firm_name",),
    view="leads.work",
    edit="leads.work",
    export="leads.export",
    store=actions.store_row,
    remove=actions.discard_lead,
    title=gettext_lazy("Sheet of leads"),
    subtitle=gettext_lazy("Rows are registered by the rules of the form; what is registered already is left as it is."),
)


@require_GET
@needs("leads.register")
def check(request: ZoneRequest) -> HttpResponse:
    """While the name is typed: who it is, and who already talks to it."""
    return render(request, "leads/_check.html", pages.check_context(request))


@require_POST
@needs("leads.register")
def found(request: ZoneRequest) -> HttpResponse:
    """Register a lead on each of several enterprises found in a link; what is refused is told with its name."""
    pages.register_found(request)
    return redirect("leads:list")


@require_POST
@needs("leads.register")
def phone(request: ZoneRequest, pk: int) -> HttpResponse:
    """Show the contact's telephone; the look is logged."""
    lead = reads.lead_or_404(request, pk)
    return pages.DETAIL.respond(request, lead, extra={"phone": actions.reveal_phone(lead, by=request.user)})


@require_http_methods(["GET", "POST"])
def public(request: ZoneRequest, token: str) -> HttpResponse:
    """The public form: no account, few fields, slowed down."""
    found = get_object_or_404(LeadForm.objects.select_related("zone"), token=token, is_open=True)
    return pages.PUBLIC.respond(request, found)
