"""The operations in whose midst processes are killed: what each does, and how it is done again."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.faults_ground import Ground

SHEET_ROWS = 150
ONCE = "benchmarks.faults"


def in_process(work: Callable[[], object], *, log: Path, session: bool = True) -> int:
    """Do ``work`` in a process of its own that has the program loaded; answers its number. It ends with the work."""
    child = os.fork()
    if child:
        return child
    code = 1
    with contextlib.suppress(BaseException):
        if session:
            os.setsid()
        out = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(out, 1)
        os.dup2(out, 2)
        try:
            work()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
        except BaseException:
            import traceback

            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def ended(process: int, seconds: float = 240) -> int:
    """Wait for a process and answer its code; one that does not end is killed."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    kill(process)
    return -9


def kill(process: int) -> None:
    """End a process and its group without a word, as the system does when memory runs out."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process, 0)


def descendants(process: int) -> set[int]:
    """The numbers of all processes below this one."""
    above: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                above.setdefault(int((path / "stat").read_text().rsplit(")", 1)[1].split()[1]), []).append(
                    int(path.name)
                )
    found: set[int] = set()
    waiting = [process]
    while waiting:
        for child in above.get(waiting.pop(), ()):
            found.add(child)
            waiting.append(child)
    return found


def live(processes: set[int]) -> set[int]:
    """Those that still run; who has ended and is not waited for does not count."""
    found = set()
    for one in processes:
        with contextlib.suppress(OSError, IndexError):
            if (Path("/proc") / str(one) / "stat").read_text().rsplit(")", 1)[1].split()[0] not in ("Z", "X"):
                found.add(one)
    return found


class Operation:
    """One operation. ``begins``: the kept state it starts from."""

    name = ""
    begins = "base"
    # tables that tell how far the work is, or that something was tried, not what came of it
    aside: frozenset[str] = frozenset()
    steps = False  # several transactions, each whole by itself: what stands in between is no fault

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.log = ground.folder / f"{self.name}.log"

    def words(self) -> list[str]:
        """The command, as behind ``liantu``."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Whatever must lie there once; called with the base laid out."""

    def begin(self, *, cold: bool = False) -> int:
        """Start the real process; ``cold``: as a person does, with a new interpreter."""
        if cold:
            command = [sys.executable, "-m", "liantu", *self.words()]
            with self.log.open("ab") as out:
                return subprocess.Popen(
                    command, env={**os.environ, **self.ground.environ}, stdout=out, stderr=out, start_new_session=True
                ).pid
        return in_process(lambda: command_line(self.words()), log=self.log)

    def again(self) -> int:
        """Do it again after a kill, as the documentation says; answers the exit code."""
        return ended(self.begin())

    def follow(self) -> None:
        """What the harness itself does while the process runs (a browser's part)."""


def command_line(words: list[str]) -> None:
    """``liantu …`` in this process."""
    from liantu.cli import main

    sys.argv = ["liantu", *words]
    main(words)


class Register(Operation):
    """A register is read, judged and indexed."""

    name = "register"

    def words(self) -> list[str]:
        file = str(self.ground.folder / "register.csv")
        return ["register", "add", file, "--id", "killed-2026", "--title", "名录", "--as-of", "2026-06-30"]

    def prepare(self) -> None:
        from liantu.demo.build import demo_links
        from liantu.demo.register import write_register

        write_register(self.ground.folder / "register.csv", demo_links(), rows=1500, seed=7)

    def again(self) -> int:
        code = super().again()
        if code:  # it stands there whole, without its row: what the refusal and doctor say is done
            code = ended(in_process(lambda: command_line(["register", "adopt", "killed-2026"]), log=self.log))
        return code


class Index(Register):
    """New rows become a further shard of an index."""

    name = "index"

    def words(self) -> list[str]:
        return [*super().words(), "--to", "demo-2026-06-30"]


