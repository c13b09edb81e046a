"""Server time of the node page and the target list against an empty page of the same stack, in one run.

    LIANTU_HOME=… python -m benchmarks.pages --chain premium-steel --node rolled-products [--rounds 60]

The installation named by LIANTU_HOME must have a register (for the figures in docs/benchmarks.md: 1.09 million rows).
The empty page is the frame with nothing in it, same middleware, session, language and templates.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
if __name__ == "__main__" and sys.argv[1:2] == ["projects"]:  # an installation of its own, before the settings are read
    os.environ["LIANTU_HOME"] = tempfile.mkdtemp(prefix="liantu-bench-")
    os.environ["LIANTU_DEBUG"] = "1"

import django

django.setup()

from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path

from liantu import urls
from liantu.people.abilities import needs


@needs("today.view")
def empty(request: HttpRequest) -> HttpResponse:
    """The frame alone."""
    return render(request, "ui/base.html", {})


def measure(client: Client, address: str, rounds: int) -> tuple[list[float], int, int]:
    """Milliseconds of each round, queries and bytes of one."""
    for _ in range(3):
        response = client.get(address)
    if response.status_code != 200:
        sys.exit(f"{address} answered {response.status_code}")
    queries: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.get(address)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        response = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    return times, len(queries), len(response.content)


def main() -> None:
    """Measure every page and print the ratios; ``projects`` measures board and list of many projects instead."""
    if sys.argv[1:2] == ["projects"]:
        from benchmarks import projects

        return projects.main()
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--chain", default="premium-steel")
    options.add_argument("--node", default="rolled-products")
    options.add_argument("--user", default="officer")
    options.add_argument("--rounds", type=int, default=60)
    given = options.parse_args()
    urls.urlpatterns.append(path("benchmark-empty/", empty))
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username=given.user), "django.contrib.auth.backends.ModelBackend")
    pages = {
        "empty page": "/benchmark-empty/",
        "today": "/",
        "chain map": f"/chains/{given.chain}/",
        "node page": f"/chains/{given.chain}/{given.node}/",
        "target list": f"/targets/{given.chain}/{given.node}/",
        "register release list": "/sources/",
        "enterprises": "/enterprises/",
    }
    base = 0.0
    print(f"{'page':24}{'p50 ms':>9}{'p95 ms':>9}{'× empty':>9}{'queries':>9}{'kB':>8}")
    for name, address in pages.items():
        times, queries, size = measure(client, address, given.rounds)
        median = statistics.median(times)
        base = base or median
        p95 = sorted(times)[int(len(times) * 0.95)]
        print(f"{name:24}{median:9.1f}{p95:9.1f}{median / base:9.2f}{queries:9}{size / 1024:8.0f}")


if __name__ == "__main__":
    main()
