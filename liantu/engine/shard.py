"""One shard opened for reading: memory-mapped index, screening in two steps, rows by number."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from . import kernels_query as q
from . import scoring, text, verbs
from .errors import one_problem
from .kernels_roles import words_table
from .postings import NO_DATE
from .screening import Filters, Screening

Array = Any
EPOCH = date(1970, 1, 1)
ROLES = ("make", "trade", "service")
_FILES = """
item_units item_starts item_gear places place_starts item_pairs item_list_starts item_lists
name_bytes name_starts name_gear name_pairs name_list_starts name_lists
enterprise_id id_order credit_code code_order code_rank code_valid registered_on capital_wan_yuan capital_points
fallback province city enterprise_type gbt4754
""".split()  # noqa: SIM905 - a list of words reads better


def _mapped(path: Path) -> np.memmap:
    """The array in a file, mapped and shared; marked writable so that kernels see one kind of array (never written)."""
    try:
        return np.load(path, mmap_mode="c", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise one_problem(
            "index-broken",
            "A part of the index cannot be read.",
            where=path,
            fix="Check the release, then build it again.",
        ) from error


@dataclass
class ShardMatch:
    """The first step of a screening on one shard: texts that hold its words, and how often each word stands."""

    items: tuple[Array, Array, Array]
    names: tuple[Array, Array, Array]
    occurrences: Array
    places: int


class Shard:
    """The index of one shard. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        index = folder / "index"
        mapped = {name: _mapped(index / f"{name}.npy") for name in _FILES}
        self._arrays: dict[str, Array] = {name: np.asarray(array) for name, array in mapped.items()}
        self.maps = [array._mmap for array in mapped.values()]  # type: ignore[attr-defined]
        self._take_arrays()
        try:
            self.lists: dict[str, Any] = json.loads((index / "lists.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise one_problem(
                "index-broken", "A part of the index cannot be read.", where=index / "lists.json"
            ) from error
        self.list_arrays = {name: np.array(self.lists[name], object) for name in ("province", "city")}
        self._lock = threading.Lock()
        self._spare: list[Array] = []

    def _take_arrays(self) -> None:
        a = self._arrays
        self.rows = int(a["enterprise_id"].size)
        self._item_pairs = q.Pairs(a["item_pairs"], a["item_list_starts"], a["item_lists"])
        self._name_pairs = q.Pairs(a["name_pairs"], a["name_list_starts"], a["name_lists"])
        self._columns = q.Columns(
            a["province"],
            a["city"],
            a["capital_wan_yuan"],
            a["registered_on"],
            a["code_valid"],
            a["capital_points"],
            a["fallback"],
        )
        self._plain = np.array(text.plain_units(), np.uint16)
        self._gear = words_table(verbs.gear_words())

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    @contextmanager
    def _slots(self) -> Iterator[Array]:
        """Scratch of -1 for one query at a time; kernels leave it as they found it."""
        with self._lock:
            slots = self._spare.pop() if self._spare else None
        if slots is None:
            slots = np.full(max(self.rows, self._arrays["item_starts"].size), -1, np.int32)
        yield slots
        with self._lock:
            if len(self._spare) < 4:
                self._spare.append(slots)

    # ---- screening

    def match(self, asked: q.Asked) -> ShardMatch:
        """Step one: which texts hold the words, and how often each word stands in this shard."""
        a = self._arrays
        occurrences = np.zeros(asked.wanted, np.int64)
        with self._slots() as slots:
            items = q.find_texts(
                asked,
                self._item_pairs,
                a["item_units"],
                a["item_starts"],
                a["item_gear"],
                False,
                self._plain,
                0,
                self._gear,
                slots,
            )
            names = q.find_texts(
                asked,
                self._name_pairs,
                a["name_bytes"],
                a["name_starts"],
                a["name_gear"],
                True,
                self._plain,
                self.longest_name,
                self._gear,
                slots,
            )
        places = q.count_occurrences(items[0], items[1], a["places"], a["place_starts"], occurrences)
        places += q.count_occurrences(names[0], names[1], a["places"], a["place_starts"][:0], occurrences)
        return ShardMatch(items, names, occurrences, int(places))

    def match_names(self, asked: q.Asked) -> Array:
        """Rows whose name holds any of the words."""
        a = self._arrays
        with self._slots() as slots:
            return q.find_texts(
                asked,
                self._name_pairs,
                a["name_bytes"],
                a["name_starts"],
                a["name_gear"],
                True,
                self._plain,
                self.longest_name,
                self._gear,
                slots,
            )[0]

    @property
    def longest_name(self) -> int:
        """Bytes of the longest name."""
        return int(self.lists["longest_name_bytes"])

    def score(self, found: ShardMatch, specificity: Array, extra: Conditioned) -> q.Scored:
        """Step two: every matching row scored with the word specificities of the whole release."""
        a = self._arrays
        items = q.Gathered(*found.items, *q.tell_words(found.items[1], specificity))
        names = q.Gathered(*found.names, *q.tell_words(found.names[1], specificity))
        with self._slots() as slots:
            return q.score_rows(
                items,
                names,
                found.places,
                a["places"],
                a["place_starts"],
                self._columns,
                extra.conditions,
                extra.levels,
                extra.roles,
                extra.industry,
                specificity,
                extra.weights,
                slots,
            )

    def conditioned(self, screening: Screening) -> Conditioned:
        """The screening's intent, filters and weights as arrays for this shard."""
        return Conditioned(self, screening)

    def best(self, scored: q.Scored, top: int | None) -> Array:
        """Places in ``scored`` of the best ``top`` rows, best first, ties by credit code then id."""
        ranks = self._arrays["code_rank"][scored.row].astype(np.uint64)
        keys = (scored.raw.astype(np.uint64) << np.uint64(31)) | (np.uint64(2**31 - 1) - ranks)
        if top is not None and top < keys.size:
            cut = keys.size - top
            chosen = np.argpartition(keys, cut)[cut:] if top else np.zeros(0, np.int64)
            return chosen[np.argsort(keys[chosen])[::-1]]
        return np.argsort(keys)[::-1]

    # ---- rows

    def item_text(self, item: int) -> str:
        """The text of a distinct item."""
        starts = self._arrays["item_starts"]
        units = self._arrays["item_units"][int(starts[item]) : int(starts[item + 1])]
        return units.astype("<u2").tobytes().decode("utf-16-le", "replace")

    def name(self, row: int) -> str:
        """The name of a row as registered."""
        starts = self._arrays["name_starts"]
        return self._arrays["name_bytes"][int(starts[row]) : int(starts[row + 1])].tobytes().decode("utf-8", "replace")

    def code(self, row: int) -> str:
        """The credit code of a row, '' when it has none."""
        return bytes(self._arrays["credit_code"][row]).decode()

    def listed(self, column: str, row: int) -> str:
        """The value of province, city, enterprise_type or gbt4754."""
        return str(self.lists[column][int(self._arrays[column][row])])

    def capital(self, row: int) -> float | None:
        """Registered capital in 万 of its currency, None when unknown."""
        value = float(self._arrays["capital_wan_yuan"][row])
        return None if value != value else value

    def registered(self, row: int) -> date | None:
        """The day of registration."""
        days = int(self._arrays["registered_on"][row])
        return None if days == NO_DATE else date.fromordinal(EPOCH.toordinal() + days)

    def rows_of_id(self, enterprise_id: int) -> list[int]:
        """Row numbers with this enterprise id."""
        order, ids = self._arrays["id_order"], self._arrays["enterprise_id"]
        return _equal_run(order, lambda row: ids[row], enterprise_id)

    def rows_of_code(self, credit_code: str) -> list[int]:
        """Row numbers with this credit code."""
        order, codes = self._arrays["code_order"], self._arrays["credit_code"]
        wanted = credit_code.encode("utf-8", "replace")
        return _equal_run(order, lambda row: bytes(codes[row]), wanted) if wanted else []


def _equal_run(order: Array, value_of: Any, wanted: Any) -> list[int]:
    low, high = 0, order.size
    while low < high:
        middle = (low + high) // 2
        if value_of(order[middle]) < wanted:
            low = middle + 1
        else:
            high = middle
    found = []
    while low < order.size and value_of(order[low]) == wanted:
        found.append(int(order[low]))
        low += 1
    return found


class Conditioned:
    """A screening's intent, filters and weights brought to the numbers of one shard."""

    def __init__(self, shard: Shard, screening: Screening) -> None:
        filters = screening.filters
        self.levels = np.array(
            [scoring.level_of(code, screening.intent) for code in range(scoring.ROLE_CODES)], np.int8
        )
        self.roles = np.array(
            [ROLES.index(scoring.role_of(code, screening.intent)) for code in range(scoring.ROLE_CODES)], np.uint8
        )
        self.weights = np.array(screening.weights.thousandths(), np.int64)
        self.industry = _industry_rows(shard, screening.gbt4754)
        self.conditions = q.Conditions(
            _listed_ok(shard.lists["province"], filters.provinces, filters.outside_provinces),
            _listed_ok(shard.lists["city"], filters.cities, filters.outside_cities),
            _bounds(filters.capital_min_wan_yuan, filters.capital_max_wan_yuan, np.float64),
            _bounds(_days(filters.registered_from_on), _days(filters.registered_to_on), np.int64, NO_DATE + 1),
            filters.valid_code_only,
            _dropped_rows(shard, filters),
            np.array([_role_ok(role, filters) for role in ROLES], np.uint8),
        )


def _role_ok(role: str, filters: Filters) -> bool:
    return (not filters.roles or role in filters.roles) and not (filters.exclude_trade_only and role == "trade")


def _listed_ok(values: Sequence[str], wanted: Sequence[str], outside: Sequence[str]) -> Array:
    if not wanted and not outside:
        return np.zeros(0, np.uint8)
    return np.array([(not wanted or value in wanted) and value not in outside for value in values], np.uint8)


def _bounds(least: float | None, most: float | None, kind: Any, lowest: float | None = None) -> Array:
    if least is None and most is None:
        return np.zeros(0, kind)
    if kind is np.float64:
        return np.array([-np.inf if least is None else least, np.inf if most is None else most], kind)
    return np.array([lowest if least is None else least, 2**31 - 1 if most is None else most], kind)


def _days(day: date | None) -> int | None:
    return None if day is None else day.toordinal() - EPOCH.toordinal()


def _dropped_rows(shard: Shard, filters: Filters) -> Array:
    rows = [row for code in filters.exclude_codes if code for row in shard.rows_of_code(code)]
    return np.array(sorted(set(rows)), np.int32)


def _industry_rows(shard: Shard, codes: Sequence[str]) -> Array:
    wanted = [code for code in codes if code]
    fits = np.array([any(value.startswith(code) for code in wanted) for value in shard.lists["gbt4754"]], np.uint8)
    return fits[shard["gbt4754"]] if fits.any() else np.zeros(0, np.uint8)


def asked_of(screening: Screening) -> q.Asked:
    """Words and exclusions of a screening as arrays of units."""
    return _asked(screening.prepared_words(), screening.prepared_exclusions())


@lru_cache(maxsize=1024)
def _asked(words: tuple[str, ...], exclusions: tuple[str, ...]) -> q.Asked:
    whole = [*words, *exclusions]
    units = [np.frombuffer(word.encode("utf-16-le"), "<u2") for word in whole]
    starts = np.zeros(len(whole) + 1, np.int64)
    np.cumsum([unit.size for unit in units], out=starts[1:])
    joined = np.concatenate(units) if units else np.zeros(0, "<u2")
    return q.Asked(joined.astype(np.uint16), starts, len(words))
