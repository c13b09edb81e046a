"""Fifty thousand running projects and as many enterprises: lights, what is missing, duplicates.

    python -m benchmarks.rounds [--rows 50000] [--rounds 30]

Builds an installation of its own in a temporary folder; the rows are invented. Commands run in processes of their own,
whose time and most resident memory are told; pages are asked through the whole stack.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
os.environ["LIANTU_HOME"] = tempfile.mkdtemp(prefix="liantu-bench-")
os.environ["LIANTU_DEBUG"] = "1"

from benchmarks import projects as filled  # sets Django up
from benchmarks.memory import megabytes

ROOT = Path(__file__).resolve().parent.parent


def command(*words: str) -> None:
    """Time and most resident memory of one command in a process of its own."""
    began, most = time.perf_counter(), 0
    child = subprocess.Popen([sys.executable, "-m", "liantu", *words], cwd=ROOT, stdout=subprocess.DEVNULL)
    while child.poll() is None:  # what the system counts for ended children begins with the size of this process
        with contextlib.suppress(OSError, KeyError):
            most = max(most, megabytes(child.pid)["peak"])
        time.sleep(0.2)
    print(f"| {' '.join(words[:3])} | {time.perf_counter() - began:.1f} s | {most} MB |", flush=True)


def enterprises(zone: Any, rows: int) -> None:
    """Enterprises of which one in forty stands a second time, under another legal form or place."""
    from liantu.enterprises.models import Enterprise
    from liantu.lib.chinese_text import company_name_key

    draw, made = random.Random(11), []
    for number in range(rows):
        other = number if number % 40 else max(number - 39, 0)
        name = f"岚川{other}{draw.choice('钢铁新材机电化工')}有限公司" if number % 40 else f"岚川{other}精密有限公司"
        city = draw.choice(("运城市", "苏州市", "太原市"))
        made.append(Enterprise(zone=zone, name=name, normalised_name=company_name_key(name), city=city))
    Enterprise.objects.bulk_create(made, batch_size=2_000)


def timed(name: str, work: Callable[[], object]) -> None:
    """How long a piece of work takes here."""
    began = time.perf_counter()
    work()
    print(f"| {name} | {time.perf_counter() - began:.2f} s | |", flush=True)


def main() -> None:
    """Fill, run, ask, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=50_000)
    options.add_argument("--rounds", type=int, default=30)
    given = options.parse_args()
    user = filled.fill(given.rows, given.rows)
    from django.test import Client

    from benchmarks.pages import measure
    from liantu.enterprises import actions
    from liantu.enterprises.doubles import ENTERPRISES
    from liantu.foundation.likeness.actions import keep_whole
    from liantu.people.models import Membership, Zone
    from liantu.projects.doubles import PROJECTS

    zone = Zone.objects.get(code="bench")
    for role in ("data_officer", "zone_administrator"):
        Membership.objects.create(user=user, zone=zone, role=role)
    enterprises(zone, given.rows)
    print(f"{given.rows:,} running projects, {given.rows:,} enterprises\n\n| what | time | peak |\n|---|---|---|")
    out = f"{os.environ['LIANTU_HOME']}/out.csv"
    command("projects", "lights", "--whole", "--format", "csv", "--out", out)
    command("projects", "lights", "--format", "csv", "--out", out)
    command("projects", "check", "--format", "csv", "--out", out)
    client = Client(headers={"host": "localhost"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    address = {"enterprises": "/enterprises/duplicates/", "projects": "/projects/duplicates/"}
    timed("page of duplicates of enterprises, all compared", lambda: client.get(address["enterprises"]))
    timed("enterprises compared and kept for the first time", lambda: keep_whole(ENTERPRISES, zone))
    timed("projects compared and kept for the first time", lambda: keep_whole(PROJECTS, zone))
    values = {"name": "岚川40精密股份有限公司"}
    timed("one more enterprise", lambda: actions.add_enterprise(zone, values, by=user, source="走访"))
    for name, page in address.items():
        times, queries, _size = measure(client, page, given.rounds)
        worst = sorted(times)[int(len(times) * 0.95)]
        print(f"| page of duplicates of {name}, kept: p50 / p95, {queries} queries "
              f"| {statistics.median(times):.0f} / {worst:.0f} ms | |")  # fmt: skip


if __name__ == "__main__":
    main()
