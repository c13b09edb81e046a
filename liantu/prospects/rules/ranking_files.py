"""The files of ``liantu rank-bench``: product lists, questions, rankings, as CSV text; every fault located, all at
once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liantu.lib.problems import Problem, ProblemsError

EDGE_COLUMNS: tuple[str, ...] = ("company_code", "product_name")
QUERY_COLUMNS: tuple[str, ...] = ("id", "text")
RANKING_COLUMNS: tuple[str, ...] = ("query_id", "candidate_id", "score", "rank")
MOST_TOLD = 50


@dataclass(frozen=True)
class Edges:
    """Lines of product lists: who (a code) lists what (a name)."""

    owners: tuple[str, ...]
    products: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """The questions in the order of the file, and the ids of those without a text."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    empty: tuple[str, ...]


def decode(data: bytes, *, source: str) -> str:
    """The text of a file in UTF-8 (with or without mark) or GB18030. Raises ProblemsError when it is neither."""
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise ProblemsError(
        [
            Problem(
                "unknown_encoding",
                "The file is neither UTF-8 nor GB18030.",
                where=source,
                fix="Save it as CSV in UTF-8.",
            )
        ]
    )


def read_edges(text: str, *, source: str) -> Edges:
    """Product lists from CSV with the columns of EDGE_COLUMNS by name, others passed over; blank cells are faults.

    Raises ProblemsError.
    """
    rows, places, problems = _rows(text, EDGE_COLUMNS, source)
    owners, products = [], []
    for line, row in rows:
        owner, product = row[places[0]].strip(), row[places[1]].strip()
        if owner and product:
            owners.append(owner)
            products.append(product)
        elif any(cell.strip() for cell in row):
            problems.append(Problem("empty_cell", "Company code or product is empty.", where=f"{source}:{line}"))
    _refuse(problems)
    if not owners:
        raise ProblemsError([Problem("no_rows", "The file holds no rows.", where=source)])
    return Edges(tuple(owners), tuple(products))


def read_queries(text: str, *, source: str) -> Asked:
    """Questions from CSV with the columns ``id`` and ``text``; ids must be given and differ. Raises ProblemsError."""
    rows, places, problems = _rows(text, QUERY_COLUMNS, source)
    ids: list[str] = []
    texts: list[str] = []
    empty: list[str] = []
    seen: set[str] = set()
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        name, asked = row[places[0]].strip(), row[places[1]].strip()
        if not name:
            problems.append(Problem("no_id", "The question has no id.", where=f"{source}:{line}"))
        elif name in seen:
            problems.append(
                Problem("id_twice", "The id “%(id)s” stands twice.", where=f"{source}:{line}", params={"id": name})
            )
        elif not asked:
            empty.append(name)
        else:
            ids.append(name)
            texts.append(asked)
        seen.add(name)
    _refuse(problems)
    return Asked(tuple(ids), tuple(texts), tuple(empty))


def read_groups(text: str, *, source: str) -> dict[str, tuple[str, ...]]:
    """Industries of companies from CSV with ``company_code`` and ``industry_code``, coarse to fine by two digits each.

    Raises ProblemsError.
    """
    rows, places, problems = _rows(text, ("company_code", "industry_code"), source)
    _refuse(problems)
    found: dict[str, tuple[str, ...]] = {}
    for _line, row in rows:
        company, industry = row[places[0]].strip(), row[places[1]].strip()
        if company and industry and company not in found:
            found[company] = tuple(industry[: 2 * level] for level in range(1, max(len(industry) // 2, 1) + 1))
    return found


def ranking_line(query: str, candidate: str, score: float, rank: int) -> str:
    """One line of the ranking file; the same ranking gives the same bytes."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([query, candidate, f"{score:.9g}", rank])
    return out.getvalue()


def _rows(
    text: str, columns: Sequence[str], source: str
) -> tuple[Iterable[tuple[int, list[str]]], list[int], list[Problem]]:
    """The rows after the header with their lines, where the wanted columns stand, and faults of single rows."""
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""))
    problems: list[Problem] = []
    rows: list[tuple[int, list[str]]] = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise ProblemsError(
                [
                    Problem(
                        "no_column",
                        "The file has no column “%(column)s”; it has: %(found)s.",
                        where=f"{source}:1",
                        fix="Name the columns in the first line.",
                        params={"column": column, "found": ", ".join(header)[:200] or "—"},
                    )
                    for column in missing
                ]
            )
        places = [header.index(column) for column in columns]
        for row in reader:
            if row and len(row) <= max(places):
                problems.append(Problem("short_row", "The row has too few cells.", where=f"{source}:{reader.line_num}"))
            elif row:
                rows.append((reader.line_num, row))
    except csv.Error as error:
        raise ProblemsError(
            [
                Problem(
                    "bad_csv",
                    "The file is no CSV: %(why)s",
                    where=f"{source}:{reader.line_num}",
                    params={"why": str(error)},
                )
            ]
        ) from error
    return rows, places, problems


def _refuse(problems: Sequence[Problem]) -> None:
    """Raise the problems, the first fifty of them and how many more there are."""
    if not problems:
        return
    told = list(problems[:MOST_TOLD])
    if len(problems) > MOST_TOLD:
        told.append(Problem("more_problems", "… and %(more)d more.", params={"more": len(problems) - MOST_TOLD}))
    raise ProblemsError(told)
