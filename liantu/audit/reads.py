"""Every read on the audit log: sentences of an object's history, and the proof that nothing was changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from liantu.audit.hashing import hash_entry
from liantu.audit.models import AuditEntry, AuditHead
from liantu.audit.seals import Held, anchors, hold_anchors, last_anchors
from liantu.audit.slots import log_sentence
from liantu.people.models import User, Zone, ZonedQuerySet

ANCHORED_WITHIN = timedelta(minutes=1)
HEADS_SENT = "audit.heads_sent"
# a table that is kept in one declaration has no words of its own for what is done to its rows
ROW_ACTS = {"added": "ui.created", "changed": "ui.changed", "deleted": "ui.deleted", "imported": "ui.imported"}
_END = re.compile(r"(\S+)\s+(\d+)\s+([0-9a-f]{16,64})(?:\s.*)?")


@dataclass(frozen=True)
class Sentence:
    """One act told: when, who, what, the changed values, and why."""

    at: datetime
    who: str
    what: str
    before: Any
    after: Any
    reason: str
    verb: str = ""


def told(entry: AuditEntry) -> Sentence:
    """An entry as a sentence in the reader's language; an act nobody words shows its verb."""
    words = log_sentence.get(entry.verb) or log_sentence.get(ROW_ACTS.get(entry.verb.rpartition(".")[2], ""))
    who = entry.actor_name or (str(_("the program")) if entry.actor_label == "system" else entry.actor_label)
    if not entry.seal and entry.actor is not None and entry.actor.username == entry.actor_label:
        who = entry.actor.label  # entries of before have the log-in alone under their hash
    return Sentence(entry.at, who, str(words or entry.verb), entry.before, entry.after, entry.reason, entry.verb)


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

    ``unproven``: entries sealed with a key that is not here: their order is proved, their content is not.
    ``unanchored``: entries no anchor remembers. ``end``: the last hash; on paper it also shows a log that was replaced
    as a whole, with key and anchors.
    """

    zone: str
    entries: int
    broken_at: int | None
    why: str = ""
    end: str = ""
    unproven: int = 0
    unanchored: int = 0


def prove_log() -> list[ChainProof]:
    """The proof of every log: of each zone, of what belongs to none, and of zones that only the anchors remember."""
    held, broken_line = hold_anchors(anchors())
    zones = {"-": None} | {zone.code: zone for zone in Zone.objects.order_by("code")}
    proofs = [_against_anchors(prove_zone(zone, held.get(code)), held.get(code)) for code, zone in zones.items()]
    gone = sorted(held.keys() - zones.keys())
    proofs += [ChainProof(code, 0, 1, "the zone and its log are gone; the anchors remember them") for code in gone]
    if broken_line is not None:
        why = "a line of the anchors was changed or taken out"
        proofs.append(ChainProof("anchors", broken_line, broken_line, why))
    return proofs


def _against_anchors(proof: ChainProof, held: Held | None) -> ChainProof:
    """The proof, unless the anchors remember a longer log, another entry at the anchored place, or too little."""
    if proof.broken_at is not None:
        return proof
    zone = None if proof.zone == "-" else Zone.objects.get(code=proof.zone)
    if held is not None:
        anchor = held.newest
        if anchor.sequence > proof.entries:
            why = f"entries are missing at the end: the anchors remember entry {anchor.sequence}"
            return replace(proof, broken_at=proof.entries + 1, why=why)
        there = AuditEntry.objects.filter(zone=zone, sequence=anchor.sequence).values_list("entry_hash", flat=True)
        if list(there) != [anchor.entry_hash]:
            return replace(proof, broken_at=anchor.sequence, why="the anchors remember another entry here")
    until = held.newest.sequence if held is not None else 0
    behind = AuditEntry.objects.filter(zone=zone, sequence__gt=until).exclude(seal="").order_by("sequence")
    if old := behind.filter(at__lt=timezone.now() - ANCHORED_WITHIN).first():
        why = "no anchor remembers this entry: the anchors were cut off, or could not be written"
        return replace(proof, broken_at=old.sequence, why=why)
    return replace(proof, unanchored=held.missed if held is not None else 0)


def newest_unanchored() -> AuditEntry | None:
    """The newest act of all logs when the end of the anchors does not hold it and it is older than a minute.

    A quick look: the anchors were cut off or removed, or they cannot be written.
    """
    newest = AuditEntry.objects.order_by("-pk").first()
    if newest is None or not newest.seal or newest.at > timezone.now() - ANCHORED_WITHIN:
        return None
    code = newest.zone.code if newest.zone is not None else "-"
    held = any(
        one.zone == code and one.sequence == newest.sequence and one.entry_hash == newest.entry_hash
        for one in last_anchors()
    )
    return None if held else newest


@dataclass(frozen=True)
class LogEnd:
    """The end of one log as the head tells it: zone, its name, last number, last hash."""

    zone: str
    name: str
    sequence: int
    entry_hash: str


def ends_of(zones: Iterable[Zone]) -> list[LogEnd]:
    """The ends of the logs of these zones and of what belongs to none."""
    heads = AuditHead.objects.filter(Q(zone=None) | Q(zone__in=list(zones))).select_related("zone")
    found = [
        LogEnd(
            head.zone.code if head.zone else "-", head.zone.name if head.zone else "", head.sequence, head.entry_hash
        )
        for head in heads
    ]
    return sorted(found, key=lambda end: end.zone)


def lines_of(ends: Iterable[LogEnd]) -> list[str]:
    """The ends as they are printed and mailed: zone, number, checksum a line, in ASCII letters."""
    return [f"{end.zone:24} {end.sequence:8}  {end.entry_hash}" for end in ends]


def heads_sent_at(to: str = "") -> datetime | None:
    """When the ends of the log were last sent (to that place, as the log tells it); None when never."""
    sent = AuditEntry.objects.filter(zone=None, verb=HEADS_SENT).order_by("-sequence")
    newest = (sent.filter(after__to=to) if to else sent).first()
    return newest.at if newest is not None else None


def _ends_said(text: str) -> list[tuple[str, ...]]:
    """Zone, number and checksum of each end a copy names: lines as printed or mailed, or JSON as it was posted."""
    try:
        heads = json.loads(text)["heads"]
        text = "\n".join(f"{one['zone']} {one['entries']} {one['checksum']}" for one in heads)
    except (ValueError, TypeError, KeyError, RecursionError):
        pass  # no JSON: lines
    return [found.groups() for found in map(_END.fullmatch, map(str.strip, text.splitlines())) if found]


def contradicted(text: str) -> list[str]:
    """What a kept copy of the ends (``zone number hash`` a line, or the JSON sent) says otherwise than the log does.

    One sentence a contradiction; none: the log still holds every entry the copy names. Raises ValueError when the text
    names no end at all.
    """
    said = _ends_said(text)
    if not said:
        raise ValueError("no line names a zone, a number and a checksum")
    found = []
    for code, number, entry_hash in said:
        of_zone = Q(zone=None) if code == "-" else Q(zone__code=code)
        there = AuditEntry.objects.filter(of_zone, sequence=int(number)).values_list("entry_hash", flat=True).first()
        if there is None:
            found.append(f"{code}: entry {number} is gone")
        elif not there.startswith(entry_hash):
            found.append(f"{code}: entry {number} is another one")
    return found


def prove_zone(zone: Zone | None, held: Held | None = None) -> ChainProof:
    """Walk a zone's log and check number, link and hash of every entry, and that the end is the recorded end.

    With ``held``, what the anchors remember, also that each entry names the key it was sealed with then.
    """
    name = zone.code if zone is not None else "-"
    walk = _Walk(held)
    for entry in AuditEntry.objects.filter(zone=zone).order_by("sequence").iterator(chunk_size=2000):
        why = walk.fault_of(entry)
        if why:
            at = walk.count if "missing" in why else entry.sequence
            return ChainProof(name, walk.count, at, why)
    head = AuditHead.objects.filter(zone=zone).first()
    if (head.sequence if head else 0) != walk.count or (head is not None and head.entry_hash != walk.previous):
        return ChainProof(name, walk.count, walk.count + 1, "entries are missing at the end")
    return ChainProof(name, walk.count, None, end=walk.previous, unproven=walk.unproven)


@dataclass
class _Walk:
    """A walk along one log: what the entry before was, and what was seen so far."""

    held: Held | None
    count: int = 0
    previous: str = ""
    pk: int = 0
    unproven: int = 0
    sealed: bool = False
    known_key: bool = False

    def fault_of(self, entry: AuditEntry) -> str:
        """What is wrong with the next entry; '' when nothing is."""
        self.count += 1
        if why := self._fault_of_place(entry):
            return why
        must = hash_entry(entry)
        if must is not None and not compare_digest(must, entry.entry_hash):
            return "its content was changed"
        if entry.seal and must is None:
            if self.known_key:
                return "it names a key that is not here, though entries before it are sealed with one that is"
            self.unproven += 1
        if entry.seal and entry.actor_id is not None and entry.actor_id != entry.actor_key:
            return "it was given to another person"
        self.previous, self.pk = entry.entry_hash, entry.pk
        self.sealed, self.known_key = self.sealed or bool(entry.seal), bool(entry.seal) and must is not None
        return ""

    def _fault_of_place(self, entry: AuditEntry) -> str:
        if entry.sequence != self.count:
            return "an entry is missing"
        if entry.previous_hash != self.previous:
            return "it does not follow the entry before it"
        if entry.pk <= self.pk:
            return "its row does not stand behind the one before it"
        if self.sealed and not entry.seal:
            return "it has no seal, though entries before it have one"
        key = self.held.key_at(entry.sequence) if self.held is not None else None
        if key is not None and entry.seal.partition(":")[2] != key:
            return "it names another key than the anchors remember"
        return ""
