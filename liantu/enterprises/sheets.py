"""A list of enterprises read from a sheet: columns found like those of a register, each row with what it would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from liantu.engine.reading import KEEP_NOTHING_PERSONAL, Preview, RowsReport, preview, read_batches
from liantu.enterprises import reads
from liantu.enterprises.models import EnterpriseImport
from liantu.enterprises.rules.sheet import Planned, plan_sheet
from liantu.lib.problems import Problem, ProblemsError
from liantu.sources.intake import lay_out

MOST_ROWS = 20_000


@dataclass(frozen=True)
class SheetPlan:
    """What a sheet would do: every row, rows that cannot be taken, problems of the file."""

    rows: tuple[Planned, ...]
    names: Mapping[int, str]
    refused: int
    problems: tuple[Problem, ...]

    def counts(self) -> dict[str, int]:
        """Rows by what happens to them."""
        found = Counter(row.deed for row in self.rows)
        return {deed: found.get(deed, 0) for deed in ("create", "update", "same", "unclear")}

    def unclear(self) -> list[Planned]:
        """Rows that change nothing because it is not clear what they mean."""
        return [row for row in self.rows if row.deed == "unclear"]


def path_of(started: EnterpriseImport) -> Path:
    """The sheet under the name the person gave it."""
    folder = Path(settings.HOME) / "intake" / f"enterprises-{started.pk}"
    return lay_out(folder, [(started.file.name, started.file.local_path)])[0]


def look_at(started: EnterpriseImport) -> Preview:
    """Columns and first rows of the sheet."""
    return preview([path_of(started)], mapping=started.mapping, policy=KEEP_NOTHING_PERSONAL, rows=5)


def plan_import(started: EnterpriseImport, *, refused: RowsReport | None = None) -> SheetPlan:
    """What every row of the sheet would do. Raises ProblemsError when it cannot be read or has too many rows."""
    reading = read_batches([path_of(started)], started.mapping, refused=refused)
    rows: list[dict[str, Any]] = []
    for batch in reading:
        rows += [_row(row) for row in batch.to_pylist()]
        if len(rows) > MOST_ROWS:
            raise ProblemsError(
                [
                    Problem(
                        "too_many_rows",
                        "The sheet has more than %(most)s rows.",
                        where=started.title,
                        fix="Bring it in as a register instead.",
                        params={"most": MOST_ROWS},
                    )
                ]
            )
    planned = plan_sheet(rows, reads.known_enterprises(started.zone))
    names = {int(row["source_row"]): str(row["name"]) for row in rows}
    return SheetPlan(planned, names, reading.quality.rows_refused, tuple(reading.problems))


def unclear_line(row: Planned) -> dict[str, Any]:
    """An unclear row for the receipt."""
    return {"line": row.line, "why": row.why}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the reader in the types of the model; a code that is wrong is not taken over."""
    capital = row["capital_wan_yuan"]
    return {
        "source_row": row["source_row"],
        "name": row["name"][:255],
        "credit_code": row["credit_code"] if row["credit_code_valid"] else "",
        "registered_on": row["registered_on"],
        "enterprise_type": row["enterprise_type"][:80],
        "capital_wan_yuan": None if capital is None else Decimal(repr(capital)).quantize(Decimal("0.0001")),
        "capital_currency": row["capital_currency"][:3] if capital is not None else "",
        "business_scope": row["business_scope"],
        "province": row["province"][:40],
        "city": row["city"][:40],
        "register_status": row["status"][:40],
    }
