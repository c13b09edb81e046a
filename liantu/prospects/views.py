"""Pages of the targets room: HTTP only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.chains.models import Chain
from liantu.lib.problems import ProblemsError
from liantu.lib.whole_numbers import whole_number
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.prospects import actions, pages, reads, sheets, tables
from liantu.prospects.forms import question_in
from liantu.prospects.models import RestrictedEnterprise, TargetMark
from liantu.prospects.rules.question import LIST_MOST
from liantu.ui.crud import crud
from liantu.ui.exports import export_response
from liantu.ui.problems import refused, refusing
from liantu.ui.toasts import offer_undo


def _chain(request: ZoneRequest, code: str) -> Chain:
    """The chain of the current zone, or 404."""
    return get_object_or_404(
        Chain.objects.visible_to(request.user).filter(zone=request.zone).select_related("zone"), code=code
    )


@require_GET
@needs("prospects.view")
def index(request: ZoneRequest) -> HttpResponse:
    """Links to fill, by chain, and the lists saved so far."""
    return render(request, "prospects/index.html", pages.index_context(request))


@require_GET
@needs("prospects.view")
def node(request: ZoneRequest, chain_code: str, node_code: str) -> HttpResponse:
    """The ranked targets of a link; with htmx only the list, or the panel of one."""
    context: dict[str, Any] = pages.node_context(request, _chain(request, chain_code), node_code)
    return pages.node_list(request, context).respond(request, context, template="prospects/node.html")


@require_GET
@needs("prospects.view")
def why(request: ZoneRequest, chain_code: str, node_code: str) -> HttpResponse:
    """Who was dropped before ranking and why; why an enterprise stands where it stands."""
    return render(request, "prospects/why.html", pages.why_context(request, _chain(request, chain_code), node_code))


@require_GET
@needs("prospects.view")
def compare(request: ZoneRequest, chain_code: str, node_code: str) -> HttpResponse:
    """Two to four targets of a link side by side."""
    context = pages.node_context(request, _chain(request, chain_code), node_code)
    ticked = [whole_number(one) for one in request.GET.getlist("row")]
    return tables.compared(request, context["chain"], node_code, context["page"], ticked)


@require_POST
@needs("prospects.save_list")
@refusing("prospects:node")
def save(request: ZoneRequest, chain_code: str, node_code: str) -> HttpResponse:
    """Keep the list as ranked now."""
    question, title = question_in(request.POST, request.zone), request.POST.get("title", "")
    saved = actions.save_list(_chain(request, chain_code), node_code, question, by=request.user, title=title)
    messages.success(request, _("The list is saved; it can be proved again at any time."))
    return redirect(saved)


@require_GET
@needs("prospects.export")
def export(request: ZoneRequest, chain_code: str, node_code: str) -> HttpResponse:
    """The ranked targets as a workbook."""
    chain = _chain(request, chain_code)
    page = reads.target_page(request.zone, chain, node_code, question_in(request.GET, request.zone), top=LIST_MOST)
    if page is None:
        raise Http404
    rows = [target.row for target in page.targets]
    name, title = f"targets.{chain.code}.{node_code}", f"{page.node.name}-{_('targets')}"
    return export_response(request, sheets.workbook_of(name, title, rows, sheets.facts_of_page(page), about=chain))


@require_http_methods(["GET", "POST"])
@needs("prospects.mark")
def mark(request: ZoneRequest, chain_code: str, node_code: str, enterprise_id: int) -> HttpResponseBase:
    """Right or wrong, from a row of the list; GET asks for the reason."""
    chain, data = _chain(request, chain_code), request.POST
    if request.method == "GET":
        return render(request, "prospects/_mark.html", pages.asking_context(chain, node_code, enterprise_id))
    try:
        given = actions.mark_target(
            chain, node_code, enterprise_id, data.get("verdict", ""), by=request.user, reason=data.get("reason", "")
        )
    except ProblemsError as error:
        return refused(request, error, reverse("prospects:node", args=[chain_code, node_code]))
    if request.htmx:
        return render(request, "prospects/_mark.html", pages.mark_context(chain, node_code, given))
    return redirect("prospects:node", chain_code, node_code)


@require_POST
@needs("prospects.mark")
def mark_withdraw(request: ZoneRequest, pk: int) -> HttpResponse:
    """Take a mark back."""
    rows = TargetMark.objects.visible_to(request.user).filter(zone=request.zone)
    given = get_object_or_404(rows.select_related("chain", "zone"), pk=pk)
    actions.withdraw_mark(given, by=request.user)
    if request.htmx:
        return render(request, "prospects/_mark.html", pages.withdrawn_context(given))
    return redirect("prospects:node", given.chain.code, given.node_code)


@require_GET
@needs("prospects.export")
def list_export(request: ZoneRequest, pk: int) -> HttpResponse:
    """A saved list as a workbook."""
    saved = reads.list_or_404(request, pk)
    name, rows, facts = f"targets.list.{saved.pk}", saved.answer().rows(), sheets.facts_of_list(saved)
    return export_response(request, sheets.workbook_of(name, saved.title, rows, facts, about=saved))


@require_POST
@needs("prospects.save_list")
def list_archive(request: ZoneRequest, pk: int) -> HttpResponse:
    """Take a list out of sight, with undo."""
    saved = reads.list_or_404(request, pk)
    actions.archive_list(saved, by=request.user, reason=request.POST.get("reason", ""))
    offer_undo(request, _("The list is archived."), reverse("prospects:list_restore", args=[saved.pk]))
    return redirect("prospects:index")


@require_POST
@needs("prospects.save_list")
def list_restore(request: ZoneRequest, pk: int) -> HttpResponse:
    """Bring an archived list back."""
    saved = reads.list_or_404(request, pk)
    actions.restore_list(saved, by=request.user)
    return redirect(saved)


RESTRICTED = crud(
    RestrictedEnterprise,
    fields=("credit_code", "name", "reason", "source", "starts_on", "ends_on"),
    key=("credit_code",),
    view="prospects.view",
    edit="prospects.restrict",
    export="prospects.export",
)


@require_GET
@needs("prospects.view")
def calibrated(request: ZoneRequest) -> HttpResponse:
    """How right the lists were, and what was learnt from it."""
    return render(request, "prospects/calibration.html", pages.calibration_context(request))


@require_POST
@needs("prospects.switch_ranking")
@refusing("prospects:calibration")
def fit(request: ZoneRequest) -> HttpResponse:
    """Fit a ranking on the reviewed targets."""
    actions.fit_ranking(request.zone, by=request.user)
    messages.success(request, _("Fitted and compared; it is used only when somebody switches it on."))
    return redirect("prospects:calibration")


@require_GET
@needs("prospects.view")
def hit_rate(request: ZoneRequest) -> HttpResponse:
    """What became of last year's targets."""
    return render(request, "prospects/hit_rate.html", pages.hit_rate_context(request))
