"""Pages of documents: HTTP only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources.documents import actions, pages, reads
from liantu.sources.documents.folders import read_folder
from liantu.sources.documents.models import DocumentSource
from liantu.ui.crud import crud
from liantu.ui.problems import refusing

SOURCES = crud(
    DocumentSource,
    fields=("name", "licence", "terms", "url", "coverage", "fresh_days"),
    key=("name",),
    view="documents.view",
    edit="documents.keep",
    export="documents.keep",
)


@require_GET
@needs("documents.view")
def document_list(request: ZoneRequest) -> HttpResponse:
    """All documents."""
    return pages.LIST.respond(request)


@require_POST
@needs("documents.bring")
def look_in_folder(request: ZoneRequest) -> HttpResponse:
    """Read what lies in the zone's folder now."""
    taken, problems = read_folder(request.zone, by=request.user)
    messages.success(request, _("%(n)d files read; %(bad)d set aside.") % {"n": taken, "bad": len(problems)})
    return redirect("documents:list")


@require_GET
@needs("documents.view")
def find(request: ZoneRequest) -> HttpResponse:
    """Search over all documents, with the words around."""
    return pages.FIND.respond(request, pages.search_of(request))


@require_POST
@needs("documents.review")
@refusing("documents:find")
def ask(request: ZoneRequest) -> HttpResponse:
    """Have a question answered by the configured model from the passages that were found."""
    asked = pages.search_of(request)
    answer = actions.ask_question(request.zone, asked.words, by=request.user)
    return pages.FIND.respond(request, asked.answered(answer))


@require_GET
@needs("documents.view")
def brief(request: ZoneRequest) -> HttpResponse:
    """The morning brief: what is new for my chains, each line with its quote."""
    return pages.BRIEF.respond(request, pages.brief_of(request))


@require_GET
@needs("documents.view")
def review(request: ZoneRequest, pk: int) -> HttpResponse:
    """A document with every fact in its place."""
    return pages.REVIEW.respond(request, pages.review_of(request, reads.document_or_404(request, pk)))


@require_GET
@needs("documents.view")
def claim_list(request: ZoneRequest) -> HttpResponse:
    """What investors say of themselves, and whether it was checked."""
    return pages.CLAIMS.respond(request)


@require_GET
@needs("documents.view")
def quality(request: ZoneRequest) -> HttpResponse:
    """Every source: licence, freshness, what people decided of its facts, which rule is wrong most often."""
    return pages.QUALITY.respond(request, reads.source_lines(request.user, request.zone))
