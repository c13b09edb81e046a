"""Building the index of one shard: distinct items with their places, character pairs, names, typed columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import kernels_build as k
from . import scoring, text, verbs
from .errors import one_problem
from .kernels_roles import words_table

if TYPE_CHECKING:
    import pyarrow as pa

Array = Any
LISTED = ("province", "city", "enterprise_type", "gbt4754")
NO_DATE = np.iinfo(np.int32).min
MAX_CODE_BYTES = 64


def _letters() -> k.Letters:
    ends = np.zeros(65536, np.uint8)
    for unit in verbs.MACHINE_ENDS:
        ends[ord(unit)] = 1
    return k.Letters(np.array(text.plain_units(), np.uint16), np.array(text.unit_classes(), np.uint8), ends)


def _utf8(column: Any) -> tuple[Array, Array]:
    """Bytes and starts of an Arrow string column without nulls, the starts counted from its own first byte."""
    count = len(column)
    if count == 0:
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    buffers = column.buffers()
    starts = np.frombuffer(buffers[1], np.int32)[column.offset : column.offset + count + 1].astype(np.int64)
    if buffers[2] is None:
        return np.zeros(0, np.uint8), starts - starts[0]
    return np.frombuffer(buffers[2], np.uint8)[starts[0] : starts[-1]], starts - starts[0]


class _Listed:
    """A text column of few different values as numbers into the list of them."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": 0}
        self.parts: list[Array] = []

    def add(self, column: Any) -> None:
        encoded = column.dictionary_encode()
        own = [self.numbers.setdefault(str(value), len(self.numbers)) for value in encoded.dictionary.to_pylist()]
        self.parts.append(np.array([*own, 0], np.uint32)[np.asarray(encoded.indices)])

    def values(self) -> Array:
        whole = np.concatenate(self.parts) if self.parts else np.zeros(0, np.uint32)
        return whole.astype(np.uint16 if len(self.numbers) < 65536 else np.uint32)


