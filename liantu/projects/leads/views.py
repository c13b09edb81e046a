"""Pages of leads: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.projects.leads import actions, forms, pages
from liantu.projects.leads.models import Lead, LeadDispute, LeadForm
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
@needs("leads.view")
def lead_list(request: ZoneRequest) -> HttpResponse:
    """All leads this person may see."""
    return pages.LIST.respond(request, {}, template="leads/list.html")


@require_http_methods(["GET", "POST"])
@needs("leads.register")
def new(request: ZoneRequest) -> HttpResponse:
    """Register a lead."""
    start = forms.prefilled(request)
    form = forms.LeadIntake(request, request.POST or None, initial=start)
    problems: Sequence[Problem] = ()
    if request.method == "POST" and form.is_valid():
        try:
            values = {**pages.known_of(start), **form.cleaned_data}
            made = actions.register_lead(request.zone, values, by=request.user, claim=form.cleaned_data["claim"])
            messages.success(request, _("Registered %(number)s.") % {"number": made.number})
            return redirect(made)
        except ProblemsError as error:
            problems = error.problems
    context = {"title": _("New lead"), "form": form, "problem_list": problems}
    return render(request, "leads/form.html", context, status=422 if problems or form.errors else 200)


@require_GET
@needs("leads.register")
def check(request: ZoneRequest) -> HttpResponse:
    """While the name is typed: who it is, and who already talks to it."""
    return render(request, "leads/_check.html", pages.check_context(request))


@require_GET
@needs("leads.view")
def detail(request: ZoneRequest, pk: int) -> HttpResponse:
    """One lead."""
    return render(request, "leads/detail.html", pages.detail_context(request, pages.lead_or_404(request, pk)))


@require_POST
@needs("leads.register")
def step(request: ZoneRequest, pk: int) -> HttpResponse:
    """Take a step; the act itself asks for its own ability."""
    lead = pages.lead_or_404(request, pk)
    verb, given, revision = forms.given_in(request.POST, request.zone)
    try:
        lead = actions.take_step(lead, verb, given, by=request.user, revision=revision)
    except ProblemsError as error:
        context = pages.detail_context(request, lead) | {"problem_list": error.problems, "data": request.POST}
        return render(request, "leads/detail.html", context, status=422)
    messages.success(request, _("Done; those concerned are told."))
    return redirect(lead.project if verb == "to_project" and lead.project else lead)


@require_POST
@needs("leads.decide")
def decide(request: ZoneRequest, pk: int) -> HttpResponse:
    """Decide a claim."""
    dispute = get_object_or_404(LeadDispute.objects.visible_to(request.user).filter(zone=request.zone), pk=pk)
    data = request.POST
    try:
        actions.decide_dispute(
            dispute,
            data.get("state", ""),
            by=request.user,
            decision=data.get("decision", ""),
            share=forms.share_in(data.get("share", "")),
        )
    except ProblemsError as error:
        context = pages.detail_context(request, dispute.lead) | {"problem_list": error.problems}
        return render(request, "leads/detail.html", context, status=422)
    messages.success(request, _("Done; those concerned are told."))
    return redirect(dispute.lead)


@require_POST
@needs("leads.register")
def phone(request: ZoneRequest, pk: int) -> HttpResponse:
    """Show the contact's telephone; the look is logged."""
    lead = pages.lead_or_404(request, pk)
    context = pages.detail_context(request, lead) | {"phone": actions.reveal_phone(lead, by=request.user)}
    return render(request, "leads/detail.html", context)


@require_http_methods(["GET", "POST"])
def public(request: ZoneRequest, token: str) -> HttpResponse:
    """The public form: no account, few fields, slowed down."""
    found = get_object_or_404(LeadForm.objects.select_related("zone"), token=token, is_open=True)
    form = forms.PublicLead(request.POST or None)
    problems: Sequence[Problem] = ()
    done = False
    if request.method == "POST" and form.is_valid():
        try:
            address = pages.sender_of(request)
            actions.hand_in(found, form.cleaned_data, address=address, trap=form.cleaned_data["website"])
            done = True
        except ProblemsError as error:
            problems = error.problems
    context = {"title": found.title, "form": form, "problem_list": problems, "done": done, "zone_name": found.zone.name}
    return render(request, "leads/public.html", context, status=422 if problems or form.errors else 200)
