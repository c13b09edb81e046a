"""Words for acts, filled by the rooms that do them."""

from __future__ import annotations

from typing import Any

from liantu.lib.slots import Slot

log_sentence: Slot[Any] = Slot(
    "log_sentence", offered_by="audit", question="How is this act told? verb → words after the person's name"
)
