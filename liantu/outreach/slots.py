"""What the outreach room asks of the rooms above it."""

from __future__ import annotations

from dataclasses import dataclass

from liantu.ui.wiring import Page


@dataclass(frozen=True)
class MetFirm:
    """An enterprise as it was met: its printed name, and the address of the engagement."""

    name: str
    address: str


MET_FIRM: Page[MetFirm] = Page("met_firm", "What can be done with an enterprise that was just met?")
