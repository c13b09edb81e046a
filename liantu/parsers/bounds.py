"""How much a file may ask for while it is opened."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Bounds:
    """What the process that opens one file may use: memory beyond the warm process, seconds of work, size of answer.

    ``patience``: how many times its seconds it may take on a busy machine. ``alone``: background work opens one file
    at a time and waits for nobody.
    """

    memory_mb: int
    seconds: int
    answer_mb: int
    patience: int = 1
    alone: bool = False


ORDINARY = Bounds(memory_mb=768, seconds=4, answer_mb=64, patience=5)
"""For a file a person waits for: a sheet, a text."""
RECOGNISING = Bounds(memory_mb=3_000, seconds=180, answer_mb=16)
"""For pictures of pages: the recogniser alone takes a gigabyte of address space, and about a second a page."""
REGISTER = Bounds(memory_mb=6_000, seconds=1_800, answer_mb=8_000, alone=True)
"""For workbooks of a whole register, read by background work."""
