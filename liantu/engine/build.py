"""Writing a release: built aside, swapped in by one rename, so that a reader never sees half of one."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liantu.lib.asides import aside as held_aside
from liantu.lib.asides import left_in, put_in_place, settle

from . import manifest as m
from . import table
from .errors import BuildCancelled, one_problem

if TYPE_CHECKING:
    import pyarrow as pa

SHARD_ROWS = 1_250_000
BYTES_PER_ROW = 420  # table and index of an ordinary row, with room: measured in docs/benchmarks.md
Progress = Callable[[int, int | None, str], None]
Stop = Callable[[], bool]


def build_release(
    source: object,
    out: Path,
    info: m.ReleaseInfo,
    *,
    progress: Progress | None = None,
    should_stop: Stop | None = None,
    shard_rows: int = SHARD_ROWS,
    replace_existing: bool = False,
) -> m.ReleaseInfo:
    """Write the release ``out`` from normalised rows (a Parquet path or several, an Arrow table, or Arrow batches).

    ``progress(rows done, rows in all or None, step)`` is called about once per 65,536 rows. Raises ReleaseError when
    the folder exists, a column is missing, or the disk is too small (told before writing where the rows are known) or
    becomes full; BuildCancelled when ``should_stop()`` says so. In every such case nothing is left behind.
    """
    out = Path(out)
    rows = table.rows_of(source)
    check_room(out.parent, rows)
    with aside(out, replace_existing) as folder:
        watch = Watch(progress, should_stop, rows)
        shards: list[m.ShardInfo] = []
        for batches in _cut(table.batches_of(source), shard_rows):
            shards.append(write_shard(folder, len(shards), batches, watch))
        finish(folder, info, tuple(shards), {})
    return m.read_manifest(out)[0]


def check_room(folder: Path, rows: int | None) -> None:
    """Refuse to begin when the disk of ``folder`` has clearly too little room for so many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    if rows is None:
        return
    free = shutil.disk_usage(folder).free
    needed = rows * BYTES_PER_ROW
    if free < needed:
        raise one_problem(
            "disk-too-small",
            "%(rows)s rows need about %(needed)s MB; the disk has %(free)s MB free.",
            where=folder,
            fix="Make room or choose another data folder.",
            rows=rows,
            needed=needed // 10**6,
            free=free // 10**6,
        )


class Watch:
    """Progress and cancel of one build."""

    def __init__(
        self, progress: Progress | None, should_stop: Stop | None, total: int | None, first_row: int = 0
    ) -> None:
        self._progress, self._should_stop, self._total = progress, should_stop, total
        self.done, self._first_row = 0, first_row

    @property
    def next_row(self) -> int:
        """The number that a row without one gets."""
        return self._first_row + self.done

    def step(self, rows: int, what: str) -> None:
        """Tell that ``rows`` more rows went through ``what``; raises BuildCancelled when asked to stop."""
        self.done += rows
        if self._should_stop is not None and self._should_stop():
            raise BuildCancelled
        if self._progress is not None:
            self._progress(self.done, self._total, what)


@contextmanager
def aside(out: Path, replace_existing: bool = False) -> Iterator[Path]:
    """A folder beside ``out`` that becomes ``out`` when the block ends well, and vanishes when not."""
    if out.exists() and not replace_existing:
        raise one_problem(
            "release-exists",
            "The release %(name)s exists already.",
            where=out,
            name=out.name,
            fix="Choose another identifier, or drop the old release first.",
        )
    try:
        with held_aside(out, folder=True) as folder:
            yield folder
            put_in_place(folder, out)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise one_problem(
                "disk-full",
                "The disk became full while the release was written; nothing was changed.",
                where=out.parent,
                fix="Make room and try again.",
            ) from error
        raise


def tidy(registers: Path) -> list[str]:
    """Remove what broken-off builds left under ``registers``; the names removed. What is being built stays."""
    left = [path for path in left_in(Path(registers)) if path.parent == Path(registers)]
    for folder in left:
        settle(folder)
    return [folder.name for folder in left]


def _cut(batches: Iterator[pa.RecordBatch], shard_rows: int) -> Iterator[Iterator[pa.RecordBatch]]:
    """The batches as runs of at most ``shard_rows`` rows; each run must be used up before the next is taken."""
    waiting: list[Any] = []

    def run() -> Iterator[pa.RecordBatch]:
        room = shard_rows
        while room > 0:
            if not waiting:
                following = next(batches, None)
                if following is None:
                    return
                waiting.append(following)
            batch = waiting.pop()
            if batch.num_rows > room:
                waiting.append(batch.slice(room))
                batch = batch.slice(0, room)
            room -= batch.num_rows
            if batch.num_rows:
                yield batch

    while True:
        if not waiting:
            following = next(batches, None)
            if following is None:
                return
            waiting.append(following)
        yield run()


def finish(folder: Path, info: m.ReleaseInfo, shards: tuple[m.ShardInfo, ...], known: dict[str, str]) -> None:
    """Write the manifest of a folder whose shards stand; ``known`` checksums are not computed again."""
    checksums = {**m.checksums_of(folder, known=known), **known}
    m.write_manifest(
        folder,
        replace(
            info,
            schema_version=m.SCHEMA_VERSION,
            code_version=m.CODE_VERSION,
            rows=sum(shard.rows for shard in shards),
            shards=shards,
            checksums=checksums,
            sizes=m.sizes_of(folder),
        ),
    )


def write_shard(folder: Path, number: int, batches: Iterator[pa.RecordBatch], watch: Watch) -> m.ShardInfo:
    """Write table and index of one shard; the table is compressed by a second thread while the index is made."""
    import pyarrow.parquet as pq

    from .postings import ShardIndex

    name = f"{number:04d}"
    place = folder / "shards" / name
    (place / "index").mkdir(parents=True)
    path = place / "enterprises.parquet"
    index = ShardIndex()
    # the thread ends before the writer closes, whatever happens: closing under a write in flight crashes the process
    with pq.ParquetWriter(path, table.schema(), compression="zstd") as writer, ThreadPoolExecutor(1) as writing:
        waiting: Future[None] | None = None
        for batch in batches:
            batch = table.conform(batch, watch.next_row)
            if waiting is not None:
                waiting.result()
            waiting = writing.submit(writer.write_batch, batch, table.ROW_GROUP)
            index.add(batch)
            watch.step(batch.num_rows, "rows")
        if waiting is not None:
            waiting.result()
    watch.step(0, "index")
    places = index.write(place / "index")
    return m.ShardInfo(name, index.rows, path.stat().st_size, _bytes_in(place / "index"), places)


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())
