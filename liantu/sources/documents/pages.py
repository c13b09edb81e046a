"""What the pages of documents show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from liantu.people.abilities import may
from liantu.people.requests import ZoneRequest
from liantu.reader.answers import ModelAnswer
from liantu.sources.documents import actions, acts, finding, model_reading, reads, wording
from liantu.sources.documents.finding import Found, Passage
from liantu.sources.documents.folders import folder_of
from liantu.sources.documents.forms import BringForm, WatchForm, told
from liantu.sources.documents.models import Claim, Document, DocumentSource, Fact, WatchHit
from liantu.sources.documents.rules.highlights import Highlight, Run, runs_of
from liantu.sources.documents.slots import chain_words
from liantu.ui.formats import iso_text
from liantu.ui.lists import Column, Filter, ListPage, SidePanel
from liantu.ui.metrics import rows_behind
from liantu.ui.pages import Card, DetailPage, FormPage, Head, Link, Part, TableCard
from liantu.ui.pages.review import Proposal
from liantu.ui.wiring import Seen

READ_BESIDE = 900  # characters of a document that are read beside its list
TOLD_BESIDE = (Fact.Kind.EVENT, Fact.Kind.PROJECT, Fact.Kind.FIGURE, Fact.Kind.CLAIM, Fact.Kind.LEADER)
CLAIM_TONES = {"unchecked": "warn", "confirmed": "ok", "refuted": "bad"}


def _rows(request: ZoneRequest) -> QuerySet[Document]:
    """The documents the person may see, or exactly those of a metric that is named."""
    named: QuerySet[Document] | None = rows_behind(request, "documents:list")
    return reads.with_counts(named if named is not None else reads.documents_of(request.user, request.zone))


def _claims(request: ZoneRequest) -> QuerySet[Claim]:
    """The claims of those documents, or exactly those of a metric that is named."""
    named: QuerySet[Claim] | None = rows_behind(request, "documents:claims")
    return named if named is not None else reads.claims_of(request.user, request.zone)


def _list_links(request: ZoneRequest) -> list[Link]:
    """Search and quality for everybody; the folder and the form for whoever may bring."""
    found = [
        Link(_("Search documents"), reverse("documents:find"), "search"),
        Link(_("Quality of documents"), reverse("documents:quality")),
    ]
    if may(request.user, "documents.bring", request.zone):
        folder, bring = reverse("documents:folder"), reverse("documents:bring")
        found.append(Link(_("Look into the folder"), folder, method="post", hint=str(folder_of(request.zone))))
        found.append(Link(_("Bring a document"), bring, "upload", main=True))
    return found


def _crumbs(*_thing: object) -> tuple[tuple[Any, str], ...]:
    return ((_("Documents"), reverse("documents:list")),)


def _source_choices(request: ZoneRequest) -> list[tuple[int, str]]:
    return list(DocumentSource.objects.filter(zone=request.zone).values_list("pk", "name"))


def _panel_line(document: Document) -> tuple[str, ...]:
    """Where a document comes from and of which day it is, under its title."""
    source = (document.source.name,) if document.source else ()
    return *source, iso_text(document.published_on or timezone.localtime(document.brought_at).date())


def _panel(request: ZoneRequest, document: Document) -> dict[str, Any]:
    """The document to read beside its list: its beginning with the marks, and what was read in words."""
    one = review_of(request, document)
    to_decide, _sure, facts = reads.how_many_wait(document)
    return {
        "one": one,
        "runs": _beginning(_runs(one)),
        "is_cut": len(document.text) > READ_BESIDE,
        "rows": [proposal for proposal in one.proposals if proposal.kind in TOLD_BESIDE][:8],
        "to_decide": to_decide,
        "facts": facts,
        "may_review": may(request.user, acts.REVIEW, request.zone),
    }


def _beginning(runs: list[Run]) -> list[Run]:
    """The runs up to what is read beside a list."""
    found, length = [], 0
    for run in runs:
        if length >= READ_BESIDE:
            break
        found.append(replace(run, text=run.text[: READ_BESIDE - length]))
        length += len(run.text)
    return found


LIST = ListPage(
    name="documents.list",
    queryset_fn=_rows,
    columns=(
        Column("title", pgettext_lazy("document", "Title"), sort="title", primary=True, wide=True),
        Column("source", pgettext_lazy("documents", "Source"), value="source.name", sort="source__name"),
        Column("published_on", pgettext_lazy("document", "Published"), kind="date", sort="published_on"),
        Column("brought_at", gettext_lazy("Brought"), kind="when", sort="brought_at", folds=True),
        Column("facts_read", gettext_lazy("Facts"), kind="number", sort="facts_read"),
        Column("to_decide", pgettext_lazy("facts", "To decide"), kind="number", sort="to_decide"),
        Column("confidential", gettext_lazy("Confidential"), kind="bool", sort="confidential", shown=False),
    ),
    search_fields=("title", "text"),
    filters=(
        Filter(
            "open",
            pgettext_lazy("facts", "To decide"),
            kind="flag",
            apply=lambda rows, _value: rows.filter(to_decide__gt=0),
        ),
        Filter("source", pgettext_lazy("documents", "Source"), choices=_source_choices),
        Filter("from", gettext_lazy("Brought from"), kind="date_from", apply="brought_at__date__gte"),
    ),
    side=SidePanel(
        template="documents/_panel.html",
        title=str,
        line=_panel_line,
        fill=_panel,
        href=lambda document: document.get_absolute_url(),
    ),
    default_sort="-brought_at",
    ability="documents.view",
    export_ability="documents.keep",
    title=pgettext_lazy("documents", "Documents"),
    links=_list_links,
    template="documents/list.html",
    subtitle=gettext_lazy("News, notes and papers; each fact read in its place, decided by a person."),
    empty_title=gettext_lazy("No document yet"),
    empty_text=gettext_lazy("Paste a piece of news or bring a file; it is read at once."),
    empty_url="documents:bring",
    empty_action=gettext_lazy("Bring a document"),
)
CLAIMS = ListPage(
    name="documents.claims",
    queryset_fn=_claims,
    columns=(
        Column("about", gettext_lazy("About"), sort="about", primary=True, wide=True),
        Column("what", gettext_lazy("What"), value=lambda row: wording.field_name(row.what), sort="what", phone="line"),
        Column("said", gettext_lazy("As said"), sort="said", phone="line"),
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
    row_href=lambda row: row.get_absolute_url(),
    empty_title=gettext_lazy("No claim yet"),
    empty_text=gettext_lazy("Open a document and keep one of its claims."),
)


def _brought(found: list[Document]) -> str:
    """Where to look at what was brought."""
    return found[0].get_absolute_url() if len(found) == 1 else reverse("documents:list")


def _bring(request: ZoneRequest, _thing: None, form: BringForm) -> str:
    given = dict(form.cleaned_data)
    files = [(file.name or "file", file.read()) for file in given.pop("uploads")]
    return _brought(actions.bring(request.zone, by=request.user, files=files, **given))


BRING = FormPage(
    ability="documents.bring",
    title=gettext_lazy("Bring a document"),
    subtitle=gettext_lazy("It is cut into articles and read at once; you decide fact by fact."),
    method="reading",
    form=lambda request, _thing, data, files: BringForm(request.zone, data, files),
    do=_bring,
    submit=gettext_lazy("Read it"),
    parts=(Part(("text", "uploads", ("source", "published_on", "url"), "title", "confidential")),),
    crumbs=_crumbs,
)


@dataclass(frozen=True)
class Review:
    """A document as it is reviewed: its facts in the order of the text, each as its row tells it."""

    document: Document
    facts: list[Fact]
    proposals: list[Proposal]
    others: list[Document]
    hits: list[WatchHit]

    @property
    def unseen(self) -> Document | None:
        """The document, when watched words of its reader stand in it that he has not seen yet."""
        return self.document if any(hit.seen_at is None for hit in self.hits) else None


def review_of(request: ZoneRequest, document: Document) -> Review:
    """All that the page of a document shows this reader."""
    facts = reads.facts_of(document)
    known = reads.known_of(request.zone, facts)
    proposals = [wording.proposal_of(fact, known) for fact in facts]
    return Review(
        document, facts, proposals, reads.beside(request.user, document), reads.watched_in(request.user, document)
    )


def _review_line(one: Review) -> Iterable[str]:
    document, n = one.document, len(one.facts)
    yield document.source.name if document.source else ""
    yield iso_text(document.published_on) if document.published_on else ""
    yield ngettext("%(n)s fact", "%(n)s facts", n) % {"n": n}


def _badges(one: Review) -> list[tuple[str, str]]:
    """Whether it is confidential, and whether its reading still waits."""
    told = [(_("Confidential"), "warn")] if one.document.confidential else []
    return told + ([(_("Waits to be read"), "info")] if one.document.read_at is None else [])


def _runs(one: Review) -> list[Run]:
    """The text cut where a fact that is not rejected begins or ends."""
    highlights = [
        Highlight(start, end, fact.kind, fact.pk)
        for fact in one.facts
        if fact.state != Fact.State.REJECTED
        for _name, start, end in fact.marks or [["", fact.start, fact.end]]
    ]
    return runs_of(one.document.text, highlights)


def _origin(one: Review) -> Iterable[tuple[str, str]]:
    """(text, address) of where the document comes from and who read it."""
    document = one.document
    yield document.url, document.url
    yield document.file_name, ""
    yield f"{_('Reader')} {document.reader_version}", ""
    yield f"{timezone.localtime(document.read_at):%Y-%m-%d %H:%M}" if document.read_at else "", ""
    yield document.source.licence if document.source else "", ""


REVIEW: DetailPage[Review] = DetailPage(
    ability="documents.view",
    styles=("ui/review.css", "documents/documents.css"),
    about=lambda one: one.document,
    head=Head(
        title=lambda one: one.document.title,
        badges=_badges,
        line=_review_line,
        acts=lambda request, one: acts.DOCUMENT.drawn(one.document, request, acts.AT_HEAD, {}),
        crumbs=_crumbs,
        method="reading",
    ),
    cards=(
        Card(
            code="notes",
            place="wide",
            bare=True,
            template="documents/_notes.html",
            fill=lambda _request, one: (
                {"notes": [_(note) for note in one.document.notes]} if one.document.notes else None
            ),
        ),
        Card(
            code="watched-words",
            place="wide",
            bare=True,
            template="documents/_watched_here.html",
            fill=lambda _request, one: {"hits": one.hits, "unseen": one.unseen} if one.hits else None,
        ),
        acts.ROWS.card(
            runs=_runs,
            proposals=lambda _request, one: one.proposals,
            reviewed=lambda one: one.document,
            empty=gettext_lazy("Nothing was read in it. It may be about something else, or not be in Chinese."),
        ),
        Card(
            code="others",
            title=gettext_lazy("From the same file"),
            template="documents/_others.html",
            fill=lambda _request, one: {"others": one.others} if one.others else None,
        ),
        Card(
            code="origin",
            template="documents/_origin.html",
            fill=lambda _request, one: {"told": [part for part in _origin(one) if part[0]]},
        ),
    ),
)


@dataclass(frozen=True)
class Asked:
    """A search over documents: what was asked, what holds the words, what answers, and what the model answered."""

    words: str
    found: list[Found]
    passages: list[Passage]
    may_ask: bool
    answer: ModelAnswer | None = None

    def answered(self, answer: ModelAnswer) -> Asked:
        """With the model's answer."""
        return replace(self, answer=answer)


