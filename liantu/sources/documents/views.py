"""Pages of documents: HTTP only."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.sources.documents import actions, pages, reads
from liantu.sources.documents.folders import read_folder
from liantu.sources.documents.models import DocumentSource
from liantu.ui.crud import crud

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
    return pages.LIST.respond(request, pages.list_extra(request), template="documents/list.html")


@require_http_methods(["GET", "POST"])
@needs("documents.bring")
def bring(request: ZoneRequest) -> HttpResponse:
    """Paste a text, or bring files."""
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        url, problems = pages.bring(request)
        if url and not problems:
            return redirect(url)
    context = pages.bring_context(request) | {"problem_list": problems, "data": request.POST}
    return render(request, "documents/bring.html", context, status=422 if problems else 200)


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
    return render(request, "documents/find.html", pages.find_context(request))


@require_POST
@needs("documents.review")
def ask(request: ZoneRequest) -> HttpResponse:
    """Have a question answered by the configured model from the passages that were found."""
    context = pages.find_context(request)
    try:
        answer = actions.ask_question(request.zone, context["words"], by=request.user)
    except ProblemsError as refused:
        return render(request, "documents/find.html", context | {"problem_list": refused.problems}, status=422)
    return render(request, "documents/find.html", context | {"answer": answer, "asked": True})


@require_GET
@needs("documents.view")
def brief(request: ZoneRequest) -> HttpResponse:
    """The morning brief: what is new for my chains, each line with its quote."""
    return pages.BRIEF.respond(request, pages.brief_of(request))


@require_GET
@needs("documents.view")
def review(request: ZoneRequest, pk: int) -> HttpResponse:
    """A document with every fact in its place."""
    document = pages.document_or_404(request, pk)
    actions.see_hits(document, by=request.user)
    return render(request, "documents/review.html", pages.review_context(request, document))


@require_POST
@needs("documents.review")
def decide_all(request: ZoneRequest, pk: int, verb: str) -> HttpResponse:
    """Accept or reject what is open, file it, read it again, ask the model."""
    document = pages.document_or_404(request, pk)
    if verb not in pages.ALL:
        raise Http404
    try:
        messages.success(request, pages.ALL[verb](request, document))
    except ProblemsError as error:
        context = pages.review_context(request, document) | {"problem_list": error.problems}
        return render(request, "documents/review.html", context, status=422)
    return redirect(document)


@require_POST
@needs("documents.review")
def decide(request: ZoneRequest, pk: int, verb: str) -> HttpResponse:
    """Accept, correct or reject one fact, or make something of it."""
    fact = pages.fact_or_404(request, pk)
    problems: Sequence[Problem] = ()
    try:
        fact = pages.decide(request, fact, verb)
    except ProblemsError as error:
        problems = error.problems
    if not getattr(request, "htmx", False) and not problems:
        return redirect(fact)
    context = pages.fact_context(request, fact) | {"problem_list": problems}
    return render(request, "documents/_fact.html", context, status=422 if problems else 200)


@require_GET
@needs("documents.view")
def claim_list(request: ZoneRequest) -> HttpResponse:
    """What investors say of themselves, and whether it was checked."""
    return pages.CLAIMS.respond(request, {}, template="documents/claims.html")


@require_http_methods(["GET", "POST"])
@needs("documents.view")
def check_claim(request: ZoneRequest, pk: int) -> HttpResponse:
    """One claim with its quote; say whether it holds."""
    claim = get_object_or_404(reads.claims_of(request.user, request.zone), pk=pk)
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            actions.check_claim(claim, request.POST.get("state", ""), request.POST.get("note", ""), by=request.user)
            return redirect("documents:claims")
        except ProblemsError as error:
            problems = error.problems
    return pages.CLAIM.respond(request, claim, problems=problems, status=422 if problems else 200)


@require_http_methods(["GET", "POST"])
@needs("documents.view")
def watches(request: ZoneRequest) -> HttpResponse:
    """Words to hear of."""
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            actions.watch(request.zone, request.POST.get("words", ""), by=request.user)
            return redirect("documents:watches")
        except ProblemsError as error:
            problems = error.problems
    context = pages.watch_context(request) | {"problem_list": problems}
    return render(request, "documents/watches.html", context, status=422 if problems else 200)


@require_POST
@needs("documents.view")
def unwatch(request: ZoneRequest, pk: int) -> HttpResponse:
    """Hear of these words no longer."""
    one = get_object_or_404(reads.watches_of(request.user, request.zone), pk=pk)
    actions.unwatch(one, by=request.user)
    return redirect("documents:watches")


@require_GET
@needs("documents.view")
def quality(request: ZoneRequest) -> HttpResponse:
    """Every source: licence, freshness, what people decided of its facts, which rule is wrong most often."""
    return pages.QUALITY.respond(request, reads.source_lines(request.user, request.zone))
