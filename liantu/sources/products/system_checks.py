"""Are the files of product lists as they were when they were built?"""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from liantu.foundation.system.slots import Finding, good
from liantu.lib.problems import Problem
from liantu.sources.products.building import MANIFEST
from liantu.sources.products.models import ProductRelease


def check_lists(deep: bool) -> Iterator[Finding]:
    """Every list that can be used: its folder is there, its files have their sizes; deep: their checksums."""
    rows = list(ProductRelease.objects.filter(state=ProductRelease.State.READY))
    sound = 0
    for release in rows:
        wrong = faults_of(release.folder, release.manifest, deep=deep)
        sound += not wrong
        if wrong:
            text = "Product lists of %(day)s: %(file)s is gone or not as it was built."
            fix = "Restore the folder products from a backup, or bring the lists in again."
            params = {"day": release.as_of_on.isoformat(), "file": wrong[0]}
            yield Finding("bad", Problem("lists_damaged", text, where=release.release_id, fix=fix, params=params))
    known = {release.release_id for release in ProductRelease.objects.all()}
    home = Path(settings.HOME) / "products"
    stray = sorted(
        path.name
        for path in (home.iterdir() if home.is_dir() else ())
        if path.name not in known and not path.name.startswith(".")
    )
    if stray:
        text = "%(count)s folders of product lists belong to no entry, first %(first)s."
        told: dict[str, object] = {"count": len(stray), "first": stray[0]}
        yield Finding(
            "warn", Problem("lists_stray", text, fix="They do no harm; delete them to win room.", params=told)
        )
    if rows and sound == len(rows):
        yield good("lists_sound", "%(count)s product lists are as they were built.", count=sound)


def faults_of(folder: Path, manifest: Mapping[str, Any], *, deep: bool) -> list[str]:
    """The names of files that are gone, of another size, or (deep) of another content than when they were built.

    The manifest of the row decides; the one in the folder must say the same. Manifests of before tell no sizes: there
    the files are opened.
    """
    sizes, sums = dict(manifest.get("bytes") or {}), dict(manifest.get("sha256") or {})
    wrong = []
    for name in sorted(sums):
        path = folder / name
        there = path.is_file()
        told = path.stat().st_size == sizes[name] if there and name in sizes else there and _opens(path)
        if not told or (deep and _checksum(path) != sums[name]):
            wrong.append(name)
    if not _same_manifest(folder / MANIFEST, manifest):
        wrong.append(MANIFEST)
    return wrong


def _same_manifest(path: Path, manifest: Mapping[str, Any]) -> bool:
    try:
        return bool(json.loads(path.read_text(encoding="utf-8")) == manifest)
    except (OSError, ValueError):
        return False


def _opens(path: Path) -> bool:
    """Whether the head of a file, or what stands at its end, is whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if path.suffix == ".parquet":
            pq.read_metadata(path)
        elif path.suffix == ".npz":
            zipfile.ZipFile(path).close()
        elif path.suffix == ".gz":
            with gzip.open(path) as packed:
                packed.read()
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, pa.ArrowException):
        return False
    return True


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
