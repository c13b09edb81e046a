"""Compile the message files (.po) beside the code into what the program reads (.mo); run as a module."""

from __future__ import annotations

import sys
from pathlib import Path

from liantu.lib.asides import aside


def compile_catalogues(root: Path) -> list[Path]:
    """Write the .mo of every .po under ``root`` that is missing or older; answers the files written."""
    import polib

    written = []
    for source in sorted(root.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with aside(target) as made:  # half a catalogue would look newer than its source for ever
            polib.pofile(str(source)).save_as_mofile(str(made))
            made.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_catalogues(Path(__file__).resolve().parents[1]):
        sys.stdout.write(f"{path}\n")
