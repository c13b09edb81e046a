"""A register whose files were cut off, lost or changed is never called whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from liantu.engine.build import build_release
from liantu.engine.maintenance import check_release
from liantu.engine.manifest import ReleaseInfo, files_of, read_manifest, write_manifest

ROWS = [
    {"name": f"岚川第{n}轧钢厂", "business_scope": "热轧带钢生产、销售", "credit_code": "", "credit_code_valid": False, "province": "山西"}
    for n in range(40)
]  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import pyarrow as pa

    folder = tmp_path_factory.mktemp("registers") / "whole"
    build_release(pa.Table.from_pylist(ROWS), folder, ReleaseInfo("whole"))
    return folder


def codes(folder: Path, *, deep: bool = False) -> set[str]:
    return {problem.code for problem in check_release(folder, deep=deep)}


def test_every_file_cut_or_emptied_or_grown_is_found_at_once(whole: Path, tmp_path: Path) -> None:
    names = sorted(files_of(whole))
    assert len(names) > 10
    assert codes(whole) == codes(whole, deep=True) == set()
    for name in names:
        content = (whole / name).read_bytes()
        for changed in {content[:-1], content[: len(content) // 2], b"", content + b"x"} - {content}:
            folder = tmp_path / "cut"
            shutil.copytree(whole, folder)
            (folder / name).write_bytes(changed)
            assert codes(folder) == {"file-size"}, f"{name} of {len(changed)} bytes"
            shutil.rmtree(folder)


def test_a_changed_byte_is_found_by_the_deep_check(whole: Path, tmp_path: Path) -> None:
    for name in sorted(files_of(whole)):
        content = bytearray((whole / name).read_bytes())
        if not content:
            continue
        folder = tmp_path / "changed"
        shutil.copytree(whole, folder)
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)
        assert "file-changed" in codes(folder, deep=True), name
        shutil.rmtree(folder)


def test_tables_and_index_of_an_older_release_are_opened(whole: Path, tmp_path: Path) -> None:
    """Its manifest tells no sizes."""
    for name in sorted(files_of(whole)):
        content = (whole / name).read_bytes()
        folder = tmp_path / "older"
        shutil.copytree(whole, folder)
        info, _ = read_manifest(folder)
        write_manifest(folder, ReleaseInfo(**{**vars(info), "sizes": {}}))
        assert codes(folder) == set()
        (folder / name).write_bytes(content[: len(content) // 2])
        if name.startswith("shards/") and len(content) > 1:
            assert codes(folder) & {"index-broken", "table-broken"}, name
        shutil.rmtree(folder)
