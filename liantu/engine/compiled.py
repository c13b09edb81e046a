"""Loading numba for the kernels: once, when first needed, with a cache folder that can be written.

Kernels are compiled on the first run of an installation (some tens of seconds) and read from the cache afterwards.
The cache lies beside the code, or, where that cannot be written, under ``LIANTU_HOME/cache/numba``;
``NUMBA_CACHE_DIR`` overrides both.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _choose_cache() -> None:
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    here = Path(__file__).parent
    if not os.access(here, os.W_OK):
        home = Path(os.environ.get("LIANTU_HOME", "var"))
        os.environ["NUMBA_CACHE_DIR"] = str((home / "cache" / "numba").resolve())


_choose_cache()

import numba  # noqa: E402


def kernel(function: Callable[..., Any]) -> Any:
    """A function compiled for machine speed that runs beside others (it frees the interpreter lock)."""
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


def inline(function: Callable[..., Any]) -> Any:
    """A function that kernels call; compiled with them."""
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


def spliced(function: Callable[..., Any]) -> Any:
    """A small function put into its callers line by line: passing tuples of arrays costs more than its work."""
    return numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")(function)
