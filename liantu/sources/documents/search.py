"""Documents in the search over everything."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from liantu.people.abilities import may
from liantu.people.models import User, Zone
from liantu.sources.documents.finding import find
from liantu.ui.slots import SearchHit, search


def find_documents(user: User, zone: Zone, text: str, limit: int) -> list[SearchHit]:
    """Documents that hold the words, with the words around."""
    if not may(user, "documents.view", zone):
        return []
    kind = pgettext_lazy("documents", "document")
    return [
        SearchHit(kind, one.document.title, one.snippet, one.document.get_absolute_url())
        for one in find(user, zone, text, limit=limit)
    ]


search.fill("documents", find_documents, module=__name__, order=70)
