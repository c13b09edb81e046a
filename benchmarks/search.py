"""Search over everything in a zone of fifty thousand enterprises: names, pinyin, first letters, deeds; what needs me.

    python -m benchmarks.search [--rows 50000] [--rounds 40] [--home FOLDER]

Builds an installation of its own in a temporary folder; the rows are invented. ``--home``: asks an installation there
is, as its officer. Every question goes through the whole stack, as the dialog sends it.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liantu.settings")
if "--home" in sys.argv:
    os.environ["LIANTU_HOME"] = sys.argv[sys.argv.index("--home") + 1]
else:
    os.environ["LIANTU_HOME"] = tempfile.mkdtemp(prefix="liantu-bench-")
os.environ["LIANTU_DEBUG"] = "1"

import django

django.setup()

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

PLACES = [
    "太原",
    "运城",
    "长治",
    "苏州",
    "武汉",
    "洛阳",
    "重庆",
    "常州",
    "唐山",
    "佛山",
    "济南",
    "成都",
    "宁波",
    "合肥",
    "青岛",
    "西安",
]
FIRST, SECOND = "沐岚启衡景曜砺澄北同汾晋宏鑫腾骏天顺", "岚屿衡曜石远洋蔚特泽兴盛科达瑞诚业联"
TRADES = [
    "特钢",
    "镀锌",
    "冷轧薄板",
    "纯碱",
    "炭黑",
    "门窗幕墙",
    "焦炉煤气",
    "有机酸",
    "精密制造",
    "新材料",
    "装备",
    "化工",
    "建材",
    "物流",
]
FORMS = ("有限公司", "股份有限公司", "科技有限公司", "集团有限公司")
QUESTIONS = {
    "a name": ("沐岚", "洛阳北屿镀锌", "启衡", "沐岚 纯碱", "91140", "有限公司"),
    "first letters": ("mlcj", "lybydx", "qhtg", "shxf", "cqtx"),
    "whole syllables": ("mulan", "luoyangbeiyu", "chongqing", "qihengtegang", "muland"),
    "a page": ("看板", "kb", "联系人", "lxr", "board"),
    "a deed and whom": ("记走访 沐岚", "提交材料 项目12", "jzf mulan", "登记线索 洛阳北屿", "tjcl xiangmu"),
    "nothing": ("不存在的名字", "zzqxq", "xyzw"),
}


def fill(rows: int) -> Any:
    """An officer of a zone with so many enterprises, a tenth as many projects and leads, a fiftieth contacts."""
    from liantu.enterprises.models import Enterprise
    from liantu.lib.chinese_text import company_name_key
    from liantu.outreach.models import Contact
    from liantu.people.models import Membership, User, Zone
    from liantu.projects.leads.models import Lead
    from liantu.projects.models import Project

    call_command("migrate", verbosity=0)
    zone = Zone.objects.create(code="bench", name="测试区", name_en="Bench")
    user = User.objects.create(username="officer", display_name="officer")
    Membership.objects.create(user=user, zone=zone, role="promotion_officer")
    draw, today = random.Random(19), timezone.localdate()

    def name() -> str:
        parts = (draw.choice(PLACES), draw.choice(FIRST), draw.choice(SECOND), draw.choice(TRADES), draw.choice(FORMS))
        return "".join(parts)

    names = [name() for _ in range(rows)]
    scope = "生产、销售：" + "；".join(TRADES) * 8
    firms = [
        Enterprise(
            zone=zone,
            name=one,
            normalised_name=company_name_key(one),
            credit_code=f"91140{number:013d}",
            business_scope=scope,
        )
        for number, one in enumerate(names)
    ]
    began = time.perf_counter()
    Enterprise.objects.bulk_create(firms, batch_size=2_000)
    print(f"{rows:,} enterprises written with their keys in {time.perf_counter() - began:.1f} s", flush=True)
    tenth = names[:: max(1, 10)]
    Project.objects.bulk_create(
        [
            Project(
                zone=zone, number=f"P-{at:06d}", name=f"项目{at}", investor_name=one, owner=user, stage_since_on=today
            )
            for at, one in enumerate(tenth)
        ],
        batch_size=2_000,
    )
    Lead.objects.bulk_create(
        [
            Lead(
                zone=zone,
                number=f"L-{at:06d}",
                firm_name=one,
                name_key=company_name_key(one),
                holder="officer",
                owner=user,
                registered_by=user,
                protected_until_on=today,
                state="followed",
            )
            for at, one in enumerate(tenth)
        ],
        batch_size=2_000,
    )
    Contact.objects.bulk_create(
        [Contact(zone=zone, name=f"{draw.choice('单曾解柳程沈')}听澜", organisation=one) for one in names[::50]]
    )
    return user


Took = tuple[float, float]


def ask(client: Client, text: str) -> Took:
    """Milliseconds of one answer of the dialog: on the clock, and of the processor, which others do not lengthen."""
    return took(client, "/search/", {"q": text}, {"HX-Request": "true"})


def took(client: Client, path: str, query: dict[str, str], headers: dict[str, str]) -> Took:
    """Milliseconds of one answer."""
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(path, query, headers=headers)
    assert answer.status_code == 200
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def main() -> None:
    """Fill, ask, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=50_000)
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--home", default="")
    given = options.parse_args()
    from liantu.people.models import User

    user = User.objects.get(username="officer") if given.home else fill(given.rows)
    client = Client(headers={"host": "localhost"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    ask(client, "沐岚")
    print("\n| asked | p50 | p95 | p95 of the processor | queries |\n|---|---|---|---|---|")
    every: list[Took] = []
    for kind, questions in QUESTIONS.items():
        times = [ask(client, question) for _ in range(given.rounds) for question in questions]
        with CaptureQueriesContext(connection) as queries:
            ask(client, questions[0])
        every += times
        print(row(kind, times, len(queries)), flush=True)
    print(row("all of these", every, None))
    times = []
    for _ in range(given.rounds):
        cache.clear()
        here = {"HX-Request": "true", "HX-Current-URL": "http://localhost/projects/"}
        times.append(took(client, "/more/side/", {}, here))
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get("/more/side/", headers={"HX-Request": "true"})
    print(row("the side with every number asked anew", times, len(queries)))


def row(kind: str, times: list[Took], queries: int | None) -> str:
    """A line of the table."""
    clock, processor = (sorted(column) for column in zip(*times, strict=True))
    at = int(len(times) * 0.95)
    told = f"{statistics.median(clock):.0f} ms | {clock[at]:.0f} ms | {processor[at]:.0f} ms"
    return f"| {kind} | {told} | {'' if queries is None else queries} |"


if __name__ == "__main__":
    main()
