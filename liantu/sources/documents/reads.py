"""Every read of documents: lists, the page of review, sources with what was decided of theirs, claims, watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Max, Q, QuerySet, When
from django.shortcuts import get_object_or_404
from django.utils import timezone

from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.people.requests import ZoneRequest
from liantu.reader.facts import name_of
from liantu.sources.documents.models import Claim, Document, DocumentSource, Fact, Watch, WatchHit
from liantu.sources.documents.rules.corrections import SURE
from liantu.sources.documents.slots import Known, known_names

RULES_SHOWN = 8


def documents_of(user: User, zone: Zone) -> QuerySet[Document]:
    """The documents this person may see, the newest first."""
    if not may(user, "documents.view", zone):
        return Document.objects.none()
    rows = Document.objects.filter(zone=zone)
    return rows if may(user, "documents.review", zone) else rows.filter(confidential=False)


def document_or_404(request: ZoneRequest, pk: int) -> Document:
    """A document the person may see, or Http404."""
    rows = documents_of(request.user, request.zone).select_related("source", "file", "zone")
    return get_object_or_404(rows, pk=pk)


def fact_or_404(request: ZoneRequest, pk: int) -> Fact:
    """A fact of a document the person may see, with what was made of it, or Http404."""
    rows = _whole_facts(Fact.objects.filter(document__in=documents_of(request.user, request.zone).values("pk")))
    return get_object_or_404(rows, pk=pk)


def claim_or_404(request: ZoneRequest, pk: int) -> Claim:
    """A claim the person may see, or Http404."""
    return get_object_or_404(claims_of(request.user, request.zone), pk=pk)


def watch_or_404(request: ZoneRequest, pk: int) -> Watch:
    """Words this person himself watches, or Http404."""
    return get_object_or_404(watches_of(request.user, request.zone), pk=pk)


def with_counts(rows: QuerySet[Document]) -> QuerySet[Document]:
    """The documents with ``facts_read`` and ``to_decide``."""
    return rows.select_related("source").annotate(
        facts_read=Count("facts", filter=~Q(facts__state=Fact.State.GONE)),
        to_decide=Count("facts", filter=Q(facts__state__in=Fact.OPEN)),
    )


def undecided(user: User, zone: Zone) -> tuple[int, int]:
    """How many facts nobody has decided, and in how many documents. One query."""
    rows = Fact.objects.filter(zone=zone, state__in=Fact.OPEN, document__in=documents_of(user, zone).values("pk"))
    found = rows.order_by().aggregate(facts=Count("pk"), documents=Count("document", distinct=True))
    return found["facts"], found["documents"]


def waiting_after(user: User, document: Document) -> tuple[Document | None, int]:
    """The next document with facts to decide (older ones first, then from the newest on), and how many there are."""
    waiting = Fact.objects.filter(zone=document.zone, state__in=Fact.OPEN).values("document")
    rows = documents_of(user, document.zone).filter(pk__in=waiting).exclude(pk=document.pk)
    older = Q(brought_at__lt=document.brought_at) | Q(brought_at=document.brought_at, pk__lt=document.pk)
    ordered = rows.annotate(is_older=Case(When(older, then=0), default=1)).order_by("is_older", "-brought_at", "-pk")
    found = ordered.first()
    return found, rows.count() if found is not None else 0


def how_many_wait(document: Document) -> tuple[int, int, int]:
    """(facts to decide, those of them the reader is sure of, all facts) of a document. One query."""
    is_open, is_sure = Q(state__in=Fact.OPEN), Q(state=Fact.State.PROPOSED, confidence__gte=SURE, origin="rules")
    rows = document.facts.exclude(state=Fact.State.GONE).order_by()
    found = rows.aggregate(to_decide=Count("pk", filter=is_open), sure=Count("pk", filter=is_sure), facts=Count("pk"))
    return found["to_decide"], found["sure"], found["facts"]


def beside(user: User, document: Document) -> list[Document]:
    """The other articles of the file or delivery this one came with."""
    rows = documents_of(user, document.zone).exclude(pk=document.pk)
    same = Q(file_name=document.file_name) if document.file_name else Q(brought_at=document.brought_at)
    near = Q(brought_by=document.brought_by, brought_at__range=_minute_around(document.brought_at))
    return list(rows.filter(same | near if not document.file_name else same).order_by("part", "pk")[:20])


def _minute_around(moment: datetime) -> tuple[datetime, datetime]:
    return moment - timedelta(seconds=20), moment + timedelta(seconds=20)


def facts_of(document: Document) -> list[Fact]:
    """The document's facts that are read or decided, in the order of the text, with what was made of them."""
    rows = document.facts.exclude(state=Fact.State.GONE)
    return list(_whole_facts(rows).order_by("start", "id"))


def _whole_facts(rows: QuerySet[Fact]) -> QuerySet[Fact]:
    """Facts with all that their cards show."""
    return rows.prefetch_related("uses").select_related("document", "zone", "decided_by")


