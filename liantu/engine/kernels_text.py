"""Gathering texts of chosen rows or items into Arrow string buffers."""

from __future__ import annotations

from typing import Any

import numpy as np

from .compiled import kernel

Array = Any


@kernel
def gather_bytes(data: Array, starts: Array, chosen: Array) -> tuple[Array, Array]:
    """The chosen byte texts as (starts, bytes)."""
    out_starts = np.zeros(chosen.size + 1, np.int64)
    for i in range(chosen.size):
        out_starts[i + 1] = out_starts[i] + np.int64(starts[chosen[i] + 1]) - np.int64(starts[chosen[i]])
    out = np.empty(out_starts[-1], np.uint8)
    for i in range(chosen.size):
        begin = np.int64(starts[chosen[i]])
        for j in range(out_starts[i + 1] - out_starts[i]):
            out[out_starts[i] + j] = data[begin + j]
    return out_starts, out


@kernel
def gather_fixed(matrix: Array, chosen: Array) -> tuple[Array, Array]:
    """The chosen zero-padded byte texts (one a line of ``matrix``) as (starts, bytes)."""
    width = matrix.shape[1]
    out_starts = np.zeros(chosen.size + 1, np.int64)
    out = np.empty(chosen.size * width, np.uint8)
    at = 0
    for i in range(chosen.size):
        for j in range(width):
            byte = matrix[chosen[i], j]
            if byte == 0:
                break
            out[at] = byte
            at += 1
        out_starts[i + 1] = at
    return out_starts, out[:at].copy()


@kernel
def gather_units(units: Array, starts: Array, chosen: Array) -> tuple[Array, Array]:
    """The chosen texts of UTF-16 units (no surrogates) as (starts, UTF-8 bytes)."""
    out_starts = np.zeros(chosen.size + 1, np.int64)
    total = 0
    for i in range(chosen.size):
        total += np.int64(starts[chosen[i] + 1]) - np.int64(starts[chosen[i]])  # type: ignore[assignment]
    out = np.empty(total * 3, np.uint8)
    at = 0
    for i in range(chosen.size):
        for j in range(np.int64(starts[chosen[i]]), np.int64(starts[chosen[i] + 1])):
            code = np.int64(units[j])
            if code < 0x80:
                out[at] = code
                at += 1
            elif code < 0x800:
                out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
                at += 2
            else:
                out[at], out[at + 1], out[at + 2] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
                at += 3
        out_starts[i + 1] = at
    return out_starts, out[:at].copy()


@kernel
def number_chosen(chosen: Array, number_of: Array) -> Array:
    """The different values of ``chosen`` ascending; ``number_of`` (zeros) gets 1 + the rank of each."""
    count = 0
    for i in range(chosen.size):
        if number_of[chosen[i]] == 0:
            number_of[chosen[i]] = 1
            count += 1
    different = np.empty(count, np.int64)
    at = 0
    for value in range(number_of.size):
        if number_of[value]:
            different[at] = value
            at += 1
            number_of[value] = at
    return different
