"""Scores drawn: what a score is made of, and how firm it is. Lists draw fifty of them, so without a template each."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PARTS = 6  # colours of parts that stay apart for every kind of colour vision


def why_bar(parts: Iterable[tuple[str, float, int]], *, whole: float = 100.0) -> SafeString:
    """One bar of ``whole`` points: a segment for each (label, points, number of its colour), as wide as its points."""
    left, shapes, words = 0.0, [], []
    for label, points, number in parts:
        width = min(max(points / whole * 100, 0.0), 100.0)
        words.append(f"{label} {points:.1f}")
        if width >= 0.05:
            shapes.append(((number - 1) % PARTS + 1, f"{left:.1f}", f"{width:.1f}", words[-1]))
        left += width
    drawn = format_html_join(
        "", '<rect class="part part-{}" x="{}" width="{}" height="8"><title>{}</title></rect>', shapes
    )
    return format_html(
        '<svg class="parts-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        "，".join(words),
        drawn,
    )


def interval(value: float, low: float | None = None, high: float | None = None) -> SafeString:
    """A score with the range it moves in when what it rests on is weighed a little differently; no range, no range."""
    if low is None or high is None or round(low) == round(high) == round(value):
        return format_html('<b class="score">{}</b>', f"{value:.1f}")
    return format_html('<b class="score">{}</b> <span class="second">{}–{}</span>', f"{value:.1f}", *_ends(low, high))


def interval_band(value: float, low: float, high: float) -> SafeString:
    """The same on a line of a hundred: the range as a band, the score as a mark in it."""
    return format_html(
        '<svg class="range-band" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" y="3" height="2"/><rect class="range" x="{}" y="2" width="{}" height="4"/>'
        '<rect class="here" x="{}" width="0.8" height="8"/></svg>',
        f"{low:.1f}",
        f"{max(high - low, 0.5):.1f}",
        f"{value - 0.4:.1f}",
    )


def _ends(low: float, high: float) -> tuple[str, str]:
    return f"{low:.0f}", f"{high:.0f}"
