"""Every command of the house explains itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import BaseCommand, get_commands, load_command_class
from django.utils import translation

from liantu.cli import main

OURS = sorted(name for name, app in get_commands().items() if str(app).startswith("liantu"))


@pytest.mark.parametrize("name", OURS)
def test_a_command_prints_its_help(name: str) -> None:
    told = load_command_class(get_commands()[name], name).create_parser("liantu", name).format_help()
    assert "usage: liantu" in told


@pytest.mark.parametrize("verb", OURS)
def test_help_behind_a_verb_of_a_room_runs_nothing(
    verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ran(*_words: object, **_options: object) -> None:
        raise AssertionError("it ran")

    monkeypatch.setattr(BaseCommand, "execute", ran)
    with translation.override("en"), pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    assert "usage: liantu" in capsys.readouterr().out


@pytest.mark.parametrize(("verb", "word"), [("start", "--help"), ("start", "-h"), ("prepare", "-h"), ("welcome", "-h")])
def test_help_behind_a_verb_does_nothing_else(tmp_path: Path, verb: str, word: str) -> None:
    ended = _liantu(tmp_path, verb, word)
    assert ended.returncode == 0, ended.stderr
    assert "usage: liantu" in ended.stdout
    assert not list(tmp_path.rglob("*.sqlite3"))


@pytest.mark.parametrize("words", [("start", "--port", "9"), ("start", "now"), ("prepare", "all"), ("welcome",)])
def test_words_that_a_verb_does_not_know_are_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = _liantu(tmp_path, *words)
    assert ended.returncode == 2
    assert "usage: liantu" in ended.stderr
    assert not list(tmp_path.rglob("*.sqlite3"))


def _liantu(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "LIANTU_HOME": str(home), "LIANTU_DEBUG": "1"}
    return subprocess.run(
        [sys.executable, "-m", "liantu", *words], env=environ, capture_output=True, text=True, timeout=60, check=False
    )
