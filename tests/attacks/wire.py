"""The same hostile inputs over the network, to a program started as ``liantu start`` does, on the loopback alone.

    python -m tests.attacks.fuzz --wire --seed 1 --inputs 2000      # --minutes, --first, --only as without

Here nothing is taken back: an input meets what the ones before it left. Watched: answers, seconds, that the process
of the web server stays the same one, and that the watchdog's question is answered within a second.
"""

from __future__ import annotations

import http.client
import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.soak import parts_of, wait_for
from benchmarks.start import ROOT, free_port
from tests.attacks.fuzz import TOKEN, Answer, Found, Judge

HEALTH_SECONDS_MOST = 1.0
ANSWER_SECONDS_MOST = 120
NO_HEADER = re.compile(r"[\r\n\0]")


class Line(http.client.HTTPConnection):
    """A connection that sends what is asked, also what no client should."""

    def _validate_path(self, url: str) -> None: ...

    def _validate_method(self, method: str) -> None: ...

    def _encode_request(self, request: str) -> bytes:
        return request.encode("utf-8", "replace")


class WireDoor:
    """The running program's door, with the people who are logged in."""

    def __init__(self, zone: Any, port: int) -> None:
        self.zone, self.port = zone, port
        self.cookies = {"anonymous": ""}
        self._names: list[str] = []

    def let_in(self) -> None:
        """Everybody logs in; somebody has every role."""
        from liantu.demo.people import PEOPLE
        from liantu.people.models import Membership, User
        from liantu.people.rules.abilities import ROLES

        everything, made = User.objects.get_or_create(username="everything", defaults={"display_name": "全职"})
        if made:
            rows = [Membership(user=everything, zone=self.zone, role=role.code) for role in ROLES]
            Membership.objects.bulk_create(rows)
        for name in ("everything", *(person.username for person in PEOPLE[:12])):
            self._log_in(name)

    def _log_in(self, name: str) -> None:
        from django.test import Client

        from liantu.people.models import User

        client = Client()
        client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
        self.cookies[name] = client.cookies["sessionid"].value

    def ask(self, given: Any) -> Answer:
        """Send an input; answers what came back, whole. Raises OSError, HTTPException when nothing did."""
        line = Line("127.0.0.1", self.port, timeout=ANSWER_SECONDS_MOST)
        began = time.perf_counter()
        try:
            line.putrequest(given.method, self._target(given.path), skip_host=True, skip_accept_encoding=True)
            for name, value in self._headers(given):
                line.putheader(name, value)
            line.endheaders()
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before it was read; the answer says why
                line.send(given.body)
            answer = line.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            body = answer.read()
        finally:
            line.close()
        if told.get("location", "").startswith("/login/") and self.cookies.get(given.person):
            self._log_in(given.person)  # an input logged her out
        return Answer(answer.status, told, body, time.perf_counter() - began)

    @staticmethod
    def _target(path: str) -> str:
        """What a client may put into the first line: no blank, no end of line."""
        return re.sub(r"[\x00-\x20\x7f]", lambda sign: f"%{ord(sign[0]):02x}", path) or "/"

    def _headers(self, given: Any) -> Iterator[tuple[str, bytes]]:
        cookie = f"sessionid={self.cookies.get(given.person, '')}; csrftoken={TOKEN}"
        sent = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": cookie,
            "X-Csrftoken": TOKEN,
            "Content-Type": given.content_type,
        }
        for name, value in given.headers.items():
            sent[name.removeprefix("HTTP_").replace("_", "-").title()] = value
        sent |= {"Content-Length": str(len(given.body)), "Connection": "close"}
        for unwanted in ("Transfer-Encoding", "Expect"):
            sent.pop(unwanted, None)
        for name, value in sent.items():
            yield name, NO_HEADER.sub(" ", value).encode("utf-8", "replace")


