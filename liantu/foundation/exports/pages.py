"""Pages of long lists: asked for, under way, written."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.http import Http404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from liantu.foundation.exports import actions, reads
from liantu.foundation.exports.models import ExportedList
from liantu.foundation.jobs.reads import problems_of
from liantu.people.requests import ZoneRequest
from liantu.ui.exports import Offer
from liantu.ui.formats import count_text, iso_text
from liantu.ui.lists import Column, ListPage
from liantu.ui.lists.columns import in_local_time
from liantu.ui.pages import Card, DetailPage, Fact, FactsCard, FormPage, Head, Link

TONES = {"queued": "muted", "running": "info", "done": "ok", "failed": "bad", "cancelled": "warn"}


def lead_aside(request: ZoneRequest, offer: Offer) -> str:
    """Where a reader goes whose list is long: to the one under way, else to the page that offers to write it."""
    there = reads.under_way(request.user, request.zone, offer.export.name)
    if there is not None:
        if there.address != offer.address:
            messages.info(request, _("You wait for this list already, with other filters or in another format."))
        return reverse("exports:detail", args=[there.pk])
    query = urlencode({"of": reads.signed(offer.address, request.user, request.zone)})
    return f"{reverse('exports:ask')}?{query}"


def filters_of(address: str) -> str:
    """The filters of an address as the reader can check them."""
    pairs = parse_qsl(address.partition("?")[2])
    return " · ".join(f"{name}={value}" for name, value in pairs if name not in {"page", "export", "sort"})


def address_without_export(address: str) -> str:
    """The page the list was exported from."""
    path, _mark, query = address.partition("?")
    left = urlencode([pair for pair in parse_qsl(query) if pair[0] not in {"export", "bad", "receipt", "chart"}])
    return f"{path}?{left}" if left else path


def state_of(asked: ExportedList) -> str:
    """Where it stands, in a word: the file's own word goes before that of the work."""
    if asked.is_there:
        return pgettext("exported list", "Ready")
    if asked.made_at is not None or asked.job is None:
        return _("Deleted")
    return str(asked.job.get_state_display())


def tone_of(asked: ExportedList) -> str:
    """The tone of that word."""
    if asked.is_there:
        return "ok"
    return "muted" if asked.made_at is not None or asked.job is None else TONES[asked.job.state]


def size_of(asked: ExportedList) -> str:
    """The size in a unit that reads well."""
    return str(filesizeformat(asked.size_bytes)) if asked.size_bytes is not None else ""


EXPORTS = ListPage(
    "exports",
    lambda request: reads.exports_of(request.user, request.zone),
    [
        Column("title", gettext_lazy("List"), sort="title", primary=True, wide=True),
        Column("file_name", gettext_lazy("File")),
        Column("state", gettext_lazy("State"), value=state_of, kind="badge", tone=tone_of),
        Column("rows", gettext_lazy("Rows"), sort="rows", kind="number"),
        Column("size_bytes", gettext_lazy("Size"), value=size_of, sort="size_bytes"),
        Column("asked_at", gettext_lazy("Asked at"), sort="asked_at", kind="datetime"),
        Column("kept_until_at", gettext_lazy("Kept until"), kind="datetime"),
    ],
    search_fields=["title", "file_name"],
    default_sort="-asked_at",
    ability="exports.view",
    title=gettext_lazy("Exported lists"),
    subtitle=gettext_lazy("Long lists you asked for. Only you can fetch them; after seven days they are deleted."),
    empty_title=gettext_lazy("No long list yet"),
    empty_text=gettext_lazy("A list of more than 2,000 rows is written in the background and waits for you here."),
    row_href=lambda asked: reverse("exports:detail", args=[asked.pk]),
)


class AskForm(forms.Form):
    """The address that was offered."""

    of = forms.CharField(widget=forms.HiddenInput)


def _form(request: ZoneRequest, _thing: Any, data: Any, _files: Any) -> AskForm:
    return AskForm(data, initial={"of": request.GET.get("of", "")})


def _address(request: ZoneRequest, text: str) -> str:
    """The address offered to this person. Raises Http404 for anything else."""
    address = reads.address_in(text, request.user, request.zone)
    if address is None:
        raise Http404(_("This page was offered to somebody else; open the list and export it."))
    return address


def _about(request: ZoneRequest, _thing: Any) -> dict[str, Any]:
    """What would be written: the list, how many rows, narrowed by what."""
    address = _address(request, request.POST.get("of") or request.GET.get("of", ""))
    export = reads.export_at(address, request.user, request.zone)
    return {
        "subtitle": export.title,
        "export": export,
        "rows": count_text(export.rows),
        "filters": filters_of(address),
        "worker_missing": not reads.is_worker_there(),
        "cancel": address_without_export(address),
    }


def _ask(request: ZoneRequest, _thing: Any, form: AskForm) -> ExportedList:
    return actions.ask(_address(request, form.cleaned_data["of"]), by=request.user, zone=request.zone)


ASK = FormPage(
    ability="exports.view",
    title=gettext_lazy("Export a long list"),
    form=_form,
    do=_ask,
    submit=gettext_lazy("Write the file"),
    shared=_about,
    above="exports/_ask.html",
    leads_to=lambda asked: reverse("exports:detail", args=[asked.pk]),
    crumbs=lambda _thing: ((EXPORTS.title, reverse("exports:list")),),
)


def progress_of(asked: ExportedList) -> dict[str, Any]:
    """What the progress of the work is drawn with; nothing of it for a file that is there."""
    return {
        "asked": asked,
        "job": asked.job,
        "job_problems": problems_of(asked.job) if asked.job is not None else [],
        "watch_url": reverse("exports:detail", args=[asked.pk]),
        "cancel_url": reverse("exports:cancel", args=[asked.pk]),
        "worker_missing": asked.is_under_way and not reads.is_worker_there(),
    }


def _links(_request: ZoneRequest, asked: ExportedList) -> list[Link]:
    found = [Link(_("Open the list"), address_without_export(asked.address), "table")]
    if asked.is_there:
        found.append(Link(_("Fetch the file"), reverse("exports:fetch", args=[asked.pk]), "download", main=True))
    if not asked.is_under_way:
        found.append(Link(_("Delete"), reverse("exports:discard", args=[asked.pk]), "trash", method="post"))
    return found


DETAIL: DetailPage[ExportedList] = DetailPage(
    ability="exports.view",
    head=Head(
        title=lambda asked: asked.title,
        badges=lambda asked: ((state_of(asked), tone_of(asked)),),
        links=_links,
        crumbs=lambda _asked: ((EXPORTS.title, reverse("exports:list")),),
        line=lambda asked: (asked.file_name, iso_text(in_local_time(asked.asked_at))),
    ),
    cards=(
        Card(
            code="progress",
            template="exports/_progress.html",
            fill=lambda _request, asked: None if asked.is_there else progress_of(asked),
        ),
        FactsCard(
            code="facts",
            facts=(
                Fact("filters", gettext_lazy("Filters"), value=lambda one: filters_of(one.address), optional=True),
                Fact("rows", gettext_lazy("Rows"), value=lambda one: one.rows or one.rows_asked, kind="number"),
                Fact("size", gettext_lazy("Size"), value=size_of, optional=True),
                Fact("made_at", gettext_lazy("Written at"), kind="datetime", optional=True),
                Fact("kept_until_at", gettext_lazy("Kept until"), kind="datetime"),
            ),
        ),
    ),
)
