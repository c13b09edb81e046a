"""What is being written is held by its process; what a killed one left is told from it, and goes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from liantu.lib import asides


def killed(work: Callable[[], object], until: Callable[[], bool]) -> None:
    """Do ``work`` in another process and kill it once ``until`` holds."""
    child = os.fork()
    if child == 0:
        work()
        time.sleep(60)
        os._exit(0)
    end = time.monotonic() + 20
    while not until() and time.monotonic() < end:
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def writing(place: Path, folder: bool) -> None:
    with asides.aside(place, folder=folder) as made:
        ((made / "half") if folder else made).write_text("half")
        time.sleep(60)


@pytest.mark.parametrize("folder", [False, True])
def test_what_a_killed_process_left_is_found_and_the_next_writing_takes_it_away(tmp_path: Path, folder: bool) -> None:
    place = tmp_path / "deep" / "a[1]*.zip"
    killed(lambda: writing(place, folder), lambda: any(path.stat().st_size for path in tmp_path.rglob(".building-*")))
    (left,) = asides.left_in(tmp_path)
    with asides.aside(place, folder=folder) as made:
        assert not left.exists()
        assert asides.is_held(made)
        assert asides.left_in(tmp_path) == []
        with asides.aside(place, folder=folder) as other:  # a second writer to the same place disturbs nobody
            assert made.exists()
            assert made != other
    assert list(place.parent.iterdir()) == []


def test_a_folder_moved_out_for_one_that_never_came_goes_back(tmp_path: Path) -> None:
    place = tmp_path / "release"
    place.mkdir()
    (place / "rows").write_text("old")

    def moving() -> None:
        with asides.aside(place, folder=True, prefix=asides.EARLIER) as earlier:
            place.rename(earlier / place.name)
            time.sleep(60)

    killed(moving, lambda: not place.exists())
    (left,) = asides.left_in(tmp_path)
    asides.settle(left)
    assert (place / "rows").read_text() == "old"
    assert list(tmp_path.iterdir()) == [place]


def test_what_cannot_be_put_in_place_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "release"
    place.mkdir()
    with pytest.raises(FileNotFoundError):
        asides.put_in_place(tmp_path / "never", place)
    assert list(tmp_path.iterdir()) == [place]


def test_a_small_file_is_made_once_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "key"

    def make() -> str:
        (tmp_path / "begun").touch()
        time.sleep(60)
        return "never"

    killed(lambda: asides.kept_text(path, make), lambda: (tmp_path / "begun").exists())
    assert not path.exists()
    assert asides.kept_text(path, lambda: "one") == "one"
    assert asides.kept_text(path, lambda: "two") == "one"
    assert path.stat().st_mode & 0o777 == 0o600
