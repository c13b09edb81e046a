"""What of a list of owners and products is evidence? Faults are told by name; a row left out is kept with its reason.

The faults are those measured on public lists of listed companies: items of the accounts standing among products, names
that say nothing, lines given twice, several breakdowns of one revenue added up, one code for two firms.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

NAME_CHARACTERS_MOST = 60
_CONTROL = re.compile(r"[\u0000-\u001f\u007f\u200b-\u200f\u2028\u2029\ufeff]")
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
# items of a segment report that only make its sums come out
_ACCOUNTING = re.compile(
    r"抵[销消]|抵减|平衡项|调整项|未分配|^(?:合计|总计|小计|共计|总和|分部间|分部间交易)$|减[:：]|内部(?:交易|往来|各业务$)"
)
# says that something is made or sold, not what
_GENERIC = re.compile(
    r"^(?:(?:其他|其它|其余|剩余)(?:[^\u4e00-\u9fff]*|业务|产品|收入|行业|主营|主营业务|类|项目|服务|商品|销售|地区|分部|"
    r"业务收入|产品收入|主营业务收入|补充)(?:[(（].*[)）])?|"
    r"产品|商品|业务|服务|销售|贸易|租赁|内销|外销|出口|国内|国外|境内|境外|国际|材料|配件|主营业务|主营产品|"
    r"营业收入|主营业务收入|(?:产品|商品|材料|商品房)?销售收入?|销售(?:商品|材料|产品)|自营|代理|分部|工业|商业|制造业|服务业|综合)$"
)


@dataclass(frozen=True)
class ListLine:
    """A line as it was read: row in its table, owner as named there, his code, product, weight and year as text."""

    row: int
    owner: str
    product: str
    code: str = ""
    weight: str = ""
    year: str = ""


@dataclass(frozen=True)
class Firm:
    """A firm of the table of codes: short and full name."""

    name: str
    full_name: str


@dataclass(frozen=True)
class Listed:
    """A line that counts: owner's full name, product, share of his revenue (0–1; None when nothing is said), year."""

    owner: str
    product: str
    share: float | None
    year: int | None


@dataclass(frozen=True)
class Dropped:
    """A row left out: its table, its number there, why, and what it said."""

    table: str
    row: int
    reason: str
    text: str


@dataclass
class CleanLists:
    """``lines`` count as evidence; ``dropped`` do not; ``notes`` counts what was mended or only remarked."""

    lines: list[Listed] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def clean_lists(
    rows: Iterable[ListLine], *, firms: Mapping[str, Sequence[Firm]] | None = None, in_percent: bool = False
) -> CleanLists:
    """The lines that are evidence, each owner's shares made to sum to one at most, and every other row with its reason.

    ``firms``: firms by code when a table of them was given; ``in_percent``: weights are percentages. The order of rows
    does not change which lines are kept, but of equal ones the first is.
    """
    found = CleanLists()
    seen: set[tuple[str, str]] = set()
    kept: dict[str, list[tuple[str, float | None, int | None]]] = defaultdict(list)
    for line in rows:
        owner, reason = _owner(line, firms or {}, found.notes)
        product = clean_name(line.product)
        reason = reason or problem_of(product)
        if not reason and (owner, product.casefold()) in seen:
            reason = "twice"
        if reason:
            text = " · ".join(part for part in (line.code, line.owner, line.product) if part)
            found.dropped.append(Dropped("lists", line.row, reason, text[:300]))
            continue
        seen.add((owner, product.casefold()))
        kept[owner].append((product, _weight(line.weight, in_percent, found.notes), _year(line.year, found.notes)))
    for owner, entries in kept.items():
        total = sum(max(weight, 0.0) for _product, weight, _year in entries if weight is not None)
        found.notes["sums_over_one"] += total > 1.05
        for product, weight, year in entries:
            share = None if weight is None else max(weight, 0.0) / max(1.0, total)
            found.lines.append(Listed(owner, product, share, year))
    return found


def clean_name(text: str) -> str:
    """A name without control characters and blanks at its ends, full-width forms narrowed."""
    return unicodedata.normalize("NFKC", _CONTROL.sub("", text)).strip(" \t·、，,;；。#*-")


def problem_of(product: str) -> str:
    """Why a (clean) name of a product is no evidence; '' when it is."""
    if not product:
        return "no_product"
    pairs = [product.count(one) == product.count(other) for one, other in ("()", "[]", "{}", "《》", "“”")]
    if not _LETTER.search(product) or len(product) > NAME_CHARACTERS_MOST or not all(pairs):
        return "broken_name"
    if _ACCOUNTING.search(product):
        return "accounting_item"
    return "says_nothing" if _GENERIC.search(product) else ""


def _owner(line: ListLine, firms: Mapping[str, Sequence[Firm]], notes: Counter[str]) -> tuple[str, str]:
    """The full name of the owner, or why there is none."""
    name = clean_name(line.owner)
    candidates = firms.get(line.code.strip(), ()) if line.code else ()
    if not candidates:
        if firms and line.code:
            notes["code_unknown"] += 1
        return (name, "") if name else ("", "no_owner")
    full = list(dict.fromkeys(clean_name(firm.full_name) for firm in candidates))
    if len(full) == 1:
        return full[0], ""
    same = list(dict.fromkeys(clean_name(firm.full_name) for firm in candidates if clean_name(firm.name) == name))
    if not same:
        return "", "code_of_two_firms"
    notes["renamed_firm"] += len(same) > 1
    return same[0], ""  # one short name with two full ones is a firm renamed: the table names the newer first


def _weight(text: str, in_percent: bool, notes: Counter[str]) -> float | None:
    clean = text.strip().replace("％", "%").replace(",", "")
    if not clean:
        return None
    try:
        value = float(clean.rstrip("%")) / (100 if clean.endswith("%") or in_percent else 1)
    except ValueError:
        notes["weight_unreadable"] += 1
        return None
    if value != value or abs(value) > 1e9:
        notes["weight_unreadable"] += 1
        return None
    notes["weight_negative"] += value < 0
    notes["weight_over_one"] += value > 1
    return value


def _year(text: str, notes: Counter[str]) -> int | None:
    digits = text.strip()[:4]
    if digits.isdigit() and 1980 <= int(digits) <= 2100:
        return int(digits)
    notes["year_unreadable"] += bool(text.strip())
    return None
