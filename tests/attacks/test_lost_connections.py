"""The server of the database ends connections in the midst: it is told plainly, and nobody has to be started again."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from liantu.cli import _web_command
from liantu.foundation.jobs.models import Job, JobState
from liantu.foundation.jobs.tests.test_processes import Floor, floor
from liantu.people.models import Membership, User, Zone

__all__ = ["floor"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("postgresql" not in os.environ.get("LIANTU_DATABASE_URL", ""), reason="a file has no server"),
]


def end_connections(words: str = "") -> int:
    """End every connection to the database but our own, or those whose last statement has ``words``; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE %s",
            [f"%{words}%"],
        )
        return int(cursor.fetchone()[0])


def refuse_connections(refuse: bool) -> None:
    """Let the server take no new connections to this database, as while it starts or is full; or let it again."""
    import psycopg

    name = connection.settings_dict["NAME"]
    server = urlsplit(os.environ["LIANTU_DATABASE_URL"])._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as other:  # none may be refused from within
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {"false" if refuse else "true"}')


def test_a_worker_goes_on_and_the_job_is_done_once(floor: Floor) -> None:
    """Connections end while the job works, and for a while none can be made, also at its end."""
    floor.open(jobs=1, steps=100_000)
    (floor.folder / "go").touch()
    worker = floor.worker("--once")
    floor.wait(lambda: len(floor.log("start")) == 1)
    assert end_connections()  # it may be between two words of progress, or in the midst of one
    floor.wait(lambda: floor.jobs.get().state == JobState.QUEUED or floor.jobs.get().progress_done > 0)
    refuse_connections(True)
    end_connections()
    (floor.folder / "hurry").touch()
    time.sleep(2)
    refuse_connections(False)
    Job.objects.update(run_after_at="2026-01-01T00:00:00Z")  # instead of waiting for the second try

    def over() -> bool:
        Job.objects.filter(state=JobState.QUEUED).update(run_after_at="2026-01-01T00:00:00Z")
        return bool(floor.jobs.get().state == JobState.DONE)

    until = time.monotonic() + 60
    while not over() and time.monotonic() < until:
        if worker.poll() is not None:  # with --once it ends where nothing is due for the moment
            assert worker.returncode == 0
            worker = floor.worker("--once")
        time.sleep(0.2)
    job = floor.jobs.get()
    assert job.state == JobState.DONE, (job.state, job.problems)
    assert len(floor.log("end")) >= 1


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, dict[str, str], subprocess.Popen[bytes]]]:
    """The web server as it is installed, on this database: its address, the cookie of somebody logged in, its process."""
    zone = Zone.objects.create(code="north", name="北区")
    user = User.objects.create_user("admin", password="geheim-genug")
    Membership.objects.create(user=user, zone=zone, role="zone_administrator")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.create()
    given = connection.settings_dict
    who = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    environ |= {
        "LIANTU_DATABASE_URL": f"postgresql://{who}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}",
        "LIANTU_HOME": str(tmp_path),
        "LIANTU_SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "liantu.settings",
    }
    subprocess.run([sys.executable, "-m", "liantu", "collectstatic", "-v0", "--noinput"], env=environ, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(_web_command("127.0.0.1", port), env=environ)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 240
        while time.monotonic() < until:
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{address}/healthz", timeout=2)
                break
            time.sleep(0.1)
        yield address, {"Cookie": f"sessionid={session.session_key}"}, process
    finally:
        process.kill()
        process.wait()


def answer(address: str, headers: dict[str, str]) -> tuple[int, str, Any]:
    """Status, text and headers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as found:
            return found.status, found.read().decode(), found.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def test_requests_are_answered_with_words_and_the_next_one_works(
    site: tuple[str, dict[str, str], subprocess.Popen[bytes]],
) -> None:
    address, cookie, process = site
    assert answer(f"{address}/duties/", cookie)[0] == 200
    end_connections()
    assert answer(f"{address}/duties/", cookie)[0] == 200  # looked at before it is used
    refuse_connections(True)
    try:
        end_connections()
        status, text, headers = answer(f"{address}/duties/", cookie)
        assert (status, "The database does not answer" in text, "数据库没有应答" in text) == (503, True, True)
        assert headers["Retry-After"]
        assert "Traceback" not in text
        status, text, _headers = answer(f"{address}/api/v1/me", {**cookie, "Accept-Language": "en"})
        assert (status, json.loads(text)["problems"][0]["code"]) == (503, "no_database")
        assert answer(f"{address}/healthz", {})[0] == 503
    finally:
        refuse_connections(False)
    assert answer(f"{address}/duties/", cookie)[0] == 200
    assert answer(f"{address}/healthz", {})[0] == 200
    assert process.poll() is None
