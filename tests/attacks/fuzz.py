"""A hundred thousand hostile inputs: none answers 500, none takes five seconds.

    python -m tests.attacks.fuzz --seed 1 --minutes 20              # inside one process, through the WSGI door
    python -m tests.attacks.fuzz --seed 1 --inputs 100000 --database postgresql
    python -m tests.attacks.fuzz --seed 1 --only 4711               # one input again, with its traceback
    python -m tests.attacks.fuzz --seed 1 --wire --inputs 2000      # to a running program (``wire``)

Each input comes of its seed and number alone. Inside the process every input is taken back before the next, so that
each meets the demo zone as it was; what it leads to (the page behind the redirect, the job it asks for) is looked at
within it. A fault is a 500, an error in the log, five seconds, or a mark that stands on a page as it was sent. Where
more processes work than the machine has cores, the seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import logging
import os
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

SECONDS_MOST = 5.0
STUCK_SECONDS = 120
READ_MOST = 64 * 1024 * 1024
TIDY_EVERY = 400
TOKEN = "a" * 32  # the token against strangers' forms, as cookie and as header
NO_JOBS = ("system.", "backup")  # they pack and check the whole installation


@dataclass(frozen=True)
class Answer:
    """What came back; ``errors``: what was logged as an error meanwhile."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    errors: tuple[str, ...] = ()


