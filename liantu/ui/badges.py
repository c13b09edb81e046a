"""A state in a coloured shape, a lamp, a person: each drawn in one way wherever it stands."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

TONES = frozenset({"ok", "warn", "bad", "info", "muted"})
LAMPS = frozenset({"red", "yellow", "green"})


def badge_markup(text: Any, tone: str = "muted") -> SafeString:
    """The badge; its tone has a mark of its own, so that colour never speaks alone."""
    return format_html('<span class="badge badge-{}">{}</span>', tone if tone in TONES else "muted", text)


def lamp_markup(light: str, words: Any = "", url: str = "", key: str = "") -> SafeString:
    """A warning light: its shape tells it as well as its colour; ``words``: how long, against what is usual.

    ``url`` opens why, in the drawer under the name ``key``.
    """
    looks = f"lamp lamp-{light if light in LAMPS else 'none'}"
    if not url:
        return format_html('<span class="{}">{}</span>', looks, words)
    opens = format_html(' data-drawer="{}"', key) if key else ""
    return format_html('<a class="{}" href="{}"{}>{}</a>', looks, url, opens, words)


def person_markup(name: str, *, short: bool = False) -> SafeString:
    """A person: the first character in a circle, the name behind it; ``short``: only when the pointer rests on it."""
    if not name:
        return SafeString("")
    if short:
        words = '<span class="person" title="{}"><b aria-hidden="true">{}</b><span class="sr">{}</span></span>'
        return format_html(words, name, name[:1], name)
    return format_html('<span class="person"><b aria-hidden="true">{}</b>{}</span>', name[:1], name)
