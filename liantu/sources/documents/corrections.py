"""What people decided, as test rows: the text, what was read, what is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liantu.people.models import Zone
from liantu.sources.documents.models import Fact


def correction_rows(zone: Zone) -> Iterator[dict[str, Any]]:
    """A row for every fact that a person corrected or rejected: sentence, rule, version, what was read, what is right.

    ``right`` is None for a rejected fact. Texts of confidential documents are left out.
    """
    rows = Fact.objects.filter(
        zone=zone, state__in=(Fact.State.CORRECTED, Fact.State.REJECTED), document__confidential=False
    ).select_related("document")
    for fact in rows.order_by("document_id", "start", "pk").iterator(chunk_size=500):
        yield {
            "document": fact.document.sha256[:16],
            "kind": fact.kind,
            "rule": fact.rule,
            "origin": fact.origin,
            "reader": fact.reader_version,
            "start": fact.start,
            "end": fact.end,
            "quote": fact.quote,
            "text": fact.document.text,
            "read": fact.value,
            "right": fact.corrected,
        }