class Sheet(Operation):
    """A workbook is brought in on a page: looked at, then taken in; the browser sends the last form again."""

    name = "sheet"
    aside = frozenset({"ui_importbatch", "ui_sentform"})

    def prepare(self) -> None:
        from liantu.lib.credit_code import check_character
        from liantu.ui.sheets import write_workbook

        rows = []
        for number in range(SHEET_ROWS):
            first = f"9114010073{number:07d}"
            rows.append([first + check_character(first), f"列名企业{number}", "失信", "法院公示"])
        headers = ["credit code", "enterprise", "reason", "source"]
        self.content = write_workbook({"名单": (headers, rows)})
        (self.ground.folder / "sheet.xlsx").write_bytes(self.content)
        self.port = _free_port()

    def begin(self, *, cold: bool = False) -> int:
        self.tokens = [secrets.token_hex(16), secrets.token_hex(16)]
        self.batch = ""
        return self._serve(cold)

    def _serve(self, cold: bool) -> int:
        from liantu.cli import _web_command

        command = _web_command("127.0.0.1", self.port)
        if cold:
            with self.log.open("ab") as out:
                process = subprocess.Popen(
                    command, env={**os.environ, **self.ground.environ}, stdout=out, stderr=out, start_new_session=True
                ).pid
        else:
            process = in_process(lambda: _serve(command[3:]), log=self.log)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return process
            time.sleep(0.02)
        raise RuntimeError("the web server did not come up")

    def follow(self) -> None:
        """Send the sheet, then take it in; what was answered already is not sent again."""
        if not self.batch:
            status, place = self._send("/targets/restrictedenterprise/import/", {}, self.tokens[0], self.content)
            if status == 302 and place.endswith("/import/"):  # told that it was broken off: sent once more
                status, place = self._send("/targets/restrictedenterprise/import/", {}, self.tokens[0], self.content)
            if status != 302 or place.endswith("/import/"):
                raise OSError(f"the sheet was answered with {status}")
            self.batch = place
        status, _place = self._send(self.batch, {"apply": "1"}, self.tokens[1])
        if status != 302 and not (status == 422 and self._is_applied()):
            raise OSError(f"taking the sheet in was answered with {status}")

    def again(self) -> int:
        """The server comes up again; the browser sends the form again, and once more when told it was broken off."""
        process = self._serve(False)
        try:
            self.follow()
            if not self._is_applied():
                self.follow()
        except OSError as error:
            with self.log.open("a") as out:
                out.write(f"again: {error}\n")
            return 1
        finally:
            kill(process)
        return 0

    def _is_applied(self) -> bool:
        return self.ground.value("SELECT count(*) FROM ui_importbatch WHERE state = 'applied'") != 0

    def _send(self, path: str, values: dict[str, str], token: str, file: bytes | None = None) -> tuple[int, str]:
        secret = "a" * 32
        session = (self.ground.folder / "session").read_text()
        border = "----faults"
        parts = [f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in {**values, "csrfmiddlewaretoken": secret, "once": token}.items()]  # fmt: skip
        if file is not None:
            head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
            parts.append(head.encode() + file + b"\r\n")
        body = b"".join(parts) + f"--{border}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={border}",
            "Cookie": f"sessionid={session}; csrftoken={secret}; liantu_language=en",
            "Host": "localhost",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()


def _serve(words: list[str]) -> None:
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", *words]
    run()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Backup(Operation):
    """Everything is packed into one file."""

    name = "backup"

    def words(self) -> list[str]:
        return ["backup", "--with-registers"]


class Restore(Operation):
    """A backup takes the place of what is there."""

    name = "restore"
    begins = "other"

    def words(self) -> list[str]:
        return ["restore", str(self.ground.folder / "one.zip"), "--force"]

    def prepare(self) -> None:
        words = ["backup", str(self.ground.folder / "one.zip"), "--with-registers"]
        if ended(in_process(lambda: command_line(words), log=self.log)):
            raise RuntimeError(self.log.read_text())
        self.ground.lay_out("base")

        def live_on() -> None:
            from liantu.foundation.files.actions import store_bytes
            from liantu.people.models import User, Zone
            from liantu.prospects.models import RestrictedEnterprise

            zone = Zone.objects.get()
            other = Zone.objects.create(code="later", name="后来")
            User.objects.filter(username="officer").update(office="别处")
            RestrictedEnterprise.objects.filter(zone=zone).delete()
            store_bytes("后.csv", "企业\n乙\n".encode(), by=None, zone=other, purpose="t", allowed=("csv",))

        if ended(in_process(live_on, log=self.log)):
            raise RuntimeError(self.log.read_text())
        self.ground.keep("other")


