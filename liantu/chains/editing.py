"""Pages for drawing a chain: HTTP only; the form's reading stands in ``drafting``."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liantu.chains import actions, drafting, reads
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import needs
from liantu.people.requests import ZoneRequest
from liantu.ui.problems import tell


@require_http_methods(["GET", "POST"])
@needs("chains.edit_template")
def editor(request: ZoneRequest, code: str) -> HttpResponse:
    """The template as a table, with its picture; saving makes a step of the draft."""
    chain = reads.chain_or_404(request, code)
    if request.method == "GET":
        return render(request, "chains/editor.html", drafting.context(request, chain))
    try:
        template = drafting.template_in(request.POST, chain)
        actions.save_draft(chain, template, by=request.user, revision=drafting.revision_in(request.POST))
    except ProblemsError as refused:
        context = drafting.context(request, chain, data=request.POST) | {"problems": refused.problems}
        return render(request, "chains/editor.html", context, status=422)
    messages.success(request, _("The draft is saved."))
    return redirect("chains:editor", code)


@require_POST
@needs("chains.edit_template")
def check(request: ZoneRequest, code: str) -> HttpResponse:
    """What is wrong with the form as it stands, and the picture it would give."""
    chain = reads.chain_or_404(request, code)
    return render(request, "chains/_check.html", drafting.check_context(request, chain))


@require_POST
@needs("chains.edit_template")
def undo(request: ZoneRequest, code: str) -> HttpResponse:
    """One step of the draft back."""
    draft = reads.draft_version(reads.chain_or_404(request, code))
    try:
        if draft is None:
            raise Http404
        actions.undo_draft(draft, by=request.user)
    except ProblemsError as refused:
        tell(request, refused)
    return redirect("chains:editor", code)


@require_POST
@needs("chains.edit_template")
def drop(request: ZoneRequest, code: str) -> HttpResponse:
    """Throw the draft away."""
    draft = reads.draft_version(reads.chain_or_404(request, code))
    if draft is not None:
        actions.drop_draft(draft, by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("The draft is thrown away; its text stays in the audit log."))
    return redirect("chains:detail", code)


@require_POST
@needs("chains.publish_template")
def publish(request: ZoneRequest, code: str) -> HttpResponse:
    """Put the draft in force."""
    draft = reads.draft_version(reads.chain_or_404(request, code))
    if draft is None:
        raise Http404
    try:
        actions.publish_draft(draft, by=request.user, note=request.POST.get("note", ""))
    except ProblemsError as refused:
        tell(request, refused)
        return redirect("chains:editor", code)
    messages.success(request, _("Version %(number)d is in force.") % {"number": draft.number})
    return redirect("chains:detail", code)


@require_POST
@needs("chains.edit_template")
def upload(request: ZoneRequest, code: str) -> HttpResponse:
    """Take a YAML or Excel file in as the draft."""
    chain = reads.chain_or_404(request, code)
    try:
        template = drafting.template_in_file(request.FILES.get("file"))
        draft = reads.draft_version(chain)
        actions.save_draft(
            chain, template, by=request.user, revision=draft.revision if draft else 0, note=template.source
        )
    except ProblemsError as refused:
        context = drafting.context(request, chain) | {"problems": refused.problems}
        return render(request, "chains/editor.html", context, status=422)
    messages.success(request, _("The file is taken in as a draft; look it over, then publish it."))
    return redirect("chains:editor", code)


@require_http_methods(["GET", "POST"])
@needs("chains.edit_template")
def adopt(request: ZoneRequest) -> HttpResponse:
    """A new chain from a file or from one of the templates that ship with the program."""
    problems: tuple[object, ...] = ()
    if request.method == "POST":
        try:
            text, source = drafting.text_to_adopt(request)
            version = actions.adopt_template(request.zone, text, by=request.user, source=source)
            return redirect("chains:detail", version.chain.code)
        except ProblemsError as refused:
            problems = refused.problems
    context = {
        "title": _("New chain"),
        "shipped": drafting.shipped_templates(),
        "problems": problems,
        "crumbs": [(_("Chains"), reverse("chains:index")), (_("New chain"), "")],
    }
    return render(request, "chains/adopt.html", context, status=422 if problems else 200)


@require_GET
@needs("chains.view")
def versions(request: ZoneRequest, code: str) -> HttpResponse:
    """All versions of the template."""
    chain = reads.chain_or_404(request, code)
    rows = chain.versions.select_related("created_by", "published_by")
    context = {
        "title": _("Template versions"),
        "chain": chain,
        "versions": rows,
        "crumbs": [
            (_("Chains"), reverse("chains:index")),
            (chain.label, chain.get_absolute_url()),
            (_("Versions"), ""),
        ],
    }
    return render(request, "chains/versions.html", context)


@require_GET
@needs("chains.view")
def compare(request: ZoneRequest, code: str) -> HttpResponse:
    """What differs between two versions."""
    return render(request, "chains/compare.html", drafting.compare_context(request, reads.chain_or_404(request, code)))


@require_GET
@needs("chains.view")
def download(request: ZoneRequest, code: str, number: int, form: str) -> HttpResponse:
    """A version as a YAML or Excel file."""
    chain = reads.chain_or_404(request, code)
    version = get_object_or_404(chain.versions, number=number)
    if form not in drafting.FORMS:
        raise Http404
    content, media_type = drafting.FORMS[form](version)
    response = HttpResponse(content, content_type=media_type)
    name = quote(f"{chain.name}-{version.number}.{form}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
