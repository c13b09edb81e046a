"""Long lists taken out: seconds and memory of writing them, and how the program answers meanwhile.

    python -m benchmarks.exports                        # 20,000 and 200,000 rows; four people on a real `liantu start`
    python -m benchmarks.exports --rows 50000 --people 2

Prints the peak memory of the process that writes, then p50 / p95 / longest of `/healthz` before and while the lists of
all the people are written, seconds until each has hers, memory of web and worker. A SQLite installation of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.start import ROOT, free_port

HEALTH_EVERY_SECONDS = 0.05
PATIENCE_SECONDS = 900.0


def environ_of(home: Path, **more: str) -> dict[str, str]:
    """The environment of an installation of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    return {**kept, "LIANTU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "liantu.settings", **more}


def probe(home: Path, verb: str, given: object) -> dict[str, Any]:
    """What a process that fills, or writes, says it did."""
    command = [sys.executable, "-m", "tests.exports.probe", verb, str(given)]
    said = subprocess.run(command, env=environ_of(home), cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


class Program:
    """A real ``liantu start``."""

    def __init__(self, home: Path, **more: str) -> None:
        self.address = f"http://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        environ = environ_of(home, LIANTU_PORT=port, LIANTU_LOG_LEVEL="ERROR", **more)
        command = [sys.executable, "-m", "liantu", "start"]
        self.process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 180
        while time.monotonic() < until:
            try:
                if json.loads(self.get("/healthz"))["status"] == "ok":
                    return
            except (OSError, ValueError, KeyError):
                pass
            time.sleep(0.2)
        raise SystemExit("the program did not come up")

    def get(self, path: str, session: str = "", data: dict[str, str] | None = None) -> str:
        """The text of an address, asked as the person of a session; redirections are followed."""
        csrf = "x" * 32
        headers = {"Cookie": f"sessionid={session}; csrftoken={csrf}"} if session else {}
        body = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": csrf}).encode() if data is not None else None
        request = urllib.request.Request(self.address + path, body, headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            self.last = str(answer.geturl()).removeprefix(self.address)
            return str(answer.read().decode())

    def memory_mb(self) -> list[tuple[str, float]]:
        """Command and highest resident memory of every process of the program."""
        listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        family, found = {str(self.process.pid)}, []
        for line in listed.splitlines()[1:]:
            pid, parent, command = line.split(None, 2)
            if parent in family or pid in family:
                family.add(pid)
                status = Path(f"/proc/{pid}/status")
                peak = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
                found.append((command[-50:], int(peak[1]) / 1024 if peak else 0.0))
        return found

    def stop(self) -> None:
        """End the program."""
        self.process.terminate()
        self.process.wait(timeout=60)


class Health:
    """Asks ``/healthz`` from a thread of its own."""

    def __init__(self, program: Program) -> None:
        self.program, self.seconds, self._ended = program, list[float](), threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        while not self._ended.wait(HEALTH_EVERY_SECONDS):
            began = time.perf_counter()
            with urllib.request.urlopen(self.program.address + "/healthz", timeout=120) as answer:
                answer.read()
            self.seconds.append(time.perf_counter() - began)

    def told(self) -> str:
        """p50, p95 and the longest, in milliseconds."""
        self._ended.set()
        self._thread.join(timeout=130)
        taken = sorted(self.seconds)
        p95 = taken[int(len(taken) * 0.95)]
        return (
            f"{len(taken)} × /healthz: p50 {statistics.median(taken) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms,"
            f" longest {taken[-1] * 1000:.0f} ms"
        )


def press(program: Program, session: str) -> str:
    """Press export and send the page that opens; the address of the list's page."""
    page = program.get("/enterprises/?export=xlsx", session)
    offered = re.search(r'name="of" value="([^"]+)"', page)
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert offered is not None, page[:500]
    program.get(program.last, session, {"of": offered[1], **({"once": once[1]} if once else {})})
    return program.last


def under_traffic(home: Path, people: int) -> None:
    """Everybody presses at once."""
    sessions = probe(home, "people", people)["sessions"]
    program = Program(home)
    try:
        health = Health(program)
        time.sleep(5)
        print("at rest:", health.told())
        health, began = Health(program), time.perf_counter()
        waited = {press(program, session): session for session in sessions}
        print(f"{people} presses answered in {time.perf_counter() - began:.1f} s")
        while waited and time.perf_counter() - began < PATIENCE_SECONDS:
            time.sleep(1)
            for place, session in list(waited.items()):
                if f"{place}file/" in program.get(place, session):
                    del waited[place]
                    print(f"  one has hers after {time.perf_counter() - began:.0f} s")
        print("meanwhile:", health.told())
        for command, megabytes in program.memory_mb():
            print(f"  {megabytes:7.0f} MB  {command}")
        if waited:
            raise SystemExit(f"{len(waited)} lists were not written in {PATIENCE_SECONDS:.0f} s")
    finally:
        program.stop()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--people", type=int, default=4)
    given = options.parse_args()
    home = Path(tempfile.mkdtemp(prefix="liantu-bench-"))
    try:
        subprocess.run([sys.executable, "-m", "liantu", "migrate"], env=environ_of(home), cwd=ROOT, check=True)
        few = given.rows // 10
        probe(home, "fill", few)
        probe(home, "people", 1)
        for more in (0, given.rows - few):
            if more:
                probe(home, "fill", more)
            for file_format in ("csv", "xlsx"):
                one = probe(home, "write", file_format)
                print(
                    f"{one['rows']:,} rows as {file_format}: {one['seconds']:.1f} s, {one['bytes'] / 1e6:.1f} MB,"
                    f" peak memory {one['peak_mb']:.0f} MB"
                )
        under_traffic(home, given.people)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