class Errors(logging.Handler):
    """Keeps what is logged as an error, with where it came from."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("django.security"):  # a host, a body too large: refused, as it should be
            return
        if record.exc_info and record.exc_info[1] is not None:
            self.kept.append("".join(traceback.format_exception(*record.exc_info)))
        elif record.name != "django.request":
            self.kept.append(f"{record.name}: {record.getMessage()}")


def place_of(trace: str) -> str:
    """Kind and place of an error in a line: what it is, and the last line of the program it passed."""
    lines = trace.strip().split("\n")
    own = [line.strip() for line in lines if "/liantu/" in line and line.strip().startswith("File")]
    place = own[-1].split("/liantu/", 1)[1].replace('", line ', ":").split(",")[0] if own else "?"
    return f"{lines[-1][:160]} at liantu/{place}"


@dataclass
class Found:
    """What was seen: how many inputs, which answers, the slowest, the faults by kind."""

    seed: int
    how: str = ""  # what else brings a fault again
    inputs: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: tuple[float, int, str] = (0.0, 0, "")
    faults: dict[str, list[str]] = field(default_factory=dict)
    traces: dict[str, str] = field(default_factory=dict)

    def fault(self, number: int, kind: str, line: str, trace: str = "") -> None:
        """One line that brings the fault again."""
        again = f"python -m tests.attacks.fuzz {self.how}--seed {self.seed} --only {number}  # {kind} | {line}"
        if kind not in self.faults:
            print(again, flush=True)
            self.traces[kind] = trace
        self.faults.setdefault(kind, []).append(again)

    def report(self) -> str:
        """The numbers, and of each kind of fault the first three."""
        told = ", ".join(f"{status}: {number}" for status, number in sorted(self.statuses.items()))
        lines = [f"seed {self.seed}: {self.inputs} inputs; answers {told}"]
        lines.append(f"slowest {self.slowest[0]:.2f} s: --only {self.slowest[1]} ({self.slowest[2][:120]})")
        for kind, found in sorted(self.faults.items(), key=lambda one: -len(one[1])):
            lines += [f"{len(found)} × {kind}", *(f"    {one}" for one in found[:3])]
        return "\n".join([*lines, f"{sum(map(len, self.faults.values()))} faults of {len(self.faults)} kinds"])


class Door:
    """The program's own WSGI door, with the people who are logged in."""

    def __init__(self, zone: Any) -> None:
        from django.core.wsgi import get_wsgi_application

        self.zone, self.errors = zone, Errors()
        self.application = get_wsgi_application()
        self.cookies = {"anonymous": ""}
        self.bearer = ""
        logging.getLogger().addHandler(self.errors)
        self._let_in()

    def _let_in(self) -> None:
        from django.test import Client

        from liantu.demo.people import PEOPLE
        from liantu.people.models import Membership, User
        from liantu.people.rules.abilities import ROLES

        everything = User.objects.create(username="everything", display_name="全职")
        Membership.objects.bulk_create(Membership(user=everything, zone=self.zone, role=role.code) for role in ROLES)
        for name in ("everything", *(person.username for person in PEOPLE[:12])):
            client = Client()
            client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
            self.cookies[name] = client.cookies["sessionid"].value

    def ask(self, given: Any) -> Answer:
        """Send an input; answers what came back, whole."""
        self.errors.kept.clear()
        environ, began, worked = self._environ(given), time.perf_counter(), time.process_time()
        status: list[str] = []
        told: dict[str, str] = {}

        def start(line: str, headers: list[tuple[str, str]], *_more: object) -> None:
            status.append(line)
            told.update({name.lower(): value for name, value in headers})

        body = io.BytesIO()
        with connection_kept():
            answer = self.application(environ, start)
            try:
                for part in answer:
                    if body.tell() < READ_MOST:
                        body.write(part)
            finally:
                answer.close()
        seconds = time.perf_counter() - began
        if os.getloadavg()[0] > (os.cpu_count() or 1):  # others are at work here: what this process did counts
            seconds = time.process_time() - worked
        return Answer(int(status[0][:3]), told, body.getvalue(), seconds, tuple(self.errors.kept))

    def _environ(self, given: Any) -> dict[str, Any]:
        path, _mark, query = given.path.partition("?")
        cookie = self.cookies.get(given.person, "")
        return {
            "REQUEST_METHOD": given.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("iso-8859-1"),
            "QUERY_STRING": query,
            "CONTENT_TYPE": given.content_type,
            "CONTENT_LENGTH": str(len(given.body)),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": f"sessionid={cookie}; csrftoken={TOKEN}",
            "HTTP_X_CSRFTOKEN": TOKEN,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(given.body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **{name: value.encode("utf-8", "replace").decode("iso-8859-1") for name, value in given.headers.items()},
        }


class Judge:
    """Says what of an answer is a fault; ``ask`` sends an input again."""

    def __init__(self, found: Found, ask: Callable[[Any], Answer]) -> None:
        self.found, self.ask = found, ask

    def __call__(self, number: int, given: Any, answer: Answer, more: str = "") -> None:
        from tests.attacks.fuzz_values import TAG

        line, found = given.line() + more, self.found
        for trace in answer.errors:
            found.fault(number, f"{answer.status} {place_of(trace)}", line, trace)
        if answer.status >= 500 and not answer.errors:
            found.fault(number, f"answers {answer.status}", line)
        if answer.seconds > SECONDS_MOST:
            again = self.ask(given).seconds  # a machine at work for others may be slow once
            if again > SECONDS_MOST:
                place = given.path.split("?")[0][:60]
                found.fault(
                    number, f"over {SECONDS_MOST:.0f} s: {place}", f"{answer.seconds:.1f} s, {again:.1f} s {line}"
                )
        if "html" in answer.headers.get("content-type", "") and TAG.encode() in answer.body:
            found.fault(number, f"stands as it was sent on {given.path.split('?')[0][:60]}", line)
        if b"fuzz=1" in str(answer.headers.get("set-cookie", "")).encode():
            found.fault(number, "a header was put in", line)


class Fuzz:
    """Sends inputs to the demo zone of a transaction that is taken back."""

    def __init__(self, zone: Any, seed: int) -> None:
        from tests.attacks.fuzz_inputs import Input, Inputs

        self.door, self.found = Door(zone), Found(seed)
        self.judge = Judge(self.found, self.door.ask)
        self.home = _Home()

        def look(path: str) -> bytes:
            with taken_back():
                return self.door.ask(Input("everything", "GET", path)).body

        people = [name for name in self.door.cookies if name != "everything"]
        self.inputs, self.Input = Inputs(zone, people, look), Input

    def run(self, numbers: Iterator[int], until: float = float("inf")) -> Found:
        """Send the inputs of these numbers until a moment of the monotonic clock."""
        for number in numbers:
            if time.monotonic() > until:
                break
            self.one(number)
            if self.found.inputs % TIDY_EVERY == 0:
                self.home.tidy()
            if self.found.inputs % 1000 == 0:
                print(
                    f"… {self.found.inputs} inputs, {time.process_time():.0f} s, {len(self.found.faults)} kinds",
                    flush=True,
                )
        return self.found

    def one(self, number: int) -> None:
        """Send one input and look at what it leads to."""
        found = self.found
        given = self.inputs.make(found.seed, number)
        found.inputs += 1
        try:
            with stopped_when_stuck(), taken_back():
                self._send(number, given)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            trace = "".join(traceback.format_exception(error))
            found.fault(number, f"not answered: {place_of(trace)}", given.line(), trace)

    def _send(self, number: int, given: Any) -> None:
        from django.db import transaction

        found = self.found
        try:
            with transaction.atomic():  # what is refused half-way is judged as it was, and does not hinder the rest
                answer = self.door.ask(given)
        finally:
            pass
        found.statuses[answer.status] += 1
        if answer.seconds > found.slowest[0]:
            found.slowest = (answer.seconds, number, given.line())
        self.judge(number, given, answer)
        place = answer.headers.get("location") or answer.headers.get("hx-redirect") or ""
        if given.method == "POST" and answer.status < 400 and place.startswith("/"):
            self._follow(number, given, place)

    def _follow(self, number: int, given: Any, place: str) -> None:
        """What an input left behind must be looked at, worked off and gone on with."""
        self._work(number, given)
        parts = urlsplit(place)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        behind = self.Input("everything", "GET", path)
        answer = self.door.ask(behind)
        self.judge(number, behind, answer, f" behind {given.line()}")
        if b"multipart/form-data" not in given.content_type.encode()[:30]:
            return
        from tests.attacks.fuzz_inputs import forms_in

        for form in forms_in(answer.body, path)[0]:
            if form.method == "POST" and form.action.startswith(parts.path) and not form.files:
                from random import Random

                from tests.attacks.fuzz_values import pairs, raw

                chance = Random(number)
                sent = self.Input("everything", "POST", form.action, raw(pairs(form.given(chance))))
                self.judge(number, sent, self.door.ask(sent), f" behind {given.line()}")
                again = self.door.ask(behind)
                self.judge(number, behind, again, f" after a form behind {given.line()}")
                return

    def _work(self, number: int, given: Any) -> None:
        """Work the job off that the input asked for."""
        from liantu.foundation.jobs import worker as workers
        from liantu.foundation.jobs.actions import claim_next
        from liantu.foundation.jobs.models import Job, JobState

        waiting = Job.objects.filter(state=JobState.QUEUED)
        if not waiting.exists() or any(kind.startswith(NO_JOBS) for kind in waiting.values_list("kind", flat=True)):
            return
        workers.BEAT_SECONDS = 3600.0  # a second connection would wait for the transaction of this one
        worker = workers.Worker()
        self.door.errors.kept.clear()
        while (job := claim_next(worker.name)) is not None:
            worker.work(job)
        for trace in self.door.errors.kept:
            self.found.fault(number, f"a job broke: {place_of(trace)}", given.line(), trace)


class _Home:
    """The data folder as it was; what inputs left in it goes, what they took comes back."""

    def __init__(self) -> None:
        from django.conf import settings

        self.home = Path(settings.HOME)
        self.kept = self.home.with_name(self.home.name + "-kept")
        shutil.copytree(self.home, self.kept, dirs_exist_ok=True)

    def tidy(self) -> None:
        """Make the folder what it was."""
        for path in sorted(self.home.rglob("*"), reverse=True):
            there = self.kept / path.relative_to(self.home)
            if not there.exists() and path.is_file() and not path.name.startswith("liantu.sqlite3"):
                path.unlink(missing_ok=True)
        for path in self.kept.rglob("*"):
            there = self.home / path.relative_to(self.kept)
            if path.is_file() and not there.exists():
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, there)


