"""A chain of sixty links on the register of 1.09 million rows: time to judge it, server time of its page.

``python -m benchmarks.chain_science chain_pages``; builds the register's release in a data folder of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def run(shared: Path, _part: str) -> bool:
    """Judged: nothing stored and nothing in memory but the register's files; the page: from what was judged."""
    with tempfile.TemporaryDirectory(prefix="liantu-pages-") as home:
        environ = {**os.environ, "LIANTU_HOME": home, "LIANTU_DEBUG": "0", "LIANTU_SECRET_KEY": "benchmark" * 8}
        command = [
            sys.executable,
            "-c",
            "from benchmarks.chain_science_chain_pages import inside; inside()",
            str(shared),
        ]
        return subprocess.run(command, env=environ, check=False).returncode == 0


def inside() -> None:
    """The measurement itself, in a process of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
    import django

    django.setup()
    from django.core.cache import cache
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import override_settings

    from liantu.chains import actions, firm_sums, judgement
    from liantu.chains.models import ChainAssessment, ChainJudgement
    from liantu.chains.rules.template import Template, dump_template, read_templates
    from liantu.lib.reference_files import reference_path
    from liantu.people.models import Membership, User, Zone

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    zone = Zone.objects.create(code="bench", name="基准", province="山西省", city="太原市")
    user = User.objects.create(username="bench")
    Membership.objects.bulk_create(
        Membership(user=user, zone=zone, role=role) for role in ("zone_administrator", "data_officer", "chain_chief")
    )
    call_command(
        "register",
        "add",
        str(Path(sys.argv[1]) / "register" / "enterprises.parquet"),
        id="real",
        title="真实名录",
        source="公开登记",
        as_of="2004-12-31",
        verbosity=0,
    )
    files = sorted(reference_path("chains").glob("*.yaml"))
    templates = read_templates([(path.name, path.read_text("utf-8")) for path in files])
    nodes, edges = [], []
    for template in templates:
        nodes += [node for node in template.nodes if node.code not in {one.code for one in nodes}]
        edges += template.edges
    nodes = nodes[:60]
    codes = {node.code for node in nodes}
    kept = tuple(edge for edge in edges if {edge.source, edge.target} <= codes)
    text = dump_template(Template("六十环节", 1, tuple(nodes), kept))
    chain = actions.adopt_template(zone, text, by=user, code="sixty").chain
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        client.get("/chains/")  # templates and code are loaded
        client.get(f"/chains/{chain.code}/")
        judged, warm = [], []
        for _turn in range(5):
            ChainAssessment.objects.all().delete()
            ChainJudgement.objects.all().delete()
            firm_sums.sums_of.cache_clear()
            judgement._totals.cache_clear()
            cache.clear()
            started = time.perf_counter()
            actions.judge_chain(chain)
            judged.append((time.perf_counter() - started) * 1000)
            warm += [_milliseconds(client, chain.code) for _again in range(5)]
    middle = sorted(warm)[len(warm) // 2]
    print(
        f"chain of {len(nodes)} links: judged in {min(judged):.0f}–{max(judged):.0f} ms, "
        f"its page {middle:.0f} ms (median)"
    )
    sys.exit(0 if sorted(judged)[2] <= 300 and middle <= 50 else 1)


def _milliseconds(client: object, code: str) -> float:
    started = time.perf_counter()
    answer = client.get(f"/chains/{code}/")  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.status_code
    return (time.perf_counter() - started) * 1000
