"""The hash that chains the audit log: what it covers, and how it is made.

Entries of kind 2 are sealed with a key that lies outside the database (``seals``); those of before have a plain hash.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from liantu.audit.models import AuditEntry
from liantu.audit.seals import key_named


def hash_entry(entry: AuditEntry) -> str | None:
    """The hash an entry must have by its content; None when the key that sealed it is not here."""
    text = json.dumps(
        entry_content(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder
    ).encode()
    if not entry.seal:
        return hashlib.sha256(text).hexdigest()
    key = key_named(entry.seal.partition(":")[2])
    return None if key is None else key.seal(text)


def entry_content(entry: AuditEntry) -> dict[str, Any]:
    """What the hash of ``entry`` covers: everything but the hash itself and the live links."""
    content: dict[str, Any] = {
        "zone": entry.zone_id,
        "sequence": entry.sequence,
        "verb": entry.verb,
        "actor_label": entry.actor_label,
        "target": [entry.target_type, entry.target_id, entry.target_label],
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "request_id": entry.request_id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "previous_hash": entry.previous_hash,
    }
    if entry.seal:
        content |= {"seal": entry.seal, "actor_name": entry.actor_name, "actor_key": entry.actor_key}
    return content
