"""What the repository may not contain: paths of a machine, hosts of package registries, large or third-party files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("/work" + "/", "/tmp/bash" + "_jobs", "registry." + "npmjs", "files.python" + "hosted", "pypi" + ".org")
OF_THE_ROOM = "/api/v1/" + "work" + "/"  # the interface of the room of that name is no path of a machine


def _tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_no_paths_or_hosts_of_a_workplace() -> None:
    found = []
    for path in _tracked():
        if path.suffix in {".png", ".jpg", ".parquet", ".woff2"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore").replace(OF_THE_ROOM, "")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in WORDS if word in text]
    assert not found, found


def test_no_large_files() -> None:
    large = [str(path.relative_to(ROOT)) for path in _tracked() if path.stat().st_size > 1_500_000]
    assert not large, f"large files do not belong here: {large}"