class Watch(threading.Thread):
    """Asks once a second how the program is, and which process answers."""

    def __init__(self, port: int, supervisor: int) -> None:
        super().__init__(daemon=True)
        self.port, self.supervisor, self.over = port, supervisor, threading.Event()
        self.first = parts_of(supervisor).get("web")
        self.seconds: list[float] = []
        self.unanswered = 0
        self.pids = {self.first}

    def run(self) -> None:
        """Until told."""
        while not self.over.wait(1):
            line, began = Line("127.0.0.1", self.port, timeout=30), time.perf_counter()
            try:
                line.request("GET", "/healthz")
                if line.getresponse().status != 200:
                    self.unanswered += 1
            except (OSError, http.client.HTTPException):
                self.unanswered += 1
            finally:
                line.close()
            self.seconds.append(time.perf_counter() - began)
            self.pids.add(parts_of(self.supervisor).get("web"))

    def report(self) -> str:
        """The numbers."""
        slow = sum(one > HEALTH_SECONDS_MOST for one in self.seconds)
        told = f"/healthz asked {len(self.seconds)} times, most {max(self.seconds, default=0):.2f} s, over 1 s {slow}"
        same = "the same" if self.pids == {self.first} else f"changed: {self.pids}"
        load = f"load of the machine {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
        return f"{told}, unanswered {self.unanswered}; process of the web server {same}; {load}"


class WireFuzz:
    """Sends inputs to a running program."""

    def __init__(self, zone: Any, seed: int, port: int) -> None:
        from tests.attacks.fuzz_inputs import Input, Inputs

        self.door, self.found = WireDoor(zone, port), Found(seed, "--wire ")
        self.door.let_in()
        self.judge = Judge(self.found, self.door.ask)
        people = [name for name in self.door.cookies if name != "everything"]
        self.inputs = Inputs(zone, people, lambda path: self.door.ask(Input("everything", "GET", path)).body)

    def run(self, numbers: Iterator[int], until: float = float("inf")) -> Found:
        """Send the inputs of these numbers until a moment of the monotonic clock."""
        found = self.found
        for number in numbers:
            if time.monotonic() > until:
                break
            given = self.inputs.make(found.seed, number)
            found.inputs += 1
            try:
                answer = self.door.ask(given)
            except (OSError, http.client.HTTPException) as error:
                found.fault(number, f"no answer: {type(error).__name__}", f"{error} {given.line()}")
                continue
            found.statuses[answer.status] += 1
            if answer.seconds > found.slowest[0]:
                found.slowest = (answer.seconds, number, given.line())
            self.judge(number, given, answer)
        return found


@contextmanager
def running_program(home: Path) -> Iterator[tuple[int, int]]:
    """A program on the home: its port and the number of its first process."""
    port = free_port()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home), "LIANTU_PORT": str(port), "LIANTU_DEMO": "1"}
    with (home / "log.txt").open("ab") as log:
        program = subprocess.Popen(
            [sys.executable, "-m", "liantu", "start"], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
        try:
            wait_for(port, program)
            yield port, program.pid
        finally:
            program.terminate()
            program.wait(timeout=90)


def over_the_wire(seed: int, numbers: Iterator[int], until: float, home: Path | None) -> bool:
    """Start, send, print; whether nothing was wrong."""
    with tempfile.TemporaryDirectory(prefix="liantu-wire-") as made:
        home = home or Path(made)
        home.mkdir(parents=True, exist_ok=True)
        with running_program(home) as (port, supervisor):
            os.environ |= {"LIANTU_HOME": str(home), "LIANTU_DEMO": "1", "DJANGO_SETTINGS_MODULE": "liantu.settings"}
            os.environ.pop("LIANTU_DEBUG", None)
            import django

            django.setup()
            from liantu.people.models import Zone

            logging.disable(logging.ERROR)
            watch = Watch(port, supervisor)
            watch.start()
            found = WireFuzz(Zone.objects.get(), seed, port).run(numbers, until)
            watch.over.set()
            watch.join(timeout=40)
            print(f"over the wire, {found.report()}\n{watch.report()}")
            lines = (home / "log.txt").read_text("utf-8", "replace").splitlines()
            errors = [line for line in lines if '"level": "ERROR"' in line and "django.security" not in line]
            print(f"errors in the log: {len(errors)}", *(line[:4000] for line in errors[:3]), sep="\n")
            return not found.faults and not errors and watch.pids == {watch.first}
