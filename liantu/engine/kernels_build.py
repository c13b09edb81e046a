"""Reading rows into the index at machine speed: decode, split into items, number distinct items, resolve roles."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import text as t
from . import verbs as v
from .compiled import inline, kernel
from .kernels_roles import SEARCHED, Line, Words, cue_in, find_in, resolve_row, shape_in

Array = Any
ITEMS, UNITS, PLACES = range(3)  # places in ``Growing.sizes``


class Letters(NamedTuple):
    """How units are read (``text.plain_units``), what they do to a list, and which end a machine word."""

    plain: Array
    kinds: Array
    ends: Array


class Growing(NamedTuple):
    """The arrays a build fills: distinct items (units, starts, packed shape, hash, hash slots) and their places."""

    units: Array
    starts: Array
    shapes: Array
    hashes: Array
    slots: Array
    place_item: Array
    place_meta: Array
    sizes: Array


class Scratch(NamedTuple):
    """Room for one row: its plain units, one item's words, the row's items."""

    units: Array
    values: Array
    lengths: Array
    order: Array
    line: Line


def scratch_for(longest: int) -> Scratch:
    """Scratch for rows of at most ``longest`` units."""
    size = longest + 2
    line = Line(*(np.zeros(size, np.int32) for _ in Line._fields))
    return Scratch(
        np.zeros(size, np.uint16), np.zeros(size, np.int32), np.zeros(size, np.int32), np.zeros(size, np.int32), line
    )


@inline
def decode(data: Array, start: int, end: int, plain: Array, out: Array) -> int:
    """UTF-8 bytes as plain units (0: not read), one for each character; how many."""
    at = start
    count = 0
    while at < end:
        byte = np.int64(data[at])
        if byte < 0x80:
            code, size = byte, 1
        elif byte < 0xE0 and at + 1 < end:
            code, size = (byte & 0x1F) << 6 | np.int64(data[at + 1]) & 0x3F, 2
        elif byte < 0xF0 and at + 2 < end:
            code = (byte & 0x0F) << 12 | (np.int64(data[at + 1]) & 0x3F) << 6 | np.int64(data[at + 2]) & 0x3F
            size = 3
        else:
            code, size = t.UNKNOWN_CHARACTER, 4  # type: ignore[assignment]
        out[count] = plain[code] if code < 65536 else t.UNKNOWN_CHARACTER
        count += 1
        at += size
    return count


@inline
def squeeze_units(units: Array, count: int) -> int:
    """Take the units that are not read out of the first ``count``; how many stay."""
    kept = 0
    for i in range(count):
        if units[i] != 0:
            units[kept] = units[i]
            kept += 1
    return kept


@inline
def _is_ascii_word(unit: int) -> bool:
    return 48 <= unit <= 57 or 65 <= unit <= 90 or 97 <= unit <= 122


@inline
def _kind_at(units: Array, at: int, count: int, kinds: Array) -> int:
    kind = kinds[units[at]]
    soft = (kind == t.SPACE or kind == t.DOT) and 0 < at < count - 1
    if soft and _is_ascii_word(units[at - 1]) and _is_ascii_word(units[at + 1]):
        return t.ORDINARY
    return kind


@inline
def _number_of(grow: Growing, units: Array, start: int, end: int, words: Words, ends: Array, scratch: Scratch) -> int:
    """The dictionary number of the item ``units[start:end]``, given a new one when it is new."""
    first = grow.sizes[UNITS]
    last = first
    mixed = np.uint64(0xCBF29CE484222325)
    for i in range(start, end):
        if units[i] != 0:
            grow.units[last] = units[i]
            last += 1
            mixed = (mixed ^ np.uint64(units[i])) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
    bits = grow.slots.size - 1
    slot = np.int64(mixed >> np.uint64(20)) & bits
    while grow.slots[slot] >= 0:
        item = grow.slots[slot]
        if grow.hashes[item] == mixed and grow.starts[item + 1] - grow.starts[item] == last - first:
            same = True
            begin = grow.starts[item]
            for i in range(last - first):
                if grow.units[begin + i] != grow.units[first + i]:
                    same = False
                    break
            if same:
                return item
        slot = (slot + 1) & bits
    item = grow.sizes[ITEMS]
    grow.slots[slot] = item
    grow.hashes[item] = mixed
    grow.starts[item + 1] = last
    grow.shapes[item] = shape_in(words, ends, grow.units, first, last, scratch.values, scratch.lengths)
    grow.sizes[ITEMS] = item + 1
    grow.sizes[UNITS] = last
    return item


@inline
def _add_item(grow: Growing, line: Line, count: int, item: int, group: int, clause: int) -> None:
    shape = np.int64(grow.shapes[item])
    line.item[count] = item
    line.group[count] = group
    line.clause[count] = clause
    line.lead[count] = shape & 7
    line.own[count] = shape & 7 | (shape >> 3) & 7 | (shape >> 6) & 7
    line.kind[count] = (shape >> 9) & 7
    line.drop[count] = (shape >> 12) & 3
    line.searched[count] = 1 if shape & SEARCHED else 0


@inline
def _split(grow: Growing, scratch: Scratch, count: int, words: Words, letters: Letters) -> int:
    """Cut the row's units into items on ``scratch.line``; how many."""
    units = scratch.units
    items = depth = group = clause = 0
    start = -1
    for at in range(count + 1):
        kind = t.CLAUSE_BREAK if at == count else _kind_at(units, at, count, letters.kinds)
        if kind == t.ORDINARY:
            if start < 0:
                start = at
        elif kind != t.GONE:
            if start >= 0:
                item = _number_of(grow, units, start, at, words, letters.ends, scratch)
                _add_item(grow, scratch.line, items, item, group if depth else 0, clause)
                items += 1
                start = -1
            if kind == t.OPEN:
                if depth == 0:
                    group += 1
                depth += 1
            elif kind == t.CLOSE:
                depth = max(0, depth - 1)
            elif kind == t.CLAUSE_BREAK and depth == 0:
                clause += 1
    return items


