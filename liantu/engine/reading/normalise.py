"""Raw text columns → the release's columns: every value parsed once per distinct text, every oddity counted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute as arrow_compute

from liantu.engine.reading.fields import FieldMapping
from liantu.engine.reading.tables import RawChunk
from liantu.lib.chinese_dates import LATEST_ON, DateFault, read_date
from liantu.lib.chinese_text import fold_width, one_line
from liantu.lib.credit_code import CodeFault, normalise_code, valid_code_table, why_invalid
from liantu.lib.money import Money, MoneyFault, read_currency, read_money
from liantu.lib.regions import find_province, normalise_city, province_of_city, province_of_code

pc: Any = arrow_compute  # its published types know neither scalars nor keyword forms

LONGEST_NAME = 200
MOST_SCOPE_BYTES = 65_536
_NULLS = pa.array(
    [
        "N/A",
        "n/a",
        "NA",
        "NULL",
        "null",
        "Null",
        "None",
        "none",
        "NaN",
        "nan",
        "-",
        "--",
        "/",
        "无",
        "不详",
        "未知",
        "暂无",
        r"\N",
        "#N/A",
    ]
)
_NULL_WORDS = frozenset(_NULLS.to_pylist()) | {""}
_FOOTER = r"^(?:合计|总计|小计|共计|备注|附注|说明|制表|填表|数据来源|数据截止|截至|截止|以上|注[:：])"
_BLANKS = r"[\s\x{3000}\x{00a0}\x{200b}-\x{200f}\x{feff}]+"
_ODD = r"[\x00-\x1f\x7f\x{3000}\x{00a0}\x{200b}-\x{200f}\x{feff}]| {2}"
_INDUSTRY = re.compile(r"^\(?([A-T])?\s*[-.]?\s*(\d{2,4})(?!\d)|^([A-T])(?![A-Za-z])")
_CACHE_LIMIT = 40_000

Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass
class Oddity:
    """A row worth noting: its place in the chunk, the reason code, the text found and what is wrong with it."""

    row: int
    code: str
    detail: str = ""
    fault: str = ""


@dataclass
class Normalised:
    """A chunk in the release's columns: ``columns`` by name (same length), ``keep`` which rows are enterprises.

    ``blank``: rows with nothing in them. ``refused`` and ``noted`` point to rows of the chunk.
    ``code_faults`` / ``date_faults`` / ``capital_faults``: counts by fault over the kept rows.
    """

    columns: dict[str, Any]
    keep: Bools
    blank: int
    refused: list[Oddity] = field(default_factory=list)
    noted: list[Oddity] = field(default_factory=list)
    code_faults: dict[str, int] = field(default_factory=dict)
    date_faults: dict[str, int] = field(default_factory=dict)
    capital_faults: dict[str, int] = field(default_factory=dict)
    provinces_from_code: int = 0
    shortened_scopes: int = 0


class Normaliser:
    """Turns chunks of one table into release columns; remembers what each distinct text meant."""

    def __init__(self, mapping: FieldMapping, *, latest_on: dt.date = LATEST_ON) -> None:
        self._mapping, self._latest_on = mapping, latest_on
        self._memory: dict[str, dict[str, Any]] = {}

    def normalise(self, chunk: RawChunk) -> Normalised:
        """The chunk in the release's columns, with what is refused and noted."""
        rows = len(chunk.lines)
        name = self._text(chunk, "name", rows)
        scope = self._text(chunk, "business_scope", rows, lines=True)
        code = self._code(chunk, rows)
        out = Normalised({"name": name, "business_scope": scope, "credit_code": code}, np.ones(rows, dtype=bool), 0)
        self._refuse(chunk, out, rows)
        self._judge_codes(out)
        self._shorten(out)
        self._dates(chunk, out, rows)
        self._capital(chunk, out, rows)
        for field_name, clean in (
            ("enterprise_type", _clean_word),
            ("status", _clean_word),
            ("gbt4754", industry_code),
        ):
            out.columns[field_name] = self._by_distinct(chunk, field_name, rows, clean)
        self._places(chunk, out, rows)
        for field_name in ("legal_representative", "phone", "address", "email", "contact_person", "identity_number"):
            if field_name in self._mapping.columns:
                out.columns[field_name] = self._text(chunk, field_name, rows)
        return out

    def _raw(self, chunk: RawChunk, name: str) -> Any | None:
        place = self._mapping.columns.get(name)
        return None if place is None or place >= len(chunk.columns) else chunk.columns[place]

    def _text(self, chunk: RawChunk, name: str, rows: int, *, lines: bool = False) -> Any:
        """A column trimmed, in one line, missing marks empty. ``lines``: line breaks separate items and become ；."""
        column = self._raw(chunk, name)
        if column is None:
            return _empty(rows)
        column = pc.utf8_trim_whitespace(column)
        if lines and pc.any(pc.match_substring(column, "\n")).as_py():
            column = pc.replace_substring_regex(column, r"([；;，,。、.：:])\s*\n\s*", r"\1")
            column = pc.replace_substring_regex(column, r"\s*\n\s*", "；")
        if pc.any(pc.match_substring_regex(column, _ODD)).as_py():
            column = pc.replace_substring_regex(column, r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "")
            column = pc.utf8_trim_whitespace(pc.replace_substring_regex(column, _BLANKS, " "))
        return pc.if_else(pc.is_in(column, value_set=_NULLS), "", column)

    def _code(self, chunk: RawChunk, rows: int) -> Any:
        column = self._raw(chunk, "credit_code")
        if column is None:
            return _empty(rows)
        plain = pc.match_substring_regex(column, "^(?:[0-9A-HJ-NPQRTUWXY]{18})?$")
        if pc.all(plain).as_py():
            return column
        codes, regular = column.to_pylist(), plain.to_pylist()
        return pa.array(
            [code if fine else normalise_code(code)[:40] for code, fine in zip(codes, regular, strict=True)],
            pa.string(),
        )

    def _refuse(self, chunk: RawChunk, out: Normalised, rows: int) -> None:
        name, code, scope = out.columns["name"], out.columns["credit_code"], out.columns["business_scope"]
        nameless = _bools(pc.equal(name, ""))
        long = _bools(pc.greater(pc.utf8_length(name), LONGEST_NAME))
        header = self._mapping.header_of("name").strip()
        again = _bools(pc.equal(name, header)) if header else np.zeros(rows, dtype=bool)
        codeless = _bools(pc.equal(code, ""))
        footer = codeless & _bools(pc.equal(scope, "")) & _bools(pc.match_substring_regex(name, _FOOTER))
        blank = np.zeros(rows, dtype=bool)
        for row in np.flatnonzero(nameless):
            blank[row] = not any(cell.strip() for cell in chunk.cells(int(row)))
        for mask, reason in (
            (again, "repeated-header"),
            (footer, "footer"),
            (long, "name-too-long"),
            (nameless & ~blank, "no-name"),
        ):
            for row in np.flatnonzero(mask & out.keep):
                detail = str(len(name[int(row)].as_py())) if reason == "name-too-long" else ""
                out.refused.append(Oddity(int(row), reason, detail))
            out.keep &= ~mask
        # A note under the table often fills the name's cell only: 数据来源：… with a first cell and nothing else.
        out.keep &= ~blank
        out.blank = int(blank.sum())

    def _judge_codes(self, out: Normalised) -> None:
        codes = out.columns["credit_code"]
        valid = valid_mask(codes)
        out.columns["credit_code_valid"] = pa.array(valid)
        for row in np.flatnonzero(~valid & out.keep):
            text = codes[int(row)].as_py()
            fault = why_invalid(text)
            if fault is None:
                continue
            out.code_faults[fault] = out.code_faults.get(fault, 0) + 1
            if fault is CodeFault.OLD_NUMBER:
                out.noted.append(Oddity(int(row), "code-old", text))
            elif fault is not CodeFault.MISSING:
                out.noted.append(Oddity(int(row), "code-bad", text, fault))

    def _shorten(self, out: Normalised) -> None:
        scope = out.columns["business_scope"]
        sizes = pc.binary_length(scope).to_numpy(zero_copy_only=False)
        long = np.flatnonzero(sizes > MOST_SCOPE_BYTES)
        if not len(long):
            return
        texts = scope.to_pylist()
        for row in long:
            texts[row] = shorten_scope(texts[row])
            if out.keep[row]:
                out.noted.append(Oddity(int(row), "scope-shortened", str(int(sizes[row]))))
                out.shortened_scopes += 1
        out.columns["business_scope"] = pa.array(texts, pa.string())

    def _dates(self, chunk: RawChunk, out: Normalised, rows: int) -> None:
        column = self._raw(chunk, "registered_on")
        if column is None:
            out.columns["registered_on"] = pa.nulls(rows, pa.date32())
            out.date_faults[DateFault.MISSING] = int(out.keep.sum())
            return
        texts, index = _distinct(column)
        read = self._remember("date", texts, lambda text: read_date(text, latest_on=self._latest_on))
        out.columns["registered_on"] = pa.array([item.on for item in read], pa.date32()).take(pa.array(index))
        faults = [item.fault for item in read]
        self._count_faults(out, out.date_faults, faults, index, texts, DateFault.MISSING, "date-unreadable")

    def _capital(self, chunk: RawChunk, out: Normalised, rows: int) -> None:
        text, number = self._raw(chunk, "capital_text"), self._raw(chunk, "capital_wan_yuan")
        currency = self._raw(chunk, "capital_currency")
        joined = [
            text if text is not None else _empty(rows),
            number if number is not None else _empty(rows),
            currency if currency is not None else _empty(rows),
        ]
        if text is None and number is None:
            out.columns |= {
                "capital_text": _empty(rows),
                "capital_wan_yuan": pa.nulls(rows, pa.float64()),
                "capital_currency": _empty(rows),
            }
            out.capital_faults[MoneyFault.MISSING] = int(out.keep.sum())
            return
        keys, index = _distinct(pc.binary_join_element_wise(*joined, "\x1f"))
        unit, usual = self._mapping.capital_unit_yuan, self._mapping.capital_currency
        read = self._remember("capital", keys, lambda key: _read_capital(key, unit, usual))
        amounts = [None if item.amount_wan is None else float(item.amount_wan) for item in read]
        taken = pa.array(index)
        out.columns["capital_wan_yuan"] = pa.array(amounts, pa.float64()).take(taken)
        out.columns["capital_currency"] = pa.array([item.currency for item in read], pa.string()).take(taken)
        shown = [_clean_word(key.split("\x1f")[0] or key.split("\x1f")[1]) for key in keys]
        out.columns["capital_text"] = pa.array(shown, pa.string()).take(taken)
        faults = [item.fault for item in read]
        self._count_faults(out, out.capital_faults, faults, index, shown, MoneyFault.MISSING, "capital-unreadable")

    def _count_faults(
        self,
        out: Normalised,
        counts: dict[str, int],
        faults: Sequence[str | None],
        index: np.ndarray[Any, Any],
        shown: Sequence[str],
        missing: str,
        code: str,
    ) -> None:
        """Count the faults of distinct texts over the kept rows, and note each row whose text was wrong."""
        rows_by_text = np.bincount(index[out.keep], minlength=len(faults)) if len(index) else np.zeros(len(faults), int)
        wrong = np.zeros(len(faults), dtype=bool)
        for place, fault in enumerate(faults):
            if fault is not None and rows_by_text[place]:
                counts[fault] = counts.get(fault, 0) + int(rows_by_text[place])
                wrong[place] = fault != missing
        if wrong.any():
            for row in np.flatnonzero(wrong[index] & out.keep):
                place = int(index[row])
                out.noted.append(Oddity(int(row), code, shown[place][:60], str(faults[place])))

    def _places(self, chunk: RawChunk, out: Normalised, rows: int) -> None:
        provinces, cities = self._raw(chunk, "province"), self._raw(chunk, "city")
        joined = pc.binary_join_element_wise(
            provinces if provinces is not None else _empty(rows), cities if cities is not None else _empty(rows), "\x1f"
        )
        keys, index = _distinct(joined)
        read = self._remember("place", keys, _read_place)
        province = pa.array([item[0] for item in read], pa.string()).take(pa.array(index))
        out.columns["city"] = pa.array([item[1] for item in read], pa.string()).take(pa.array(index))
        strange = np.array([bool(item[0]) and not item[2] for item in read], dtype=bool)
        if strange.any():
            for row in np.flatnonzero(strange[index] & out.keep):
                out.noted.append(Oddity(int(row), "province-unknown", read[int(index[row])][0][:60]))
        missing = _bools(pc.equal(province, "")) & _bools(out.columns["credit_code_valid"])
        if missing.any():
            texts, codes = province.to_pylist(), out.columns["credit_code"]
            for row in np.flatnonzero(missing):
                texts[row] = province_of_code(codes[int(row)].as_py())
                out.provinces_from_code += bool(texts[row]) and bool(out.keep[row])
            province = pa.array(texts, pa.string())
        out.columns["province"] = province

    def _by_distinct(self, chunk: RawChunk, name: str, rows: int, clean: Callable[[str], str]) -> Any:
        column = self._raw(chunk, name)
        if column is None:
            return _empty(rows)
        texts, index = _distinct(column)
        return pa.array(self._remember(name, texts, clean), pa.string()).take(pa.array(index))

    def _remember(self, kind: str, texts: Sequence[str], read: Callable[[str], Any]) -> list[Any]:
        memory = self._memory.setdefault(kind, {})
        if len(memory) > _CACHE_LIMIT:
            memory.clear()
        found = []
        for text in texts:
            value = memory.get(text)
            if value is None:
                value = memory[text] = read(text)
            found.append(value)
        return found


