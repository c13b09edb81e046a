"""A register release opened for reading: screening, look-ups, counts, highlights."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from . import manifest as m
from . import scoring
from .highlights import scope_highlights
from .resident import Trimmer
from .screening import FACTORS, Hit, Screening

if TYPE_CHECKING:
    from .kernels_query import Scored
    from .shard import Shard

Array = Any
ROLES = ("make", "trade", "service")


class ScreenResult:
    """The answer to a screening: ``total`` rows match; ``hits`` are the best, best first, made when looked at."""

    def __init__(self, screening: Screening, shards: Sequence[Shard], total: int, best: _Best) -> None:
        self.total = total
        self.screening = screening
        self._shards, self._best = shards, best
        self._words = screening.prepared_words()
        self._weights = screening.weights.thousandths()

    def __len__(self) -> int:
        return int(self._best.row.size)

    @property
    def ranking(self) -> _Best:
        """The ranking as arrays over shards and their rows, for the whole job."""
        return self._best

    @property
    def hits(self) -> Hits:
        """The hits as a read-only sequence."""
        return Hits(self)

    def hit(self, place: int) -> Hit:
        """The hit at a place of the ranking, counted from 0."""
        best, row = self._best, int(self._best.row[place])
        shard = self._shards[int(best.shard[place])]
        values = [int(value) for value in best.values[place]]
        item = int(best.text[place])
        return Hit(
            enterprise_id=int(shard["enterprise_id"][row]),
            credit_code=shard.code(row),
            name=shard.name(row),
            role=ROLES[int(best.role[place])],  # type: ignore[arg-type]
            score=scoring.shown_score(int(best.raw[place]), self._weights),
            parts=scoring.parts_of(values, self._weights),
            evidence=shard.item_text(item) if item >= 0 else shard.name(row),
            word=self._words[int(best.word[place])],
            where="scope" if item >= 0 else "name",
            position=int(best.position[place]),
            province=shard.listed("province", row),
            city=shard.listed("city", row),
            capital_wan_yuan=shard.capital(row),
            registered_on=shard.registered(row),
            enterprise_type=shard.listed("enterprise_type", row),
        )

    def columns(self) -> dict[str, Array]:
        """The hits as numpy arrays: ids, scores, roles (0 make, 1 trade, 2 service), positions, and one array of points
        (of 100) for each part under ``part_<factor>``; typed columns of the rows (registered_on: days since 1970).
        """
        best = self._best
        whole = scoring.FULL * max(1, sum(self._weights))
        columns: dict[str, Array] = {
            "score": best.raw * 100 / whole,
            "role": best.role,
            "position": best.position,
            "is_name": best.text < 0,
        }
        for place, (factor, weight) in enumerate(zip(FACTORS, self._weights, strict=True)):
            columns[f"part_{factor}"] = best.values[:, place].astype(np.int64) * weight * 100 / whole
        for name in ("enterprise_id", "credit_code", "capital_wan_yuan", "registered_on"):
            columns[name] = self._take(name)
        for name in ("province", "city"):
            columns[name] = self._take_listed(name)
        return columns

    def _take(self, name: str) -> Array:
        if len(self._shards) == 1:
            return self._shards[0][name][self._best.row]
        out = np.zeros(len(self), max((s[name].dtype for s in self._shards), key=lambda kind: kind.itemsize))
        for number, shard in enumerate(self._shards):
            chosen = self._best.shard == number
            out[chosen] = shard[name][self._best.row[chosen]]
        return out

    def _take_listed(self, name: str) -> Array:
        if len(self._shards) == 1:
            return self._shards[0].list_arrays[name][self._shards[0][name][self._best.row]]
        out = np.empty(len(self), object)
        for number, shard in enumerate(self._shards):
            chosen = self._best.shard == number
            out[chosen] = shard.list_arrays[name][shard[name][self._best.row[chosen]]]
        return out


class Hits(Sequence[Hit]):
    """The hits of a result; each is made when it is looked at."""

    def __init__(self, result: ScreenResult) -> None:
        self._result = result

    def __len__(self) -> int:
        return len(self._result)

    @overload
    def __getitem__(self, place: int) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> list[Hit]: ...
    def __getitem__(self, place: int | slice) -> Hit | list[Hit]:
        places = range(len(self))[place]
        return [self._result.hit(at) for at in places] if isinstance(places, range) else self._result.hit(places)

    def __iter__(self) -> Iterator[Hit]:
        return (self._result.hit(place) for place in range(len(self)))


class _Best:
    """The best rows of all shards, best first."""

    def __init__(self, shards: Sequence[Shard], scored: Sequence[Scored], top: int | None) -> None:
        chosen = [shard.best(one, top) for shard, one in zip(shards, scored, strict=True)]
        self.shard = np.repeat(np.arange(len(shards), dtype=np.int32), [part.size for part in chosen])

        def joined(field: str) -> Array:
            return np.concatenate([getattr(one, field)[part] for one, part in zip(scored, chosen, strict=True)])

        self.row, self.raw, self.values = joined("row"), joined("raw"), joined("values")
        self.text, self.word, self.position, self.role = joined("text"), joined("word"), joined("place"), joined("role")
        if len(shards) > 1:
            self._merge(shards, top)

    def _merge(self, shards: Sequence[Shard], top: int | None) -> None:
        pairs = [
            (shard["credit_code"], shard["enterprise_id"], self.row[self.shard == n]) for n, shard in enumerate(shards)
        ]
        width = max(codes.dtype.itemsize for codes, _, _ in pairs)
        codes = np.concatenate([codes[rows].astype(f"S{width}") for codes, _, rows in pairs])
        ids = np.concatenate([ids[rows] for _, ids, rows in pairs])
        order = np.lexsort((ids, codes, -self.raw))[:top]
        for field in ("shard", "row", "raw", "values", "text", "word", "position", "role"):
            setattr(self, field, getattr(self, field)[order])


class Release:
    """An immutable register release. Cheap to open; safe to share between threads."""

    def __init__(self, folder: Path, info: m.ReleaseInfo) -> None:
        self.folder, self.info = folder, info
        self._shards: list[Shard] | None = None
        self._trimmer: Trimmer | None = None

    def __len__(self) -> int:
        return self.info.rows

    @property
    def shards(self) -> list[Shard]:
        """The opened shards (mapped on first use)."""
        if self._shards is None:
            from .shard import Shard

            opened = [Shard(self.folder / "shards" / shard.name) for shard in self.info.shards]
            self._trimmer = Trimmer([one for shard in opened for one in shard.maps])
            self._shards = opened
        return self._shards

    # ---- screening

    def screen(self, screening: Screening, top: int | None = 1000) -> ScreenResult:
        """How many rows match and the best ``top`` of them (all when None) with parts and evidence."""
        scored = self.score_shards(screening)
        best = _Best(self.shards, scored, top) if scored else _Best.__new__(_Best)
        if not scored:
            _make_empty(best)
        if self._trimmer is not None:
            self._trimmer.after_query()
        return ScreenResult(screening, self.shards, sum(int(one.row.size) for one in scored), best)

    def score_shards(self, screening: Screening) -> list[Scored]:
        """Every matching row of every shard, scored, in no particular order."""
        from .shard import asked_of

        asked = asked_of(screening)
        if asked.wanted == 0:
            return []
        found = [shard.match(asked) for shard in self.shards]
        specificity = self.specificity_of(sum((one.occurrences for one in found), np.zeros(asked.wanted, np.int64)))
        return [
            shard.score(one, specificity, shard.conditioned(screening))
            for shard, one in zip(self.shards, found, strict=True)
        ]

    def specificity_of(self, occurrences: Array) -> Array:
        """Specificity in basis points of words standing so often in the whole release."""
        return np.array([scoring.word_specificity(int(count), self.info.rows) for count in occurrences], np.int64)

    def counts_by(self, screening: Screening, by: str = "province") -> dict[str, dict[str, int]]:
        """Matching rows by ``province`` or ``city``, then by role."""
        counts: dict[str, dict[str, int]] = {}
        for shard, scored in zip(self.shards, self.score_shards(screening), strict=False):
            places = shard[by][scored.row].astype(np.int64)
            names = shard.lists[by]
            table = np.bincount(places * 3 + scored.role, minlength=len(names) * 3).reshape(-1, 3)
            for place in np.flatnonzero(table.sum(axis=1)):
                entry = counts.setdefault(names[place], dict.fromkeys(ROLES, 0))
                for role, number in zip(ROLES, table[place], strict=True):
                    entry[role] += int(number)
        return dict(sorted(counts.items()))

    def scope_highlights(self, enterprise_id: int, screening: Screening) -> list[tuple[int, int, str, str]]:
        """Where the screening's words stand in the business scope: (start, end, word, role or 'excluded')."""
        row = self.enterprise(enterprise_id)
        return [] if row is None else scope_highlights(row["name"], row["business_scope"], screening)

    # ---- rows

    def enterprise(self, enterprise_id: int) -> dict[str, Any] | None:
        """The full row of an enterprise, business scope included, or None."""
        for shard in reversed(self.shards):
            for row in shard.rows_of_id(enterprise_id):
                return self._row(shard, row)
        return None

    def enterprises(self, enterprise_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The full rows of several enterprises by id; unknown ids are left out."""
        rows = ((number, self.enterprise(number)) for number in dict.fromkeys(enterprise_ids))
        return {number: row for number, row in rows if row is not None}

    def find(self, *, credit_code: str) -> list[dict[str, Any]]:
        """The full rows with this credit code (two firms may share one by mistake of the register)."""
        return [self._row(shard, row) for shard in self.shards for row in shard.rows_of_code(credit_code)]

    def search_name(self, words: str, limit: int = 20) -> list[dict[str, Any]]:
        """Rows whose name holds the words: shortest names first, then by credit code. Without the business scope."""
        from .shard import asked_of

        asked = asked_of(Screening(words=(words,)))
        if asked.wanted == 0 or limit <= 0:
            return []
        found: list[tuple[int, str, int, Shard, int]] = []
        for shard in self.shards:
            rows = shard.match_names(asked)
            starts = shard["name_starts"]
            sizes = starts[rows + 1].astype(np.int64) - starts[rows]
            ranks = shard["code_rank"][rows]
            for at in np.lexsort((ranks, sizes))[:limit]:
                row = int(rows[at])
                found.append((int(sizes[at]), shard.code(row), int(shard["enterprise_id"][row]), shard, row))
        found.sort(key=lambda entry: entry[:3])
        return [_short_row(shard, row) for _, _, _, shard, row in found[:limit]]

    def _row(self, shard: Shard, row: int) -> dict[str, Any]:
        found = read_row(shard.folder / "enterprises.parquet", row)
        if self._trimmer is not None:
            self._trimmer.after_query()
        return found


def _make_empty(best: _Best) -> None:
    for field in ("shard", "row", "raw", "text", "word", "position", "role"):
        setattr(best, field, np.zeros(0, np.int64))
    best.values = np.zeros((0, len(FACTORS)), np.int16)


def _short_row(shard: Shard, row: int) -> dict[str, Any]:
    return {
        "enterprise_id": int(shard["enterprise_id"][row]),
        "name": shard.name(row),
        "credit_code": shard.code(row),
        "credit_code_valid": bool(shard["code_valid"][row]),
        "registered_on": shard.registered(row),
        "enterprise_type": shard.listed("enterprise_type", row),
        "capital_wan_yuan": shard.capital(row),
        "province": shard.listed("province", row),
        "city": shard.listed("city", row),
        "gbt4754": shard.listed("gbt4754", row),
    }


class _Table:
    """An open table: its footer parsed once, the first row number of each row group known."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq

        self._file = pq.ParquetFile(path)
        meta = self._file.metadata
        self._starts = [0]
        for group in range(meta.num_row_groups):
            self._starts.append(self._starts[-1] + meta.row_group(group).num_rows)
        self._lock = threading.Lock()  # one reader of the file at a time; groups are small

    def row(self, number: int) -> dict[str, Any]:
        """The row, read from its row group only. Raises IndexError for a number that is not there."""
        if not 0 <= number < self._starts[-1]:
            raise IndexError(number)
        group = bisect_right(self._starts, number) - 1
        with self._lock:
            rows = self._file.read_row_group(group, use_threads=False)
        found: dict[str, Any] = rows.slice(number - self._starts[group], 1).to_pylist()[0]
        return found


@lru_cache(maxsize=32)
def _table(path: Path, _inode: int) -> _Table:
    return _Table(path)


def read_row(path: Path, row: int) -> dict[str, Any]:
    """One row of a table by its number; the open table is kept while the file stays the same."""
    return _table(path, path.stat().st_ino).row(row)


@lru_cache(maxsize=8)
def _opened(folder: Path, manifest_checksum: str) -> Release:
    return Release(folder, m.read_manifest(folder)[0])


def open_release(folder: Path | str) -> Release:
    """Open the release in ``folder`` (again: the same object while its manifest stays). Raises ReleaseError."""
    folder = Path(folder).resolve()
    _, checksum = m.read_manifest(folder)
    return _opened(folder, checksum)


def list_releases(registers: Path | str) -> list[m.ReleaseInfo]:
    """The manifests of all readable releases under a folder, newest as-of date first."""
    folders = [path.parent for path in sorted(Path(registers).glob(f"*/{m.MANIFEST}"))]
    found = [m.read_manifest(folder)[0] for folder in folders if not folder.name.startswith(".")]
    return sorted(found, key=lambda info: (str(info.as_of_on or ""), info.release_id), reverse=True)
