"""What killed processes left on the disk: named by ``liantu doctor``, taken away by ``liantu doctor --tidy``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings

from liantu.foundation.files.models import StoredFile
from liantu.foundation.system.folders import home_folder
from liantu.lib.asides import PREFIX, is_held, left_in, remove, settle
from liantu.lib.slots import Slot
from liantu.supervision import LOCK_FILE

# Of folders that people fill by hand, or whose content is made anew, nothing is anybody's leftover.
_NOT_OURS = {"inbox", "static", "cache"}
_UPLOAD_SECONDS = 600.0


@dataclass(frozen=True)
class Leftover:
    """One thing that broken-off work left: where it lies, and what takes it away."""

    path: Path
    take_away: Callable[[], None]


left_over: Slot[Callable[[], Iterable[Leftover]]] = Slot(
    "left_over", offered_by="foundation.system", question="What did broken-off work of your room leave? → Leftovers"
)


def half_written() -> Iterator[Leftover]:
    """Hidden files and folders in the folders of the program that no process is writing any more."""
    home = Path(settings.HOME)
    found = [path for path in home.glob(f"{PREFIX}*") if not is_held(path)]
    for one in home_folder.values():
        if one.name not in _NOT_OURS:
            found += left_in(one.path, (".",))
    for path in found:
        yield Leftover(path, partial(settle, path))


def files_without_row() -> Iterator[Leftover]:
    """Bytes in the store that belong to no entry, as an upload leaves them that was killed before its end.

    While the program runs, what came in the last ten minutes may still get its entry.
    """
    root = Path(settings.MEDIA_ROOT)
    running = is_held(Path(settings.HOME) / LOCK_FILE)
    known = set(StoredFile.objects.filter(deleted_at__isnull=True).values_list("path", flat=True))
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        name = path.relative_to(root).as_posix()
        if not path.is_file() or name in known or any(part.startswith(".") for part in name.split("/")):
            continue
        if not running or time.time() - path.stat().st_mtime > _UPLOAD_SECONDS:
            yield Leftover(path, partial(remove, path))


def leftovers() -> list[Leftover]:
    """What every room finds, by path."""
    return sorted((one for room in left_over.values() for one in room()), key=lambda one: one.path)
