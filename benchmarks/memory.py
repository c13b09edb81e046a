"""Resident memory of each part of the program on a real register: after its first start, an import, thirty pages.

    python -m benchmarks.memory REGISTER.parquet [--home FOLDER] [--pages 30]

Starts the program as ``liantu start`` does, on a demo zone of its own (``--home``: made there, or found from
before, and kept). The register is brought in through the worker, as a person would; nothing is asserted.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.start import ROOT, free_port

SETTLE_SECONDS = 20


def family(pid: int) -> dict[str, int]:
    """Process numbers of the parts by name: what the supervisor started, and what that started."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [
        (int(one), int(parent), words) for one, parent, words in (x.split(None, 2) for x in listed.splitlines()[1:])
    ]
    found = {"supervisor": pid}
    for one, parent, words in rows:
        if parent == pid:
            found["worker" if words.endswith("worker") else "web server's parent"] = one
    web = next((one for one, parent, _words in rows if parent == found.get("web server's parent")), None)
    return found if web is None else found | {"web": web}


def megabytes(pid: int) -> dict[str, int]:
    """Resident, of it private to the process, and the most it ever was."""
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines() if ":" in line
    )
    return {name: int(status[key].split()[0]) // 1024 for name, key in NAMES.items()}


NAMES = {"resident": "VmRSS", "of it not of files": "RssAnon", "peak": "VmHWM"}


def tell(when: str, supervisor: int) -> None:
    """One line a part."""
    for name, pid in family(supervisor).items():
        sizes = megabytes(pid)
        print(f"| {when} | {name} | " + " | ".join(f"{sizes[column]} MB" for column in NAMES) + " |", flush=True)


def work_inside(register: str, pages: int) -> None:
    """In a process of its own, on the same database: ask for the import, make a log-in, choose the pages."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "liantu.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore

    from liantu.chains.models import Chain
    from liantu.chains.reads import published_version, template_of
    from liantu.people.models import User, Zone
    from liantu.sources import actions, reads
    from liantu.sources.models import RegisterRelease

    zone, officer = Zone.objects.get(), User.objects.get(username="officer")
    said: dict[str, Any] = {"job": None}
    if not RegisterRelease.objects.filter(rows__gt=1_000_000).exists():
        inbox = reads.inbox()
        inbox.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(register, inbox / "register.parquet")
        admin = User.objects.get(username="data")
        started = actions.start_import(
            zone, by=admin, server_names=["register.parquet"], source="benchmark", as_of_on=date(2004, 12, 31)
        )
        actions.confirm_import(started, by=admin)
        started.refresh_from_db()
        said["job"] = started.job_id
    links = [
        f"{chain.code}/{node.code}/"
        for chain in Chain.objects.filter(zone=zone).order_by("order")
        if (version := published_version(chain)) is not None
        for node in template_of(version).nodes[:4]
    ]
    asked = [f"/{room}/{link}" for link in links for room in ("chains", "targets")]
    session = SessionStore()
    session["_auth_user_id"], session["_auth_user_backend"] = (
        str(officer.pk),
        "django.contrib.auth.backends.ModelBackend",
    )
    session["_auth_user_hash"] = officer.get_session_auth_hash()
    session.create()
    step = max(len(asked) // pages, 1)
    said |= {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
        "pages": ["/", "/chains/", "/enterprises/", "/sources/", *asked[::step]][:pages],
    }
    print(json.dumps(said))


def job_over(home: Path, job: int) -> bool:
    """Whether the job ended."""
    import sqlite3

    with sqlite3.connect(f"file:{home / 'liantu.sqlite3'}?mode=ro", uri=True) as rows:
        state = rows.execute("SELECT state FROM jobs_job WHERE id = ?", (job,)).fetchone()[0]
        left = rows.execute("SELECT count(*) FROM jobs_job WHERE state IN ('queued', 'running')").fetchone()[0]
    if state == "failed":
        sys.exit("the import failed")
    return state == "done" and not left


def main() -> None:
    """Start, measure, bring in, measure, ask, measure, end."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("register")
    options.add_argument("--home", type=Path, default=None)
    options.add_argument("--pages", type=int, default=30)
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.inside:
        return work_inside(given.register, given.pages)
    home = given.home or Path(tempfile.mkdtemp(prefix="liantu-bench-"))
    port = free_port()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home), "LIANTU_PORT": str(port), "LIANTU_DEMO": "1"}
    program = subprocess.Popen(
        [sys.executable, "-m", "liantu", "start"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port, program)
        time.sleep(SETTLE_SECONDS)
        print("| when | part | " + " | ".join(NAMES) + " |\n|---|---|" + "---|" * len(NAMES))
        tell("started", program.pid)
        words = [sys.executable, "-m", "benchmarks.memory", given.register, "--inside", "--pages", str(given.pages)]
        inside = subprocess.run(words, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
        told = json.loads(inside.stdout.splitlines()[-1])
        if told["job"]:
            most = 0
            while not job_over(home, told["job"]):
                most = max(most, megabytes(family(program.pid)["worker"])["resident"])
                time.sleep(0.5)
            time.sleep(SETTLE_SECONDS)
            print(f"(the worker had up to {most} MB while it built)")
            tell("register brought in", program.pid)
        for address in told["pages"]:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            line.request("GET", address, headers={"Cookie": told["cookie"], "Host": "localhost"})
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                print(f"{address} answered {answer.status}")
        tell(f"{len(told['pages'])} pages asked", program.pid)
    finally:
        program.terminate()
        program.wait(timeout=60)
        if given.home is None:
            shutil.rmtree(home, ignore_errors=True)


def _wait_for(port: int, program: subprocess.Popen[bytes]) -> None:
    while True:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/login/", timeout=5).read()
            return
        except OSError:
            if program.poll() is not None:
                raise SystemExit("the program ended before the first page") from None
            time.sleep(0.2)


if __name__ == "__main__":
    main()
