"""Wrong words on the command line are refused before the work starts, each with what would be right."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from liantu.lib.problems import ProblemsError
from liantu.sources.terminal import at_least, must_be_writable

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["0", "-5", "abc", "1.5", "99999999999"])
def test_a_number_of_rows_is_a_whole_number_from_one(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=text):
        at_least(1)(text)
    assert at_least(1)("50") == 50


def test_a_file_that_cannot_be_written_is_told_first(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere" / "a.csv"):
        with pytest.raises(ProblemsError, match="--out"):
            must_be_writable(path)
    must_be_writable(tmp_path / "a.csv")
    must_be_writable(None)


@pytest.mark.parametrize(
    "words",
    [
        ("screen", "--zone", "nowhere"),
        ("gaps", "--zone", "nowhere"),
        ("screen", "--release", "../../etc"),
        ("targets", "--chain", "精品钢", "--release", "nowhere"),
        ("gaps", "--state", "lost"),
        ("screen", "--top", "-5"),
        ("targets", "--chain", "精品钢", "--top", "0"),
        ("gaps", "--out", "/nowhere/a.csv"),
    ],
)
def test_wrong_words_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command(*words)
