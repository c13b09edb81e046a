"""The receipt of rows: file, line, what is wrong, how to fix it, and the cells as they came — safe to open in Excel."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from types import TracebackType

from liantu.engine.reading.reasons import FAULTS, REASONS, TITLES

PERSONAL_MARK = "[personal]"
_PERSONAL_TEXT = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])|0\d{2,3}-\d{7,8}|[\w.+-]+@[\w-]+\.[\w.]+"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Translate = Callable[[str], str]


def _unchanged(text: str) -> str:
    return text


class RowsReport:
    """Writes rows to ``path`` (csv.gz, UTF-8 with BOM): ``file, line, code, what, fix, cell 1, cell 2 …``.

    Cells stand as they came, except that a text Excel would run as a formula gets ' in front, and cells of personal
    columns are replaced by a mark (file and line lead the owner back to them). At most ``most`` rows are written;
    ``written`` and ``left_off`` tell how many. Equal input gives equal bytes. ``translate`` turns the English texts
    into the reader's.
    """

    def __init__(self, path: Path, *, most: int = 5_000_000, translate: Translate = _unchanged) -> None:
        self.path, self.written, self.left_off = Path(path), 0, 0
        self._most, self._translate = most, translate
        self._raw = self.path.open("wb")
        self._packed = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, compresslevel=6, mtime=0)
        self._text = io.TextIOWrapper(self._packed, encoding="utf-8", newline="", errors="replace")
        self._text.write("\ufeff")
        self._writer = csv.writer(self._text)
        self._writer.writerow([translate(title) for title in TITLES])

    def add(
        self,
        file: str,
        line: int,
        code: str,
        cells: Sequence[str],
        *,
        detail: str = "",
        fault: str = "",
        personal: Collection[int] = (),
    ) -> None:
        """Write one row. ``detail``: the text found; ``fault``: what is wrong, ``personal``: places not kept."""
        if self.written >= self._most:
            self.left_off += 1
            return
        reason, told = REASONS[code], FAULTS.get(code, {}).get(fault, "")
        shown = {"detail": f"{detail}: {self._translate(told)}" if told else detail}
        texts = [self._translate(text) % shown for text in (reason.what, reason.fix)]
        self._writer.writerow([formula_safe(file), line, code, *map(formula_safe, texts), *_shown(cells, personal)])
        self.written += 1

    def close(self) -> None:
        """Finish the file. Calling it again does nothing."""
        if not self._raw.closed:
            self._text.close()
            self._packed.close()
            self._raw.close()

    def __enter__(self) -> RowsReport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def formula_safe(text: str) -> str:
    """The text with ' in front when a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _shown(cells: Sequence[str], personal: Collection[int]) -> list[str]:
    if not personal:
        return [formula_safe(cell) for cell in cells]
    return [PERSONAL_MARK if place in personal and cell else formula_safe(cell) for place, cell in enumerate(cells)]


def mask_personal(cells: Sequence[str]) -> list[str]:
    """Cells of a row whose columns are not known to be in place, phone, identity numbers and mail addresses masked."""
    return [_PERSONAL_TEXT.sub(PERSONAL_MARK, cell) for cell in cells]
