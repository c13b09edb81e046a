"""Answering a screening over one shard at machine speed: words → distinct texts → places → scored rows.

All sums are of whole numbers and all choices total orders, so no result depends on the order of work.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import scoring
from .compiled import inline, kernel
from .kernels_build import decode, squeeze_units

Array = Any
NO_NAME = -1
_PLACES = 8192  # more than any position; the name stands after all of the scope
_NAME_PLACE = 4096
_FULL = scoring.FULL
_SAID, _BY_REST, _UNKNOWN = scoring.SAID, scoring.BY_REST, scoring.UNKNOWN
_NAME_POSITION = scoring.NAME_POSITION
_ROLE_VALUES = np.array([scoring.ROLE_VALUE[level] for level in range(5)], np.int64)
_FREQUENCY_VALUES = np.array(scoring.FREQUENCY_VALUE, np.int64)
_STEPS = len(scoring.CAPITAL_STEPS_WAN_YUAN)


class Asked(NamedTuple):
    """Words (and after them exclusion words) as units: all in one array, where each begins, how many are wanted."""

    units: Array
    starts: Array
    wanted: int


class Pairs(NamedTuple):
    """Character pairs of texts: sorted pairs, where each one's list begins, the lists of text numbers."""

    keys: Array
    starts: Array
    texts: Array


class Gathered(NamedTuple):
    """What a screening knows about each place text: numbers, words as bits, the word shown and its specificity."""

    texts: Array
    bits: Array
    word: Array
    told: Array


class Conditions(NamedTuple):
    """Filters as arrays; an empty array is no condition."""

    province_ok: Array
    city_ok: Array
    capital: Array
    days: Array
    valid_only: bool
    dropped_rows: Array
    role_ok: Array


class Columns(NamedTuple):
    """The typed columns of a shard that filters and scores read."""

    province: Array
    city: Array
    capital: Array
    days: Array
    valid: Array
    points: Array
    fallback: Array


class Scored(NamedTuple):
    """Matching rows with raw score, the six values, and what is shown: text (−1: name), word, place, role number."""

    row: Array
    raw: Array
    values: Array
    text: Array
    word: Array
    place: Array
    role: Array


@inline
def _first_at_least(keys: Array, wanted: int) -> int:
    low, high = 0, keys.size
    while low < high:
        middle = (low + high) >> 1
        if np.int64(keys[middle]) < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@inline
def _list_of(asked: Asked, word: int, pairs: Pairs) -> tuple[int, int]:
    """The shortest list of texts that holds all texts with the word (for one character: lists side by side)."""
    start, end = asked.starts[word], asked.starts[word + 1]
    if end - start == 1:
        low = np.int64(asked.units[start]) << 16
        return (
            np.int64(pairs.starts[_first_at_least(pairs.keys, low)]),
            np.int64(pairs.starts[_first_at_least(pairs.keys, low + 65536)]),
        )
    begin = close = np.int64(0)
    for at in range(start, end - 1):
        pair = np.int64(asked.units[at]) << 16 | np.int64(asked.units[at + 1])
        slot = _first_at_least(pairs.keys, pair)
        if slot == pairs.keys.size or np.int64(pairs.keys[slot]) != pair:
            return np.int64(0), np.int64(0)
        low, high = np.int64(pairs.starts[slot]), np.int64(pairs.starts[slot + 1])
        if at == start or high - low < close - begin:
            begin, close = low, high
    return begin, close


@inline
def _folded(unit: int) -> int:
    return unit + 32 if 65 <= unit <= 90 else unit


@inline
def _runs_on(edge: int, other: int) -> bool:
    letters = 97 <= edge <= 122 and 97 <= other <= 122
    return letters or (48 <= edge <= 57 and 48 <= other <= 57)


@inline
def _stands_in(units: Array, start: int, end: int, word: Array, first: int, last: int) -> bool:
    """Whether the word stands in the text, not run together with ASCII letters or digits beside it."""
    size = last - first
    for at in range(start, end - size + 1):
        same = True
        for i in range(size):
            if _folded(units[at + i]) != word[first + i]:
                same = False
                break
        if same:
            before = at > start and _runs_on(word[first], _folded(units[at - 1]))
            after = at + size < end and _runs_on(word[last - 1], _folded(units[at + size]))
            if not before and not after:
                return True
    return False


@inline
def _must_look(asked: Asked, word: int) -> bool:
    start, end = asked.starts[word], asked.starts[word + 1]
    return end - start > 2 or asked.units[start] < 128 or asked.units[end - 1] < 128


