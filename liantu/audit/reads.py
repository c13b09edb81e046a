"""Every read on the audit log: sentences of an object's history, and the proof that nothing was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from liantu.audit.hashing import entry_content, hash_entry
from liantu.audit.models import AuditEntry, AuditHead
from liantu.audit.slots import log_sentence
from liantu.people.models import User, Zone, ZonedQuerySet


@dataclass(frozen=True)
class Sentence:
    """One act told: when, who, what, the changed values, and why."""

    at: datetime
    who: str
    what: str
    before: Any
    after: Any
    reason: str


def told(entry: AuditEntry) -> Sentence:
    """An entry as a sentence in the reader's language; an act nobody words shows its verb."""
    words = log_sentence.get(entry.verb)
    who = entry.actor.label if entry.actor is not None else entry.actor_label
    return Sentence(entry.at, who, str(words or entry.verb), entry.before, entry.after, entry.reason)


def history_of(thing: models.Model, *, limit: int = 50) -> list[Sentence]:
    """What happened to ``thing``, newest first."""
    rows = AuditEntry.objects.filter(target_type=thing._meta.label_lower, target_id=str(thing.pk))
    return [told(entry) for entry in rows.select_related("actor")[:limit]]


def entries_of(user: User, zone: Zone | None) -> ZonedQuerySet[AuditEntry]:
    """The zone's log, newest first."""
    rows: ZonedQuerySet[AuditEntry] = AuditEntry.objects.visible_to(user).filter(zone=zone)
    return rows.select_related("actor")


@dataclass(frozen=True)
class Change:
    """One value before and after an act; None where it was not said."""

    name: str
    before: Any
    after: Any


def changes_of(entry: AuditEntry) -> list[Change]:
    """What an act changed, value by value, in the order of their names."""
    before = entry.before if isinstance(entry.before, dict) else {}
    after = entry.after if isinstance(entry.after, dict) else {}
    return [Change(name, before.get(name), after.get(name)) for name in sorted({*before, *after})]


@dataclass(frozen=True)
class ChainProof:
    """Whether a zone's log is whole: how many entries, and the first number that does not fit."""

    zone: str
    entries: int
    broken_at: int | None
    why: str = ""
    end: str = ""  # the last hash: written down elsewhere, it also shows a log that was replaced as a whole


def prove_zone(zone: Zone | None) -> ChainProof:
    """Walk a zone's log and check number, link and hash of every entry, and that the end is the recorded end."""
    name = zone.code if zone is not None else "-"
    previous, count = "", 0
    for entry in AuditEntry.objects.filter(zone=zone).order_by("sequence").iterator(chunk_size=2000):
        count += 1
        if entry.sequence != count:
            return ChainProof(name, count, count, "an entry is missing")
        if entry.previous_hash != previous:
            return ChainProof(name, count, entry.sequence, "it does not follow the entry before it")
        if hash_entry(entry_content(entry)) != entry.entry_hash:
            return ChainProof(name, count, entry.sequence, "its content was changed")
        previous = entry.entry_hash
    head = AuditHead.objects.filter(zone=zone).first()
    if (head.sequence if head else 0) != count or (head is not None and head.entry_hash != previous):
        return ChainProof(name, count, count + 1, "entries are missing at the end")
    return ChainProof(name, count, None, end=previous)
