"""Keeping the pairs that may be one, as rows change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from liantu.foundation.jobs.actions import enqueue
from liantu.foundation.likeness import reads
from liantu.foundation.likeness.models import AlikeKey, AlikePair, AlikeState
from liantu.foundation.likeness.slots import Likeness
from liantu.people.models import Zone

Kept = TypeVar("Kept", int, str)
AT_ONCE = 400
KEPT_AT_ONCE = 1_000
"""Rows of a kind up to which its pairs are kept in the act that changes one; beyond, the first time is work."""
KEEP_JOB = "likeness.keep"


def keep_alike(kind: Likeness, zone: Zone, rows: Collection[int]) -> None:
    """Compare these rows again: made, changed, merged, parted or gone. The last word of an act, in its transaction.

    Acts of a zone come one after the other here (a lock on the state of the kind), so that two that bring in the same
    firm at the same moment see each other.
    """
    if not rows:
        return
    with transaction.atomic():
        state = AlikeState.objects.select_for_update().filter(zone=zone, kind=kind.code).first()
        if state is not None and state.version == kind.version:
            _keep(kind, zone, set(rows))
        elif len(kind.rows(zone, None)) <= KEPT_AT_ONCE:
            keep_whole(kind, zone)
        else:
            enqueue(KEEP_JOB, by=None, zone=zone, title="Compare what may be double", payload={})


def keep_whole(kind: Likeness, zone: Zone) -> bool:
    """Find all pairs anew and keep them where what is kept differs; whether it did."""
    with transaction.atomic():
        state, made = AlikeState.objects.get_or_create(zone=zone, kind=kind.code, defaults={"version": kind.version})
        state = AlikeState.objects.select_for_update().get(pk=state.pk)
        keys = AlikeKey.objects.filter(zone=zone, kind=kind.code)
        pairs = AlikePair.objects.filter(zone=zone, kind=kind.code)
        wanted_keys = {
            (row, key) for row, content in kind.rows(zone, None).items() for key in reads.keys_of(kind, content)
        }
        wanted = reads.found_anew(kind, zone)
        there = [
            reads.Alike(first, second, score, reads.frozen(grounds))
            for first, second, score, grounds in pairs.values_list("first", "second", "score", "grounds")
        ]
        same = not made and state.version == kind.version and set(keys.values_list("row", "key")) == wanted_keys
        if same and sorted(there, key=_order) == wanted:
            return False
        keys.delete()
        pairs.delete()
        _write_keys(kind, zone, wanted_keys)
        _write_pairs(kind, zone, wanted)
        AlikeState.objects.filter(pk=state.pk).update(version=kind.version)
    return True


def _keep(kind: Likeness, zone: Zone, changed: set[int]) -> None:
    """Compare the changed rows, and those of keys that came to say something or nothing by the change."""
    keys = AlikeKey.objects.filter(zone=zone, kind=kind.code)
    old = {pair for some in _chunks(changed) for pair in keys.filter(row__in=some).values_list("row", "key")}
    rows = {row: content for some in _chunks(changed) for row, content in kind.rows(zone, some).items()}
    new = {(row, key) for row, content in rows.items() for key in reads.keys_of(kind, content)}
    moved = {key for _row, key in old ^ new}
    before = _members(kind, zone, moved)
    gone = old - new
    lost: dict[int, list[str]] = defaultdict(list)
    for row, key in gone:
        lost[row].append(key)
    for row, texts in lost.items():
        keys.filter(row=row, key__in=texts).delete()
    _write_keys(kind, zone, new - old)
    after = _members(kind, zone, moved)
    turned = {key for key in moved if (len(before[key]) <= kind.most) != (len(after[key]) <= kind.most)}
    again = changed | {row for key in turned for row in (before[key] if len(before[key]) <= kind.most else after[key])}
    for some in _chunks(again):
        AlikePair.objects.filter(Q(first__in=some) | Q(second__in=some), zone=zone, kind=kind.code).delete()
    own = {key for some in _chunks(again) for key in keys.filter(row__in=some).values_list("key", flat=True)}
    pairs = {
        pair
        for members in _members(kind, zone, own).values()
        if len(members) <= kind.most
        for pair in combinations(sorted(members), 2)
        if pair[0] in again or pair[1] in again
    }
    asked = {row for pair in pairs for row in pair}
    compared = {row: content for some in _chunks(asked) for row, content in kind.rows(zone, some).items()}
    _write_pairs(kind, zone, reads.judged(kind, compared, pairs))


def _members(kind: Likeness, zone: Zone, keys: Collection[str]) -> dict[str, set[int]]:
    """The rows of each key."""
    found: dict[str, set[int]] = defaultdict(set)
    for some in _chunks(keys):
        rows = AlikeKey.objects.filter(zone=zone, kind=kind.code, key__in=some)
        for key, row in rows.values_list("key", "row"):
            found[key].add(row)
    return found


def _write_keys(kind: Likeness, zone: Zone, pairs: Collection[tuple[int, str]]) -> None:
    AlikeKey.objects.bulk_create(
        (AlikeKey(zone=zone, kind=kind.code, row=row, key=key) for row, key in sorted(pairs)), batch_size=2_000
    )


def _write_pairs(kind: Likeness, zone: Zone, found: Collection[reads.Alike]) -> None:
    AlikePair.objects.bulk_create(
        (
            AlikePair(
                zone=zone, kind=kind.code, first=one.first, second=one.second, score=one.score, grounds=one.grounds
            )
            for one in found
        ),
        batch_size=2_000,
    )


def _order(one: reads.Alike) -> tuple[float, int, int]:
    return -one.score, one.first, one.second


def _chunks(kept: Collection[Kept]) -> Iterator[Sequence[Kept]]:
    ordered = sorted(kept)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
