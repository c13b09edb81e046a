"""The index answers exactly as the readable twin does, on any register and however it is cut into shards."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.engine import Screening
from liantu.engine.tests.registers import numbered, rows, screenings, written
from liantu.engine.twin import screen_rows

SETTINGS = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@SETTINGS
@given(found=rows(), asked=st.lists(screenings(), min_size=1, max_size=5), top=st.sampled_from([None, 0, 1, 3, 1000]))
def test_engine_equals_twin(found: list[dict[str, Any]], asked: list[Screening], top: int | None) -> None:
    found = numbered(found)
    with tempfile.TemporaryDirectory() as folder:
        release = written(Path(folder) / "one", found)
        for screening in asked:
            total, hits = screen_rows(found, screening, top)
            result = release.screen(screening, top)
            assert result.total == total
            assert list(result.hits) == hits


@SETTINGS
@given(found=rows(), screening=screenings(), shard_rows=st.integers(1, 6))
def test_shards_do_not_matter(found: list[dict[str, Any]], screening: Screening, shard_rows: int) -> None:
    found = numbered(found)
    with tempfile.TemporaryDirectory() as folder:
        whole = written(Path(folder) / "one", found)
        cut = written(Path(folder) / "many", found, shard_rows=shard_rows)
        for top in (None, 2):
            one, many = whole.screen(screening, top), cut.screen(screening, top)
            assert one.total == many.total
            assert list(one.hits) == list(many.hits)
        assert whole.counts_by(screening, "city") == cut.counts_by(screening, "city")