class Migrate(Operation):
    """Tables and rows of an earlier version become today's."""

    name = "migrate"
    begins = "older"
    steps = True
    back = (("prospects.challenges", "0001"), ("projects", "0008"), ("audit", "0001"), ("ui", "0001"))

    def words(self) -> list[str]:
        return ["migrate"]

    def prepare(self) -> None:
        for app, name in self.back:
            words = ["migrate", app.rsplit(".", 1)[-1], name, "-v0"]
            if ended(in_process(lambda words=words: command_line(words), log=self.log)):
                raise RuntimeError(self.log.read_text())
        self.ground.keep("older")


class Job(Operation):
    """The worker builds a register, reads a product list, backs up, and what follows from that."""

    name = "job"
    begins = "queued"
    aside = frozenset({"jobs_job", "jobs_scheduledjob"})
    steps = True

    def words(self) -> list[str]:
        return ["worker", "--once"]

    def prepare(self) -> None:
        def queue() -> None:
            from datetime import date

            from django.core.files.uploadedfile import SimpleUploadedFile

            from liantu.foundation.jobs.actions import enqueue, schedule_daily_work
            from liantu.foundation.jobs.models import ScheduledJob
            from liantu.people.models import User, Zone
            from liantu.sources.actions import confirm_import, start_import

            zone, data = Zone.objects.get(), User.objects.get(username="data")
            schedule_daily_work()
            ScheduledJob.objects.update(active=False)
            upload = SimpleUploadedFile("名录.csv", (self.ground.folder / "register.csv").read_bytes())
            told = {"title": "名录", "source": "虚构", "as_of_on": date(2026, 6, 30)}
            confirm_import(start_import(zone, by=data, uploads=[upload], **told), by=data)
            enqueue("system.backup", by=data, zone=zone, title="备份", payload={})

        if ended(in_process(queue, log=self.log)):
            raise RuntimeError(self.log.read_text())
        self.ground.keep("queued")

    def again(self) -> int:
        """The next worker; the waiting until a job counts as abandoned is left out."""
        self.ground.execute("UPDATE jobs_job SET heartbeat_at = '2026-01-01 00:00:00+00:00' WHERE state = 'running'")
        code = super().again()
        left = self.ground.value("SELECT count(*) FROM jobs_job WHERE state <> 'done'")
        return code or int(str(left))


OPERATIONS: tuple[type[Operation], ...] = (Register, Index, Sheet, Backup, Restore, Migrate, Job)


def doctor(ground: Ground, *words: str) -> list[dict[str, object]]:
    """What ``liantu doctor`` finds."""
    out = ground.folder / "doctor.json"
    out.unlink(missing_ok=True)
    ended(in_process(lambda: command_line(["doctor", "--format", "json", *words]), log=out))
    text = out.read_text()
    found: list[dict[str, object]] = json.loads(text[text.index("[\n") : text.rindex("]") + 1])
    return found


@contextlib.contextmanager
def base_of(ground: Ground) -> Iterator[None]:
    """The demo zone with a small register, kept as ``base``."""

    def build() -> None:
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore
        from django.core.management import call_command

        from liantu.demo.build import build_demo
        from liantu.lib.credit_code import check_character
        from liantu.people.models import User
        from liantu.prospects.models import RestrictedEnterprise

        call_command("migrate", verbosity=0, interactive=False)
        static = ground.folder / "static"  # beside the home: it is the same for every try
        static.mkdir()
        (ground.home / "static").symlink_to(static)
        call_command("collectstatic", verbosity=0, interactive=False)
        zone = build_demo(rows=600, projects=3)
        code = "91140100990000001"
        RestrictedEnterprise.objects.create(
            zone=zone, credit_code=code + check_character(code), name="先列企业", reason="失信", source="法院"
        )
        officer = User.objects.get(username="officer")
        session = SessionStore()
        session[SESSION_KEY] = str(officer.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
        session.create()
        (ground.folder / "session").write_text(session.session_key)

    log = ground.folder / "base.log"
    if ended(in_process(build, log=log)):
        raise RuntimeError(log.read_text())
    ground.keep("base")
    yield
