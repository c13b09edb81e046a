"""What ends is started again and told, what is asked to end ends with everything it made, two never share a folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from liantu import supervision
from liantu.supervision import Part, Supervisor

FOREVER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"]


def until(true: object, seconds: float = 20.0) -> None:
    """Wait until a question is answered yes."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def running(supervisor: Supervisor) -> threading.Thread:
    """Run it beside the test; signals are the main thread's, so the test says stop itself."""
    original, supervision.signal.signal = supervision.signal.signal, lambda *_: None  # type: ignore[assignment]
    thread = threading.Thread(target=supervisor.run, args=(lambda _part: None,), daemon=True)
    thread.start()
    until(lambda: all(part.process is not None for part in supervisor.parts))
    supervision.signal.signal = original  # type: ignore[assignment]
    return thread


def test_a_killed_part_comes_again_and_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor([Part("web", FOREVER), Part("worker", FOREVER)], tmp_path, said.append)
    thread = running(supervisor)
    worker = supervisor.parts[1]
    assert worker.process is not None
    first = worker.process.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: not json.loads((tmp_path / "parts.json").read_text())["worker"]["up"])
    until(lambda: worker.process is not None and worker.process.pid != first)
    assert said == ["worker ended (signal 9); starting it again in 1 s"]
    told = json.loads((tmp_path / "parts.json").read_text())
    assert (told["worker"]["up"], told["worker"]["restarts"], told["web"]["restarts"]) == (True, 1, 0)
    pids = [part.process.pid for part in supervisor.parts if part.process is not None]
    supervisor._stop(signal.SIGTERM, None)
    thread.join(20)
    assert not thread.is_alive()
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert not (tmp_path / "parts.json").exists()


def test_a_part_that_ends_at_once_is_started_more_and_more_seldom(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor([Part("web", [sys.executable, "-c", "raise SystemExit(3)"])], tmp_path, said.append)
    thread = running(supervisor)
    until(lambda: len(said) >= 3)
    supervisor._stop(signal.SIGTERM, None)
    thread.join(20)
    assert [line.rsplit(" in ", 1)[1] for line in said[:3]] == ["1 s", "2 s", "4 s"]
    assert "code 3" in said[0]


def test_who_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "GRACE_SECONDS", 0.5)
    supervisor = Supervisor([Part("worker", STUBBORN)], tmp_path, lambda _line: None)
    thread = running(supervisor)
    time.sleep(1.0)
    supervisor._stop(signal.SIGTERM, None)
    thread.join(20)
    assert not thread.is_alive()


def test_a_full_disk_does_not_take_it_down(tmp_path: Path) -> None:
    supervisor = Supervisor([Part("web", FOREVER)], tmp_path / "gone", lambda _line: None)
    thread = running(supervisor)
    assert thread.is_alive()
    supervisor._stop(signal.SIGTERM, None)
    thread.join(20)


def started(home: Path, port: int) -> subprocess.CompletedProcess[str]:
    """``liantu start`` in English, which must refuse at once."""
    said = {"LIANTU_HOME": str(home), "LIANTU_PORT": str(port), "LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8"}
    command = [sys.executable, "-m", "liantu", "start"]
    return subprocess.run(command, env=os.environ | said, capture_output=True, text=True, timeout=60, check=False)


def test_a_port_of_somebody_else_and_a_folder_in_use_are_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = started(tmp_path / "one", other.getsockname()[1])
    assert (answer.returncode, "taken by another program" in answer.stderr) == (2, True)
    lock = supervision.hold(tmp_path / "two")
    assert lock is not None
    answer = started(tmp_path / "two", 1)
    lock.close()
    assert (answer.returncode, "works on the data folder" in answer.stderr) == (2, True)
    again = supervision.hold(tmp_path / "two")
    assert again is not None
    again.close()


def test_the_supervisor_stays_small() -> None:
    """It loads nothing of Django, of the rooms or of the engine."""
    code = "import sys, liantu.cli; print(sorted(m for m in sys.modules if m.split('.')[0] in ('django', 'numpy', 'pyarrow')))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_units_name_what_there_is() -> None:
    packaging = Path(__file__).resolve().parents[2] / "packaging"
    unit = (packaging / "liantu.service").read_text()
    assert "ExecStart=/opt/liantu/bin/liantu start" in unit
    assert float(unit.split("TimeoutStopSec=")[1].split()[0]) > supervision.GRACE_SECONDS
    container = (packaging / "Containerfile").read_text()
    assert 'ENTRYPOINT ["liantu", "start"]' in container
    assert "USER liantu" in container


def test_a_lock_left_by_a_killed_program_holds_nobody(tmp_path: Path) -> None:
    code = "import sys, time, pathlib; from liantu.supervision import hold; \
lock = hold(pathlib.Path(sys.argv[1])); print(lock is not None, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        assert supervision.hold(tmp_path) is None
        holder.kill()
    lock = supervision.hold(tmp_path)
    assert lock is not None
    lock.close()
