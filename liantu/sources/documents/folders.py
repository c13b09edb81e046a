"""The zone's folder that a colleague fills: every file in it is read once and put aside, read or refused."""

from __future__ import annotations

import contextlib
from pathlib import Path

from django.conf import settings

from liantu.lib.problems import Problem, ProblemsError
from liantu.parsers.documents import FILE_BYTES_MOST, KINDS
from liantu.people.models import User, Zone
from liantu.sources.documents import actions
from liantu.ui.problems import line_of

AT_ONCE = 200


def folder_of(zone: Zone) -> Path:
    """Where the zone's files are put: ``inbox/<code of the zone>`` beside the installation's data."""
    return Path(settings.HOME) / "inbox" / zone.code


def read_folder(zone: Zone, *, by: User | None) -> tuple[int, list[Problem]]:
    """Read every file that lies there; the read ones go to ``read/``, the others to ``refused/`` with a note beside.

    How many were read, and what stopped the others. Links are not followed; ``by=None`` is the machine. Raises
    NotAllowed.
    """
    folder = folder_of(zone)
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    problems: list[Problem] = []
    for path in sorted(folder.iterdir())[:AT_ONCE]:
        if path.is_symlink() or not path.is_file() or path.suffix.lower().removeprefix(".") not in KINDS:
            continue
        try:
            if path.stat().st_size > FILE_BYTES_MOST:
                raise ProblemsError(
                    [
                        Problem(
                            "file_too_large",
                            "The file is larger than %(most)d MB.",
                            where=path.name,
                            fix="Cut it into parts.",
                            params={"most": FILE_BYTES_MOST // 1024 // 1024},
                        )
                    ]
                )
            actions.bring_file(zone, path.name, path.read_bytes(), by=by)
        except ProblemsError as error:
            problems += error.problems
            _put(path, folder / "refused", note=line_of(error))
        else:
            taken += 1
            _put(path, folder / "read")
    return taken, problems


def _put(path: Path, folder: Path, note: str = "") -> None:
    """Move a file aside under a name that is free; nothing is written over."""
    folder.mkdir(exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists():
        target, number = folder / f"{path.stem}-{number}{path.suffix}", number + 1
    with contextlib.suppress(FileNotFoundError):
        path.rename(target)
    if note:
        target.with_name(target.name + ".why.txt").write_text(note, encoding="utf-8")
