"""What a merge keeps: the survivor's values, filled where they are empty; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liantu.lib.problems import Problem

FILLED = (
    "credit_code", "province", "city", "enterprise_type", "capital_wan_yuan", "capital_currency", "registered_on",
    "business_scope", "register_status",
)  # fmt: skip


@dataclass(frozen=True)
class Party:
    """One side of a merge as plain values."""

    key: int
    zone_key: int
    credit_code: str
    merged_into: int | None
    values: Mapping[str, Any]


def problems_of_merge(survivor: Party, absorbed: Party) -> tuple[Problem, ...]:
    """Why the two cannot be merged; empty when they can."""
    problems = []
    if survivor.key == absorbed.key:
        problems.append(Problem("same_record", "An enterprise cannot be merged with itself."))
    if survivor.zone_key != absorbed.zone_key:
        problems.append(Problem("other_zone", "Only enterprises of one zone can be merged."))
    if survivor.merged_into is not None or absorbed.merged_into is not None:
        problems.append(
            Problem(
                "merged_before",
                "One of the two has already been merged.",
                fix="Undo that merge first, or choose its survivor.",
            )
        )
    return tuple(problems)


def filled_values(survivor: Party, absorbed: Party) -> dict[str, Any]:
    """The survivor's empty fields with what the absorbed one knows; capital and its currency go together."""
    filled = {
        name: absorbed.values[name]
        for name in FILLED
        if _is_empty(survivor.values.get(name)) and not _is_empty(absorbed.values.get(name))
    }
    if "capital_wan_yuan" in filled:
        filled["capital_currency"] = absorbed.values.get("capital_currency", "")
    elif not _is_empty(survivor.values.get("capital_wan_yuan")):
        filled.pop("capital_currency", None)
    return filled


def _is_empty(value: Any) -> bool:
    return value is None or value == ""
