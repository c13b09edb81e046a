"""Adding to the audit log."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from liantu.audit.destination import Destination
from liantu.audit.hashing import hash_entry
from liantu.audit.middleware import current_request_id
from liantu.audit.models import AuditEntry, AuditHead
from liantu.audit.reads import HEADS_SENT, LogEnd, ends_of, lines_of
from liantu.audit.seals import ADDED, KIND, RESTORED, key_in_use, write_anchor
from liantu.lib import outgoing, outgoing_mail
from liantu.people.models import User, Zone

logger = logging.getLogger("liantu.audit")


def record(
    verb: str,
    *,
    by: User | None,
    zone: Zone | None,
    target: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> AuditEntry:
    """Append one act to the zone's log, chained to the entry before it.

    ``before`` and ``after`` hold only what changed, as JSON values. Must run in the transaction of the act itself.
    """
    with transaction.atomic():
        AuditHead.objects.get_or_create(zone=zone)
        head = AuditHead.objects.select_for_update().get(zone=zone)
        entry = AuditEntry(
            zone=zone,
            sequence=head.sequence + 1,
            verb=verb,
            actor=by,
            actor_label=by.username if by is not None else "system",
            actor_name=by.label[:200] if by is not None else "",
            actor_key=by.pk if by is not None else None,
            target_type=target._meta.label_lower if target is not None else "",
            target_id=str(target.pk) if target is not None else "",
            target_label=str(target)[:255] if target is not None else "",
            before=_as_json(before),
            after=_as_json(after),
            reason=reason,
            request_id=current_request_id.get(),
            at=at or timezone.now(),
            previous_hash=head.entry_hash,
            seal=f"{KIND}:{key_in_use().name}",
        )
        entry.entry_hash = hash_entry(entry) or ""
        entry.save(force_insert=True)
        head.sequence, head.entry_hash = entry.sequence, entry.entry_hash
        head.save(update_fields=["sequence", "entry_hash"])
        transaction.on_commit(lambda: _anchor(zone, entry.sequence, entry.entry_hash, ADDED))
    return entry


def anchor_heads() -> None:
    """Write the end of every zone's log into the anchors as the one that holds from now on: after a restore."""
    for head in AuditHead.objects.select_related("zone").order_by("pk"):
        _anchor(head.zone, head.sequence, head.entry_hash, RESTORED)


def send_heads(to: Destination, *, by: User | None = None) -> AuditEntry:
    """Send the ends of all logs to where a copy is kept, and log that. Raises OutgoingError, and then logs nothing."""
    ends, at = ends_of(Zone.objects.all()), timezone.now()
    content = _posted(to, ends, at) if to.url else _mailed(to, ends, at)
    told = {"to": to.shown, "logs": len(ends), "sha256": hashlib.sha256(content).hexdigest()}
    return record(HEADS_SENT, by=by, zone=None, after=told)


def _posted(to: Destination, ends: list[LogEnd], at: datetime) -> bytes:
    """Post the ends as JSON; any answer but a 2xx is a refusal."""
    heads = [{"zone": end.zone, "name": end.name, "entries": end.sequence, "checksum": end.entry_hash} for end in ends]
    body = json.dumps({"about": "liantu audit heads", "at": at.isoformat(timespec="seconds"), "heads": heads}).encode()
    answer = outgoing.ask(
        to.url,
        reach=outgoing.reach_of(to.url, inside=to.inside, plain=to.url.startswith("http://")),
        method="POST",
        headers={"Content-Type": "application/json"},
        body=body,
    )
    if not 200 <= answer.status < 300:
        raise outgoing.OutgoingError("refused", str(answer.status))
    return body


def _mailed(to: Destination, ends: list[LogEnd], at: datetime) -> bytes:
    """Mail the ends as the lines that ``liantu audit compare`` reads."""
    assert to.server is not None, "the settings name a server for a mailbox"
    text = "\n".join([f"{at.isoformat(timespec='seconds')}", *lines_of(ends), ""])
    letter = outgoing_mail.Letter(to.sender, to.mailbox, f"Liantu audit heads {at:%Y-%m-%d}", text, at)
    outgoing_mail.send(letter, to.server, inside=to.inside)
    return text.encode()


def _anchor(zone: Zone | None, sequence: int, entry_hash: str, kind: str) -> None:
    """Anchor the end of a log; what cannot be written now is told in the program's log and by ``verify``."""
    try:
        write_anchor(zone.code if zone is not None else "-", sequence, entry_hash, kind=kind)
    except OSError:
        logger.exception("an anchor of the audit log was not written")


def _as_json(values: dict[str, Any] | None) -> Any:
    """The values as plain JSON, so that what is hashed is what is stored."""
    return None if values is None else json.loads(json.dumps(values, cls=DjangoJSONEncoder))
