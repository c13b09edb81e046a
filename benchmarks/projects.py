"""Board and list of projects against an empty page of the same stack, alone and under a load of 16 connections.

    python -m benchmarks.pages projects [--open 2000] [--listed 50000] [--rounds 40]

Builds an installation of its own in a temporary folder; the rows are invented.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
if "LIANTU_HOME" not in os.environ:
    os.environ["LIANTU_HOME"] = tempfile.mkdtemp(prefix="liantu-bench-")
os.environ.setdefault("LIANTU_DEBUG", "1")

import django

django.setup()

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import path
from django.utils import timezone

from benchmarks.pages import empty, measure
from liantu import urls

urls.urlpatterns.append(path("benchmark-empty/", empty))
application = WSGIHandler()
PAGES = {
    "empty page": "/benchmark-empty/",
    "board": "/projects/board/",
    "list": "/projects/",
    "list, searched": "/projects/?q=%E9%A1%B9%E7%9B%AE12",
    "figures": "/projects/figures/",
}


def fill(open_projects: int, listed: int) -> Any:
    """A zone with an officer, ``open_projects`` running ones and as many ended ones as make ``listed``."""
    from liantu.people.models import Membership, User, Zone
    from liantu.projects.models import Project, StageMove
    from liantu.projects.reads import plan_of

    call_command("migrate", verbosity=0)
    zone = Zone.objects.create(code="bench", name="测试区", name_en="Bench")
    user = User.objects.create(username="officer", display_name="officer")
    Membership.objects.create(user=user, zone=zone, role="promotion_officer")
    draw, today = random.Random(7), timezone.localdate()
    stages = [stage.code for stage in plan_of(zone, today).stages]
    rows = [
        Project(
            zone=zone,
            number=f"{today.year}-{number:06d}",
            name=f"项目{number}",
            investor_name=f"企业{number}有限公司",
            stage=draw.choice(stages),
            stage_since_on=today - timedelta(days=draw.randrange(400)),
            owner=user,
            health="normal" if number < open_projects else "terminated",
            light=draw.choice(("green", "green", "yellow", "red")),
            signed_wan_yuan=Decimal(draw.randrange(1_000, 90_000)),
            signed_on=today - timedelta(days=draw.randrange(900)),
            industry_class=draw.choice(("strategic_emerging", "traditional")),
        )
        for number in range(listed)
    ]
    Project.objects.bulk_create(rows, batch_size=2_000)
    made = Project.objects.order_by("pk").values_list("pk", "stage_since_on", "stage")[:open_projects]
    StageMove.objects.bulk_create(
        StageMove(zone=zone, project_id=pk, from_state="", to_state=stage, on=day, state="made")
        for pk, day, stage in made
    )
    return user


def load(address: str, cookie: str, port: int, *, connections: int, each: int) -> list[float]:
    """Milliseconds of every answer under ``connections`` at once."""
    times: list[float] = []

    def ask() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(each):
            began = time.perf_counter()
            line.request("GET", address, headers={"Cookie": cookie, "Host": "localhost"})
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                sys.exit(f"{address} answered {answer.status}")
            times.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _cookie(user: Any) -> str:
    session = SessionStore()
    session["_auth_user_id"], session["_auth_user_backend"] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _percent(times: list[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def main() -> None:
    """Fill, measure alone, measure under load, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--open", type=int, default=2_000)
    options.add_argument("--listed", type=int, default=50_000)
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--connections", type=int, default=16)
    given = options.parse_args([one for one in sys.argv[1:] if one != "projects"])
    user = fill(given.open, given.listed)
    client = Client(headers={"host": "localhost"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    print(f"{given.open:,} open projects, {given.listed:,} listed, {connection.vendor}\n")
    print("| page | p50 ms | p95 ms | × empty | queries | bytes |\n|---|---|---|---|---|---|")
    base = 1.0
    for name, address in PAGES.items():
        times, queries, size = measure(client, address, given.rounds)
        middle = statistics.median(times)
        base = middle if name == "empty page" else base
        print(f"| {name} | {middle:.1f} | {_percent(times, 0.95):.1f} | {middle / base:.1f} | {queries} | {size:,} |")
    cookie, port = _cookie(user), 8765
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "benchmarks.projects:application",
            "-b",
            f"127.0.0.1:{port}",
            "-w",
            "2",
            "--threads",
            "4",
            "--log-level",
            "error",
        ],
        cwd=Path(__file__).resolve().parents[1],
        env=os.environ,
    )
    try:
        time.sleep(6)
        print(f"\n{given.connections} connections at once, two processes of four threads\n")
        print("| page | p50 ms | p95 ms | × empty | answers/s |\n|---|---|---|---|---|")
        for name, address in PAGES.items():
            load(address, cookie, port, connections=4, each=3)
            began = time.perf_counter()
            times = load(address, cookie, port, connections=given.connections, each=12)
            rate, middle = len(times) / (time.perf_counter() - began), statistics.median(times)
            base = middle if name == "empty page" else base
            print(f"| {name} | {middle:.0f} | {_percent(times, 0.95):.0f} | {middle / base:.1f} | {rate:.0f} |")
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
