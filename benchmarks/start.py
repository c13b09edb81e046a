"""How long until a newcomer sees the zone: cold start, warm start, memory of the web process, import of the engine.

    python -m benchmarks.start            # warm start and memory with the environment of this checkout
    python -m benchmarks.start --cold     # also a fresh copy of the checkout with no environment

Prints seconds and megabytes; nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(root: Path, home: Path) -> tuple[float, subprocess.Popen[bytes], int]:
    """Seconds from ``./run`` to the first answered login page, and the running program."""
    port = free_port()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home), "LIANTU_PORT": str(port)}
    started = time.perf_counter()
    process = subprocess.Popen([str(root / "run")], cwd=root, env=environ, stdout=subprocess.DEVNULL)
    while True:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/login/", timeout=5).read()
            return time.perf_counter() - started, process, port
        except OSError:
            if process.poll() is not None:
                raise SystemExit("./run ended before the first page") from None
            time.sleep(0.02)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the program."""
    process.terminate()
    process.wait(timeout=60)


def resident_mb(pid: int) -> list[tuple[str, float]]:
    """Command and resident memory of the children of ``pid``, all levels."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,rss,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 3) for line in listed.splitlines()[1:]]
    family, found = {str(pid)}, []
    for row_pid, parent, rss, command in rows:
        if parent in family or row_pid in family:
            family.add(row_pid)
            found.append((command[-60:], int(rss) / 1024))
    return found


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cold", action="store_true")
    given = options.parse_args()
    work = Path(tempfile.mkdtemp(prefix="liantu-bench-"))
    try:
        if given.cold:
            copy = work / "copy"
            subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
            seconds, process, _ = start(copy, work / "cold-home")
            print(f"cold ./run, empty environment, to the login page: {seconds:.1f} s")
            stop(process)
        seconds, process, _ = start(ROOT, work / "home")
        print(f"first ./run with the environment made (demo zone built): {seconds:.1f} s")
        stop(process)
        seconds, process, _ = start(ROOT, work / "home")
        print(f"warm ./run: {seconds:.1f} s")
        for command, megabytes in resident_mb(process.pid):
            print(f"  {megabytes:7.0f} MB  {command}")
        stop(process)
        times = []
        for _ in range(5):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", "import liantu.engine"], cwd=ROOT, check=True)
            times.append(time.perf_counter() - began)
        bare = []
        for _ in range(5):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", "pass"], cwd=ROOT, check=True)
            bare.append(time.perf_counter() - began)
        print(f"import liantu.engine: {min(times) - min(bare):.3f} s above a bare interpreter")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