def known_of(zone: Zone, facts: list[Fact]) -> dict[str, Known]:
    """Printed name → the enterprise the zone knows by it, for the organisations and chain leaders among the facts."""
    kinds = (Fact.Kind.ORGANISATION, Fact.Kind.LEADER)
    names = [name_of(fact.stated) for fact in facts if fact.kind in kinds]
    found: dict[str, Known] = {}
    for filling in known_names.values() if names else ():
        found |= filling(zone, names)
    return found


@dataclass(frozen=True)
class SourceLine:
    """A source with what is known of it: documents, the newest, facts decided, the rule most often wrong."""

    source: DocumentSource | None
    documents: int
    newest_on: date | None
    is_stale: bool
    accepted: int
    corrected: int
    rejected: int
    to_decide: int
    worst_rules: list[tuple[str, int, int]]
    """(rule, wrong, decided), the most often wrong first."""


def source_lines(user: User, zone: Zone) -> list[SourceLine]:
    """Every source, and the documents that name none. Three queries."""
    rows = documents_of(user, zone)
    grouped = rows.values("source").order_by()
    told = grouped.annotate(n=Count("pk"), newest=Max("published_on"), brought=Max("brought_at"))
    counted = {one["source"]: one for one in told}
    decided: dict[int | None, dict[str, int]] = {}
    wrong: dict[int | None, dict[str, list[int]]] = {}
    facts = Fact.objects.filter(zone=zone, document__in=rows.values("pk"))
    for one in facts.values("document__source", "state", "rule").order_by().annotate(n=Count("pk")):
        source = one["document__source"]
        decided.setdefault(source, {}).setdefault(one["state"], 0)
        decided[source][one["state"]] += one["n"]
        if one["state"] in (*Fact.KEPT, Fact.State.REJECTED):
            pair = wrong.setdefault(source, {}).setdefault(one["rule"], [0, 0])
            pair[0] += one["n"] * (one["state"] != Fact.State.ACCEPTED)
            pair[1] += one["n"]
    sources: list[DocumentSource | None] = list(DocumentSource.objects.filter(zone=zone))
    sources += [None] if None in counted else []
    return [_line(source, counted, decided, wrong) for source in sources]


def _line(source: DocumentSource | None, counted: Any, decided: Any, wrong: Any) -> SourceLine:
    key = source.pk if source is not None else None
    one, states = counted.get(key, {}), decided.get(key, {})
    brought = one.get("brought")
    newest = one.get("newest") or (timezone.localtime(brought).date() if brought else None)
    fresh = timedelta(days=source.fresh_days if source is not None else 14)
    rules = [(rule, bad, all_) for rule, (bad, all_) in wrong.get(key, {}).items() if bad]
    return SourceLine(
        source,
        one.get("n", 0),
        newest,
        newest is not None and newest + fresh < timezone.localdate(),
        states.get(Fact.State.ACCEPTED, 0),
        states.get(Fact.State.CORRECTED, 0),
        states.get(Fact.State.REJECTED, 0),
        sum(states.get(state, 0) for state in Fact.OPEN),
        sorted(rules, key=lambda each: (-each[1], each[0]))[:RULES_SHOWN],
    )


def claims_of(user: User, zone: Zone) -> QuerySet[Claim]:
    """Claims with their documents, unchecked ones first."""
    rows = Claim.objects.filter(zone=zone, fact__document__in=documents_of(user, zone).values("pk"))
    return rows.select_related("zone", "fact__document", "checked_by")


def watches_of(user: User, zone: Zone) -> QuerySet[Watch]:
    """What this person watches, with the number of documents that hold it."""
    return Watch.objects.filter(zone=zone, person=user).select_related("zone").annotate(found=Count("hits"))


def unseen_hits(user: User, zone: Zone) -> QuerySet[WatchHit]:
    """Documents with watched words that the watcher has not opened yet."""
    rows = WatchHit.objects.filter(zone=zone, watch__person=user, seen_at__isnull=True)
    return rows.select_related("watch", "document")


def watched_in(user: User, document: Document) -> list[WatchHit]:
    """The words this person watches that stand in the document, seen or not."""
    return list(document.hits.filter(watch__person=user).select_related("watch").order_by("watch__words"))


@dataclass(frozen=True)
class BriefLine:
    """One line of the morning brief: what, with quote and document."""

    fact: Fact
    chains: tuple[str, ...]


def brief_of(user: User, zone: Zone, chain_words: dict[str, tuple[str, ...]], *, since: date) -> list[BriefLine]:
    """What is new since a day: projects, events and figures not rejected; those of one's chains first.

    ``chain_words``: name of a chain → words that show a document belongs to it.
    """
    rows = Fact.objects.filter(
        zone=zone,
        document__in=documents_of(user, zone).values("pk"),
        document__brought_at__date__gte=since,
        kind__in=(Fact.Kind.PROJECT, Fact.Kind.EVENT, Fact.Kind.FIGURE),
    ).exclude(state__in=(Fact.State.REJECTED, Fact.State.GONE))
    lines = []
    for fact in rows.select_related("document", "document__source").order_by("-document__brought_at", "start")[:400]:
        text = f"{fact.document.title}{fact.quote}"
        chains = tuple(name for name, words in chain_words.items() if any(word in text for word in words))
        lines.append(BriefLine(fact, chains))
    return sorted(lines, key=lambda line: not line.chains)
