"""The parts of a score as one bar: fifty of them stand on a page, so they are drawn without a template each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from liantu.prospects.reads import FACTOR_NAMES


def score_bar(parts: Iterable[Mapping[str, Any]], *, whole: float = 100.0) -> SafeString:
    """An SVG bar of ``whole`` points: one segment a part, each with its name and points as its title."""
    left, shapes, words = 0.0, [], []
    for number, part in enumerate(parts, 1):
        width = min(max(float(part["contribution"]) / whole * 100, 0.0), 100.0)
        told = escape(f"{gettext(FACTOR_NAMES[part['factor']])} {float(part['contribution']):.1f}")
        words.append(told)
        shapes.append(
            f'<rect class="part part-{number}" x="{left:.2f}" width="{width:.2f}" height="8">'
            f"<title>{told}</title></rect>"
        )
        left += width
    label = "，".join(words)
    # every text in it is escaped above
    return mark_safe(  # noqa: S308
        f'<div class="parts"><svg class="parts-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" '
        f'aria-label="{label}">{"".join(shapes)}</svg></div>'
    )
