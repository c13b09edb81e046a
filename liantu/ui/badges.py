"""A short state in a coloured shape."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

TONES = frozenset({"ok", "warn", "bad", "info", "muted"})


def badge_markup(text: Any, tone: str = "muted") -> SafeString:
    """The badge; its tone has a mark of its own, so that colour never speaks alone."""
    return format_html('<span class="badge badge-{}">{}</span>', tone if tone in TONES else "muted", text)
