"""What the pages of documents show, and the acts their forms post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liantu.lib.problems import Problem, ProblemsError
from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.reader.facts import name_of
from liantu.reader.formats import KINDS
from liantu.sources.documents import actions, finding, model_reading, reads, wording
from liantu.sources.documents.folders import folder_of
from liantu.sources.documents.models import Claim, Document, DocumentSource, Fact, WatchHit
from liantu.sources.documents.rules.highlights import Highlight, runs_of
from liantu.sources.documents.slots import chain_words, fact_use, known_names
from liantu.ui.lists import Column, ListPage
from liantu.ui.pages import Card, DetailPage, Head, Link, TableCard
from liantu.ui.wiring import Seen

FILES_MOST = 30
GROUPS = (
    Fact.Kind.EVENT, Fact.Kind.PROJECT, Fact.Kind.FIGURE, Fact.Kind.CLAIM, Fact.Kind.LEADER, Fact.Kind.ORGANISATION,
    Fact.Kind.PERSON,
)  # fmt: skip
STATE_TONES = {"proposed": "info", "unsupported": "warn", "accepted": "ok", "corrected": "ok", "rejected": "muted"}
CLAIM_TONES = {"unchecked": "warn", "confirmed": "ok", "refuted": "bad"}


def _rows(request: ZoneRequest) -> QuerySet[Document]:
    return reads.with_counts(reads.documents_of(request.user, request.zone))


LIST = ListPage(
    name="documents.list",
    queryset_fn=_rows,
    columns=(
        Column("title", pgettext_lazy("document", "Title"), sort="title", primary=True, wide=True),
        Column("source", pgettext_lazy("documents", "Source"), value="source.name", sort="source__name"),
        Column("published_on", pgettext_lazy("document", "Published"), kind="date", sort="published_on"),
        Column("brought_at", gettext_lazy("Brought"), kind="datetime", sort="brought_at"),
        Column("facts_read", gettext_lazy("Facts"), kind="number", sort="facts_read"),
        Column("to_decide", pgettext_lazy("facts", "To decide"), kind="number", sort="to_decide"),
        Column("confidential", gettext_lazy("Confidential"), kind="bool", sort="confidential", shown=False),
    ),
    search_fields=("title", "text"),
    default_sort="-brought_at",
    ability="documents.view",
    export_ability="documents.keep",
    title=pgettext_lazy("documents", "Documents"),
    subtitle=gettext_lazy("News, notes and papers; each fact read in its place, decided by a person."),
    row_href=lambda row: row.get_absolute_url(),
    empty_title=gettext_lazy("No document yet"),
    empty_text=gettext_lazy("Paste a piece of news or bring a file; it is read at once."),
    empty_url="documents:bring",
    empty_action=gettext_lazy("Bring a document"),
)
CLAIMS = ListPage(
    name="documents.claims",
    queryset_fn=lambda request: reads.claims_of(request.user, request.zone),
    columns=(
        Column("about", gettext_lazy("About"), sort="about", primary=True, wide=True),
        Column("what", gettext_lazy("What"), value=lambda row: wording.field_name(row.what), sort="what"),
        Column("said", gettext_lazy("As said"), sort="said"),
        Column("claimant", gettext_lazy("Claimed by"), sort="claimant", wide=True),
        Column(
            "state",
            gettext_lazy("State"),
            value="get_state_display",
            kind="badge",
            sort="state",
            tone=lambda row: CLAIM_TONES[row.state],
        ),
        Column("made_at", gettext_lazy("Kept"), kind="datetime", sort="made_at"),
    ),
    search_fields=("about", "claimant", "said"),
    default_sort="-made_at",
    ability="documents.view",
    export_ability="documents.keep",
    title=gettext_lazy("Claims to check"),
    subtitle=gettext_lazy("What investors say of their own projects stays a claim until a person checked it."),
    row_href=lambda row: reverse("documents:claim", args=[row.pk]),
    empty_title=gettext_lazy("No claim yet"),
    empty_text=gettext_lazy("Open a document and keep one of its claims."),
)


def list_extra(request: ZoneRequest) -> dict[str, Any]:
    """The folder that is read, for whoever may bring."""
    return {"folder": folder_of(request.zone)}


def document_or_404(request: ZoneRequest, pk: int) -> Document:
    """A document the person may see."""
    rows = reads.documents_of(request.user, request.zone).select_related("source", "file", "zone")
    return get_object_or_404(rows, pk=pk)


def fact_or_404(request: ZoneRequest, pk: int) -> Fact:
    """A fact of a document the person may see."""
    documents = reads.documents_of(request.user, request.zone).values("pk")
    return get_object_or_404(Fact.objects.select_related("document", "zone"), pk=pk, document__in=documents)


def bring_context(request: ZoneRequest) -> dict[str, Any]:
    """The form's choices."""
    return {
        "title": _("Bring a document"),
        "sources": DocumentSource.objects.filter(zone=request.zone),
        "kinds": "、".join(KINDS),
        "accept": ",".join(f".{kind}" for kind in KINDS),
        "crumbs": [(_("Documents"), reverse("documents:list")), (_("Bring a document"), "")],
    }