@contextmanager
def connection_kept() -> Iterator[None]:
    """A request does not close the connection, whose transaction is taken back later, as a server's would."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    try:
        yield
    finally:
        for moment in (request_started, request_finished):
            moment.connect(close_old_connections)


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside is taken back."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def stopped_when_stuck() -> Iterator[None]:
    """An input that does not end is ended."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"no answer within {STUCK_SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(STUCK_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def demo_zone_of_tests(database: str) -> Iterator[Any]:
    """The demo zone in a test database, inside a transaction."""
    import tests.environment  # noqa: F401  # before the settings: a data folder of its own

    os.environ["DJANGO_SETTINGS_MODULE"] = "liantu.settings"
    with _server(database):
        import django

        django.setup()
        from django.conf import settings
        from django.db import connection, transaction
        from django.test.utils import setup_databases, setup_test_environment, teardown_databases

        from liantu.demo.build import build_demo
        from liantu.demo.people import ZONE
        from liantu.people.models import Zone
        from tests.kept import kept_tables, kept_zone

        setup_test_environment(debug=False)
        with kept_tables(connection, anew=False):
            made = setup_databases(0, interactive=False, aliases=["default"], serialized_aliases=[])

        def build(home: Path) -> None:
            from django.test import override_settings

            with override_settings(HOME=home, REGISTERS_DIR=home / "registers", MEDIA_ROOT=str(home / "files")):
                build_demo(rows=3000, projects=4)

        rows = kept_zone(connection, build, anew=False)
        try:
            with transaction.atomic():
                rows.put(connection, Path(settings.HOME))
                yield Zone.objects.get(code=ZONE["code"])
                transaction.set_rollback(True)
        finally:
            teardown_databases(made, 0)


@contextmanager
def _server(database: str) -> Iterator[None]:
    """A throw-away PostgreSQL server when it is asked for."""
    if database != "postgresql":
        yield
        return
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
    from full_test import postgres

    with postgres() as url:
        if url is None:
            raise SystemExit("Debian's package postgresql is missing")
        os.environ["LIANTU_DATABASE_URL"] = url
        yield


def main() -> int:
    """Send, print every fault with the line that brings it again; 1 when there was one."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, default=float("inf"))
    options.add_argument("--inputs", type=int, default=100_000)
    options.add_argument("--first", type=int, default=0, help="the number of the first input")
    options.add_argument("--only", type=int, help="one input, with its traceback")
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--wire", action="store_true", help="over the network to a program started for it")
    options.add_argument("--home", type=Path, help="with --wire: a data folder with the demo zone, kept")
    given = options.parse_args()
    faulthandler.enable()
    numbers = iter([given.only]) if given.only is not None else iter(range(given.first, given.first + given.inputs))
    if given.wire:
        from tests.attacks.wire import over_the_wire

        return 0 if over_the_wire(given.seed, numbers, time.monotonic() + given.minutes * 60, given.home) else 1
    with demo_zone_of_tests(given.database) as zone:
        fuzz = Fuzz(zone, given.seed)
        logging.getLogger().handlers[:] = [fuzz.door.errors]
        for name in ("liantu", "django", "django.request", "django.server"):
            logging.getLogger(name).handlers[:] = []
        found = fuzz.run(numbers, time.monotonic() + given.minutes * 60)
        if given.only is not None:
            print(fuzz.inputs.make(given.seed, given.only))
        for kind, trace in found.traces.items():
            print(f"\n--- {kind}\n{trace}")
        print(f"{given.database}, {found.report()}")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
