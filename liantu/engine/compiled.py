"""Loading numba for the kernels: once, when first needed, with a cache folder that can be written.

Kernels are compiled on the first run of an installation (some tens of seconds) and read from the cache afterwards.
The cache lies beside the code, or, where that cannot be written, under ``LIANTU_HOME/cache``; ``NUMBA_CACHE_DIR``
overrides both. Its folder carries a fingerprint of the code: numba alone would not see that a constant or a function
in another file has changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

_HERE = Path(__file__).parent
_FROZEN_IN = ("compiled", "kernels_*", "verbs", "roles", "scoring", "text")


def _fingerprint() -> str:
    mixed = hashlib.sha256(numba.__version__.encode())
    for pattern in _FROZEN_IN:
        for path in sorted(_HERE.glob(f"{pattern}.py")):
            mixed.update(path.read_bytes())
    return mixed.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled kernels of this code are kept."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    if given:
        base = Path(given)
    elif os.access(_HERE, os.W_OK):
        base = _HERE / "__pycache__"
    else:
        base = Path(os.environ.get("LIANTU_HOME", "var")).resolve() / "cache"
    return base / f"kernels-{_fingerprint()}"


numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]


def kernel(function: Callable[..., Any]) -> Any:
    """A function compiled for machine speed that runs beside others (it frees the interpreter lock)."""
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


def inline(function: Callable[..., Any]) -> Any:
    """A function that kernels call; compiled with them."""
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
