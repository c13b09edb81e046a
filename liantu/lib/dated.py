"""Rules as dated data: of several entries the newest one whose day has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any


def in_force(entries: Sequence[Mapping[str, Any]], day: date, what: str) -> Mapping[str, Any]:
    """The entry in force on ``day`` by its ``from``. Raises ValueError naming ``what`` when none has begun."""
    begun = [entry for entry in entries if entry["from"] <= day]
    if not begun:
        raise ValueError(f"no {what} in force on {day}")
    return max(begun, key=lambda entry: entry["from"])
