"""Where the program's own reference files are: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def reference_dir() -> Path:
    """The folder of reference data (chain templates, regions, thresholds …). Raises FileNotFoundError without it."""
    for place in (_PACKAGE / "reference", _PACKAGE.parent / "reference"):
        if place.is_dir():
            return place
    raise FileNotFoundError("The reference folder is missing: reinstall Liantu, or run it from a complete checkout.")
