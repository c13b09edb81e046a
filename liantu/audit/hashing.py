"""The hash that chains the audit log: what it covers, and how it is made."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from liantu.audit.models import AuditEntry


def hash_entry(content: dict[str, Any]) -> str:
    """The SHA-256 of an entry's content in canonical JSON; the same on every database."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def entry_content(entry: AuditEntry) -> dict[str, Any]:
    """What the hash of ``entry`` covers: everything but the hash itself and the live links."""
    return {
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
