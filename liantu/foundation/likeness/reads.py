"""The pairs that may be one, as they are kept or found anew."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from liantu.foundation.likeness.models import AlikePair, AlikeState
from liantu.foundation.likeness.slots import Likeness
from liantu.people.models import Zone


@dataclass(frozen=True)
class Alike:
    """Two rows that may be one: their keys, the smaller first, the score and the room's grounds."""

    first: int
    second: int
    score: float
    grounds: tuple[Any, ...]


def keys_of(kind: Likeness, row: Any) -> set[str]:
    """What a row is found by; an empty text says nothing."""
    return {hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in kind.blocks(row) if text}


def is_kept(kind: Likeness, zone: Zone) -> bool:
    """Whether the zone's pairs of this kind stand as they are."""
    return AlikeState.objects.filter(zone=zone, kind=kind.code, version=kind.version).exists()


def found_anew(kind: Likeness, zone: Zone) -> list[Alike]:
    """All pairs by comparing all rows that share a key, the likeliest first: what the kept ones must equal."""
    rows = kind.rows(zone, None)
    blocks: dict[str, list[int]] = defaultdict(list)
    for key in sorted(rows):
        for text in keys_of(kind, rows[key]):
            blocks[text].append(key)
    pairs = {pair for members in blocks.values() if len(members) <= kind.most for pair in combinations(members, 2)}
    return sorted(judged(kind, rows, pairs), key=lambda one: (-one.score, one.first, one.second))


def judged(kind: Likeness, rows: Mapping[int, Any], pairs: Collection[tuple[int, int]]) -> list[Alike]:
    """What the room says of pairs, the smaller key first."""
    found = []
    for first, second in pairs:
        told = kind.judge(rows[first], rows[second])
        if told is not None:
            found.append(Alike(first, second, told.score, told.grounds))
    return found


def alike(
    kind: Likeness, zone: Zone, *, but: Collection[tuple[int, int]] = (), most: int = 100
) -> tuple[list[Alike], int]:
    """The likeliest pairs, and how many there are in all; ``but``: pairs that are known to be two.

    Read where they are kept. Where they are not yet (a zone of before, other rules) they are found anew, which takes
    seconds with tens of thousands of rows; the work of the night keeps them.
    """
    known = {(min(pair), max(pair)) for pair in but}
    if not is_kept(kind, zone):
        found = [one for one in found_anew(kind, zone) if (one.first, one.second) not in known]
        return found[:most], len(found)
    rows = AlikePair.objects.filter(zone=zone, kind=kind.code)
    ordered = rows.order_by("-score", "first", "second").values_list("first", "second", "score", "grounds")
    shown: list[Alike] = []
    for first, second, score, grounds in ordered[: most + len(known)]:
        if (first, second) not in known:
            shown.append(Alike(first, second, score, frozen(grounds)))
    hidden = 0
    for start in range(0, len(known), 400):
        some = sorted(known)[start : start + 400]
        there = set(rows.filter(first__in=[one for one, _ in some]).values_list("first", "second"))
        hidden += len(there & set(some))
    return shown[:most], rows.count() - hidden


def frozen(grounds: Sequence[Any]) -> tuple[Any, ...]:
    """Grounds as they were before they were kept as JSON."""
    return tuple(tuple(one) if isinstance(one, list) else one for one in grounds)
