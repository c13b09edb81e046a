"""Every write of documents: brought, read, decided, made into something, claimed, watched."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from liantu.audit.actions import record
from liantu.foundation.files.actions import store_bytes
from liantu.foundation.files.models import StoredFile
from liantu.foundation.jobs.actions import enqueue
from liantu.foundation.notices.actions import notify
from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers.documents import FILE_BYTES_MOST, TEXT_MOST, text_of_file
from liantu.people.abilities import NotAllowed, require
from liantu.people.models import User, Zone
from liantu.reader import facts as reader_facts
from liantu.reader.answers import ModelAnswer, answer_of
from liantu.reader.articles import articles_of
from liantu.reader.facts import label_of
from liantu.reader.grounding import Suggestion, UnreadableAnswer, suggestions_of
from liantu.reader.proposals import Proposed, proposals_of, quote_of
from liantu.reader.read import read_text
from liantu.reader.schema import as_json
from liantu.reader.single_pass import VERSION
from liantu.sources.documents import finding, model_reading
from liantu.sources.documents.finding import Passage, passages
from liantu.sources.documents.models import Claim, Document, DocumentSource, Fact, FactUse, ModelCall, Watch, WatchHit
from liantu.sources.documents.rules.corrections import SURE
from liantu.sources.documents.rules.corrections import corrected as written_anew
from liantu.sources.documents.slots import fact_use
from liantu.sources.documents.wording import title_of
from liantu.ui.wiring import Seen

STORED = ("pdf", "zip", "csv", "png", "jpg")
ARTICLES_MOST = 300
WATCHES_MOST = 100
READ_AT_ONCE = 12_000
"""Characters of a delivery that are read while a person waits, about half a second; longer ones are read by work."""
READ_JOB = "documents.read"


def bring_text(
    zone: Zone, text: str, *, by: User | None, title: str = "", source: DocumentSource | None = None, url: str = "",
    published_on: date | None = None, confidential: bool = False, file: StoredFile | None = None, file_name: str = "",
    notes: tuple[str, ...] = (),
) -> list[Document]:  # fmt: skip
    """Keep a text as its articles and read each. An article the zone has already comes back as it is, never twice.

    ``by=None``: the daily reading of the folder. Raises NotAllowed; ProblemsError when there is no text, or more of it
    than one delivery may have.
    """
    if by is not None:
        require(by, "documents.bring", zone)
    problems = []
    if not text.strip():
        problems.append(Problem("no_text_given", "Paste a text or choose a file.", where="text"))
    if len(text) > TEXT_MOST:
        problems.append(
            Problem("text_too_long", "The text is longer than %(most)d characters.", where="text",
                    fix="Bring it in parts.", params={"most": TEXT_MOST})
        )  # fmt: skip
    articles = articles_of(text) if not problems else []
    if len(articles) > ARTICLES_MOST:
        problems.append(
            Problem("too_many_articles", "There are %(n)d articles in it; at most %(most)d are read at once.",
                    where="text", fix="Bring it in parts.", params={"n": len(articles), "most": ARTICLES_MOST})
        )  # fmt: skip
    if problems:
        raise ProblemsError(problems)
    found = []
    for part, article in enumerate(articles, 1):
        body = text[article.start : article.end]
        found.append(
            _keep(zone, body, by=by, title=(title if len(articles) == 1 and title else article.title), part=part,
                  source=source, url=url, published_on=published_on, confidential=confidential, file=file,
                  file_name=file_name, notes=list(notes), read=len(text) <= READ_AT_ONCE)
        )  # fmt: skip
        waiting = [document.pk for document in found if document.read_at is None]
    if waiting:
        asked = {"documents": waiting}
        about = f"documents:{waiting[0]}"  # a document is of one delivery
        enqueue(READ_JOB, by=by, zone=zone, title=f"{found[0].title} ({len(waiting)})", payload=asked, alone_for=about)
    return found


SECONDS_MOST = 12
"""Seconds after which no further file of a delivery is opened: somebody waits for the answer."""


def bring(
    zone: Zone, *, by: User, text: str, files: Sequence[tuple[str, bytes]], title: str, url: str,
    source: DocumentSource | None, published_on: date | None, confidential: bool,
) -> list[Document]:  # fmt: skip
    """Bring a delivery, a text and files (name, bytes) together: what can be read is kept whatever the rest is.

    Raises NotAllowed; ProblemsError with what stopped the others, by their names.
    """
    found: list[Document] = []
    problems: list[Problem] = []
    if text.strip() or not files:
        try:
            found += bring_text(
                zone, text, by=by, title=title, url=url, source=source, published_on=published_on,
                confidential=confidential,
            )  # fmt: skip
        except ProblemsError as error:
            problems += error.problems
    began = time.monotonic()
    for name, data in files:
        if time.monotonic() - began > SECONDS_MOST:
            text, fix = "Opening the files before it took too long; it is not read yet.", "Bring it again, by itself."
            problems.append(Problem("files_take_too_long", text, where=name, fix=fix))
            continue
        try:
            found += bring_file(
                zone, name, data, by=by, source=source, published_on=published_on, confidential=confidential
            )
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return found


def bring_file(
    zone: Zone, name: str, data: bytes, *, by: User | None, source: DocumentSource | None = None,
    published_on: date | None = None, confidential: bool = False,
) -> list[Document]:  # fmt: skip
    """Read a file's text and bring it; the file itself is kept where its kind may be. Raises like ``bring_text``."""
    if by is not None:
        require(by, "documents.bring", zone)
    if len(data) > FILE_BYTES_MOST:
        raise ProblemsError([
            Problem("file_too_large", "The file is larger than %(most)d MB.", where=name, fix="Cut it into parts.",
                    params={"most": FILE_BYTES_MOST // 1024 // 1024})
        ])  # fmt: skip
    read = text_of_file(name, data)
    stored = None
    if name.lower().endswith((".pdf", ".docx", ".png", ".jpg", ".jpeg")):
        stored = store_bytes(name, data, by=by, zone=zone, purpose="documents", allowed=STORED)
    return bring_text(
        zone, read.text, by=by, title=read.title, source=source, published_on=published_on, confidential=confidential,
        file=stored, file_name=name[:200], notes=read.notes,
    )  # fmt: skip


def _keep(zone: Zone, body: str, *, by: User | None, title: str, read: bool, **values: Any) -> Document:
    """The document of an article; one that is new is read at once, or left unread for the work in the background."""
    digest = hashlib.sha256(body.strip().encode()).hexdigest()
    known = Document.objects.filter(zone=zone, sha256=digest).first()
    if known is not None:
        return known
    title = title.strip()[:200] or body.strip()[:40]
    done = _read(body, title) if read else None  # before the transaction: reading must keep nobody waiting
    with transaction.atomic():
        document, made = Document.objects.get_or_create(
            zone=zone, sha256=digest, defaults={**values, "title": title, "text": body, "brought_by": by}
        )
        if made:
            finding.keep(document)
            record("documents.brought", by=by, zone=zone, target=document, after={"title": document.title})
            if done is not None:
                _keep_facts(document, done)
            _tell_watchers(document)
    return document


def read_again(document: Document, *, by: User) -> int:
    """Read a document with the present reader; what people decided stays. The number of facts. Raises NotAllowed."""
    require(by, "documents.review", document.zone)
    done = _read(document.text, document.title)
    with transaction.atomic():
        count = _keep_facts(document, done)
        record("documents.read_again", by=by, zone=document.zone, target=document, after={"facts": count})
    return count


def read_waiting(document: Document) -> int:
    """Read a document that was brought and waits: work in the background. The number of facts."""
    done = _read(document.text, document.title)
    with transaction.atomic():
        return _keep_facts(document, done)


@dataclass(frozen=True)
class _Read:
    """What the reader makes of a text: its proposals by their keys, and its version."""

    found: dict[str, Proposed]
    version: str


def _read(text: str, title: str) -> _Read:
    done = read_text(text, title)
    found: dict[str, Proposed] = {}
    for proposed in proposals_of(done.reading, done.clean):
        found.setdefault(proposed.key, proposed)
    return _Read(found, done.version)


def _keep_facts(document: Document, done: _Read) -> int:
    """Facts of the text: new ones proposed, undecided ones renewed, undecided ones no longer read set aside."""
    known = {fact.key: fact for fact in document.facts.all()}
    now = timezone.now()
    fresh = []
    for key, proposed in done.found.items():
        fact = known.get(key)
        if fact is None:
            fresh.append(Fact(zone=document.zone, document=document, key=key, **_values(proposed, done.version)))
        elif fact.state in (*Fact.OPEN, Fact.State.GONE):
            for name, value in (
                _values(proposed, done.version) | {"state": Fact.State.PROPOSED, "read_at": now}
            ).items():
                setattr(fact, name, value)
            fact.save()
    Fact.objects.bulk_create(fresh)
    stale = [
        fact.pk
        for key, fact in known.items()
        if key not in done.found and fact.state in Fact.OPEN and fact.origin == "rules"
    ]
    Fact.objects.filter(pk__in=stale).update(state=Fact.State.GONE)
    document.reader_version, document.read_at = done.version, now
    document.save(update_fields=["reader_version", "read_at"])
    return len(done.found)


def _values(proposed: Proposed, version: str) -> dict[str, Any]:
    return {
        "kind": proposed.kind, "label": proposed.label, "value": as_json(proposed.fact), "start": proposed.start,
        "end": proposed.end, "quote": proposed.quote, "rule": proposed.rule, "confidence": proposed.confidence,
        "marks": [list(mark) for mark in proposed.marks], "reader_version": version, "origin": "rules",
    }  # fmt: skip


def decide(fact: Fact, verdict: str, *, by: User, corrected: Mapping[str, str] | None = None) -> Fact:
    """Accept, reject, correct or take up again (``reopen``) a fact; a correction keeps what was read beside it.

    Raises NotAllowed; ProblemsError for another verdict, a correction that says nothing, a fact that was used.
    """
    require(by, "documents.review", fact.zone)
    states = {
        "accept": Fact.State.ACCEPTED, "reject": Fact.State.REJECTED, "correct": Fact.State.CORRECTED,
        "reopen": Fact.State.PROPOSED,
    }  # fmt: skip
    state = states.get(verdict)
    if state is None:
        raise ProblemsError([Problem("no_such_verdict", "Accept, correct or reject it.", where="verdict")])
    with transaction.atomic():
        fresh = Fact.objects.select_for_update().get(pk=fact.pk)
        if verdict in ("reject", "reopen") and fresh.uses.exists():
            raise ProblemsError([
                Problem("fact_in_use", "Something was made of this fact already; correct that first.",
                        where=title_of(fresh))
            ])  # fmt: skip
        before = {"state": fresh.state, "value": fresh.current}
        value = as_json(written_anew(fresh.stated, corrected or {})) if verdict == "correct" else None
        fresh.state = state
        fresh.corrected = value if verdict == "correct" else (None if verdict == "reopen" else fresh.corrected)
        fresh.decided_by, fresh.decided_at = (None, None) if verdict == "reopen" else (by, timezone.now())
        fresh.save()
        record(
            f"documents.fact_{verdict}ed" if verdict != "reopen" else "documents.fact_reopened", by=by, zone=fresh.zone,
            target=fresh.document, before=before, after={"state": fresh.state, "value": fresh.current},
        )  # fmt: skip
    return fresh


def decide_all(document: Document, verdict: str, *, by: User) -> int:
    """Accept or reject every fact still open; how many. Raises NotAllowed; ProblemsError."""
    require(by, "documents.review", document.zone)
    if verdict not in ("accept", "reject"):
        raise ProblemsError([Problem("no_such_verdict", "Accept, correct or reject it.", where="verdict")])
    state = Fact.State.ACCEPTED if verdict == "accept" else Fact.State.REJECTED
    with transaction.atomic():
        rows = document.facts.select_for_update().filter(state=Fact.State.PROPOSED)
        keys = list(rows.values_list("pk", flat=True))
        Fact.objects.filter(pk__in=keys).update(state=state, decided_by=by, decided_at=timezone.now())
        if keys:
            record("documents.all_decided", by=by, zone=document.zone, target=document,
                   after={"state": state, "facts": len(keys)})  # fmt: skip
    return len(keys)


def accept_sure(document: Document, *, by: User) -> int:
    """Accept the open facts whose reading is sure, none of the model's; how many. Raises NotAllowed."""
    require(by, "documents.review", document.zone)
    with transaction.atomic():
        rows = document.facts.select_for_update().filter(
            state=Fact.State.PROPOSED, confidence__gte=SURE, origin="rules"
        )
        keys = list(rows.values_list("pk", flat=True))
        Fact.objects.filter(pk__in=keys).update(state=Fact.State.ACCEPTED, decided_by=by, decided_at=timezone.now())
        if keys:
            record("documents.sure_accepted", by=by, zone=document.zone, target=document, after={"facts": len(keys)})
    return len(keys)


def use_fact(fact: Fact, code: str, *, by: User) -> FactUse:
    """Make something of a fact, once: an enterprise, a lead, a visit. An open fact is accepted by it.

    Raises NotAllowed; ProblemsError with what stops the making.
    """
    require(by, "documents.review", fact.zone)
    kind = fact_use.get(code)
    with transaction.atomic():
        fresh = Fact.objects.select_for_update().select_related("document", "zone").get(pk=fact.pk)
        known = fresh.uses.filter(code=code).first()
        if known is not None:
            return known
        if kind is None or not kind.fits(Seen(by, fresh.zone), fresh):
            raise ProblemsError([Problem("cannot_become", "This cannot be made of this fact.", where=title_of(fresh))])
        if fresh.state == Fact.State.REJECTED:
            raise ProblemsError([Problem("fact_rejected", "The fact is rejected; nothing is made of it.")])
        if fresh.state in (*Fact.OPEN, Fact.State.GONE):
            fresh.state, fresh.decided_by, fresh.decided_at = Fact.State.ACCEPTED, by, timezone.now()
            fresh.save()
        made = kind.make(fresh, by=by)
        use = FactUse.objects.create(
            zone=fresh.zone, fact=fresh, code=code, label=made.label[:200], url=made.url[:300], made_by=by
        )
        record("documents.fact_used", by=by, zone=fresh.zone, target=fresh.document,
               after={"fact": fresh.label, "became": code})  # fmt: skip
    return use


def file_all(document: Document, *, by: User) -> tuple[list[FactUse], list[Problem]]:
    """Accept every open fact and make at once what each room makes at once; what stopped one does not stop the rest.

    Raises NotAllowed.
    """
    decide_all(document, "accept", by=by)
    made: list[FactUse] = []
    problems: list[Problem] = []
    kept = document.facts.filter(state__in=Fact.KEPT).select_related("zone", "document")
    for filling in fact_use.fillings():
        code, kind = filling.key, filling.value
        if not kind.at_once:
            continue
        for fact in kept:
            if not kind.fits(Seen(by, document.zone), fact) or fact.uses.filter(code=code).exists():
                continue
            try:
                made.append(use_fact(fact, code, by=by))
            except ProblemsError as error:
                problems.extend(error.problems)
            except NotAllowed:
                continue
    return made, problems


def keep_claim(fact: Fact, *, by: User) -> Claim:
    """The claim of a fact, unchecked. Raises NotAllowed."""
    require(by, "documents.review", fact.zone)
    stated = fact.stated
    if not isinstance(stated, reader_facts.Claim):
        raise ProblemsError([Problem("cannot_become", "This cannot be made of this fact.", where=title_of(fact))])
    claim, _made = Claim.objects.get_or_create(
        fact=fact,
        defaults={
            "zone": fact.zone, "claimant": stated.claimant[:300], "about": (stated.about or fact.label)[:200],
            "what": stated.what[:40], "said": stated.said[:120],
        },
    )  # fmt: skip
    return claim


def check_claim(claim: Claim, state: str, note: str, *, by: User) -> Claim:
    """Say whether a claim holds, and how that was found out. Raises NotAllowed; ProblemsError."""
    require(by, "documents.review", claim.zone)
    problems = []
    if state not in (Claim.State.CONFIRMED, Claim.State.REFUTED, Claim.State.UNCHECKED):
        problems.append(Problem("no_such_state", "Say whether it holds.", where="state"))
    if not note.strip():
        problems.append(Problem("no_check_note", "Write how it was checked.", where="note"))
    if problems:
        raise ProblemsError(problems)
    with transaction.atomic():
        fresh = Claim.objects.select_for_update().get(pk=claim.pk)
        before = fresh.state
        fresh.state, fresh.note = state, note.strip()[:300]
        fresh.checked_by, fresh.checked_at = by, timezone.now()
        fresh.save()
        record("documents.claim_checked", by=by, zone=fresh.zone, target=fresh.fact.document,
               before={"state": before}, after={"state": state}, reason=fresh.note)  # fmt: skip
    return fresh


def watch(zone: Zone, words: str, *, by: User) -> Watch:
    """Hear of every new document that holds these words. Raises NotAllowed; ProblemsError."""
    require(by, "documents.view", zone)
    clean = " ".join(words.split())
    problems = []
    if len(clean) < 2 or len(clean) > 80:
        problems.append(Problem("watch_length", "Two to eighty characters.", where="words"))
    if Watch.objects.filter(zone=zone, person=by).count() >= WATCHES_MOST:
        problems.append(Problem("too_many_watches", "At most %(n)d words are watched.", params={"n": WATCHES_MOST}))
    if problems:
        raise ProblemsError(problems)
    made, fresh = Watch.objects.get_or_create(zone=zone, person=by, words=clean)
    if fresh:
        record("documents.watched", by=by, zone=zone, after={"words": clean})
    return made


def unwatch(one: Watch, *, by: User) -> None:
    """Watch these words no longer. Raises NotAllowed when they are another's."""
    require(by, "documents.view", one.zone)
    if one.person_id != by.pk:
        raise NotAllowed("documents.view")
    record("documents.unwatched", by=by, zone=one.zone, before={"words": one.words})
    one.delete()


def _tell_watchers(document: Document) -> None:
    body = f"{document.title}\n{document.text}"
    for one in Watch.objects.filter(zone=document.zone).select_related("person"):
        if one.words in body and not document.confidential:
            WatchHit.objects.get_or_create(zone=document.zone, watch=one, document=document)
            notify(
                one.person, "“%(words)s” stands in a new document: %(title)s.",
                {"words": one.words, "title": document.title}, url=document.get_absolute_url(), zone=document.zone,
            )  # fmt: skip


def see_hits(document: Document, *, by: User) -> None:
    """The watcher opened the document: its to-do is done. Raises NotAllowed."""
    require(by, "documents.view", document.zone)
    WatchHit.objects.filter(document=document, watch__person=by, seen_at__isnull=True).update(seen_at=timezone.now())


def read_everything(zone: Zone) -> int:
    """Read every document of an earlier reader anew, for the operator at the machine; how many. Decisions stay."""
    count = 0
    for document in Document.objects.filter(zone=zone).exclude(reader_version=VERSION).iterator(chunk_size=200):
        read_waiting(document)
        count += 1
    if count:
        record("documents.read_again", by=None, zone=zone, after={"documents": count})
    return count


def ask_model(document: Document, *, by: User) -> tuple[int, int]:
    """Ask the model what the document states: (proposals with a quote, without one). Nothing is sent twice.

    Raises NotAllowed; ProblemsError when none is configured, the document is confidential, or nothing came back.
    """
    require(by, "documents.review", document.zone)
    if not model_reading.configured():
        raise ProblemsError([
            Problem("no_model", "No language model is configured.",
                    fix="The operator sets LIANTU_MODEL_URL and LIANTU_MODEL.")
        ])  # fmt: skip
    if document.confidential:
        raise ProblemsError([Problem("document_confidential", "The document is confidential; it is never sent out.")])
    body = model_reading.body_of(document)
    digest = hashlib.sha256(body).hexdigest()
    known = document.model_calls.filter(request_sha256=digest, outcome=model_reading.ANSWERED).first()
    outcome, answer = (model_reading.ANSWERED, known.answer[0]) if known is not None else model_reading.send(body)
    suggestions: list[Suggestion] = []
    if outcome == model_reading.ANSWERED:
        try:
            suggestions = suggestions_of(answer, document.text)
        except UnreadableAnswer:
            outcome = "unreadable"
    with transaction.atomic():
        if known is None:
            ModelCall.objects.create(
                zone=document.zone, document=document, request_sha256=digest, model=settings.MODEL_NAME,
                host=urlsplit(settings.MODEL_URL).hostname or "",
                sent_characters=min(len(document.text), model_reading.SENT_MOST),
                outcome=outcome, answer=[answer[:100_000]], asked_by=by,
            )  # fmt: skip
            record("documents.model_asked", by=by, zone=document.zone, target=document,
                   after={"model": settings.MODEL_NAME, "outcome": outcome})  # fmt: skip
        kept = _keep_suggestions(document, suggestions)
    if outcome != model_reading.ANSWERED:
        raise ProblemsError([
            Problem("model_failed", "The model gave nothing: %(why)s. What the rules read stands.",
                    params={"why": model_reading.OUTCOMES.get(outcome, outcome)})
        ])  # fmt: skip
    return kept


def ask_question(zone: Zone, question: str, *, by: User) -> ModelAnswer:
    """Have a question answered by the model from the zone's passages, none of them of a confidential document.

    Every document of which a sentence is sent is logged; the same question on the same passages is sent once.
    Raises NotAllowed; ProblemsError when no model is configured, no passage answers, or nothing came back.
    """
    require(by, "documents.review", zone)
    if not model_reading.configured():
        raise ProblemsError([
            Problem("no_model", "No language model is configured.",
                    fix="The operator sets LIANTU_MODEL_URL and LIANTU_MODEL.")
        ])  # fmt: skip
    sent = [one for one in passages(by, zone, question) if not one.document.confidential]
    if not sent:
        raise ProblemsError([Problem("no_passage", "No document that may be sent answers this.")])
    body = model_reading.question_body(question, [one.text for one in sent])
    digest = hashlib.sha256(body).hexdigest()
    calls = ModelCall.objects.filter(zone=zone, request_sha256=digest, outcome=model_reading.ANSWERED)
    known = calls.first()
    outcome, words = (model_reading.ANSWERED, known.answer[0]) if known is not None else model_reading.send(body)
    answer = ModelAnswer("", (), is_grounded=False)
    if outcome == model_reading.ANSWERED:
        try:
            answer = answer_of(words, [one.text for one in sent])
        except UnreadableAnswer:
            outcome = "unreadable"
    if known is None:
        _log_question(zone, sent, digest, outcome, words, by=by)
    if outcome != model_reading.ANSWERED:
        raise ProblemsError([
            Problem("model_failed", "The model gave nothing: %(why)s. What the rules read stands.",
                    params={"why": model_reading.OUTCOMES.get(outcome, outcome)})
        ])  # fmt: skip
    return answer


@transaction.atomic
def _log_question(zone: Zone, sent: list[Passage], digest: str, outcome: str, words: str, *, by: User) -> None:
    """What was sent of each document, and the answer."""
    for document in {one.document.pk: one.document for one in sent}.values():
        characters = sum(len(one.text) for one in sent if one.document.pk == document.pk)
        ModelCall.objects.create(
            zone=zone, document=document, request_sha256=digest, model=settings.MODEL_NAME,
            host=urlsplit(settings.MODEL_URL).hostname or "", sent_characters=characters, outcome=outcome,
            answer=[words[:100_000]], asked_by=by,
        )  # fmt: skip
        record("documents.model_asked", by=by, zone=zone, target=document,
               after={"model": settings.MODEL_NAME, "outcome": outcome})  # fmt: skip


def _keep_suggestions(document: Document, suggestions: list[Suggestion]) -> tuple[int, int]:
    """New facts of the model beside those of the rules: (with a quote, without one). What is known is left alone."""
    labels = set(document.facts.values_list("kind", "label"))
    grounded = unsupported = 0
    for one in suggestions:
        label = label_of(one.fact)
        if (one.kind, label) in labels:
            continue
        labels.add((one.kind, label))
        Fact.objects.get_or_create(
            document=document, key=f"model:{one.kind}:{label}"[:200],
            defaults={
                "zone": document.zone, "kind": one.kind, "label": label[:300], "value": as_json(one.fact),
                "start": one.start, "end": one.end, "marks": [["quote", one.start, one.end]] if one.is_grounded else [],
                "quote": quote_of(document.text, one.start, one.end) if one.is_grounded else one.quote,
                "rule": "model", "confidence": 0.5 if one.is_grounded else 0.1, "origin": "model",
                "reader_version": settings.MODEL_NAME[:20],
                "state": Fact.State.PROPOSED if one.is_grounded else Fact.State.UNSUPPORTED,
            },
        )  # fmt: skip
        grounded += one.is_grounded
        unsupported += not one.is_grounded
    return grounded, unsupported
