"""Words for acts, filled by the rooms that do them."""

from __future__ import annotations

from typing import Any

from liantu.lib.slots import Slot

log_sentence: Slot[Any] = Slot(
    "log_sentence", offered_by="audit", question="How is this act told? verb → words after the person's name"
)


def fill_sentences(sentences: dict[str, Any], *, module: str) -> None:
    """Put the words of a room's acts into the slot: {verb: lazy text}."""
    for verb, words in sentences.items():
        log_sentence.fill(verb, words, module=module)
