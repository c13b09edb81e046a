"""Answering a screening over one shard at machine speed: words → distinct texts → places → scored rows.

All sums are of whole numbers and all choices total orders, so no result depends on the order of work.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import scoring
from . import text as t
from . import verbs as v
from .compiled import inline, kernel
from .kernels_build import decode, squeeze_units
from .kernels_roles import Words, find_in

Array = Any
NO_NAME = -1
_PLACES = 8192  # more than any position; the name stands after all of the scope
_NAME_PLACE = 4096
_FULL = scoring.FULL
_SAID, _BY_REST, _UNKNOWN, _AROUND = scoring.SAID, scoring.BY_REST, scoring.UNKNOWN, scoring.AROUND
_NAME_POSITION = scoring.NAME_POSITION
_ROLE_VALUES = np.array([scoring.ROLE_VALUE[level] for level in range(len(scoring.ROLE_VALUE))], np.int64)
_FREQUENCY_VALUES = np.array(scoring.FREQUENCY_VALUE, np.int64)
_STEPS = len(scoring.CAPITAL_STEPS_WAN_YUAN)


class Asked(NamedTuple):
    """Words (and after them exclusion words) as units: all in one array, where each begins, how many are wanted."""

    units: Array
    starts: Array
    wanted: int


class Pairs(NamedTuple):
    """Character pairs of texts: sorted pairs, where each one's list begins, the packed lists of text numbers."""

    keys: Array
    starts: Array
    lists: Array


class Gathered(NamedTuple):
    """What a screening knows about each text: number, words as bits, stance, the word shown, its specificity."""

    texts: Array
    bits: Array
    aside: Array
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
def _number_at(packed: Array, at: int) -> tuple[int, int]:
    """The packed number at a place and the place after it."""
    value = np.int64(0)
    shift = 0
    while True:
        byte = np.int64(packed[at])
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at  # type: ignore[return-value]
        shift += 7


@inline
def _lists_of(asked: Asked, word: int, pairs: Pairs) -> tuple[int, int]:
    """The pairs (from, to) whose lists hold all texts with the word: its rarest pair, or all of one character."""
    start, end = asked.starts[word], asked.starts[word + 1]
    if end - start == 1:
        low = np.int64(asked.units[start]) << 16
        return _first_at_least(pairs.keys, low), _first_at_least(pairs.keys, low + 65536)
    best = -1
    size = np.int64(0)
    for at in range(start, end - 1):
        pair = np.int64(asked.units[at]) << 16 | np.int64(asked.units[at + 1])
        slot = _first_at_least(pairs.keys, pair)
        if slot == pairs.keys.size or np.int64(pairs.keys[slot]) != pair:
            return 0, 0
        own = np.int64(pairs.starts[slot + 1]) - np.int64(pairs.starts[slot])
        if best < 0 or own < size:
            best, size = slot, own
    return best, best + 1


@inline
def _folded(unit: int) -> int:
    return unit + 32 if 65 <= unit <= 90 else unit


@inline
def _runs_on(edge: int, other: int) -> bool:
    letters = 97 <= edge <= 122 and 97 <= other <= 122
    return letters or (48 <= edge <= 57 and 48 <= other <= 57)


@inline
def _before_gear(units: Array, at: int, end: int, gear: Words) -> bool:
    while at < end:
        if gear.first[units[at]] != 0:
            kind, _ = find_in(gear, units, at, end)
            if kind:
                return kind == v.GEAR
        at += 1
    return False


@inline
def _stance(units: Array, start: int, end: int, word: Array, first: int, last: int, gear: Words) -> int:
    """How the word stands in the text (``text.stance``)."""
    size = last - first
    found = t.ABSENT
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
                if not _before_gear(units, at + size, end, gear):
                    return t.ITSELF
                found = t.ASIDE
    return found


@inline
def _stands_in(units: Array, start: int, end: int, word: Array, first: int, last: int) -> bool:
    """Whether the word stands in the text at all."""
    size = last - first
    for at in range(start, end - size + 1):
        i = 0
        while i < size and _folded(units[at + i]) == word[first + i]:
            i += 1
        if i == size:
            before = at > start and _runs_on(word[first], _folded(units[at - 1]))
            after = at + size < end and _runs_on(word[last - 1], _folded(units[at + size]))
            if not before and not after:
                return True
    return False