@kernel
def find_texts(
    asked: Asked, pairs: Pairs, units: Array, starts: Array, is_name: bool, plain: Array, longest: int, slot_of: Array
) -> tuple[Array, Array]:
    """The texts holding a wanted word and no exclusion word, and the words as bits.

    ``units`` are the units of items, or (``is_name``) the UTF-8 bytes of names. ``slot_of`` is scratch, -1 everywhere.
    """
    scratch = np.empty(longest + 2 if is_name else 1, np.uint16)
    count_words = asked.starts.size - 1
    room = 0
    dropped_room = 0
    for word in range(count_words):
        begin, close = _list_of(asked, word, pairs)
        if word < asked.wanted:
            room += close - begin
        else:
            dropped_room += close - begin
    dropped = np.empty(dropped_room, np.int32)
    texts = np.empty(min(room, slot_of.size), np.int32)
    bits = np.zeros((texts.size, (asked.wanted + 63) >> 6), np.uint64)
    drops = found = 0
    for turn in range(count_words):
        word = turn + asked.wanted if turn < count_words - asked.wanted else turn - (count_words - asked.wanted)
        begin, close = _list_of(asked, word, pairs)
        look = _must_look(asked, word)
        first, last = asked.starts[word], asked.starts[word + 1]
        for at in range(begin, close):
            text = pairs.texts[at]
            if slot_of[text] == -2:
                continue
            if look:
                if is_name:
                    size = squeeze_units(scratch, decode(units, starts[text], starts[text + 1], plain, scratch))
                    there = _stands_in(scratch, 0, size, asked.units, first, last)
                else:
                    there = _stands_in(units, starts[text], starts[text + 1], asked.units, first, last)
                if not there:
                    continue
            if word >= asked.wanted:
                slot_of[text] = -2
                dropped[drops] = text
                drops += 1
                continue
            if slot_of[text] == -1:
                slot_of[text] = found
                texts[found] = text
                found += 1
            bits[slot_of[text], word >> 6] |= np.uint64(1) << np.uint64(word & 63)
    for i in range(drops):
        slot_of[dropped[i]] = -1
    for i in range(found):
        slot_of[texts[i]] = -1
    return texts[:found].copy(), bits[:found].copy()


@kernel
def count_occurrences(texts: Array, bits: Array, place_starts: Array, counts: Array) -> None:
    """Add to ``counts`` in how many places each word stands; a text of a name (empty ``place_starts``) is one place."""
    for i in range(texts.size):
        places = np.int64(1)
        if place_starts.size:
            places = np.int64(place_starts[texts[i] + 1]) - np.int64(place_starts[texts[i]])
        for word in range(counts.size):
            if bits[i, word >> 6] >> np.uint64(word & 63) & np.uint64(1):
                counts[word] += places


@kernel
def tell_words(bits: Array, specificity: Array) -> tuple[Array, Array]:
    """For each text the word to show (the most telling, first of equals) and its specificity."""
    word = np.zeros(bits.shape[0], np.int16)
    told = np.full(bits.shape[0], -1, np.int32)
    for i in range(bits.shape[0]):
        for w in range(specificity.size):
            if bits[i, w >> 6] >> np.uint64(w & 63) & np.uint64(1) and specificity[w] > told[i]:
                word[i], told[i] = w, specificity[w]
    return word, told


