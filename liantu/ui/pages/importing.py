"""A sheet on its way in, in four steps: choose a file, match its columns, look at what would come of it, written.

``way`` is drawn on every page of it (``ui/pages/_import_way.html``); ``Looked`` is a brought sheet as a person looks
at it: tiles that narrow the rows, refused rows first, what is wrong told in the very cell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liantu.ui.models import ImportBatch, ImportState

STEPS = (
    ("file", _("Choose the file")),
    ("columns", _("Match the columns")),
    ("result", _("Look at the result")),
    ("written", pgettext_lazy("import", "Written")),
)
STATES = {
    "bad": (pgettext_lazy("rows", "Refused"), "bad"),
    "new": (pgettext_lazy("rows", "New"), "ok"),
    "changed": (pgettext_lazy("rows", "Changed"), "info"),
    "same": (pgettext_lazy("rows", "Unchanged"), "muted"),
    "left": (pgettext_lazy("rows", "Left out"), "muted"),
}
ROWS_MOST, SAMPLES = 500, 2


@dataclass(frozen=True)
class Step:
    """One step of the way: done, now or to come; ``url`` leads back to one that can be seen again."""

    title: Any
    state: str
    url: str = ""


def way(now: Collection[str], urls: Mapping[str, str] | None = None) -> list[Step]:
    """The four steps with those a page stands at (one page may hold two); those before them are done."""
    first = min(place for place, (code, _title) in enumerate(STEPS) if code in now)
    return [
        Step(
            title,
            "now" if code in now else "done" if place < first else "",
            "" if code in now else (urls or {}).get(code, ""),
        )
        for place, (code, title) in enumerate(STEPS)
    ]


@dataclass(frozen=True)
class SeenRow:
    """A row of the sheet: its line, what becomes of it, each cell with what is wrong in it, what else is wrong."""

    number: int
    words: Any
    tone: str
    cells: tuple[tuple[str, str], ...]
    problems: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Looked:
    """A brought sheet looked at: ``labels`` the fields' names, ``only`` the state whose rows are asked for.

    ``missing``: names of the columns without which no row can be written.
    """

    batch: ImportBatch
    labels: Mapping[str, str]
    url: str
    only: str = ""
    asked_step: str = ""
    missing: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        """Where it stands; the columns can be gone back to until it is written."""
        if self.batch.state != ImportState.PREVIEW:
            return "written"
        return "columns" if self.asked_step == "columns" else "result"

    @property
    def way(self) -> list[Step]:
        """The steps with the way back."""
        back = {"columns": f"{self.url}?step=columns", "result": self.url}
        return way({self.step}, back if self.batch.state == ImportState.PREVIEW else {})

    @property
    def is_undone(self) -> bool:
        """Whether what was written was taken back."""
        return self.batch.state == ImportState.UNDONE

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows each state has, sums and signatures too."""
        return {state: len(self.batch.rows_in(state)) for state in STATES}

    @property
    def to_write(self) -> int:
        """How many rows writing would touch."""
        return self.counts["new"] + self.counts["changed"]

    @property
    def tiles(self) -> list[tuple[str, Any, str, int, bool]]:
        """What the rows are narrowed by: state, words, tone, number, whether it is chosen; none for no rows."""
        return [
            (state, words, tone, self.counts[state], state == self.only)
            for state, (words, tone) in STATES.items()
            if self.counts[state]
        ]

    @property
    def columns(self) -> list[tuple[int, str, str, tuple[str, ...]]]:
        """Place, header, field and two samples of each column of the file."""
        return [
            (place, header, self.batch.mapping.get(str(place), ""), self._samples(place))
            for place, header in enumerate(self.batch.headers)
        ]

    @property
    def unread(self) -> list[str]:
        """Headers of columns with something in them that are read as nothing."""
        return [header or f"{place + 1}" for place, header, field, samples in self.columns if samples and not field]

    @property
    def rows(self) -> list[SeenRow]:
        """The rows asked for, refused ones first, at most ``ROWS_MOST``."""
        order = list(STATES)
        asked = [row for row in self.batch.rows if not self.only or row["state"] == self.only]
        asked.sort(key=lambda row: (order.index(row["state"]), row["number"]))
        return [self._seen(row) for row in asked[:ROWS_MOST]]

    @property
    def unseen(self) -> int:
        """How many rows asked for are not drawn; the receipt has them all."""
        asked = self.counts.get(self.only, 0) if self.only else len(self.batch.rows)
        return max(0, asked - ROWS_MOST)

    def _samples(self, place: int) -> tuple[str, ...]:
        told = (row["cells"][place] for row in self.batch.rows if len(row["cells"]) > place and row["state"] != "left")
        return tuple(dict.fromkeys(text for text in told if text))[:SAMPLES]

    def _seen(self, row: Mapping[str, Any]) -> SeenRow:
        """What is wrong stands in the cell it is about; what has no column stands at the end."""
        place_of = {field: place for place, field in self.batch.mapping.items()}
        wrong: dict[str, list[str]] = {}
        others = []
        for problem in row["problems"]:
            place = place_of.get(problem.get("field", ""))
            if place is None:
                others.append(problem)
            else:
                wrong.setdefault(place, []).append(problem["message"])
        cells: Sequence[str] = row["cells"]
        words, tone = STATES[row["state"]]
        drawn = tuple((text, " ".join(wrong.get(str(place), ()))) for place, text in enumerate(cells))
        return SeenRow(row["number"], words, tone, drawn, tuple(others))