class ShardIndex:
    """Collects rows in batches and writes the index of a shard."""

    def __init__(self) -> None:
        self._words, self._cues = words_table(verbs.lexicon()), words_table(verbs.name_cues())
        self._gear = words_table(verbs.gear_words())
        self._letters = _letters()
        self._scratch = k.scratch_for(4096)
        self._grow = k.Growing(
            units=np.empty(1 << 20, np.uint16),
            starts=np.zeros((1 << 17) + 1, np.int64),
            shapes=np.empty(1 << 17, np.uint16),
            hashes=np.empty(1 << 17, np.uint64),
            slots=np.full(1 << 18, -1, np.int32),
            place_item=np.empty(1 << 20, np.int32),
            place_meta=np.empty(1 << 20, np.uint16),
            sizes=np.zeros(3, np.int64),
        )
        self._place_counts: list[Array] = []
        self._fallbacks: list[Array] = []
        self._names: list[Array] = []
        self._name_starts: list[Array] = []
        self._columns: dict[str, list[Array]] = {n: [] for n in ("id", "valid", "registered", "capital", "points")}
        self._codes: list[Array] = []
        self._listed = {name: _Listed() for name in LISTED}
        self._longest_name = 0
        self.rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Read the rows of a conforming batch."""
        scopes, scope_starts = _utf8(batch.column("business_scope"))
        names, name_starts = _utf8(batch.column("name"))
        rows = batch.num_rows
        longest = int(max(np.diff(scope_starts).max(initial=0), np.diff(name_starts).max(initial=0)))
        if longest + 2 > self._scratch.units.size:
            self._scratch = k.scratch_for(longest * 2)
        counts, fallbacks = np.zeros(rows, np.int32), np.zeros(rows, np.uint8)
        reached = 0
        while True:
            reached = k.read_rows(
                reached,
                scopes,
                scope_starts,
                names,
                name_starts,
                self._grow,
                self._scratch,
                self._words,
                self._cues,
                self._letters,
                counts,
                fallbacks,
            )
            if reached == rows:
                break
            self._make_room(longest + 2)
        self._place_counts.append(counts)
        self._fallbacks.append(fallbacks)
        self._names.append(names.copy())
        self._name_starts.append(name_starts)
        self._add_columns(batch)
        self.rows += rows

    def _make_room(self, row_units: int) -> None:
        grow = self._grow
        items, units, places = (int(size) for size in grow.sizes)
        slots = grow.slots
        if (items + row_units) * 2 > slots.size:
            slots = np.full(1 << int((items + row_units) * 3).bit_length(), -1, np.int32)
            k.rehash(grow.hashes, items, slots)

        def wider(array: Array, used: int, extra: int = 0) -> Array:
            if used + row_units + extra < array.size:
                return array
            larger = np.zeros(int(used * 1.5) + row_units * 2 + extra, array.dtype)
            larger[: used + extra] = array[: used + extra]
            return larger

        self._grow = grow._replace(
            units=wider(grow.units, units),
            starts=wider(grow.starts, items, 1),
            shapes=wider(grow.shapes, items),
            hashes=wider(grow.hashes, items),
            slots=slots,
            place_item=wider(grow.place_item, places),
            place_meta=wider(grow.place_meta, places),
        )

    def _add_columns(self, batch: pa.RecordBatch) -> None:
        import pyarrow as pa
        import pyarrow.compute as compute

        pc: Any = compute
        columns = self._columns
        columns["id"].append(batch.column("enterprise_id").to_numpy())
        columns["valid"].append(batch.column("credit_code_valid").to_numpy(zero_copy_only=False).astype(np.uint8))
        days = batch.column("registered_on").cast(pa.int32())
        columns["registered"].append(pc.fill_null(days, int(NO_DATE)).to_numpy(zero_copy_only=False))
        capital = pc.fill_null(batch.column("capital_wan_yuan"), float("nan")).to_numpy(zero_copy_only=False)
        columns["capital"].append(capital)
        steps = np.searchsorted(np.array(scoring.CAPITAL_STEPS_WAN_YUAN), capital, side="right")
        columns["points"].append(np.where(np.isnan(capital), 0, steps).astype(np.uint8))
        self._codes.append(_fixed_bytes(batch.column("credit_code"), self.rows))
        for name, listed in self._listed.items():
            listed.add(batch.column(name))

    def write(self, folder: Path) -> int:
        """Write the index files; how many places (postings) it has. The object cannot be used afterwards."""
        places = self._write_items(folder)
        self._write_names(folder)
        self._write_columns(folder)
        return places

    def _write_items(self, folder: Path) -> int:
        grow = self._grow
        items, units, places = (int(size) for size in grow.sizes)
        counts = _joined(self._place_counts, np.int32)
        starts = np.zeros(items + 1, np.int64)
        rows, metas = np.empty(places, np.int32), np.empty(places, np.uint16)
        k.places_by_item(grow.place_item[:places], grow.place_meta[:places], counts, starts, rows, metas)
        item_units, item_starts = grow.units[:units].copy(), grow.starts[: items + 1].copy()
        self._grow = k.Growing(*(np.zeros(0, array.dtype) for array in grow))
        used = (np.diff(starts) > 0).astype(np.uint8)
        _save(folder, item_units=item_units, item_starts=_narrow(item_starts))
        packed_starts, nothing = np.zeros(items + 1, np.int64), np.zeros(0, np.uint8)
        packed = np.empty(k.pack_places(starts, rows, metas, nothing, packed_starts, False), np.uint8)
        k.pack_places(starts, rows, metas, packed, packed_starts, True)
        _save(folder, places=packed, place_starts=_narrow(packed_starts))
        del rows, metas, packed
        _save(folder, item_gear=k.gear_flags(item_units, item_starts, self._gear))
        _save_pairs(folder, "item", item_units, item_starts, used)
        return places

    def _write_names(self, folder: Path) -> None:
        names = _joined(self._names, np.uint8)
        starts = _chained(self._name_starts)
        self._names.clear()
        longest = self._longest_name = int(np.diff(starts).max(initial=0))
        units, unit_starts = np.empty(names.size + 1, np.uint16), np.zeros(self.rows + 1, np.int64)
        size = k.name_units(names, starts, self._letters.plain, np.empty(longest + 2, np.uint16), units, unit_starts)
        _save(folder, name_bytes=names, name_starts=_narrow(starts))
        units = units[:size].copy()
        _save(folder, name_gear=k.gear_flags(units, unit_starts, self._gear))
        _save_pairs(folder, "name", units, unit_starts, np.zeros(0, np.uint8))

    def _write_columns(self, folder: Path) -> None:
        columns = {name: np.concatenate(parts) if parts else np.zeros(0) for name, parts in self._columns.items()}
        ids = columns["id"].astype(np.int64)
        width = max((part.dtype.itemsize for part in self._codes), default=1)
        codes = np.concatenate([part.astype(f"S{width}") for part in self._codes] or [np.zeros(0, "S1")])
        order = np.lexsort((ids, codes)).astype(np.int32)
        ranks = np.empty(self.rows, np.int32)
        ranks[order] = np.arange(self.rows, dtype=np.int32)
        _save(
            folder,
            enterprise_id=ids,
            id_order=np.argsort(ids, kind="stable").astype(np.int32),
            credit_code=codes,
            code_order=order,
            code_rank=ranks,
            code_valid=columns["valid"].astype(np.uint8),
            registered_on=columns["registered"].astype(np.int32),
            capital_wan_yuan=columns["capital"].astype(np.float64),
            capital_points=columns["points"].astype(np.uint8),
            fallback=_joined(self._fallbacks, np.uint8),
            **{name: listed.values() for name, listed in self._listed.items()},
        )
        lists: dict[str, Any] = {name: list(listed.numbers) for name, listed in self._listed.items()}
        lists["longest_name_bytes"] = self._longest_name
        (folder / "lists.json").write_text(json.dumps(lists, ensure_ascii=False), encoding="utf-8")


def _fixed_bytes(column: Any, first_row: int) -> Array:
    codes = np.array([code.encode() for code in column.to_pylist()] or [b""], dtype=bytes)[: len(column)]
    if codes.dtype.itemsize > MAX_CODE_BYTES:
        raise one_problem(
            "code-too-long",
            "A credit code has more than %(most)s bytes.",
            where=f"row {first_row} ff.",
            fix="Check which column is the credit code.",
            most=MAX_CODE_BYTES,
        )
    return codes


def _joined(parts: list[Array], kind: Any) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _chained(parts: list[Array]) -> Array:
    """Starts of several runs as starts of one."""
    whole, base = [np.zeros(1, np.int64)], 0
    for starts in parts:
        whole.append(starts[1:] + base)
        base += int(starts[-1])
    return np.concatenate(whole)


def _narrow(starts: Array) -> Array:
    return starts.astype(np.uint32) if starts.size == 0 or starts[-1] < 2**32 else starts


def _save(folder: Path, **arrays: Array) -> None:
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def _save_pairs(folder: Path, prefix: str, units: Array, starts: Array, wanted: Array) -> None:
    """The character pairs of texts: sorted pairs, where each one's list begins, the lists of text numbers."""
    size = 1 << 16
    keys, counts, last = np.zeros(size, np.int64), np.zeros(size, np.int32), np.full(size, -1, np.int32)
    used = np.zeros(1, np.int64)
    reached = 0
    while (reached := k.count_pairs(reached, units, starts, wanted, keys, counts, last, used)) < starts.size - 1:
        longest = int(np.diff(starts).max(initial=0))
        size = 1 << int((used[0] + longest) * 4).bit_length()
        wider = np.zeros(size, np.int64), np.zeros(size, np.int32), np.full(size, -1, np.int32)
        k.move_pairs(keys, counts, last, *wider)
        keys, counts, last = wider
    slots = np.flatnonzero(keys)
    slots = slots[np.argsort(keys[slots])]
    pair_starts = np.zeros(slots.size + 1, np.int64)
    np.cumsum(counts[slots], out=pair_starts[1:])
    fill = np.zeros(size, np.int64)
    fill[slots] = pair_starts[:-1]
    texts = np.empty(int(pair_starts[-1]), np.int32)
    last[:] = -1
    k.fill_pairs(units, starts, wanted, keys, fill, last, texts)
    pairs = keys[slots].astype(np.uint32)
    packed_starts = np.zeros(slots.size + 1, np.int64)
    packed = np.empty(k.pack_lists(pair_starts, texts, np.zeros(0, np.uint8), packed_starts, False), np.uint8)
    k.pack_lists(pair_starts, texts, packed, packed_starts, True)
    _save(
        folder, **{f"{prefix}_pairs": pairs, f"{prefix}_lists": packed, f"{prefix}_list_starts": _narrow(packed_starts)}
    )
