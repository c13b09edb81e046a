"""Where the header of a table stands and which column is which field — or, without a header, what contents prove."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from liantu.engine.reading.fields import (
    FIELD_BY_NAME,
    KEEP_NOTHING_PERSONAL,
    PERSONAL_FIELDS,
    FieldMapping,
    PersonalPolicy,
    recognise_header,
    unit_in_header,
)
from liantu.lib.chinese_dates import read_date
from liantu.lib.credit_code import is_valid_code
from liantu.lib.money import read_currency, read_money
from liantu.lib.problems import Problem
from liantu.lib.regions import find_province

HEADER_ROWS = "#header"
"""The key among the choices that says how many records stand above the data (0: the table has no header)."""
LOOK_AT_ROWS = 40
"""How many records from the top may hold the header."""
_MOST_HEADER_ROWS = 4
_UNIT_CELLS = re.compile(
    r"^[(（]?(?:必填|选填|文本|数字|日期|万元|元|人民币|18\s*位.*|yyyy.*|示例|例如.*|单位.*|字符.*|varchar.*|string|date)[)）]?$",
    re.I,
)
_NAME_ENDING = re.compile(
    r"(公司|厂|店|中心|商行|经营部|合作社|研究院|研究所|集团|事务所|企业|银行|支行|分行|工作室|门市部|酒店|学校|医院|\(有限合伙\)|（有限合伙）)$"
)
_PUNCTUATED = re.compile(r"[、；;，,。]")


@dataclass(frozen=True)
class HeaderFinding:
    """The mapping of a table, or None with the problems that say why; notes are problems that do not stop reading."""

    mapping: FieldMapping | None
    problems: tuple[Problem, ...] = ()


def find_mapping(
    records: Sequence[Sequence[str]],
    *,
    where: str = "",
    choices: Mapping[str, str] | None = None,
    policy: PersonalPolicy = KEEP_NOTHING_PERSONAL,
) -> HeaderFinding:
    """Which column holds which field, judged from the first records of a table.

    ``choices``: header text (or ``#3`` for the third column) → field name, '' to leave a column out; wins always.
    ``#header`` → how many records stand above the data.
    A mapping always has ``name``; without one it is None and a problem says how to fix the file.
    """
    rows = [tuple(cell.strip() for cell in record) for record in records[:LOOK_AT_ROWS]]
    chosen = dict(choices or {})
    scores = [_header_score(row, chosen) for row in rows]
    best = max(range(len(rows)), key=lambda place: (scores[place], -place), default=-1)
    wrong = _wrong_choices(chosen, rows, where)
    if wrong:
        return HeaderFinding(None, wrong)
    if best < 0 or not any(any(row) for row in rows):
        return HeaderFinding(
            None, (Problem("empty-table", "The table has no rows.", where, "Choose the file with the data."),)
        )
    said = chosen.get(HEADER_ROWS, "")
    by_hand = any(_choice(chosen, text, place) for place, text in enumerate(rows[best]))
    if scores[best] < 2 and not by_hand and not said:
        return _without_header(rows, records, where, policy)
    first, last = _header_block(rows, best, chosen)
    if said or (scores[best] < 2 and any(_is_data(cell) for cell in rows[best] if cell)):
        last = int(said or 0) - 1
        first = best = min(max(last, 0), len(rows) - 1) if last >= 0 else 0
    width = _usual_width(records, last, len(rows[best]))
    headers = _headers(rows, best, first, last, width) if last >= 0 else [""] * width
    return _map_columns(headers, rows, first, last, where, chosen, policy)


def _wrong_choices(chosen: Mapping[str, str], rows: Sequence[Sequence[str]], where: str) -> tuple[Problem, ...]:
    """What the user chose that cannot be done: a field nobody has, a number of header rows that is none."""
    problems = [
        Problem(
            "field-unknown",
            "%(header)s is mapped to %(field)s, which is no field.",
            where,
            "Choose one of: %(fields)s.",
            {"header": header, "field": name, "fields": ", ".join(FIELD_BY_NAME)},
        )
        for header, name in chosen.items()
        if name and header != HEADER_ROWS and name not in FIELD_BY_NAME
    ]
    said = chosen.get(HEADER_ROWS, "")
    if said and not (said.isdecimal() and int(said) < max(len(rows), 1)):
        problems.append(
            Problem(
                "header-rows-wrong",
                "%(said)s is no number of header rows.",
                where,
                "Write 0 for a table without a header, or the number of the last header row.",
                {"said": said},
            )
        )
    return tuple(problems)


def _choice(chosen: Mapping[str, str], header: str, place: int) -> str | None:
    """What the user said about a column: a field, '' (leave out) or None (said nothing)."""
    by_place = chosen.get(f"#{place + 1}")
    return by_place if by_place is not None else chosen.get(header)


def _header_score(row: Sequence[str], chosen: Mapping[str, str]) -> float:
    """How much a record looks like a header: the distinct fields it names, surest counted most."""
    found: dict[str, float] = {}
    for place, text in enumerate(row):
        if not text or len(text) > 40:
            continue
        said = chosen.get(text) if text in chosen else None
        hit = (said, 1.0) if said else recognise_header(text)
        if hit is not None:
            found[hit[0]] = max(found.get(hit[0], 0.0), hit[1])
        elif _is_data(text) and place < 12:
            return 0.0
    return sum(found.values()) if "name" in found or len(found) >= 3 else min(sum(found.values()), 1.9)


def _is_data(text: str) -> bool:
    """Whether a cell can only be data: a valid code, a full date, an enterprise's name."""
    return is_valid_code(text) or (len(text) >= 8 and read_date(text).on is not None)


def _header_block(rows: Sequence[Sequence[str]], best: int, chosen: Mapping[str, str]) -> tuple[int, int]:
    """First and last header record around the best one: English names, units and fill-in notes may follow."""
    first = best
    while (
        first > 0
        and best - first < 2
        and sum(1 for cell in rows[first - 1] if cell) >= 2
        and not any(_is_data(cell) for cell in rows[first - 1] if cell)
    ):
        first -= 1
    last = best
    for place in range(best + 1, min(best + _MOST_HEADER_ROWS, len(rows))):
        cells = [cell for cell in rows[place] if cell]
        if not cells or any(_is_data(cell) for cell in cells):
            break
        if _continues(rows[best], rows[place]):
            last = place
            continue
        notes = sum(1 for cell in cells if _UNIT_CELLS.match(cell))
        known = sum(1 for cell in cells if recognise_header(cell) or cell in chosen)
        if (known < 2 and not notes) or notes + known < len(cells) / 2:
            break
        last = place
    return first, last


def _continues(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row completes merged header cells: nothing under the name, short texts under empty cells."""
    name = next(
        (place for place, text in enumerate(header) if (hit := recognise_header(text)) and hit[0] == "name"), None
    )
    if name is None or (name < len(row) and row[name]):
        return False
    fills = [cell for place, cell in enumerate(row) if cell and (place >= len(header) or not header[place])]
    return any(recognise_header(cell) for cell in fills) and all(len(cell) <= 20 for cell in row)


def _usual_width(records: Sequence[Sequence[str]], last_header: int, header_width: int) -> int:
    """The number of columns: the header's, or the data's when most data records are wider."""
    widths = Counter(len(record) for record in records[last_header + 1 :] if any(record))
    usual, count = widths.most_common(1)[0] if widths else (header_width, 1)
    return max(header_width, usual) if 2 * count > widths.total() or not header_width else header_width


def _headers(rows: Sequence[Sequence[str]], best: int, first: int, last: int, width: int) -> list[str]:
    """One header text per column; a cell that says nothing by itself is read together with the merged cell above it."""
    own = [*rows[best], *[""] * (width - len(rows[best]))]
    for below in rows[best + 1 : last + 1]:
        own = [text or (below[place] if place < len(below) else "") for place, text in enumerate(own)]
    for above in range(best - 1, first - 1, -1):
        filled, current = [], ""
        for cell in [*rows[above], *[""] * (width - len(rows[above]))]:
            current = cell or current
            filled.append(current)
        for place in range(width):
            if recognise_header(own[place]) is not None:
                continue
            # A group title over many columns (基本信息) must not make all of them one field.
            single = place < len(rows[above]) and bool(rows[above][place]) and not own[place]
            joined = rows[above][place] if single else filled[place] + own[place]
            if recognise_header(joined) is not None and (single or own[place]):
                own[place] = joined
    return own


def _map_columns(
    headers: list[str],
    rows: Sequence[Sequence[str]],
    first: int,
    last: int,
    where: str,
    chosen: Mapping[str, str],
    policy: PersonalPolicy,
) -> HeaderFinding:
    data = rows[last + 1 :]
    candidates: dict[str, list[tuple[float, int]]] = {}
    unknown: list[int] = []
    for place, header in enumerate(headers):
        said = _choice(chosen, header, place)
        hit = None if said == "" else (said, 1.01) if said else recognise_header(header)
        if hit is None or hit[0] not in FIELD_BY_NAME:
            unknown.append(place)
        else:
            candidates.setdefault(hit[0], []).append((hit[1], place))
    columns: dict[str, int] = {}
    confidence: dict[str, float] = {}
    doubled: list[int] = []
    problems: list[Problem] = []
    for name, places in candidates.items():
        ranked = sorted(
            places, key=lambda item: (-round(item[0], 1), not _has_content(data, item[1]), -item[0], item[1])
        )
        columns[name], confidence[name] = ranked[0][1], min(ranked[0][0], 1.0)
        for _, place in ranked[1:]:
            if name not in PERSONAL_FIELDS:
                doubled.append(place)
                problems.append(_doubled(name, headers, ranked[0][1], place, where))
    left_out = sorted(
        place
        for name in PERSONAL_FIELDS
        if name in candidates
        for _, place in candidates[name]
        if name not in policy.keep or place != columns[name]
    )
    columns = {name: place for name, place in columns.items() if name not in PERSONAL_FIELDS or name in policy.keep}
    mapping = FieldMapping(
        columns,
        tuple(headers),
        last + 1,
        {name: confidence[name] for name in columns},
        tuple(unknown),
        tuple(left_out),
        tuple(sorted(doubled)),
        *_capital_unit(columns, headers, rows[first : last + 1]),
    )
    if "name" not in columns:
        return HeaderFinding(None, (*problems, _no_name(headers, where)))
    return HeaderFinding(mapping, tuple(problems))


def _has_content(data: Sequence[Sequence[str]], place: int) -> bool:
    return not data or any(place < len(row) and row[place] for row in data)


def _capital_unit(
    columns: Mapping[str, int], headers: Sequence[str], header_rows: Sequence[Sequence[str]]
) -> tuple[Decimal, str]:
    """元 per unit and currency of the capital column, from its header or a unit row; 万 CNY when nothing is said."""
    place = columns.get("capital_text")
    if place is None:
        return Decimal(10_000), "CNY"
    below = [row[place] for row in header_rows if place < len(row)]
    texts = [headers[place], *(f"({text})" for text in below), *below]
    unit = next((unit for unit in map(unit_in_header, texts) if unit is not None), Decimal(10_000))
    return unit, next((currency for currency in map(read_currency, texts) if currency), "CNY")


def _doubled(name: str, headers: Sequence[str], used: int, place: int, where: str) -> Problem:
    return Problem(
        "column-twice",
        "Columns %(used)s (%(used_header)s) and %(other)s (%(other_header)s) both hold %(field)s; the first is read.",
        where,
        "Delete or rename one of them, or choose the right one in the preview.",
        {
            "used": used + 1,
            "used_header": headers[used],
            "other": place + 1,
            "other_header": headers[place],
            "field": FIELD_BY_NAME[name].chinese,
        },
    )


def _no_name(headers: Sequence[str], where: str) -> Problem:
    return Problem(
        "no-name-column",
        "No column holds the enterprise's name. Columns found: %(headers)s.",
        where,
        "Name the column 企业名称, or say in the preview which column it is.",
        {"headers": "、".join(text or "(空)" for text in headers[:20])},
    )


def _without_header(
    rows: Sequence[Sequence[str]], records: Sequence[Sequence[str]], where: str, policy: PersonalPolicy
) -> HeaderFinding:
    """No header was found: contents decide, but only when name and code (or name and scope) are certain."""
    data = [row for row in rows if sum(1 for cell in row if cell) >= 2]
    width = _usual_width(records, -1, 0)
    columns = _fields_by_content(data, width)
    headers = tuple("" for _ in range(width))
    if "name" in columns and ("credit_code" in columns or "business_scope" in columns):
        unknown = tuple(place for place in range(width) if place not in columns.values())
        mapping = FieldMapping(columns, headers, 0, dict.fromkeys(columns, 0.7), unknown, inferred=True)
        note = Problem(
            "header-inferred",
            "The table has no header row; the columns were told by their contents: %(columns)s.",
            where,
            "Check the preview, or put a header row with 企业名称, 统一社会信用代码, 经营范围 … on top.",
            {"columns": "、".join(f"{place + 1} = {FIELD_BY_NAME[name].chinese}" for name, place in columns.items())},
        )
        return HeaderFinding(mapping, (note,))
    first = next((row for row in rows if any(row)), ())
    problem = Problem(
        "no-header",
        "No header row was found in the first %(rows)s rows. The first row reads: %(first)s.",
        where,
        "Put a header row with 企业名称 and 统一社会信用代码 above the data, or name the columns in the preview.",
        {"rows": min(len(rows), LOOK_AT_ROWS), "first": "、".join(cell[:20] for cell in first[:8])},
    )
    return HeaderFinding(None, (problem,))


def _fields_by_content(data: Sequence[Sequence[str]], width: int) -> dict[str, int]:
    """The fields whose column contents prove them: nearly every filled cell fits, and only one column does."""
    if len(data) < 3:
        return {}
    tests = {
        "credit_code": is_valid_code,
        "registered_on": lambda cell: len(cell) >= 8 and read_date(cell).on is not None,
        "province": lambda cell: len(cell) <= 8 and not cell.isdigit() and find_province(cell) is not None,
        "capital_text": lambda cell: "万" in cell and read_money(cell).amount_wan is not None,
        "name": lambda cell: len(cell) <= 60 and bool(_NAME_ENDING.search(cell)) and not _PUNCTUATED.search(cell),
        "business_scope": lambda cell: len(cell) >= 8 and bool(_PUNCTUATED.search(cell)),
    }
    found: dict[str, int] = {}
    for name, fits in tests.items():
        places = []
        for place in range(width):
            cells = [row[place] for row in data if place < len(row) and row[place]]
            distinct = len(set(cells)) / len(cells) if cells else 0
            enough = len(cells) >= max(3, len(data) * 0.5)
            # Enterprise types (有限责任公司) end like names but repeat.
            if enough and sum(map(fits, cells)) >= 0.8 * len(cells) and (name != "name" or distinct > 0.7):
                places.append(place)
        if len(places) == 1 and places[0] not in found.values():
            found[name] = places[0]
    return found
