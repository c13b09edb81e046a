"""How plans progress."""

from __future__ import annotations

from datetime import date

from liantu.outreach.work.rules.progress import progress_of

TODAY = date(2026, 6, 30)


def test_progress_counts_targets_at_most_once_reached() -> None:
    points = [
        ("done", date(2026, 1, 1), 4.0, 8.0),
        ("going", date(2026, 6, 1), 10.0, 5.0),
        ("planned", None, None, None),
    ]
    found = progress_of(points, TODAY)
    assert (found.points, found.done, found.late, found.reached_pct) == (3, 1, 1, 75.0)
    assert progress_of([], TODAY).reached_pct is None
