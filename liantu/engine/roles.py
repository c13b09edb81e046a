"""What a firm does with each thing its business scope lists: the readable specification of the role resolver.

A scope is a list of clauses, a clause a list of items. An item takes the verbs at its own head or tail; a bare item
takes the verbs that lead its list, else those that close it, else the last ones of its clause; lists of nothing but
verbs act as one; brackets inherit from the item before them; exclusions and permit phrases are not evidence at all.
``kernels_roles.py`` says the same for machine speed; property tests hold both together.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import text as t
from . import verbs as v

BARE, VERBED, PURE, HEADER, EXCLUDED = range(5)
KEEP, DROP_NEXT, DROP_BACK, DROP_SELF = range(4)
MAX_POSITION = 4095

# role codes: 1–7 masks said in the scope; 8–10 the name's cue; 11 nothing known; 12–14 what the rest of the scope does
CUE_CODE = {v.MAKE: 8, v.TRADE: 9, v.SERVICE: 10}
NOTHING_CODE = 11
GUESS_CODE = {v.MAKE: 12, v.TRADE: 13, v.SERVICE: 14}


@dataclass(frozen=True)
class ItemShape:
    """What an item says by itself: roles at head, tail and middle; type; whether it excludes or is searched."""

    kind: int
    lead: int = 0
    trail: int = 0
    middle: int = 0
    drop: int = KEEP
    searched: bool = True


@dataclass
class Item:
    """One item of a scope in reading order; ``start`` and ``end`` are places in the original text."""

    text: str
    start: int
    end: int
    group: int
    clause: int
    shape: ItemShape = field(default_factory=lambda: ItemShape(BARE))
    mask: int = 0
    position: int = 0

    @property
    def is_evidence(self) -> bool:
        """Whether the item can be found by a search: not a header, not excluded, not only everyday verbs."""
        return self.position > 0


def split_scope(scope: str) -> list[Item]:
    """The items of a scope in reading order with their bracket group (0: outside) and clause number."""
    plain = t.plain(scope)
    classes = t.unit_classes()
    items: list[Item] = []
    depth = group = clause = 0
    start = -1

    def close(end: int) -> None:
        nonlocal start
        if start >= 0:
            items.append(Item(plain[start:end].replace("\0", ""), start, end, group if depth else 0, clause))
        start = -1

    for at, unit in enumerate(plain):
        kind = classes[ord(unit)]
        if kind in (t.SPACE, t.DOT) and _inside_ascii(plain, at):
            kind = t.ORDINARY
        if kind == t.ORDINARY:
            start = at if start < 0 else start
        elif kind != t.GONE:
            close(at)
            if kind == t.OPEN:
                group += depth == 0
                depth += 1
            elif kind == t.CLOSE:
                depth = max(0, depth - 1)
            elif kind == t.CLAUSE_BREAK and depth == 0:
                clause += 1
    close(len(plain))
    return items


def _inside_ascii(plain: str, at: int) -> bool:
    if at == 0 or at + 1 >= len(plain):
        return False
    return all(t.is_ascii_letter(c) or t.is_ascii_digit(c) for c in (plain[at - 1], plain[at + 1]))


# ---- one item


def _words_of(item: str) -> list[tuple[int, int]]:
    """The item cut from the left into (value, length): longest words of the lexicon, else one character of value 0."""
    lexicon = v.lexicon()
    words = []
    at = 0
    while at < len(item):
        for length in (4, 3, 2, 1):
            value = lexicon.get(item[at : at + length], 0) if at + length <= len(item) else 0
            if value:
                break
        if item[at : at + length] == "除" and at > 0:
            value = 0  # 除 excludes only at the head: 清除, 拆除, 航线除香港
        words.append((value, length))
        at += length
    return words


def _kind(value: int) -> int:
    return value & 15


def _is_verb(value: int) -> bool:
    return _kind(value) in (v.HARD, v.SOFT, v.OPERATE)


def _is_filler(value: int) -> bool:
    return _kind(value) in (v.NEUTRAL, v.CONNECTOR)


def _run_mask(values: list[int]) -> int:
    """The roles of a run of verbs: hard verbs count; soft ones only where there are no hard ones; 经营 only alone."""
    for kind in (v.HARD, v.SOFT, v.OPERATE):
        mask = 0
        for value in values:
            if _kind(value) == kind:
                mask |= (value >> 4) & 7
        if mask:
            return mask
    return 0


def shape_of(item: str) -> ItemShape:
    """What an item says by itself."""
    words = _words_of(item)
    drop = _drop_of(words)
    if drop != KEEP:
        return ItemShape(EXCLUDED, drop=drop, searched=False)
    values = [value for value, _ in words]
    head = 0
    while head < len(values) and (_is_verb(values[head]) or _is_filler(values[head])):
        head += 1
    if head == len(values):
        return _shape_of_verbs(values)
    tail = len(values)
    while _is_verb(values[tail - 1]) or _is_filler(values[tail - 1]):
        tail -= 1
    lead = 0 if _is_compound(item, words, head, tail) else _run_mask(values[:head])
    trail = _run_mask(values[tail:])
    middle = 0
    for value, after in zip(values[head:tail], values[head + 1 : tail], strict=False):
        if _kind(value) == v.HARD and not value & v.WEAK and _kind(after) == v.CONNECTOR:
            middle |= (value >> 4) & 7
    return ItemShape(VERBED if lead | trail | middle else BARE, lead, trail, middle)


def _shape_of_verbs(values: list[int]) -> ItemShape:
    if not any(_kind(value) in (v.HARD, v.SOFT) for value in values):
        return ItemShape(HEADER, searched=False)
    return ItemShape(PURE, lead=_run_mask(values), searched=any(value & v.PROCESS for value in values))


def _drop_of(words: list[tuple[int, int]]) -> int:
    drop = KEEP
    for index, (value, _) in enumerate(words):
        kind = _kind(value)
        if kind == v.EXCLUDE_NEXT and all(_is_filler(before) or _is_verb(before) for before, _ in words[:index]):
            drop = max(drop, DROP_NEXT)
        elif kind == v.EXCLUDE_BACK:
            drop = max(drop, DROP_BACK)
        elif kind in (v.EXCLUDE_NEXT, v.EXCLUDE_SELF):
            drop = DROP_SELF
    return drop


def _is_compound(item: str, words: list[tuple[int, int]], head: int, tail: int) -> bool:
    """Verbs of a trade before gear, or weak ones before a short material word, are attributes: 炼焦设备租赁, 包装袋."""
    verbs = [value for value, _ in words[:head] if _is_verb(value)]
    if not verbs or not all(verb & (v.WEAK | v.PROCESS) for verb in verbs):
        return False
    rest = sum(length for _, length in words[head:])
    if _kind(words[head][0]) == v.GEAR or rest == 1:  # 合成气, 发电机
        return True
    return all(verb & v.WEAK for verb in verbs) and tail == len(words) and rest <= 3 and item[-1] in v.MACHINE_ENDS


# ---- the whole scope


def read_scope(scope: str) -> list[Item]:
    """Every item of a scope with its role mask (0: not said) and its position (1 …; 0: not evidence)."""
    items = split_scope(scope)
    for item in items:
        item.shape = shape_of(t.fold(item.text))
    _settle_brackets(items)
    _carry_exclusions(items)
    for clause in {item.clause for item in items}:
        _resolve_clause([i for i in items if i.clause == clause and i.group == 0 and i.shape.kind < HEADER])
    _inherit_in_brackets(items)
    position = 0
    for item in items:
        if item.shape.kind < HEADER and item.shape.searched and position < MAX_POSITION:
            position += 1
            item.position = position
    return items


def _exclude(item: Item) -> None:
    item.shape = ItemShape(EXCLUDED, drop=item.shape.drop, searched=False)


def _settle_brackets(items: list[Item]) -> None:
    """Brackets holding only verbs belong to the list around them; brackets that exclude are no evidence."""
    for group in {item.group for item in items} - {0}:
        inside = [item for item in items if item.group == group]
        if any(i.shape.kind == PURE for i in inside) and all(i.shape.kind in (PURE, HEADER) for i in inside):
            for item in inside:
                item.group = 0
            continue
        if any(item.shape.drop in (DROP_BACK, DROP_SELF) for item in inside):
            for item in inside:
                _exclude(item)
        dropping = False
        for item in inside:
            dropping = dropping or item.shape.drop == DROP_NEXT
            if dropping:
                _exclude(item)


def _carry_exclusions(items: list[Item]) -> None:
    """Outside brackets 不含A、B drops the bare items after it, up to the next verb or clause."""
    dropping, clause = False, -1
    for item in items:
        if item.group:
            continue
        if item.clause != clause:
            dropping, clause = False, item.clause
        if item.shape.kind == EXCLUDED:
            dropping = dropping or item.shape.drop == DROP_NEXT
        elif item.shape.kind == BARE and dropping:
            _exclude(item)
        else:
            dropping = False


def _pure_run(line: list[Item], at: int) -> tuple[int, int]:
    """The mask of the run of pure verbs that begins at ``at`` and where it ends."""
    mask = 0
    while at < len(line) and line[at].shape.kind == PURE:
        mask |= line[at].shape.lead
        line[at].mask = line[at].shape.lead
        at += 1
    return mask, at


def _resolve_clause(line: list[Item]) -> None:
    """Give every item of one clause (outside brackets) its mask."""
    leading = last = 0  # the verbs that lead the list now; the last verbs seen
    first_pending = first_led = at = 0
    after_leading_verbs = False
    while at < len(line):
        item = line[at]
        if item.shape.kind == PURE:
            run, end = _pure_run(line, at)
            if at == 0 or (leading and end < len(line)):
                leading, after_leading_verbs, first_led = run, True, end
            else:
                for before in line[first_led if leading else first_pending : at]:
                    before.mask |= run
            last, first_pending, at = run, end, end
            continue
        if item.shape.kind == VERBED:
            own = item.shape.lead | item.shape.trail | item.shape.middle
            joined = leading if after_leading_verbs else 0
            if item.shape.lead:
                leading = item.shape.lead | joined
                item.mask = last = own | joined
                first_led, end = at, at + 1
            else:
                run, end = _pure_run(line, at + 1)
                item.mask = last = own | run | joined
                for before in line[first_pending:at]:
                    before.mask = before.mask or own | run
                leading, first_led = 0, end
            first_pending, at = end, end
        else:
            item.mask = leading
            first_pending = at + 1 if leading else first_pending
            at += 1
        after_leading_verbs = False
    for item in line[first_pending:]:
        item.mask = item.mask or last


def _inherit_in_brackets(items: list[Item]) -> None:
    parent: Item | None = None
    for item in items:
        if item.group == 0:
            parent = item
        elif item.shape.kind == EXCLUDED:
            continue
        elif parent is not None and parent.shape.kind == EXCLUDED:
            _exclude(item)
        elif item.shape.kind == BARE:
            item.mask = parent.mask if parent is not None else 0
        else:
            item.mask = item.shape.lead | item.shape.trail | item.shape.middle


# ---- what is known when the scope does not say


def cue_of_name(name: str) -> int:
    """The role the name speaks for (its last cue: 轧钢厂门市部 trades), or 0."""
    cues = v.name_cues()
    plain = t.fold(t.squeeze(name))
    role = at = 0
    while at < len(plain):
        for length in (4, 3, 2, 1):
            found = cues.get(plain[at : at + length], 0) if at + length <= len(plain) else 0
            if found:
                role = found
                break
        at += length
    return role


def fallback_code(name: str, items: list[Item]) -> int:
    """The role code of the name and of what the scope lists without a verb.

    The name's cue, unless the scope says only other roles (a coking company that only sells); else what the scope
    mostly says.
    """
    counts = {role: sum(1 for i in items if i.position and i.mask & role) for role in (v.MAKE, v.TRADE, v.SERVICE)}
    best = max(counts, key=lambda role: (counts[role], -role))
    cue = cue_of_name(name)
    if cue and (counts[cue] or not counts[best]):
        return CUE_CODE[cue]
    return GUESS_CODE[best] if counts[best] else NOTHING_CODE
