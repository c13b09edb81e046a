"""A register release opened for reading: screening, look-ups, counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import manifest as m
from . import text, twin
from .highlights import scope_highlights
from .screening import Hit, Screening


class ScreenResult:
    """The answer to a screening: ``total`` rows match; ``hits`` are the best of them, best first."""

    def __init__(self, total: int, hits: Sequence[Hit]) -> None:
        self.total = total
        self.hits = hits

    def columns(self) -> dict[str, Any]:
        """The hits as numpy arrays by column name."""
        import numpy as np

        names = ("enterprise_id", "score", "role", "position", "province", "city", "capital_wan_yuan")
        return {name: np.array([getattr(hit, name) for hit in self.hits]) for name in names}


class Release:
    """An immutable register release. Cheap to open; safe to share between threads."""

    def __init__(self, folder: Path, info: m.ReleaseInfo) -> None:
        self.folder, self.info = folder, info
        self._rows: list[dict[str, Any]] | None = None

    def __len__(self) -> int:
        return self.info.rows

    def _all(self) -> list[dict[str, Any]]:
        if self._rows is None:
            import pyarrow.parquet as pq

            self._rows = [
                row
                for shard in self.info.shards
                for row in pq.read_table(self.folder / "shards" / shard.name / "enterprises.parquet").to_pylist()
            ]
        return self._rows

    def screen(self, screening: Screening, top: int | None = 1000) -> ScreenResult:
        """How many rows match and the best ``top`` of them with parts and evidence."""
        return ScreenResult(*twin.screen_rows(self._all(), screening, top))

    def enterprise(self, enterprise_id: int) -> dict[str, Any] | None:
        """The full row of an enterprise, business scope included, or None."""
        return next((row for row in self._all() if row["enterprise_id"] == enterprise_id), None)

    def find(self, *, credit_code: str) -> list[dict[str, Any]]:
        """The full rows with this credit code (two firms may share one by mistake of the register)."""
        return [row for row in self._all() if credit_code and row["credit_code"] == credit_code]

    def search_name(self, words: str, limit: int = 20) -> list[dict[str, Any]]:
        """Full rows whose name holds the words, shortest names first."""
        word = text.search_word(words)
        found = [row for row in self._all() if word and text.find_word(text.fold(text.squeeze(row["name"])), word) >= 0]
        return sorted(found, key=lambda r: (len(r["name"]), r["credit_code"], r["enterprise_id"]))[:limit]

    def scope_highlights(self, enterprise_id: int, screening: Screening) -> list[tuple[int, int, str, str]]:
        """Where the screening's words stand in the business scope: (start, end, word, role or 'excluded')."""
        row = self.enterprise(enterprise_id)
        return [] if row is None else scope_highlights(row["name"], row["business_scope"], screening)

    def counts_by(self, screening: Screening, by: str = "province") -> dict[str, dict[str, int]]:
        """Matching rows by province or city, then by role."""
        counts: dict[str, dict[str, int]] = {}
        for hit in self.screen(screening, None).hits:
            roles = counts.setdefault(getattr(hit, by), {"make": 0, "trade": 0, "service": 0})
            roles[hit.role] += 1
        return dict(sorted(counts.items()))


@lru_cache(maxsize=16)
def _opened(folder: Path, manifest_checksum: str) -> Release:
    return Release(folder, m.read_manifest(folder)[0])


def open_release(folder: Path | str) -> Release:
    """Open the release in ``folder`` (again: the same object while its manifest stays). Raises ReleaseError."""
    folder = Path(folder).resolve()
    _, checksum = m.read_manifest(folder)
    return _opened(folder, checksum)


def list_releases(registers: Path | str) -> list[m.ReleaseInfo]:
    """The manifests of all readable releases under a folder, newest as-of date first."""
    found = []
    for path in sorted(Path(registers).glob(f"*/{m.MANIFEST}")):
        if not path.parent.name.startswith("."):
            found.append(m.read_manifest(path.parent)[0])
    return sorted(found, key=lambda info: (str(info.as_of_on or ""), info.release_id), reverse=True)


__all__ = ["Mapping", "Release", "ScreenResult", "list_releases", "open_release"]
