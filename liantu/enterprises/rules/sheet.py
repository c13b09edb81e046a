"""What a sheet of the zone's own enterprises would do, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from liantu.enterprises.rules.identity import Identity
from liantu.lib.chinese_text import company_name_key
from liantu.lib.credit_code import is_valid_code, normalise_code

Deed = Literal["create", "update", "same", "unclear"]
CHANGEABLE = (
    "name", "credit_code", "registered_on", "enterprise_type", "capital_wan_yuan", "capital_currency", "business_scope",
    "province", "city", "register_status",
)  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """One row of the sheet: its line, what happens, to which enterprise, which values change (new ones), and why not.

    ``why``: '' or a code — ``code_twice`` (the same code stands above), ``name_and_code_differ`` (name and code point
    to two enterprises), ``several`` (more than one enterprise has the name), ``name_twice``.
    """

    line: int
    deed: Deed
    key: int | None
    changes: Mapping[str, Any]
    why: str = ""


@dataclass(frozen=True)
class Known:
    """An enterprise the zone has, with its present values."""

    identity: Identity
    values: Mapping[str, Any]


def plan_sheet(rows: Sequence[Mapping[str, Any]], known: Sequence[Known]) -> tuple[Planned, ...]:
    """What each row does. A row is the enterprise with its valid code, else the only one with its name, else new.

    A row never empties a field, and never takes a credit code away; unclear rows change nothing and are returned.
    """
    by_code = {code: one for one in known if (code := normalise_code(one.identity.credit_code))}
    by_name: dict[str, list[Known]] = {}
    for one in known:
        for name in (one.identity.name, *one.identity.other_names):
            by_name.setdefault(company_name_key(name), []).append(one)
    seen_codes: set[str] = set()
    seen_names: set[str] = set()
    planned = []
    for row in rows:
        code, key = normalise_code(str(row.get("credit_code") or "")), company_name_key(str(row.get("name") or ""))
        planned.append(_plan_row(row, code, key, by_code, by_name, seen_codes, seen_names))
        seen_codes.add(code)
        seen_names.add(key)
    return tuple(planned)


def _plan_row(
    row: Mapping[str, Any],
    code: str,
    key: str,
    by_code: Mapping[str, Known],
    by_name: Mapping[str, list[Known]],
    seen_codes: set[str],
    seen_names: set[str],
) -> Planned:
    line = int(row.get("source_row") or 0)
    if code and code in seen_codes:
        return Planned(line, "unclear", None, {}, "code_twice")
    if not code and key in seen_names:
        return Planned(line, "unclear", None, {}, "name_twice")
    named = {one.identity.key: one for one in by_name.get(key, ())}
    coded = by_code.get(code) if code else None
    if coded is None and len(named) > 1:
        return Planned(line, "unclear", None, {}, "several")
    match = coded or next(iter(named.values()), None)
    if coded is not None and named and coded.identity.key not in named:
        return Planned(line, "unclear", None, {}, "name_and_code_differ")
    if match is not None and coded is None and code and _has_other_code(match, code):
        match = None  # same name, another valid code: another enterprise
    values = {name: row[name] for name in CHANGEABLE if not _is_empty(row.get(name))}
    if match is None:
        return Planned(line, "create", None, values)
    changes = {name: value for name, value in values.items() if match.values.get(name) != value}
    if not changes.get("credit_code", ""):
        changes.pop("credit_code", None)
    return Planned(line, "update" if changes else "same", match.identity.key, changes)


def _has_other_code(match: Known, code: str) -> bool:
    own = normalise_code(match.identity.credit_code)
    return bool(own) and own != code and is_valid_code(own) and is_valid_code(code)


def _is_empty(value: Any) -> bool:
    return value is None or value == ""
