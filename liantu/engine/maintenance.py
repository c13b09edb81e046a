"""Keeping releases: adding a shard, merging shards, checking, dropping, and compiling the kernels beforehand."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from liantu.lib.asides import aside
from liantu.lib.problems import Problem

from . import build as b
from . import manifest as m
from . import table
from .errors import ReleaseError, one_problem

AGAIN = "Add the register again from its source files."


def add_shard(
    folder: Path,
    source: object,
    out: Path,
    info: m.ReleaseInfo,
    *,
    progress: b.Progress | None = None,
    should_stop: b.Stop | None = None,
) -> m.ReleaseInfo:
    """A new release ``out``: the shards of the release in ``folder`` (hard links where possible) and one of new rows.

    Old and new rows are searched together; a firm in both appears twice until the sources are merged. Rows without
    ids are numbered after the old ones. Raises as ``build_release`` does.
    """
    old, _ = m.read_manifest(folder)
    if old.code_version != m.CODE_VERSION:
        raise one_problem(
            "index-old",
            "The index was built by other rules (%(version)s).",
            where=folder,
            version=old.code_version,
            fix="Merge the shards first: that builds the index again.",
        )
    rows = table.rows_of(source)
    b.check_room(Path(out).parent, rows)
    with b.aside(Path(out)) as new:
        for shard in old.shards:
            _link_all(Path(folder) / "shards" / shard.name, new / "shards" / shard.name)
        known = {name: value for name, value in old.checksums.items() if name.startswith("shards/")}
        watch = b.Watch(progress, should_stop, rows, first_row=old.rows)
        number = max((int(shard.name) for shard in old.shards), default=-1) + 1
        added = b.write_shard(new, number, table.batches_of(source), watch)
        b.finish(new, replace(info, parent_id=info.parent_id or old.release_id), (*old.shards, added), known)
    return m.read_manifest(out)[0]


def _link_all(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, copy)
        except OSError:  # another file system, or one without hard links
            shutil.copy2(path, copy)


def merge_shards(
    folder: Path,
    out: Path,
    info: m.ReleaseInfo,
    *,
    progress: b.Progress | None = None,
    should_stop: b.Stop | None = None,
    shard_rows: int = b.SHARD_ROWS,
) -> m.ReleaseInfo:
    """A new release ``out`` of the same rows in full shards, its index built by the rules of this program."""
    old, _ = m.read_manifest(folder)
    tables = [Path(folder) / "shards" / shard.name / "enterprises.parquet" for shard in old.shards]
    return b.build_release(
        tables,
        out,
        replace(info, parent_id=info.parent_id or old.release_id),
        progress=progress,
        should_stop=should_stop,
        shard_rows=shard_rows,
    )


def check_release(folder: Path, *, deep: bool = True) -> list[Problem]:
    """Everything wrong with a release: missing, changed or unknown files, wrong counts, an index by other rules.

    Without ``deep`` no file is read whole: sizes are compared and the heads of tables and index opened, which finds
    whatever was cut off or lost, and not what was changed within.
    """
    folder = Path(folder)
    try:
        info, _ = m.read_manifest(folder)
    except ReleaseError as error:
        return list(error.problems)
    problems = _check_files(folder, info, deep=deep) or _check_counts(folder, info)
    if info.code_version != m.CODE_VERSION:
        problems.append(
            Problem(
                "index-old",
                "The index was built by other rules (%(version)s).",
                str(folder),
                "Merge the shards: that builds the index again.",
                {"version": info.code_version},
            )
        )
    return problems


def _check_files(folder: Path, info: m.ReleaseInfo, *, deep: bool) -> list[Problem]:
    """Files that are missing, unknown, of another size, or (deep) of another checksum."""
    present, problems = m.files_of(folder), []
    for name in sorted(set(info.checksums) | set(present)):
        where = str(folder / name)
        size = present[name].stat().st_size if name in present else 0
        if name not in present:
            problems.append(Problem("file-missing", "A file of the release is missing.", where, AGAIN))
        elif name not in info.checksums:
            fix = "Move it elsewhere."
            problems.append(Problem("file-unknown", "The manifest does not know this file.", where, fix))
        elif size != info.sizes.get(name, size):
            text = "A file of the release has %(found)s bytes; it was written with %(written)s."
            told = {"found": size, "written": info.sizes[name]}
            problems.append(Problem("file-size", text, where, AGAIN, told))
        elif deep and m.checksum(present[name]) != info.checksums[name]:
            problems.append(Problem("file-changed", "A file differs from its checksum.", where, AGAIN))
    return problems


def _check_counts(folder: Path, info: m.ReleaseInfo) -> list[Problem]:
    """Tables and indexes that cannot be opened, or count other rows than the manifest."""
    from .shard import Shard

    problems: list[Problem] = []
    for shard in info.shards:
        place = folder / "shards" / shard.name
        try:
            stored, indexed = table.rows_of(place / "enterprises.parquet"), Shard(place).rows
        except ReleaseError as error:
            problems += error.problems
            continue
        except (OSError, ValueError, KeyError, IndexError) as error:  # pyarrow's own are ValueError and OSError
            why = str(error)[:200]
            problems.append(
                Problem("table-broken", "The table cannot be read: %(why)s", str(place), AGAIN, {"why": why})
            )
            continue
        if not stored == indexed == shard.rows:
            problems.append(
                Problem(
                    "rows-differ",
                    "Manifest, table and index count %(counts)s rows.",
                    str(place),
                    AGAIN,
                    {"counts": f"{shard.rows}, {stored}, {indexed}"},
                )
            )
    if sum(shard.rows for shard in info.shards) != info.rows:
        problems.append(Problem("rows-differ", "The shards do not add up to the release.", str(folder)))
    return problems


def drop_release(folder: Path) -> None:
    """Remove a release: it vanishes at once (rename), its files after. Raises ReleaseError when it is none."""
    folder = Path(folder)
    m.read_manifest(folder)
    with aside(folder, folder=True) as dropped:
        folder.rename(dropped / folder.name)


def warm_up() -> None:
    """Compile every kernel (or load it from the cache) on a release of three rows, so that no user waits for it."""
    import pyarrow as pa

    from .release import open_release
    from .screening import Filters, Screening
    from .whole_job import NodeScreening, screen_many

    rows = [
        {"name": name, "business_scope": scope, "credit_code": "", "credit_code_valid": False, "province": "山西"}
        for name, scope in (
            ("某轧钢厂", "热轧带钢生产、销售"),
            ("某商店", "钢材（除危险品）零售；LED灯"),
            ("某公司", ""),
        )
    ]
    limits = Filters(provinces=("山西",), capital_min_wan_yuan=1.0, registered_from_on=date(1900, 1, 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warm"
        b.build_release(pa.Table.from_pylist(rows), path, m.ReleaseInfo("warm"))
        release = open_release(path)
        for filters in (Filters(), limits):
            release.screen(Screening(("钢", "LED", "带钢"), ("商",), gbt4754=("31",), filters=filters)).columns()
        release.search_name("轧钢")
        list(screen_many(release, [NodeScreening("", "", Screening(("钢",)))]))
