"""From files to a release folder: read, index, receipts of rows, then one rename. Nothing here touches the database."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liantu.engine import BuildCancelled, ReleaseInfo, build_release, open_release
from liantu.engine import manifest as m
from liantu.engine.maintenance import add_shard
from liantu.engine.reading import (
    KEEP_NOTHING_PERSONAL,
    PERSONAL_FIELDS,
    PersonalPolicy,
    Progress,
    ReadingError,
    ReadingStopped,
    RegisterReading,
    RowsReport,
    read_batches,
)
from liantu.lib.asides import aside
from liantu.lib.chinese_dates import LATEST_ON
from liantu.lib.problems import Problem
from liantu.sources.rules.quality import add_reports

if TYPE_CHECKING:
    import pyarrow as pa

REFUSED, NOTED, QUALITY, PERSONAL = "refused.csv.gz", "noted.csv.gz", "quality.json", "personal.parquet"
STEPS = 1000
_READING_STEPS = 900
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Recipe:
    """What a release is built from and called: files, column choices, policy, name-plate, day nothing is newer than."""

    paths: Sequence[Path]
    release_id: str
    title: str
    source: str = ""
    licence: str = ""
    as_of_on: date | None = None
    created_at: datetime | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    policy: PersonalPolicy = KEEP_NOTHING_PERSONAL
    latest_on: date | None = None
    translate: Callable[[str], str] = str
    parent: Path | None = None
    """The folder of a release whose rows come first: the new rows become further shards behind them."""


@dataclass(frozen=True)
class Built:
    """A release that now stands in the registers folder, and what was met on the way."""

    info: ReleaseInfo
    problems: tuple[Problem, ...]


def build_register(
    recipe: Recipe, registers: Path, *, tell: Tell | None = None, should_stop: Callable[[], bool] | None = None
) -> Built:
    """Build the release beside its place and swap it in; ``tell(done of 1000, 1000, note)`` says how far it is.

    Raises ReadingError (no file can be read, or no row is an enterprise), ReleaseError (folder exists, disk too
    small or full) and BuildCancelled; after each of them nothing of the build is left.
    """
    try:
        with aside(registers / recipe.release_id, folder=True) as stage:
            return _build(recipe, registers, stage, tell or (lambda *_: None), should_stop)
    except ReadingStopped:
        raise BuildCancelled from None


def _build(recipe: Recipe, registers: Path, aside: Path, tell: Tell, should_stop: Callable[[], bool] | None) -> Built:
    folder = aside / recipe.release_id

    def told(progress: Progress) -> None:
        share = progress.bytes_done / max(progress.bytes_total, 1)
        tell(int(share * _READING_STEPS), STEPS, f"{progress.file} · {progress.rows_read:,}")

    with (
        RowsReport(aside / REFUSED, translate=recipe.translate) as refused,
        RowsReport(aside / NOTED, translate=recipe.translate) as noted,
        _PersonalRows(aside / PERSONAL, recipe.policy) as personal,
    ):
        reading = read_batches(
            recipe.paths,
            recipe.mapping,
            policy=recipe.policy,
            refused=refused,
            noted=noted,
            progress=told,
            should_stop=should_stop,
            latest_on=recipe.latest_on or LATEST_ON,
        )
        info = ReleaseInfo(
            release_id=recipe.release_id,
            title=recipe.title,
            source=recipe.source,
            licence=recipe.licence,
            as_of_on=recipe.as_of_on,
            created_at=recipe.created_at,
        )
        rows = personal.split(reading, first_free_id(recipe.parent))
        if recipe.parent is None:
            build_release(rows, folder, info, should_stop=should_stop)
        else:
            add_shard(recipe.parent, rows, folder, info, should_stop=should_stop)
    if reading.quality.rows_accepted == 0:
        raise ReadingError([*reading.problems, _no_rows(reading)])
    tell(_READING_STEPS + 50, STEPS, "")
    (aside / QUALITY).write_text(reading.quality.to_json(), encoding="utf-8")
    for name in (REFUSED, NOTED, QUALITY, PERSONAL):
        if (aside / name).exists():
            (aside / name).rename(folder / name)
    quality = json.loads(reading.quality.to_json())
    if recipe.parent is not None:
        quality = _keep_earlier(recipe.parent, folder, quality)
    info = _seal(folder, quality)
    _sync(folder)
    target = registers / recipe.release_id
    if target.exists():
        raise _exists(target)
    folder.rename(target)
    _sync(registers)
    tell(STEPS, STEPS, f"{info.rows:,}")
    return Built(info, tuple(reading.problems))


def _seal(folder: Path, quality: Mapping[str, Any]) -> ReleaseInfo:
    """The manifest with counts, quality and the checksums of the receipts."""
    info, _ = m.read_manifest(folder)
    counts = {name: int(quality[name]) for name in ("rows_read", "rows_accepted", "rows_refused", "valid_codes")}
    checksums = {**info.checksums, **m.checksums_of(folder, known=info.checksums)}
    kept = {name: value for name, value in quality.items() if name != "files"}
    info = replace(info, counts=counts, quality=kept, checksums=checksums, sizes=m.sizes_of(folder))
    m.write_manifest(folder, info)
    return info


def first_free_id(parent: Path | None) -> int:
    """The enterprise number that follows those of a release; 0 without one."""
    if parent is None:
        return 0
    return max((int(shard["enterprise_id"].max()) + 1 for shard in open_release(parent).shards), default=0)


def _keep_earlier(parent: Path, folder: Path, quality: Mapping[str, Any]) -> dict[str, Any]:
    """The parent's receipts stay beside the new ones, under ``earlier/``; the quality of both together."""
    before = m.read_manifest(parent)[0]
    for path in before.checksums:
        if not path.startswith("shards/"):
            target = folder / (path if path.startswith("earlier/") else f"earlier/{before.release_id}/{path}")
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(parent / path, target)
    merged = add_reports(before.quality, quality)
    (folder / QUALITY).write_text(json.dumps(merged, ensure_ascii=False, indent=1), encoding="utf-8")
    return merged