def bring(request: ZoneRequest) -> tuple[str, list[Problem]]:
    """Bring what the form holds, text and files; where to go then, and what stopped some of it."""
    data, files = request.POST, request.FILES.getlist("files")[:FILES_MOST]
    zone: Any = request.zone
    try:
        day = parse_date(data.get("published_on", ""))
    except ValueError:
        day = None
    source = (
        DocumentSource.objects.filter(zone=zone, pk=data["source"]).first()
        if data.get("source", "").isdigit()
        else None
    )
    common: dict[str, Any] = {"source": source, "published_on": day, "confidential": bool(data.get("confidential"))}
    found: list[Document] = []
    problems: list[Problem] = []
    if data.get("text", "").strip() or not files:
        try:
            found += actions.bring_text(
                zone,
                data.get("text", ""),
                by=request.user,
                title=data.get("title", ""),
                url=_web(data.get("url", "")),
                **common,
            )
        except ProblemsError as error:
            problems += error.problems
    for file in files:
        try:
            found += actions.bring_file(zone, file.name or "file", file.read(), by=request.user, **common)
        except ProblemsError as error:
            problems += error.problems
    if len(found) == 1:
        return found[0].get_absolute_url(), problems
    return (reverse("documents:list") if found else ""), problems


def _web(text: str) -> str:
    """Only an address of the web is kept as one."""
    return text.strip()[:400] if text.strip().startswith(("https://", "http://")) else ""


@dataclass(frozen=True)
class FactLine:
    """A fact as it is drawn: its fields in words, what it can become, which enterprise it is."""

    fact: Fact
    fields: list[tuple[str, str, str]]
    """(name, label, text) of each field with something in it."""
    editable: list[tuple[str, str, str, str]]
    """(name, label, text, what the box holds) of each field a person may write anew."""
    uses: list[tuple[str, Any]]
    known: Any
    tone: str


def _line(request: ZoneRequest, fact: Fact, known: Mapping[str, Any]) -> FactLine:
    made = {use.code for use in fact.uses.all()}
    seen = Seen(request.user, request.zone)
    uses = [
        (filling.key, filling.value.label)
        for filling in fact_use.fillings()
        if filling.key not in made and fact.state != Fact.State.REJECTED and filling.value.fits(seen, fact)
    ]
    return FactLine(
        fact,
        wording.fields_of(fact),
        wording.editable_of(fact),
        uses,
        known.get(name_of(fact.stated)),
        STATE_TONES.get(fact.state, "muted"),
    )


def _known(zone: Any, facts: list[Fact]) -> dict[str, Any]:
    kinds = (Fact.Kind.ORGANISATION, Fact.Kind.LEADER)
    names = [name_of(fact.stated) for fact in facts if fact.kind in kinds]
    found: dict[str, Any] = {}
    for filling in known_names.values() if names else ():
        found |= filling(zone, names)
    return found


def review_context(request: ZoneRequest, document: Document) -> dict[str, Any]:
    """The text in runs with its highlights, the facts by kind, what can be done with all of them."""
    facts = reads.facts_of(document)
    shown = [fact for fact in facts if fact.state != Fact.State.REJECTED]
    highlights = [
        Highlight(start, end, fact.kind, fact.pk)
        for fact in shown
        for _name, start, end in fact.marks or [["", fact.start, fact.end]]
    ]
    zone: Any = request.zone
    known = _known(zone, facts)
    lines = [_line(request, fact, known) for fact in facts]
    names = dict(Fact.Kind.choices)
    return {
        "title": document.title,
        "document": document,
        "runs": runs_of(document.text, highlights),
        "groups": [(kind, names[kind], [line for line in lines if line.fact.kind == kind]) for kind in GROUPS],
        "open_count": sum(1 for fact in facts if fact.state in Fact.OPEN),
        "facts": len(facts),
        "may_review": may(request.user, "documents.review", zone),
        "model": model_reading.configured(),
        "notes": [_(note) for note in document.notes],
        "others": reads.beside(request.user, document),
        "crumbs": [(_("Documents"), reverse("documents:list")), (document.title[:24], "")],
    }


