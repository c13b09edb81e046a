"""What suggestion lists ask of the rooms above: what can be opened or done about a suggestion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liantu.ui.wiring import Page

if TYPE_CHECKING:
    from liantu.prospects.suggestions.models import Suggestion

SUGGESTION_PAGE: Page[Suggestion] = Page("suggestion", "What can be opened or done about this suggestion?")
