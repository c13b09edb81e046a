"""The PostgreSQL server that the full test run starts ends with it, also when the run itself is ended."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTED = """
import sys, time
sys.path.insert(0, "packaging")
import full_test
with full_test.postgres() as url:
    print(url, flush=True)
    time.sleep(120)
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_ends_with_who_started_it(how: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", STARTED], cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        try:
            assert started.stdout is not None
            url = started.stdout.readline().strip()
        finally:
            started.send_signal(how)
    if url == "None":
        pytest.skip("PostgreSQL is not installed")
    for _attempt in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", urlsplit(url).port or 0)):
                return
        time.sleep(0.1)
    raise AssertionError("the server still listens")
