"""``roles.py`` for machine speed: the shape of an item and the roles of a row's items, over arrays of integers.

Names and order of steps are those of ``roles.py``; read that first. Property tests hold both equal.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import verbs as v
from .compiled import inline
from .roles import BARE, DROP_BACK, DROP_NEXT, DROP_SELF, EXCLUDED, HEADER, KEEP, MAX_POSITION, PURE, VERBED

Array = Any
_REMOVE_UNIT = ord("除")
SEARCHED = 1 << 15  # of a packed shape; bits 0–2 lead, 3–5 trail, 6–8 middle, 9–11 kind, 12–13 drop


class Words(NamedTuple):
    """A lexicon as a hash table: up to four UTF-16 units in one key; ``first`` tells which units begin a word."""

    keys: Array
    values: Array
    first: Array


class Line(NamedTuple):
    """The items of one row: dictionary number, bracket group, clause, parts of the shape, role mask, position."""

    item: Array
    group: Array
    clause: Array
    kind: Array
    lead: Array
    own: Array
    drop: Array
    searched: Array
    mask: Array
    position: Array


def words_table(entries: dict[str, int]) -> Words:
    """The lexicon ``entries`` (words of one to four characters) as arrays for the kernels."""
    size = 1 << max(6, (len(entries) * 4).bit_length())
    keys = np.zeros(size, np.uint64)
    values = np.zeros(size, np.int32)
    first = np.zeros(65536, np.uint8)
    for word, value in entries.items():
        key = 0
        for unit in word:
            key = (key << 16) | ord(unit)
        slot = ((key * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF) >> 40 & (size - 1)
        while keys[slot]:
            slot = (slot + 1) & (size - 1)
        keys[slot], values[slot] = key, value
        first[ord(word[0])] = max(first[ord(word[0])], len(word))
    return Words(keys, values, first)


@inline
def find_in(words: Words, units: Array, at: int, end: int) -> tuple[int, int]:
    """The value and length of the longest word at ``at``; (0, 1) when none begins there."""
    longest = min(int(words.first[units[at]]), end - at)
    size = words.keys.size
    for length in range(longest, 0, -1):
        key = np.uint64(0)
        for i in range(length):
            key = (key << np.uint64(16)) | np.uint64(units[at + i])
        slot = np.int64((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)) & (size - 1)
        while words.keys[slot] != np.uint64(0):
            if words.keys[slot] == key:
                return int(words.values[slot]), length
            slot = (slot + 1) & (size - 1)
    return 0, 1


@inline
def cue_in(words: Words, units: Array, start: int, end: int) -> int:
    """The value of the last word of the text, or 0."""
    found = 0
    at = start
    while at < end:
        value, length = find_in(words, units, at, end)
        if value:
            found = value
        at += length
    return found


@inline
def _cut(words: Words, units: Array, start: int, end: int, values: Array, lengths: Array) -> int:
    count = 0
    at = start
    while at < end:
        value, length = find_in(words, units, at, end)
        if length == 1 and at > start and units[at] == _REMOVE_UNIT:
            value = 0
        values[count], lengths[count] = value, length
        count += 1
        at += length
    return count


@inline
def _is_verb(value: int) -> bool:
    kind = value & 15
    return kind == v.HARD or kind == v.SOFT or kind == v.OPERATE


@inline
def _is_filler(value: int) -> bool:
    kind = value & 15
    return kind == v.NEUTRAL or kind == v.CONNECTOR


@inline
def _run_mask(values: Array, start: int, end: int) -> int:
    for kind in (v.HARD, v.SOFT, v.OPERATE):
        mask = 0
        for i in range(start, end):
            if values[i] & 15 == kind:
                mask |= (values[i] >> 4) & 7
        if mask:
            return mask
    return 0


@inline
def _drop_of(values: Array, count: int) -> int:
    drop = KEEP
    leading = True
    for i in range(count):
        kind = values[i] & 15
        if kind == v.EXCLUDE_NEXT and leading:
            drop = max(drop, DROP_NEXT)
        elif kind == v.EXCLUDE_BACK:
            drop = max(drop, DROP_BACK)
        elif kind == v.EXCLUDE_NEXT or kind == v.EXCLUDE_SELF:
            drop = DROP_SELF
        leading = leading and (_is_filler(values[i]) or _is_verb(values[i]))
    return drop


@inline
def _is_compound(last: int, values: Array, lengths: Array, head: int, tail: int, count: int, ends: Array) -> bool:
    verbs = 0
    weak = True
    for i in range(head):
        if _is_verb(values[i]):
            verbs += 1
            if values[i] & (v.WEAK | v.PROCESS) == 0:
                return False
            weak = weak and values[i] & v.WEAK != 0
    if verbs == 0:
        return False
    rest = 0
    for i in range(head, count):
        rest += lengths[i]
    if values[head] & 15 == v.GEAR or rest == 1:
        return True
    return weak and tail == count and rest <= 3 and ends[last] != 0


@inline
def _pack(lead: int, trail: int, middle: int, kind: int, drop: int, searched: bool) -> int:
    packed = lead | trail << 3 | middle << 6 | kind << 9 | drop << 12
    return packed | SEARCHED if searched else packed


@inline
def shape_in(words: Words, ends: Array, units: Array, start: int, end: int, values: Array, lengths: Array) -> int:
    """The packed shape of the item ``units[start:end]``; ``values`` and ``lengths`` are scratch of its length."""
    count = _cut(words, units, start, end, values, lengths)
    drop = _drop_of(values, count)
    if drop != KEEP:
        return _pack(0, 0, 0, EXCLUDED, drop, False)
    head = 0
    while head < count and (_is_verb(values[head]) or _is_filler(values[head])):
        head += 1
    if head == count:
        sure = False
        process = False
        for i in range(count):
            sure = sure or values[i] & 15 == v.HARD or values[i] & 15 == v.SOFT
            process = process or values[i] & v.PROCESS != 0
        if not sure:
            return _pack(0, 0, 0, HEADER, KEEP, False)
        return _pack(_run_mask(values, 0, count), 0, 0, PURE, KEEP, process)
    tail = count
    while _is_verb(values[tail - 1]) or _is_filler(values[tail - 1]):
        tail -= 1
    lead = _run_mask(values, 0, head)
    if lead and _is_compound(units[end - 1], values, lengths, head, tail, count, ends):
        lead = 0
    trail = _run_mask(values, tail, count)
    middle = 0
    for i in range(head, tail - 1):
        if values[i] & 15 == v.HARD and values[i] & v.WEAK == 0 and values[i + 1] & 15 == v.CONNECTOR:
            middle |= (values[i] >> 4) & 7
    return _pack(lead, trail, middle, VERBED if lead | trail | middle else BARE, KEEP, True)


@inline
def _settle_brackets(line: Line, count: int) -> None:
    start = 0
    while start < count:
        group = line.group[start]
        end = start + 1
        while end < count and line.group[end] == group:
            end += 1
        if group:
            _settle_bracket(line, start, end)
        start = end


@inline
def _settle_bracket(line: Line, start: int, end: int) -> None:
    verbs = False
    only = True
    whole = False
    for i in range(start, end):
        verbs = verbs or line.kind[i] == PURE
        only = only and (line.kind[i] == PURE or line.kind[i] == HEADER)
        whole = whole or line.drop[i] == DROP_BACK or line.drop[i] == DROP_SELF
    dropping = whole
    for i in range(start, end):
        if verbs and only:
            line.group[i] = 0
        else:
            dropping = dropping or line.drop[i] == DROP_NEXT
            if dropping:
                line.kind[i] = EXCLUDED


@inline
def _carry_exclusions(line: Line, count: int) -> None:
    dropping = False
    clause = -1
    for i in range(count):
        if line.group[i]:
            continue
        if line.clause[i] != clause:
            dropping = False
            clause = line.clause[i]
        if line.kind[i] == EXCLUDED:
            dropping = dropping or line.drop[i] == DROP_NEXT
        elif line.kind[i] == BARE and dropping:
            line.kind[i] = EXCLUDED
        else:
            dropping = False


@inline
def _pure_run(line: Line, order: Array, at: int, size: int) -> tuple[int, int]:
    mask = 0
    while at < size and line.kind[order[at]] == PURE:
        mask |= line.lead[order[at]]
        line.mask[order[at]] = line.lead[order[at]]
        at += 1
    return mask, at


@inline
def _resolve_clause(line: Line, order: Array, size: int) -> None:
    leading = last = first_pending = first_led = at = 0
    after_leading_verbs = False
    while at < size:
        i = order[at]
        if line.kind[i] == PURE:
            run, end = _pure_run(line, order, at, size)
            if at == 0 or (leading != 0 and end < size):
                leading, first_led = run, end
                after_leading_verbs = True
            else:
                for j in range(first_led if leading else first_pending, at):
                    line.mask[order[j]] |= run
            last, first_pending, at = run, end, end
            continue
        if line.kind[i] == VERBED:
            own = line.own[i]
            joined = leading if after_leading_verbs else 0
            if line.lead[i]:
                leading = line.lead[i] | joined
                last = own | joined
                end = at + 1
            else:
                run, end = _pure_run(line, order, at + 1, size)
                last = own | run | joined
                for j in range(first_pending, at):
                    if line.mask[order[j]] == 0:
                        line.mask[order[j]] = own | run
                leading = 0
            line.mask[i] = last
            first_led = at if line.lead[i] else end
            first_pending, at = end, end
        else:
            line.mask[i] = leading
            if leading:
                first_pending = at + 1
            at += 1
        after_leading_verbs = False
    for j in range(first_pending, size):
        if line.mask[order[j]] == 0:
            line.mask[order[j]] = last


@inline
def _resolve_clauses(line: Line, count: int, order: Array) -> None:
    at = 0
    while at < count:
        clause = line.clause[at]
        size = 0
        while at < count and line.clause[at] == clause:
            if line.group[at] == 0 and line.kind[at] < HEADER:
                order[size] = at
                size += 1
            at += 1
        _resolve_clause(line, order, size)


@inline
def _inherit_in_brackets(line: Line, count: int) -> None:
    parent = -1
    for i in range(count):
        if line.group[i] == 0:
            parent = i
        elif line.kind[i] == EXCLUDED:
            continue
        elif parent >= 0 and line.kind[parent] == EXCLUDED:
            line.kind[i] = EXCLUDED
        elif line.kind[i] == BARE:
            line.mask[i] = line.mask[parent] if parent >= 0 else 0
        else:
            line.mask[i] = line.own[i]


@inline
def resolve_row(line: Line, count: int, order: Array) -> None:
    """Fill mask and position of the ``count`` items of a row; ``order`` is scratch."""
    for i in range(count):
        line.mask[i] = 0
    _settle_brackets(line, count)
    _carry_exclusions(line, count)
    _resolve_clauses(line, count, order)
    _inherit_in_brackets(line, count)
    position = 0
    for i in range(count):
        line.position[i] = 0
        if line.kind[i] < HEADER and line.searched[i] != 0 and position < MAX_POSITION:
            position += 1
            line.position[i] = position
