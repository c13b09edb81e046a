"""Where the files of an import are laid out under their own names, so that reading tells kinds and places."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from liantu.lib.problems import gone


def lay_out(folder: Path, files: Iterable[tuple[str, Path]]) -> list[Path]:
    """Each stored file under its own name in ``folder`` (linked where the disk can do that); laid out once, then found.

    Files of the same name are numbered. Raises KeptLostError when a stored file is gone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    laid: list[Path] = []
    taken: set[str] = set()
    for name, stored in files:
        target = folder / _free_name(name, taken)
        taken.add(target.name)
        if not target.exists():
            try:
                os.link(stored, target)
            except FileNotFoundError as error:
                raise gone(name) from error
            except OSError:
                shutil.copyfile(stored, target)
        laid.append(target)
    return laid


def clear(folder: Path) -> None:
    """Take the links away; the stored files stay."""
    shutil.rmtree(folder, ignore_errors=True)


def _free_name(name: str, taken: set[str]) -> str:
    plain = Path(name.replace("\\", "/")).name.lstrip(".") or "file"
    candidate, number = plain, 2
    while candidate in taken:
        candidate, number = f"{Path(plain).stem}-{number}{Path(plain).suffix}", number + 1
    return candidate