def valid_mask(codes: Any) -> Bools:
    """Which codes of a string array are valid credit codes (vectorised)."""
    lengths = pc.binary_length(codes).to_numpy(zero_copy_only=False)
    full = lengths == 18
    valid = np.zeros(len(codes), dtype=bool)
    if full.any():
        chosen = codes if full.all() else codes.filter(pa.array(full))
        offsets = np.frombuffer(chosen.buffers()[1], dtype=np.int32)
        first = int(offsets[chosen.offset])
        table = np.frombuffer(chosen.buffers()[2], dtype=np.uint8)[first : first + 18 * len(chosen)].reshape(-1, 18)
        valid[full] = valid_code_table(table)
    return valid


def industry_code(text: str) -> str:
    """The GB/T 4754 code in an industry cell: C3130 钢压延加工 → 3130, C31 → 31, C → C; '' when there is none."""
    match = _INDUSTRY.match(fold_width(text).strip().upper())
    return "" if match is None else match[2] or match[3] or ""


def shorten_scope(text: str) -> str:
    """A scope cut to at most ``MOST_SCOPE_BYTES`` bytes of UTF-8 at the last separator before."""
    head = text.encode("utf-8")[:MOST_SCOPE_BYTES].decode("utf-8", "ignore")
    cut = max(head.rfind(sign) for sign in "；;，,。、")
    return head[:cut] if cut > len(head) // 2 else head


