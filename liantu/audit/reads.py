"""Every read on the audit log: sentences of an object's history, and the proof that nothing was changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hmac import compare_digest
from typing import Any

from django.db import models

from liantu.audit.hashing import hash_entry
from liantu.audit.models import AuditEntry, AuditHead
from liantu.audit.seals import RESTORED, Anchor, anchors
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
    who = entry.actor_name or (entry.actor.label if not entry.seal and entry.actor else entry.actor_label)
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
    """Whether a zone's log is whole: how many entries, and the first number that does not fit.

    ``unproven``: entries sealed with a key that is not here: their order is proved, their content is not. ``end``: the
    last hash; on paper it also shows a log that was replaced as a whole, with key and anchors.
    """

    zone: str
    entries: int
    broken_at: int | None
    why: str = ""
    end: str = ""
    unproven: int = 0


def prove_log() -> list[ChainProof]:
    """The proof of every log: of each zone, of what belongs to none, and of zones that only the anchors remember."""
    held = _held_anchors()
    zones = {"-": None} | {zone.code: zone for zone in Zone.objects.order_by("code")}
    proofs = [_against_anchor(prove_zone(zone), held.get(code)) for code, zone in zones.items()]
    gone = sorted(held.keys() - zones.keys())
    proofs += [ChainProof(code, 0, 1, "the zone and its log are gone; the anchors remember them") for code in gone]
    if (line := held.broken_line) is not None:
        proofs.append(ChainProof("anchors", line, line, "a line of the anchors was changed or taken out"))
    return proofs


class _HeldAnchors(dict[str, Anchor]):
    """The newest anchor of each zone; ``broken_line``: the first line whose seal does not hold."""

    broken_line: int | None = None


def _held_anchors() -> _HeldAnchors:
    held = _HeldAnchors()
    for number, anchor in enumerate(anchors(), 1):
        if anchor.sealed is False and held.broken_line is None:
            held.broken_line = number
        before = held.get(anchor.zone)
        # two writers may anchor in another order than they wrote; a restore sets the end back on purpose
        if anchor.kind == RESTORED or before is None or anchor.sequence >= before.sequence:
            held[anchor.zone] = anchor
    held.pop("?", None)
    return held


def _against_anchor(proof: ChainProof, anchor: Anchor | None) -> ChainProof:
    """The proof, unless the anchors remember a longer log or another entry at the anchored place."""
    if proof.broken_at is not None or anchor is None:
        return proof
    if anchor.sequence > proof.entries:
        why = f"entries are missing at the end: the anchors remember entry {anchor.sequence}"
        return replace(proof, broken_at=proof.entries + 1, why=why)
    zone = None if proof.zone == "-" else Zone.objects.get(code=proof.zone)
    there = AuditEntry.objects.filter(zone=zone, sequence=anchor.sequence).values_list("entry_hash", flat=True)
    if list(there) != [anchor.entry_hash]:
        return replace(proof, broken_at=anchor.sequence, why="the anchors remember another entry here")
    return proof


def prove_zone(zone: Zone | None) -> ChainProof:
    """Walk a zone's log and check number, link and hash of every entry, and that the end is the recorded end."""
    name = zone.code if zone is not None else "-"
    previous, count, unproven, sealed = "", 0, 0, False
    for entry in AuditEntry.objects.filter(zone=zone).order_by("sequence").iterator(chunk_size=2000):
        count += 1
        why, proven = _fault_of(entry, count, previous, sealed=sealed)
        if why:
            return ChainProof(name, count, count if "missing" in why else entry.sequence, why)
        unproven += not proven
        sealed = sealed or bool(entry.seal)
        previous = entry.entry_hash
    head = AuditHead.objects.filter(zone=zone).first()
    if (head.sequence if head else 0) != count or (head is not None and head.entry_hash != previous):
        return ChainProof(name, count, count + 1, "entries are missing at the end")
    return ChainProof(name, count, None, end=previous, unproven=unproven)


def _fault_of(entry: AuditEntry, number: int, previous: str, *, sealed: bool) -> tuple[str, bool]:
    """What is wrong with an entry at its place ('' when nothing), and whether its content is proved."""
    if entry.sequence != number:
        return "an entry is missing", False
    if entry.previous_hash != previous:
        return "it does not follow the entry before it", False
    if sealed and not entry.seal:
        return "it has no seal, though entries before it have one", False
    must = hash_entry(entry)
    if must is not None and not compare_digest(must, entry.entry_hash):
        return "its content was changed", False
    if entry.seal and entry.actor_id is not None and entry.actor_id != entry.actor_key:
        return "it was given to another person", False
    return "", must is not None