def search_of(request: ZoneRequest) -> Asked:
    """The documents that hold the words of the address or the form, with the words around."""
    words = told(request.POST, "q", 80) or told(request.GET, "q", 80)
    user, zone = request.user, request.zone
    passages = finding.passages(user, zone, words) if words else []
    may_ask = bool(passages) and model_reading.configured() and may(user, acts.REVIEW, zone)
    return Asked(words, finding.find(user, zone, words, limit=40) if words else [], passages, may_ask)


def _found_card(_request: ZoneRequest, asked: Asked) -> dict[str, Any] | None:
    """The documents found; left out while nothing was asked, or where the passages say all."""
    if not asked.words or (asked.passages and not asked.found):
        return None
    return {"found": asked.found, "how_many": len(asked.found)}


FIND: DetailPage[Asked] = DetailPage(
    ability="documents.view",
    styles=("documents/documents.css",),
    head=Head(title=lambda _asked: _("Search documents"), crumbs=_crumbs),
    cards=(
        Card(code="ask", template="documents/_ask.html"),
        Card(
            code="answer",
            title=gettext_lazy("The model's answer"),
            template="documents/_answer.html",
            fill=lambda _request, asked: {"answer": asked.answer} if asked.answer is not None else None,
        ),
        Card(
            code="passages",
            title=gettext_lazy("What the documents say"),
            template="documents/_passages.html",
            fill=lambda _request, asked: {"asked": asked} if asked.passages else None,
        ),
        Card(
            code="found",
            title=pgettext_lazy("documents", "Documents"),
            template="documents/_found.html",
            fill=_found_card,
        ),
    ),
)


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
    styles=("documents/documents.css",),
    head=Head(
        title=lambda _brief: _("Promotion daily"),
        line=lambda brief: (_("%(since)s to %(today)s") % {"since": brief.since, "today": brief.until},),
        links=lambda _request, brief: [
            *(
                Link(label, f"?days={days}", "check" if brief.days == days else "")
                for days, label in ((1, _("Since yesterday")), (7, _("7 days")), (30, _("30 days")))
            ),
            Link(_("As a paper"), f"{reverse('documents:brief_paper')}?days={brief.days}", "print"),
        ],
        crumbs=_crumbs,
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
    find=reads.claim_or_404,
    styles=("documents/documents.css",),
    head=Head(
        title=lambda claim: f"{claim.about} · {claim.said}",
        line=lambda claim: (wording.field_name(claim.what), claim.claimant or "—"),
        badges=lambda claim: [(claim.get_state_display(), CLAIM_TONES[claim.state])],
        crumbs=lambda _claim: ((_("Claims to check"), reverse("documents:claims")),),
    ),
    acts=acts.CLAIM,
    cards=(Card(code="quote", template="documents/_quote.html"),),
)