def _read_capital(key: str, unit: Decimal, usual_currency: str) -> Money:
    text, number, currency = key.split("\x1f")[:3]
    default = read_currency(currency) or usual_currency
    money = read_money(text, default_unit=unit, default_currency=default)
    if money.fault is MoneyFault.MISSING and number:
        return read_money(number, default_currency=default)
    return money


def _read_place(key: str) -> tuple[str, str, bool]:
    """Province, city, and whether the province is one of the 34."""
    province_text, _, city_text = key.partition("\x1f")
    province = find_province(province_text)
    city = normalise_city(city_text)
    if province is not None:
        rest = normalise_city(province_text) if not city and len(province_text) > 6 else ""
        return province.short, city or ("" if rest == province.short else rest), True
    inferred = province_of_city(city_text)
    clean = _clean_word(province_text)
    return (inferred, city, True) if inferred or not clean else (clean, city, False)


def _clean_word(text: str) -> str:
    clean = one_line(text)
    return "" if clean in _NULL_WORDS else clean


def _empty(rows: int) -> Any:
    return pa.array([""] * rows, pa.string())


def _bools(array: Any) -> Bools:
    result: Bools = array.to_numpy(zero_copy_only=False).astype(bool)
    return result


def _distinct(column: Any) -> tuple[list[str], np.ndarray[Any, Any]]:
    """The distinct texts of a column and for each row which of them it has."""
    encoded = column.dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False)
