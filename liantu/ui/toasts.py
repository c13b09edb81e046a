"""Short words after an act, and the way back from it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo="


def offer_undo(request: HttpRequest, text: str, undo_url: str) -> None:
    """Say that ``text`` was done, with a button that posts to ``undo_url``; what its query has is sent along.

    Raises ValueError for an address outside this site.
    """
    if not undo_url.startswith("/") or undo_url.startswith("//"):
        raise ValueError(f"an undo address must be a path of this site, not {undo_url!r}")
    messages.success(request, text, extra_tags=UNDO + undo_url)
