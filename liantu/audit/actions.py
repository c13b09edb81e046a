"""Adding to the audit log."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from liantu.audit.hashing import entry_content, hash_entry
from liantu.audit.middleware import current_request_id
from liantu.audit.models import AuditEntry, AuditHead
from liantu.people.models import User, Zone


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
            target_type=target._meta.label_lower if target is not None else "",
            target_id=str(target.pk) if target is not None else "",
            target_label=str(target)[:255] if target is not None else "",
            before=_as_json(before),
            after=_as_json(after),
            reason=reason,
            request_id=current_request_id.get(),
            at=at or timezone.now(),
            previous_hash=head.entry_hash,
        )
        entry.entry_hash = hash_entry(entry_content(entry))
        entry.save(force_insert=True)
        head.sequence, head.entry_hash = entry.sequence, entry.entry_hash
        head.save(update_fields=["sequence", "entry_hash"])
    return entry


def _as_json(values: dict[str, Any] | None) -> Any:
    """The values as plain JSON, so that what is hashed is what is stored."""
    return None if values is None else json.loads(json.dumps(values, cls=DjangoJSONEncoder))
