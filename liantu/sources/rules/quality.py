"""What the counts of a quality report mean: findings with shares and tones, coverage tables, reports added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Tone = Literal["ok", "warn", "bad", "muted"]
WARN_SHARE = 0.02
BAD_SHARE = 0.20
"""A fault in every fiftieth row deserves a look, in every fifth it makes the column doubtful: our own limits."""
_COUNTERS = (
    "refused",
    "noted",
    "bad_codes",
    "unreadable_capital",
    "unreadable_dates",
    "by_province",
    "by_industry",
    "by_enterprise_type",
    "by_status",
    "by_currency",
)


@dataclass(frozen=True)
class Finding:
    """One thing counted: its code, how many rows, what share (0…1) of the rows accepted, and how bad that is."""

    code: str
    rows: int
    share: float
    tone: Tone


@dataclass(frozen=True)
class CoverageRow:
    """One line of a coverage table: name, rows, share (0…1) of all rows that have a value."""

    name: str
    rows: int
    share: float


def findings(report: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What is wrong, double or missing in a register, in the order of the page."""
    read, accepted = _number(report, "rows_read"), _number(report, "rows_accepted")
    counts = (
        ("refused", _number(report, "rows_refused"), read),
        ("bad_codes", _total(report, "bad_codes"), accepted),
        ("missing_codes", _number(report, "missing_codes"), accepted),
        ("double_codes", _number(report, "double_codes"), accepted),
        ("double_names", _number(report, "double_names"), accepted),
        ("unreadable_capital", _total(report, "unreadable_capital"), accepted),
        ("missing_capital", _number(report, "missing_capital"), accepted),
        ("unreadable_dates", _total(report, "unreadable_dates"), accepted),
        ("missing_dates", _number(report, "missing_dates"), accepted),
        ("empty_scopes", _number(report, "empty_scopes"), accepted),
        ("shortened_scopes", _number(report, "shortened_scopes"), accepted),
    )
    return tuple(Finding(code, rows, share := rows / max(basis, 1), _tone(rows, share)) for code, rows, basis in counts)


def coverage(report: Mapping[str, Any], name: str) -> tuple[CoverageRow, ...]:
    """The table of ``by_province``, ``by_enterprise_type``, ``by_industry`` …: largest first, ties by name."""
    counts = {str(key): int(value) for key, value in dict(report.get(name) or {}).items()}
    whole = max(sum(counts.values()), 1)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(CoverageRow(key, rows, rows / whole) for key, rows in ranked)


def add_reports(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """The report of a release that rows were added to: numbers and counters summed, files listed one after another."""
    merged: dict[str, Any] = dict(first)
    for key, value in second.items():
        old = merged.get(key)
        if key in _COUNTERS:
            counts = dict(old or {})
            for name, rows in dict(value or {}).items():
                counts[name] = int(counts.get(name, 0)) + int(rows)
            merged[key] = counts
        elif isinstance(value, list):
            merged[key] = [*(old or []), *(item for item in value if item not in (old or []))]
        elif isinstance(value, int) and not isinstance(value, bool):
            merged[key] = int(old or 0) + value
        elif key == "first_registered_on":
            merged[key] = min((day for day in (old, value) if day), default="")
        elif key == "last_registered_on":
            merged[key] = max((day for day in (old, value) if day), default="")
        else:
            merged[key] = old or value
    return merged


def _number(report: Mapping[str, Any], name: str) -> int:
    return int(report.get(name) or 0)


def _total(report: Mapping[str, Any], name: str) -> int:
    return sum(int(value) for value in dict(report.get(name) or {}).values())


def _tone(rows: int, share: float) -> Tone:
    if rows == 0:
        return "ok"
    return "bad" if share >= BAD_SHARE else "warn" if share >= WARN_SHARE else "muted"