@inline
def _fallback_code(cue: int, line: Line, count: int) -> int:
    make = trade = service = 0
    for i in range(count):
        if line.position[i]:
            make += line.mask[i] & 1
            trade += (line.mask[i] >> 1) & 1
            service += (line.mask[i] >> 2) & 1
    best = max(make, trade, service)
    if cue and (best == 0 or (make if cue == 1 else trade if cue == 2 else service)):
        return 8 if cue == 1 else 9 if cue == 2 else 10
    if best == 0:
        return 11
    return 12 if make == best else 13 if trade == best else 14


@kernel
def read_rows(
    first: int,
    scopes: Array,
    scope_starts: Array,
    names: Array,
    name_starts: Array,
    grow: Growing,
    scratch: Scratch,
    words: Words,
    cues: Words,
    letters: Letters,
    place_counts: Array,
    fallbacks: Array,
) -> int:
    """Read rows from ``first`` on; the row reached (less than all when an array of ``grow`` must grow first)."""
    rows = scope_starts.size - 1
    for row in range(first, rows):
        room = scope_starts[row + 1] - scope_starts[row] + 2
        if (
            grow.sizes[ITEMS] + room >= grow.shapes.size
            or grow.sizes[UNITS] + room >= grow.units.size
            or grow.sizes[PLACES] + room >= grow.place_item.size
            or (grow.sizes[ITEMS] + room) * 2 > grow.slots.size
        ):
            return row
        count = decode(scopes, scope_starts[row], scope_starts[row + 1], letters.plain, scratch.units)
        items = _split(grow, scratch, count, words, letters)
        line = scratch.line
        resolve_row(line, items, scratch.order)
        count = decode(names, name_starts[row], name_starts[row + 1], letters.plain, scratch.units)
        count = squeeze_units(scratch.units, count)
        fallback = _fallback_code(cue_in(cues, scratch.units, 0, count), line, items)
        fallbacks[row] = fallback
        begin = grow.sizes[PLACES]
        at = begin
        for i in range(items):
            if line.position[i]:
                code = line.mask[i] if line.mask[i] else fallback
                grow.place_item[at] = line.item[i]
                grow.place_meta[at] = line.position[i] | code << 12
                at += 1
        grow.sizes[PLACES] = at
        place_counts[row] = at - begin
    return rows


@kernel
def rehash(hashes: Array, items: int, slots: Array) -> None:
    """Fill the empty (-1) ``slots`` with the first ``items`` items."""
    bits = slots.size - 1
    for item in range(items):
        slot = np.int64(hashes[item] >> np.uint64(20)) & bits
        while slots[slot] >= 0:
            slot = (slot + 1) & bits
        slots[slot] = item


@kernel
def places_by_item(
    place_item: Array, place_meta: Array, place_counts: Array, starts: Array, rows: Array, metas: Array
) -> None:
    """Counting sort of places from row to item order; ``starts`` (items + 1, zeros) gets each item's first place."""
    for i in range(place_item.size):
        starts[place_item[i] + 1] += 1
    for i in range(starts.size - 1):
        starts[i + 1] += starts[i]
    fill = starts.copy()
    at = 0
    for row in range(place_counts.size):
        for _ in range(place_counts[row]):
            to = fill[place_item[at]]
            rows[to] = row
            metas[to] = place_meta[at]
            fill[place_item[at]] = to + 1
            at += 1