def _watch(request: ZoneRequest, _thing: None, form: WatchForm) -> str:
    actions.watch(request.zone, form.cleaned_data["words"], by=request.user)
    return "documents:watches"


def _watch_form(request: ZoneRequest, _thing: None, data: Mapping[str, Any] | None, _files: object) -> WatchForm:
    return WatchForm(data, initial={"words": told(request.GET, "words", 80)})


def _unseen(request: ZoneRequest, _thing: None) -> dict[str, Any] | None:
    hits = list(reads.unseen_hits(request.user, request.zone)[:50])
    return {"hits": hits} if hits else None


WATCHES = FormPage(
    ability="documents.view",
    title=gettext_lazy("Watched words"),
    subtitle=gettext_lazy("Names of enterprises, links, products: you hear of every new document that holds them."),
    form=_watch_form,
    do=_watch,
    submit=gettext_lazy("Watch"),
    crumbs=_crumbs,
    cards=(
        Card(code="unseen", title=gettext_lazy("Not opened yet"), template="documents/_hits.html", fill=_unseen),
        TableCard(
            code="words",
            rows=lambda request, _thing: reads.watches_of(request.user, request.zone),
            columns=(
                Column(
                    "words",
                    pgettext_lazy("watched", "Words"),
                    primary=True,
                    href=lambda one: f"{reverse('documents:find')}?{urlencode({'q': one.words})}",
                ),
                Column("found", gettext_lazy("Documents"), kind="number"),
                Column("acts", gettext_lazy("Actions"), template="ui/acts/_row.html"),
            ),
            empty=gettext_lazy("Nothing is watched yet."),
        ),
    ),
)


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
        crumbs=_crumbs,
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
