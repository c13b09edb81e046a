"""Search over all documents by pairs of neighbouring characters, in the database's own index.

Chinese has no blanks: 储能电站 is kept as 储能, 能电, 电站; any words of two and more characters are then found without
reading a text. Pairs are written as code numbers, so that no word cutter of SQLite or PostgreSQL touches them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection

from liantu.people.models import User, Zone
from liantu.reader.dictionaries import segment, simplify
from liantu.reader.text import sentences
from liantu.sources.documents.models import Document

PAIRS_MOST = 40_000
_BREAKS = re.compile(r"[\s，。！？；：、“”‘’《》()（）,.!?;:\"'\[\]【】—…·/]+")


@dataclass(frozen=True)
class Found:
    """A document with the words around the first place that matches."""

    document: Document
    snippet: str
    match: str


def pairs_of(text: str) -> list[str]:
    """The neighbouring pairs of a text as code words; a lone character gives none."""
    even = _even(text)
    return [
        f"{ord(piece[at]):x}z{ord(piece[at + 1]):x}" for piece in _BREAKS.split(even) for at in range(len(piece) - 1)
    ]


def keep(document: Document) -> None:
    """Put a document into the index, or put it there anew."""
    words = " ".join(list(dict.fromkeys(pairs_of(f"{document.title} {document.text}")))[:PAIRS_MOST])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_pairs WHERE rowid = %s", [document.pk])
        cursor.execute("INSERT INTO documents_pairs (rowid, words) VALUES (%s, %s)", [document.pk, words])


def keep_all() -> None:
    """Make the index anew from the documents that are here."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_pairs")
    for document in Document.objects.only("title", "text").iterator(chunk_size=200):
        keep(document)


def find(user: User, zone: Zone, text: str, *, limit: int = 20) -> list[Found]:
    """The documents this person may see that hold all the words, the newest first, with where they stand."""
    from liantu.sources.documents.reads import documents_of

    words = [word for word in _BREAKS.split(text.strip()[:80]) if len(word) >= 2]
    pairs = list(dict.fromkeys(pair for word in words for pair in pairs_of(word)))[:60]
    if not pairs:
        return []
    # the zone stands inside the bound: another zone's newer documents must not push this one's out
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT rowid FROM documents_pairs WHERE to_tsvector('simple', words) @@ to_tsquery('simple', %s) "
                "AND rowid IN (SELECT id FROM documents_document WHERE zone_id = %s) ORDER BY rowid DESC LIMIT 500",
                [" & ".join(pairs), zone.pk],
            )
        else:
            cursor.execute(
                "SELECT rowid FROM documents_pairs WHERE documents_pairs MATCH %s "
                "AND rowid IN (SELECT id FROM documents_document WHERE zone_id = %s) ORDER BY rowid DESC LIMIT 500",
                [" AND ".join(f'words:"{pair}"' for pair in pairs), zone.pk],
            )
        keys = [row[0] for row in cursor.fetchall()]
    rows = documents_of(user, zone).filter(pk__in=keys).select_related("source")
    return [found for found in (_found(document, words) for document in rows) if found is not None][:limit]


# what a question asks with; no answer repeats it
_ASKING = frozenset(
    ("多少", "什么", "哪些", "哪个", "哪里", "哪家", "几个", "几家", "如何", "怎么", "为何", "何时", "请问", "是否")
)


@dataclass(frozen=True)
class Passage:
    """A sentence of a document that answers a question as far as words tell."""

    document: Document
    text: str
    score: int


def passages(user: User, zone: Zone, question: str, *, limit: int = 6) -> list[Passage]:
    """The sentences that hold most of a question's words, each with its document; nothing is put into other words.

    Only words of two and more characters that name things or acts count; at least half of them must stand in one
    sentence, else nothing is shown.
    """
    words_said = [(word, kind) for word, kind in segment(_even(question.strip()[:120])) if word not in _ASKING]
    terms = list(dict.fromkeys(word for word, kind in words_said if len(word) >= 2 and kind[:1] in "nvjlmx"))[:12]
    if len(terms) < 2:
        return []
    documents: dict[int, Document] = {}
    for term in terms:
        for found in find(user, zone, term, limit=30):
            documents.setdefault(found.document.pk, found.document)
    scored = []
    for document in documents.values():
        for piece in sentences(document.text):
            words = document.text[piece.start : piece.end]
            score = sum(1 for term in terms if term in _even(words))
            if 2 * score >= len(terms):
                scored.append(Passage(document, words.strip()[:300], score))
    return sorted(scored, key=lambda each: (-each.score, -each.document.pk))[:limit]


def _even(text: str) -> str:
    return "".join(simplify(sign) if sign > "\u2e7f" else sign.lower() for sign in text)


def _found(document: Document, words: list[str]) -> Found | None:
    """The place in the text; None when the pairs stand there but not the words."""
    body, title, wanted = _even(document.text), _even(document.title), [_even(word) for word in words]
    if not all(word in body or word in title for word in wanted):
        return None
    at = next((body.find(word) for word in wanted if word in body), 0)
    size = len(wanted[0]) if wanted[0] in body else 0
    left = max(0, at - 40)
    snippet = document.text[left : at + 80].replace("\n", " ")
    return Found(document, ("…" if left else "") + snippet + "…", document.text[at : at + size])