@inline
def _put(value: int, packed: Array, at: int, write: bool) -> int:
    """Write a number seven bits a byte, the highest bit telling that more follow; the place after it."""
    while value >= 128:
        if write:
            packed[at] = value & 127 | 128
        value >>= 7
        at += 1
    if write:
        packed[at] = value
    return at + 1


@kernel
def pack_places(starts: Array, rows: Array, metas: Array, packed: Array, packed_starts: Array, write: bool) -> int:
    """Each item's places as bytes: how many, then for each the step from the row before and two bytes of meta."""
    at = 0
    for item in range(starts.size - 1):
        packed_starts[item] = at
        at = _put(starts[item + 1] - starts[item], packed, at, write)
        before = 0
        for place in range(starts[item], starts[item + 1]):
            at = _put(rows[place] - before, packed, at, write)
            before = rows[place]
            if write:
                packed[at], packed[at + 1] = metas[place] & 255, metas[place] >> 8
            at += 2
    packed_starts[starts.size - 1] = at
    return at


@kernel
def pack_lists(starts: Array, values: Array, packed: Array, packed_starts: Array, write: bool) -> int:
    """Each ascending list as bytes: the steps from value to value."""
    at = 0
    for one in range(starts.size - 1):
        packed_starts[one] = at
        before = 0
        for i in range(starts[one], starts[one + 1]):
            at = _put(values[i] - before, packed, at, write)
            before = values[i]
    packed_starts[starts.size - 1] = at
    return at


@kernel
def name_units(data: Array, starts: Array, plain: Array, scratch: Array, units: Array, unit_starts: Array) -> int:
    """The plain units of every name, one after the other; how many."""
    at = 0
    for row in range(starts.size - 1):
        count = decode(data, starts[row], starts[row + 1], plain, scratch)
        count = squeeze_units(scratch, count)
        for i in range(count):
            units[at + i] = scratch[i]
        at += count
        unit_starts[row + 1] = at
    return at


@kernel
def gear_flags(units: Array, starts: Array, gear: Words) -> Array:
    """For each text whether a word for gear stands anywhere in it: only there a thing can be an attribute."""
    flags = np.zeros(starts.size - 1, np.uint8)
    for text in range(flags.size):
        for at in range(starts[text], starts[text + 1]):
            if gear.first[units[at]] != 0 and find_in(gear, units, at, starts[text + 1])[0] == v.GEAR:
                flags[text] = 1
                break
    return flags


# ---- character pairs


@inline
def _folded(unit: int) -> int:
    return unit + 32 if 65 <= unit <= 90 else unit


@inline
def _pair_at(units: Array, at: int, end: int) -> int:
    second = _folded(np.int64(units[at + 1])) if at + 1 < end else 0
    return _folded(np.int64(units[at])) << 16 | second


@inline
def _pair_slot(pair: int, keys: Array) -> int:
    bits = keys.size - 1
    slot = np.int64((np.uint64(pair) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & bits
    while keys[slot] != 0 and keys[slot] != pair:
        slot = (slot + 1) & bits
    return slot


@kernel
def count_pairs(
    first: int, units: Array, starts: Array, wanted: Array, keys: Array, counts: Array, last: Array, used: Array
) -> int:
    """Count in how many wanted texts each pair of units stands; the text reached (less than all: the table is full)."""
    for text in range(first, starts.size - 1):
        if wanted.size and wanted[text] == 0:
            continue
        if (used[0] + starts[text + 1] - starts[text]) * 2 > keys.size:
            return text
        for at in range(starts[text], starts[text + 1]):
            pair = _pair_at(units, at, starts[text + 1])
            slot = _pair_slot(pair, keys)
            if keys[slot] == 0:
                keys[slot] = pair
                last[slot] = -1
                used[0] += 1
            if last[slot] != text:
                last[slot] = text
                counts[slot] += 1
    return starts.size - 1


@kernel
def fill_pairs(units: Array, starts: Array, wanted: Array, keys: Array, fill: Array, last: Array, texts: Array) -> None:
    """Write each pair's texts, ascending, from ``fill`` on (by slot); ``last`` must be -1 everywhere."""
    for text in range(starts.size - 1):
        if wanted.size and wanted[text] == 0:
            continue
        for at in range(starts[text], starts[text + 1]):
            slot = _pair_slot(_pair_at(units, at, starts[text + 1]), keys)
            if last[slot] != text:
                last[slot] = text
                texts[fill[slot]] = text
                fill[slot] += 1


@kernel
def move_pairs(old_keys: Array, old_counts: Array, old_last: Array, keys: Array, counts: Array, last: Array) -> None:
    """Carry a table of pairs over into a larger one."""
    for i in range(old_keys.size):
        if old_keys[i] != 0:
            slot = _pair_slot(old_keys[i], keys)
            keys[slot] = old_keys[i]
            counts[slot] = old_counts[i]
            last[slot] = old_last[i]
