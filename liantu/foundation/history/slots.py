"""The page of the log takes buttons of the rooms above."""

from __future__ import annotations

from liantu.ui.wiring import Page

LOG_PAGE: Page[None] = Page("audit_log", "What can be done about the log as a whole?")
