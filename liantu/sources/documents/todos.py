"""What documents ask of people today."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from liantu.foundation.notices.slots import Todo, todo
from liantu.people.abilities import may
from liantu.sources.documents import reads


def _todos(user: Any, zone: Any) -> list[Todo]:
    """Documents with watched words that the watcher has not opened."""
    if not may(user, "documents.view", zone):
        return []
    return [
        Todo(
            _("“%(words)s” in %(title)s") % {"words": hit.watch.words, "title": hit.document.title},
            hit.document.get_absolute_url(),
            hit.found_at.date(),
            "info",
        )
        for hit in reads.unseen_hits(user, zone)[:10]
    ]


todo.fill("documents", _todos, module=__name__)
