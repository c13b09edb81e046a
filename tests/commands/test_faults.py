"""Whatever goes wrong with a command reaches the terminal as a line and an exit code, never as a traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from liantu.faults import explain, guarded, in_chinese
from liantu.lib.environment import SettingError


def _liantu(home: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIANTU_", "LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-m", "liantu", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        env={**kept, "LIANTU_HOME": str(home), "PYTHONUTF8": "1", **environ},
    )


def test_a_newcomer_types_a_verb_into_an_empty_folder(tmp_path: Path) -> None:
    listed = _liantu(tmp_path, "register", "list")
    assert listed.returncode == 0, listed.stderr
    gaps = _liantu(tmp_path, "gaps", LANG="en_GB.UTF-8")
    assert gaps.returncode == 1
    assert "liantu register add" in gaps.stderr
    assert "Traceback" not in gaps.stderr


def test_a_wrong_setting_and_a_folder_that_cannot_be(tmp_path: Path) -> None:
    wrong = _liantu(tmp_path, "register", "list", LIANTU_UPLOAD_MAX_MB="abc")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("LIANTU_UPLOAD_MAX_MB")
    (tmp_path / "file").touch()
    home = _liantu(tmp_path / "file" / "under", "gaps", LANG="zh_CN.UTF-8")
    assert home.returncode == 1
    assert "Traceback" not in home.stderr
    assert str(tmp_path / "file" / "under") in home.stderr


def test_an_unforeseen_fault_is_kept_in_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIANTU_DEBUG", raising=False)

    def fail() -> None:
        raise ZeroDivisionError("rows: 0")

    assert guarded(fail, lambda: tmp_path) == 1
    told = capsys.readouterr().err
    (kept,) = (tmp_path / "faults").iterdir()
    assert str(kept) in told
    assert "Traceback" not in told
    assert "ZeroDivisionError: rows: 0" in kept.read_text("utf-8")


@pytest.mark.parametrize(
    ("number", "word"),
    [(errno.ENOSPC, "LIANTU_HOME"), (errno.EACCES, "Not allowed"), (errno.ENOENT, "no file"), (errno.EISDIR, "folder")],
)
def test_a_fault_of_the_disk_says_which_file(number: int, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    line, code = explain(OSError(number, os.strerror(number), "/data/x"), Path)
    assert word in line
    assert "/data/x" in line
    assert code == 1


def test_ctrl_c_and_a_wrong_setting_have_codes_of_their_own(tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    assert guarded(stop, lambda: tmp_path) == 130
    assert explain(SettingError("LIANTU_X=…"), Path) == ("LIANTU_X=…", 2)


@pytest.mark.parametrize(
    ("environ", "chinese"),
    [
        ({}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB"}, False),
    ],
)
def test_a_terminal_is_answered_in_its_language(environ: dict[str, str], chinese: bool) -> None:
    assert in_chinese(environ) is chinese