def fact_context(request: ZoneRequest, fact: Fact) -> dict[str, Any]:
    """One fact anew, after an act on it."""
    fresh = Fact.objects.prefetch_related("uses").select_related("document", "zone", "decided_by").get(pk=fact.pk)
    zone: Any = request.zone
    return {
        "line": _line(request, fresh, _known(zone, [fresh])),
        "may_review": may(request.user, "documents.review", zone),
        "swapped": True,
    }


def decide(request: ZoneRequest, fact: Fact, verb: str) -> Fact:
    """Accept, reject, reopen, correct (fields of the form) or use (``code``). Raises ProblemsError; Http404."""
    by: Any = request.user
    if verb == "use":
        actions.use_fact(fact, request.POST.get("code", ""), by=by)
        return fact
    if verb not in ("accept", "reject", "reopen", "correct"):
        raise Http404
    given = {name.removeprefix("field-"): text for name, text in request.POST.items() if name.startswith("field-")}
    return actions.decide(fact, verb, by=by, corrected={name: str(text) for name, text in given.items()})


def _accept(request: Any, document: Document) -> str:
    return _("%(n)d facts accepted.") % {"n": actions.decide_all(document, "accept", by=request.user)}


def _reject(request: Any, document: Document) -> str:
    return _("%(n)d facts rejected.") % {"n": actions.decide_all(document, "reject", by=request.user)}


def _file(request: Any, document: Document) -> str:
    made, problems = actions.file_all(document, by=request.user)
    if problems:
        raise ProblemsError(problems)
    return _("Accepted, and %(n)d things made of it.") % {"n": len(made)}


def _again(request: Any, document: Document) -> str:
    return _("%(n)d facts read.") % {"n": actions.read_again(document, by=request.user)}


def _ask(request: Any, document: Document) -> str:
    grounded, bad = actions.ask_model(document, by=request.user)
    return _("The model proposed %(n)d facts; %(bad)d of them have no quote in the text.") % {
        "n": grounded + bad,
        "bad": bad,
    }


ALL: Mapping[str, Callable[[Any, Document], str]] = {
    "accept": _accept,
    "reject": _reject,
    "file": _file,
    "read": _again,
    "ask": _ask,
}


def find_context(request: ZoneRequest) -> dict[str, Any]:
    """The documents that hold the words, with the words around."""
    words = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()[:80]
    user, zone = request.user, request.zone
    found = finding.find(user, zone, words, limit=40) if words else []
    passages = finding.passages(user, zone, words) if words else []
    may_ask = bool(passages) and model_reading.configured() and may(user, "documents.review", zone)
    return {
        "title": _("Search documents"),
        "words": words,
        "found": found,
        "passages": passages,
        "may_ask": may_ask,
        "crumbs": [(_("Documents"), reverse("documents:list")), (_("Search documents"), "")],
    }


@dataclass(frozen=True)
class Brief:
    """What is new in the last days: what people watch, the news of one's chains, the other news."""

    days: int
    since: date
    until: date
    hits: list[WatchHit]
    mine: list[reads.BriefLine]
    others: list[reads.BriefLine]


def brief_of(request: ZoneRequest) -> Brief:
    """The brief of as many ``days`` as the address asks, a week unless it is 1 or 30."""
    days, today = {"1": 1, "7": 7, "30": 30}.get(request.GET.get("days", ""), 7), timezone.localdate()
    words: dict[str, tuple[str, ...]] = {}
    for filling in chain_words.values():
        words |= filling(Seen(request.user, request.zone))
    since = today - timedelta(days=days)
    lines = reads.brief_of(request.user, request.zone, words, since=since)
    return Brief(
        days,
        since,
        today,
        list(reads.unseen_hits(request.user, request.zone)[:20]),
        [line for line in lines if line.chains],
        [line for line in lines if not line.chains][:60],
    )