@inline
def _stands_in_bytes(
    data: Array, start: int, end: int, plain: Array, scratch: Array, word: Array, first: int, last: int
) -> bool:
    return _stands_in(scratch, 0, squeeze_units(scratch, decode(data, start, end, plain, scratch)), word, first, last)


@inline
def _bytes_of_lists(asked: Asked, first: int, last: int, pairs: Pairs) -> int:
    """Bytes of the lists that words ``first`` to ``last`` must read: at least as many as their texts."""
    size = 0
    for word in range(first, last):
        low, high = _lists_of(asked, word, pairs)
        size += np.int64(pairs.starts[high]) - np.int64(pairs.starts[low])  # type: ignore[assignment]
    return size


@kernel
def find_texts(  # noqa: C901 - one loop over plain arrays, see _gather
    asked: Asked, pairs: Pairs, units: Array, starts: Array, geared: Array, is_name: bool, plain: Array, longest: int,
    gear: Words, slot_of: Array,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """The texts holding a wanted word and no exclusion word, the words as bits, whether they stand only aside.

    ``units`` are the units of items, or (``is_name``) the UTF-8 bytes of names; ``geared`` tells which texts name gear.
    ``slot_of`` is scratch, -1 everywhere.
    """
    scratch = np.empty(longest + 2 if is_name else 1, np.uint16)
    count_words = asked.starts.size - 1
    room = _bytes_of_lists(asked, 0, asked.wanted, pairs)
    dropped_room = _bytes_of_lists(asked, asked.wanted, count_words, pairs)
    dropped = np.empty(dropped_room, np.int32)
    texts = np.empty(min(room, slot_of.size), np.int32)
    width = (asked.wanted + 63) >> 6
    bits = np.empty((texts.size, width), np.uint64)
    stances = np.empty(texts.size, np.uint8)
    drops = found = 0
    # plain arrays from here on: looking into tuples of arrays costs more than the work itself
    asked_units, asked_starts, list_starts, lists = asked.units, asked.starts, pairs.starts, pairs.lists
    for turn in range(count_words):
        word = turn + asked.wanted if turn < count_words - asked.wanted else turn - (count_words - asked.wanted)
        low, high = _lists_of(asked, word, pairs)
        first, last = asked_starts[word], asked_starts[word + 1]
        short = last - first <= 2 and asked_units[first] >= 128 and asked_units[last - 1] >= 128
        for one in range(low, high):
            at, close = np.int64(list_starts[one]), np.int64(list_starts[one + 1])
            text = np.int64(0)
            while at < close:
                step, at = _number_at(lists, at)
                text += step
                if slot_of[text] == -2:
                    continue
                begin, end = np.int64(starts[text]), np.int64(starts[text + 1])
                stance = t.ITSELF
                if geared[text] == 0:  # nothing can set the word aside
                    if not short:  # else the pair is the whole word
                        if is_name:
                            there = _stands_in_bytes(units, begin, end, plain, scratch, asked_units, first, last)
                        else:
                            there = _stands_in(units, begin, end, asked_units, first, last)
                        if not there:
                            continue
                elif is_name:
                    size = squeeze_units(scratch, decode(units, begin, end, plain, scratch))
                    stance = _stance(scratch, 0, size, asked_units, first, last, gear)
                else:
                    stance = _stance(units, begin, end, asked_units, first, last, gear)
                if stance == t.ABSENT:
                    continue
                if word >= asked.wanted:
                    slot_of[text] = -2
                    dropped[drops] = text
                    drops += 1
                    continue
                if slot_of[text] == -1:
                    slot_of[text] = found
                    texts[found] = text
                    stances[found] = 0
                    for b in range(width):
                        bits[found, b] = 0
                    found += 1
                slot = slot_of[text]
                if stance > stances[slot]:
                    stances[slot] = stance
                    for b in range(width):
                        bits[slot, b] = 0
                if stance == stances[slot]:
                    bits[slot, word >> 6] |= np.uint64(1) << np.uint64(word & 63)
    for i in range(drops):
        slot_of[dropped[i]] = -1
    for i in range(found):
        slot_of[texts[i]] = -1
    return texts[:found].copy(), bits[:found].copy(), (stances[:found] == t.ASIDE).astype(np.uint8)


@kernel
def count_occurrences(texts: Array, bits: Array, places: Array, place_starts: Array, counts: Array) -> int:
    """Add to ``counts`` in how many places each word stands; a name (empty ``place_starts``) is one. All places."""
    total = np.int64(0)
    for i in range(texts.size):
        here = np.int64(1)
        if place_starts.size:
            here, _ = _number_at(places, np.int64(place_starts[texts[i]]))
        total += here
        for word in range(counts.size):
            if bits[i, word >> 6] >> np.uint64(word & 63) & np.uint64(1):
                counts[word] += here
    return total  # type: ignore[return-value]


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
def _is_dropped(row: int, dropped: Array) -> bool:
    at = _first_at_least(dropped, row)
    return at < dropped.size and dropped[at] == row


@inline
def _keep_passing(
    row_of: Array, used: int, province: Array, city: Array, capital: Array, days: Array, valid: Array,
    province_ok: Array, city_ok: Array, capital_bounds: Array, day_bounds: Array, valid_only: bool, dropped: Array,
    passes: Array,
) -> None:  # fmt: skip
    """Set ``passes`` to 0 for rows that miss a hard condition."""
    for slot in range(used):
        row = row_of[slot]
        ok = True
        if province_ok.size:
            ok = province_ok[province[row]] != 0
        if ok and city_ok.size:
            ok = city_ok[city[row]] != 0
        if ok and capital_bounds.size:
            ok = capital_bounds[0] <= capital[row] <= capital_bounds[1]
        if ok and day_bounds.size:
            ok = day_bounds[0] <= days[row] <= day_bounds[1]
        if ok and valid_only:
            ok = valid[row] != 0
        if ok and dropped.size:
            ok = not _is_dropped(row, dropped)
        passes[slot] = ok


class Rows(NamedTuple):
    """One entry for each matching row: surest level, its words as bits, its places, first place, what is shown."""

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
def _rows_for(room: int, columns: int) -> Rows:
    return Rows(
        np.empty(room, np.int32), np.empty(room, np.int8), np.empty((room, columns), np.uint64),
        np.empty(room, np.int32), np.empty(room, np.int16), np.empty(room, np.int64), np.empty(room, np.int32),
        np.empty(room, np.int16), np.empty(room, np.uint8), np.empty(room, np.int8),
    )  # fmt: skip


@inline
def _gather(  # noqa: C901 - one loop over plain arrays: handing tuples of arrays on costs more than the work itself
    texts: Array, text_bits: Array, text_aside: Array, text_word: Array, told: Array, items: int,
    places: Array, place_starts: Array, fallback: Array, levels: Array, industry: Array,
    slot_of: Array, row_of: Array, level_of: Array, bits: Array, count: Array, first: Array, key_of: Array,
    shown_text: Array, shown_word: Array, code_of: Array, name_level: Array,
) -> int:  # fmt: skip
    """Visit every place of every text; evidence of a row is what stands at the surest level found."""
    used = 0
    width = bits.shape[1]
    for i in range(texts.size):
        is_name = i >= items
        at, here = np.int64(0), np.int64(1)
        if not is_name:
            here, at = _number_at(places, np.int64(place_starts[texts[i]]))
        row = np.int64(0)
        for _ in range(here):
            if is_name:
                row = np.int64(texts[i])
                meta = np.int64(fallback[row]) << 12
            else:
                step, at = _number_at(places, at)
                row += step
                meta = np.int64(places[at]) | np.int64(places[at + 1]) << 8
                at += 2
            level = levels[meta >> 12]
            if level > 0:
                if text_aside[i]:
                    level = _AROUND
                elif industry.size and industry[row]:
                    level = _SAID
            slot = slot_of[row]
            if slot < 0:
                slot = used
                used += 1
                slot_of[row] = slot
                row_of[slot] = row
                level_of[slot] = -1
                name_level[slot] = NO_NAME
            if is_name:
                name_level[slot] = level
            if level < level_of[slot]:
                continue
            if level > level_of[slot]:
                level_of[slot] = level
                count[slot] = 0
                first[slot] = 32767
                key_of[slot] = -1
                for b in range(width):
                    bits[slot, b] = 0
            for b in range(width):
                bits[slot, b] |= text_bits[i, b]
            count[slot] += 1
            place = meta & 4095
            first[slot] = min(np.int64(first[slot]), _NAME_POSITION if is_name else place)
            key = np.int64(told[i]) * _PLACES + (_PLACES - 1 - (_NAME_PLACE if is_name else place))
            if key > key_of[slot]:
                key_of[slot] = key
                shown_text[slot] = -1 if is_name else texts[i]
                shown_word[slot] = text_word[i]
                code_of[slot] = meta >> 12
    return used


@inline
def _score_kept(
    used: int, passes: Array, row_of: Array, level_of: Array, bits: Array, count: Array, first: Array, key_of: Array,
    text: Array, word: Array, code_of: Array, name_level: Array, points: Array, role_ok: Array, roles: Array,
    specificity: Array, weights: Array, slot_of: Array, raw: Array, values: Array, role: Array,
) -> int:  # fmt: skip
    """Score the rows that pass and move them to the front; how many. ``first`` becomes the place shown."""
    kept = 0
    for slot in range(used):
        row = row_of[slot]
        slot_of[row] = -1
        shown = roles[code_of[slot]]
        if role_ok[shown] == 0 or passes[slot] == 0:
            continue
        best = total = np.int64(0)
        for w in range(specificity.size):
            if bits[slot, w >> 6] >> np.uint64(w & 63) & np.uint64(1):
                total += specificity[w]
                best = max(best, specificity[w])
        named = name_level[slot]
        told = min(np.int64(_FULL), best + ((total - best) >> 2))
        role_value = _ROLE_VALUES[level_of[slot]]
        placed = np.int64(_FULL * 4) // np.int64(first[slot] + 3)
        name_value = np.int64(_FULL) if named >= _BY_REST else np.int64(_FULL // 2 if named == _UNKNOWN else 0)
        often = _FREQUENCY_VALUES[min(count[slot], _FREQUENCY_VALUES.size - 1)]
        capital = np.int64(points[row]) * _FULL // _STEPS
        raw[kept] = (
            told * weights[0] + role_value * weights[1] + placed * weights[2] + name_value * weights[3]
            + often * weights[4] + capital * weights[5]
        )  # fmt: skip
        values[kept, 0], values[kept, 1], values[kept, 2] = told, role_value, placed
        values[kept, 3], values[kept, 4], values[kept, 5] = name_value, often, capital
        row_of[kept], role[kept], text[kept], word[kept] = row, shown, text[slot], word[slot]
        place = _PLACES - 1 - (key_of[slot] & (_PLACES - 1))
        first[kept] = 0 if place == _NAME_PLACE else place
        kept += 1
    return kept


@kernel
def score_rows(
    items: Gathered, names: Gathered, room: int, places: Array, place_starts: Array, columns: Columns,
    asked: Conditions, levels: Array, roles: Array, industry: Array, specificity: Array, weights: Array, slot_of: Array,
) -> Scored:  # fmt: skip
    """Every row with evidence that meets the conditions, scored, in no particular order. ``room``: places in all."""
    slots = _rows_for(min(room, slot_of.size), items.bits.shape[1])
    used = _gather(
        np.concatenate((items.texts, names.texts)), np.concatenate((items.bits, names.bits)),
        np.concatenate((items.aside, names.aside)), np.concatenate((items.word, names.word)),
        np.concatenate((items.told, names.told)), items.texts.size,
        places, place_starts, columns.fallback, levels, industry, slot_of,
        slots.row, slots.level, slots.bits, slots.count, slots.place, slots.key, slots.text, slots.word, slots.code,
        slots.name_level,
    )  # fmt: skip
    passes = np.ones(used, np.uint8)
    if (
        asked.province_ok.size or asked.city_ok.size or asked.capital.size or asked.days.size or asked.valid_only
        or asked.dropped_rows.size
    ):  # fmt: skip
        _keep_passing(
            slots.row, used, columns.province, columns.city, columns.capital, columns.days, columns.valid,
            asked.province_ok, asked.city_ok, asked.capital, asked.days, asked.valid_only, asked.dropped_rows, passes,
        )  # fmt: skip
    raw, values, role = np.empty(used, np.int64), np.empty((used, 6), np.int16), np.empty(used, np.uint8)
    kept = _score_kept(
        used, passes, slots.row, slots.level, slots.bits, slots.count, slots.place, slots.key, slots.text, slots.word,
        slots.code, slots.name_level, columns.points, asked.role_ok, roles, specificity, weights, slot_of,
        raw, values, role,
    )  # fmt: skip
    return Scored(
        slots.row[:kept].copy(), raw[:kept].copy(), values[:kept].copy(), slots.text[:kept].copy(),
        slots.word[:kept].copy(), slots.place[:kept].copy(), role[:kept].copy(),
    )  # fmt: skip