def _link(source: Path, target: Path) -> None:
    """One file under two names where the disk can do that, else a copy; release files are never written again."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


class _PersonalRows:
    """Personal columns that the policy keeps, in a file of their own, so that they can be deleted alone."""

    def __init__(self, path: Path, policy: PersonalPolicy) -> None:
        self._path, self._names = path, [name for name in PERSONAL_FIELDS if name in policy.keep]
        self._writer: Any = None

    def __enter__(self) -> _PersonalRows:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def split(self, batches: Iterator[pa.RecordBatch], first_id: int = 0) -> Iterator[pa.RecordBatch]:
        """The batches, numbered from ``first_id`` on, without the personal columns, which go to the file."""
        import pyarrow.compute as pc

        for batch in batches:
            if first_id:
                place = batch.schema.get_field_index("enterprise_id")
                batch = batch.set_column(place, "enterprise_id", pc.add(batch.column(place), first_id))
            names = [name for name in self._names if name in batch.schema.names]
            if not names:
                yield batch
                continue
            kept = batch.select(["enterprise_id", *names])
            if self._writer is None:
                import pyarrow.parquet as pq

                self._writer = pq.ParquetWriter(self._path, kept.schema, compression="zstd")
            self._writer.write_batch(kept)
            yield batch.select([name for name in batch.schema.names if name not in names])


def _no_rows(reading: RegisterReading) -> Problem:
    return Problem(
        "no_rows",
        "None of %(rows)s rows could be taken as an enterprise.",
        fix="Look at the first rows and the columns chosen for them.",
        params={"rows": reading.quality.rows_read},
    )


def _exists(target: Path) -> Exception:
    from liantu.engine import ReleaseError

    return ReleaseError(
        [
            Problem(
                "release_id_taken",
                "There is already a register called %(given)s.",
                where=target.name,
                fix="Choose another identifier, or leave it out.",
                params={"given": target.name},
            )
        ]
    )


def _sync(folder: Path) -> None:
    """Make names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
