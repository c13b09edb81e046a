"""Where the project's reference tables stand, in a checkout and in an installed package alike."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def reference_path(*parts: str) -> Path:
    """The path of a file or folder under ``reference/``. Raises FileNotFoundError naming the places looked at."""
    places = [_PACKAGE / "reference", _PACKAGE.parent / "reference"]
    for place in places:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    looked = ", ".join(str(place.joinpath(*parts)) for place in places)
    raise FileNotFoundError(f"reference file is missing; looked at {looked}. Install Liantu again.")