def _news(lines: list[reads.BriefLine]) -> dict[str, Any]:
    return {"news": [(line, wording.sentence_of(line.fact)) for line in lines], "how_many": len(lines)}


BRIEF: DetailPage[Brief] = DetailPage(
    ability="documents.view",
    styles=("documents/review.css",),
    head=Head(
        title=lambda _brief: _("Promotion daily"),
        line=lambda brief: (_("%(since)s to %(today)s") % {"since": brief.since, "today": brief.until},),
        links=lambda _request, brief: [
            *(
                Link(label, f"?days={days}", main=brief.days == days)
                for days, label in ((1, _("Since yesterday")), (7, _("7 days")), (30, _("30 days")))
            ),
            Link(_("Print"), prints=True),
        ],
        crumbs=lambda _brief: ((_("Documents"), reverse("documents:list")),),
    ),
    cards=(
        Card(code="watched", title=gettext_lazy("Watched words"), template="documents/_hits.html",
             fill=lambda _request, brief: {"hits": brief.hits} if brief.hits else None),
        Card(code="mine", title=gettext_lazy("For my chains"), template="documents/_news.html",
             fill=lambda _request, brief: _news(brief.mine)),
        Card(code="others", title=gettext_lazy("Other news"), template="documents/_news.html",
             fill=lambda _request, brief: _news(brief.others)),
    ),
)  # fmt: skip


CLAIM: DetailPage[Claim] = DetailPage(
    ability="documents.view",
    styles=("documents/review.css",),
    head=Head(
        title=lambda claim: f"{claim.about} · {claim.said}",
        line=lambda claim: (wording.field_name(claim.what), claim.claimant or "—"),
        badges=lambda claim: [(claim.get_state_display(), CLAIM_TONES[claim.state])],
        crumbs=lambda _claim: ((_("Claims to check"), reverse("documents:claims")),),
    ),
    cards=(
        Card(code="quote", template="documents/_quote.html"),
        Card(code="check", template="documents/_check.html", ability="documents.review",
             fill=lambda request, _claim: {
                 "states": [choice for choice in Claim.State.choices if choice[0] != Claim.State.UNCHECKED],
                 "data": request.POST,
             }),
    ),
)  # fmt: skip


def watch_context(request: ZoneRequest) -> dict[str, Any]:
    """What I watch, and what was found."""
    user: Any = request.user
    return {
        "title": _("Watched words"),
        "words": request.GET.get("words", "").strip()[:80],
        "rows": list(reads.watches_of(user, request.zone)),
        "hits": list(reads.unseen_hits(user, request.zone)[:50]),
        "crumbs": [(_("Documents"), reverse("documents:list")), (_("Watched words"), "")],
    }


def _quality_links(request: ZoneRequest, _lines: list[reads.SourceLine]) -> list[Link]:
    if not may(request.user, "documents.keep", request.zone):
        return []
    return [Link(_("Sources, licences, terms"), reverse("documents:documentsource_list"))]


QUALITY: DetailPage[list[reads.SourceLine]] = DetailPage(
    ability="documents.view",
    head=Head(
        title=lambda _lines: _("Quality of documents"), links=_quality_links, method="reading",
        line=lambda _lines: (
            _("What people decided of the facts of each source, and which rule is wrong most often."),
        ),
        crumbs=lambda _lines: ((_("Documents"), reverse("documents:list")),),
    ),
    cards=(
        TableCard(
            code="sources", rows=lambda _request, lines: lines, empty=gettext_lazy("No document yet"),
            columns=(
                Column("source", pgettext_lazy("documents", "Source"), primary=True,
                       value=lambda line: line.source.name if line.source else _("Without a source")),
                Column("licence", gettext_lazy("Licence"), value="source.licence"),
                Column("coverage", gettext_lazy("Coverage"), value="source.coverage"),
                Column("newest_on", gettext_lazy("Newest"), template="documents/_newest.html"),
                Column("documents", gettext_lazy("Documents"), kind="number"),
                Column("accepted", pgettext_lazy("fact", "Accepted"), kind="number"),
                Column("corrected", pgettext_lazy("fact", "Corrected"), kind="number"),
                Column("rejected", pgettext_lazy("fact", "Rejected"), kind="number"),
                Column("to_decide", pgettext_lazy("facts", "To decide"), kind="number"),
                Column("worst_rules", gettext_lazy("Rules most often wrong"), template="documents/_worst_rules.html"),
            ),
        ),
    ),
)  # fmt: skip