@inline
def _specificity_value(bits: Array, specificity: Array) -> int:
    best = total = np.int64(0)
    for word in range(specificity.size):
        if bits[word >> 6] >> np.uint64(word & 63) & np.uint64(1):
            total += specificity[word]
            best = max(best, specificity[word])
    return min(np.int64(_FULL), best + (total - best) // 4)


@inline
def _is_dropped(row: int, dropped: Array) -> bool:
    at = _first_at_least(dropped, row)
    return at < dropped.size and dropped[at] == row


@inline
def _row_passes(row: int, columns: Columns, asked: Conditions) -> bool:
    if asked.province_ok.size and asked.province_ok[columns.province[row]] == 0:
        return False
    if asked.city_ok.size and asked.city_ok[columns.city[row]] == 0:
        return False
    if asked.capital.size and not (asked.capital[0] <= columns.capital[row] <= asked.capital[1]):
        return False
    if asked.days.size and not (asked.days[0] <= columns.days[row] <= asked.days[1]):
        return False
    if asked.valid_only and columns.valid[row] == 0:
        return False
    return not (asked.dropped_rows.size and _is_dropped(row, asked.dropped_rows))


class _Slots(NamedTuple):
    row: Array
    level: Array
    bits: Array
    count: Array
    place: Array
    key: Array
    text: Array
    word: Array
    code: Array
    name_level: Array


@inline
def _take(slots: _Slots, slot: int, level: int, place: int, code: int, items: Gathered, i: int, is_name: bool) -> None:
    """Count one place for the row: evidence is what stands at the surest level found."""
    if level < slots.level[slot]:
        return
    if level > slots.level[slot]:
        slots.level[slot] = level
        slots.count[slot] = 0
        slots.place[slot] = 32767
        slots.key[slot] = -1
        for b in range(slots.bits.shape[1]):
            slots.bits[slot, b] = 0
    for b in range(slots.bits.shape[1]):
        slots.bits[slot, b] |= items.bits[i, b]
    slots.count[slot] += 1
    slots.place[slot] = min(slots.place[slot], _NAME_POSITION if is_name else place)
    key = np.int64(items.told[i]) * _PLACES + (_PLACES - 1 - (_NAME_PLACE if is_name else place))
    if key > slots.key[slot]:
        slots.key[slot] = key
        slots.text[slot] = -1 if is_name else items.texts[i]
        slots.word[slot] = items.word[i]
        slots.code[slot] = code


@inline
def _slot_for(slots: _Slots, slot_of: Array, row: int, used: int) -> tuple[int, int]:
    slot = slot_of[row]
    if slot >= 0:
        return slot, used
    slot_of[row] = used
    slots.row[used] = row
    slots.level[used] = -1
    slots.name_level[used] = NO_NAME
    return used, used + 1


@inline
def _gather(
    items: Gathered, names: Gathered, place_starts: Array, place_rows: Array, place_metas: Array, fallback: Array,
    levels: Array, industry: Array, slot_of: Array, slots: _Slots,
) -> int:  # fmt: skip
    used = 0
    for i in range(items.texts.size):
        for at in range(place_starts[items.texts[i]], place_starts[items.texts[i] + 1]):
            row = place_rows[at]
            code = place_metas[at] >> 12
            level = levels[code]
            if industry.size and level > 0 and industry[row]:
                level = _SAID
            slot, used = _slot_for(slots, slot_of, row, used)
            _take(slots, slot, level, place_metas[at] & 4095, code, items, i, False)
    for i in range(names.texts.size):
        row = names.texts[i]
        code = fallback[row]
        level = levels[code]
        if industry.size and level > 0 and industry[row]:
            level = _SAID
        slot, used = _slot_for(slots, slot_of, row, used)
        slots.name_level[slot] = level
        _take(slots, slot, level, 0, code, names, i, True)
    return used


@kernel
def score_rows(
    items: Gathered, names: Gathered, place_starts: Array, place_rows: Array, place_metas: Array, columns: Columns,
    asked: Conditions, levels: Array, roles: Array, industry: Array, specificity: Array, weights: Array, slot_of: Array,
) -> Scored:  # fmt: skip
    """Every row with evidence that meets the conditions, scored; in no particular order."""
    room = names.texts.size
    for i in range(items.texts.size):
        room += np.int64(place_starts[items.texts[i] + 1]) - np.int64(place_starts[items.texts[i]])
    room = min(room, slot_of.size)
    slots = _Slots(
        np.empty(room, np.int32), np.empty(room, np.int8), np.empty((room, items.bits.shape[1]), np.uint64),
        np.empty(room, np.int32), np.empty(room, np.int16), np.empty(room, np.int64), np.empty(room, np.int32),
        np.empty(room, np.int16), np.empty(room, np.uint8), np.empty(room, np.int8),
    )  # fmt: skip
    used = _gather(
        items, names, place_starts, place_rows, place_metas, columns.fallback, levels, industry, slot_of, slots
    )
    raw, values, role = np.empty(used, np.int64), np.empty((used, 6), np.int16), np.empty(used, np.uint8)
    kept = 0
    for slot in range(used):
        row = slots.row[slot]
        slot_of[row] = -1
        shown = roles[slots.code[slot]]
        if asked.role_ok[shown] == 0 or not _row_passes(row, columns, asked):
            continue
        named = slots.name_level[slot]
        parts = (
            _specificity_value(slots.bits[slot], specificity),
            _ROLE_VALUES[slots.level[slot]],
            np.int64(_FULL * 4 // (slots.place[slot] + 3)),
            np.int64(_FULL if named >= _BY_REST else _FULL // 2 if named == _UNKNOWN else 0),
            _FREQUENCY_VALUES[min(slots.count[slot], _FREQUENCY_VALUES.size - 1)],
            np.int64(columns.points[row]) * _FULL // _STEPS,
        )
        total = np.int64(0)
        for p in range(6):
            values[kept, p] = parts[p]
            total += parts[p] * weights[p]
        slots.row[kept], raw[kept], role[kept] = row, total, shown
        slots.text[kept], slots.word[kept] = slots.text[slot], slots.word[slot]
        place = _PLACES - 1 - slots.key[slot] % _PLACES
        slots.place[kept] = 0 if place == _NAME_PLACE else place
        kept += 1
    return Scored(
        slots.row[:kept].copy(), raw[:kept].copy(), values[:kept].copy(), slots.text[:kept].copy(),
        slots.word[:kept].copy(), slots.place[:kept].copy(), role[:kept].copy(),
    )  # fmt: skip
