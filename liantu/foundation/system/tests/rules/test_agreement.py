"""Rows and files compared; tones; which backups go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liantu.foundation.system.rules.agreement import TONES, compare, disk_tone, surplus, worst

A, B = "north/aa/" + "a" * 64, "north/bb/" + "b" * 64


def test_each_kind_of_disagreement() -> None:
    seen = compare({A: 5, B: 7}, {B: 8, "north/cc/" + "c" * 64: 1, "north/.incoming-x": 3, "readme.txt": 1})
    assert seen.missing == (A,)
    assert seen.wrong_size == (B,)
    assert seen.orphans == ("north/cc/" + "c" * 64,)


@given(st.dictionaries(st.text("ab/", min_size=1, max_size=4), st.integers(0, 3)))
def test_equal_sides_agree(files: dict[str, int]) -> None:
    seen = compare(files, files)
    assert (seen.missing, seen.wrong_size, seen.orphans) == ((), (), ())


@given(st.lists(st.sampled_from(TONES)))
def test_the_worst_tone_wins(tones: list[str]) -> None:
    assert worst(tones) == ("bad" if "bad" in tones else "warn" if "warn" in tones else "ok")


def test_disks() -> None:
    assert disk_tone(999_999_999, 10**12) == "bad"
    assert disk_tone(2_000_000_000, 20_000_000_000) == "ok"
    assert disk_tone(2_000_000_000, 10**12) == "warn"
    assert disk_tone(6_000_000_000, 10**12) == "ok"


def test_the_newest_backups_stay() -> None:
    names = ["20260101-020000-liantu.zip", "20260103-020000-liantu.zip", "20260102-020000-liantu.zip"]
    assert surplus(names, keep=2) == ("20260101-020000-liantu.zip",)
    assert surplus(names, keep=0) == tuple(sorted(names)[:2][::-1])
