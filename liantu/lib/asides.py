"""What is being written lies beside its place under a hidden name until it is whole.

Who writes holds the name by a lock that goes with the process, however it ends. So what a killed process left can be
told from what is being written now: nobody holds it. The next writing to the same place takes it away, and so does
``liantu doctor --tidy``.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX, EARLIER = ".building-", ".earlier-"
_NAME_MOST = 80


@contextmanager
def aside(place: Path, *, folder: bool = False, mode: int = 0o666, prefix: str = PREFIX) -> Iterator[Path]:
    """A new empty file (or ``folder``) beside ``place``, held while inside and gone afterwards unless it was moved.

    What killed writers to the same place left goes first. Raises OSError.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    begin = f"{prefix}{place.name[:_NAME_MOST]}-"
    for left in place.parent.glob(f"{_as_text(begin)}????????"):
        if not is_held(left):
            settle(left)
    path, handle = _held(place.with_name(begin), folder, mode)
    try:
        yield path
    finally:
        settle(path)
        os.close(handle)


def put_in_place(new: Path, place: Path) -> None:
    """Move a whole file or folder to its place; what stood there goes after it, or comes back when that fails."""
    if not place.is_dir():
        new.replace(place)
        return
    with aside(place, folder=True, prefix=EARLIER) as earlier:
        place.rename(earlier / place.name)
        new.rename(place)


def left_in(root: Path, prefixes: tuple[str, ...] = (PREFIX, EARLIER)) -> list[Path]:
    """What killed writers left anywhere under a folder, by path; what somebody is writing is not among it."""
    found: list[Path] = []
    for above, folders, files in os.walk(root):
        hidden = [name for name in (*folders, *files) if name.startswith(prefixes)]
        found += [path for name in hidden if not is_held(path := Path(above) / name)]
        folders[:] = [name for name in folders if not name.startswith(prefixes)]
    return sorted(found)


def is_held(path: Path) -> bool:
    """Whether a living process is writing there."""
    if path.is_symlink():
        return False
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a disk without locks: nobody can tell
        return False
    finally:
        os.close(handle)
    return False


def settle(path: Path) -> None:
    """Take what was left away; what was moved out of its place for something that never came goes back there."""
    if path.name.startswith(EARLIER):
        for moved in path.iterdir() if path.is_dir() else ():
            if not (place := path.parent / moved.name).exists():
                moved.rename(place)
    remove(path)


def remove(path: Path) -> None:
    """Take a file or folder away; what is not there is no fault."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def kept_text(path: Path, make: Callable[[], str]) -> str:
    """The text of a small file for its owner alone, made once: it is there whole or not at all, also at a kill.

    Of two processes that make it at once the first one's stays. Raises OSError.
    """
    with suppress(FileNotFoundError):
        return path.read_text(encoding="ascii").strip()
    with aside(path, mode=0o600) as made:
        made.write_text(make(), encoding="ascii")
        with made.open("rb") as file:
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
    return path.read_text(encoding="ascii").strip()


def _held(begin: Path, folder: bool, mode: int) -> tuple[Path, int]:
    """A new name that nobody else has, and the handle that holds it."""
    while True:
        path = begin.with_name(f"{begin.name}{secrets.token_hex(4)}")
        if folder:
            path.mkdir()
        handle = os.open(path, os.O_RDONLY if folder else os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
        with suppress(OSError):  # a disk without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):  # somebody who tidied up was faster than the lock
            if path.stat().st_ino == os.fstat(handle).st_ino:
                return path, handle
        os.close(handle)


def _as_text(name: str) -> str:
    """A name as a pattern that matches it alone."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
