"""Numbers go on after 9999, whatever stands beside them, and twenty who ask at once all get one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from liantu.chains import factories
from liantu.people.models import User
from liantu.projects.actions import open_project
from liantu.projects.leads.actions import register_lead
from liantu.projects.leads.models import Lead
from liantu.projects.leads.pages import LIST as LEADS
from liantu.projects.models import Project
from liantu.projects.tables import LIST as PROJECTS
from liantu.projects.tests.test_two_editors import in_threads
from liantu.ui.lists import ListPage

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 20


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("standing", "next_one"),
    [
        ((), "0001"),
        (("0009",), "0010"),
        (("9999",), "10000"),
        (("9999", "10000"), "10001"),
        (("99999", "100000", "0007"), "100001"),
        (("0002", "abc", "12-a", "", "²", "９９", "99999999999"), "0003"),
    ],
)
def test_numbers_are_counted(standing: tuple[str, ...], next_one: str) -> None:
    zone = factories.make_zone()
    officer = factories.make_person("officer", zone, "promotion_officer")
    project = open_project(zone, {"name": "底"}, by=officer)
    firm = {"firm_name": "苏州启衡精密材料有限公司", "channel": "self_contact"}
    lead = register_lead(zone, firm, by=officer)
    year = timezone.localdate().year
    for first, begin in ((project, f"{year}-"), (lead, f"L{year}-")):
        twins = []
        for text in standing:
            twin = type(first).objects.get(pk=first.pk)
            twin.pk, twin.number, twin._state.adding = None, begin + text, True
            twins.append(twin)
        type(first).objects.filter(pk=first.pk).update(number="before")
        type(first).objects.bulk_create(twins)
    assert open_project(zone, {"name": "次"}, by=officer).number == f"{year}-{next_one}"
    other = {"firm_name": "无锡晨曦轴承有限公司", "channel": "self_contact"}
    assert register_lead(zone, other, by=officer).number == f"L{year}-{next_one}"


def opened_at_once() -> None:
    """Every project opened, and every lead of an enterprise of its own registered at once, has a number of its own.

    Over the bound of four figures too: it is passed in the midst of them.
    """
    zone = factories.make_zone(code="numbers")
    officer = factories.make_person("first", zone, "promotion_officer")
    year = timezone.localdate().year
    before = 9990
    open_project(zone, {"name": "底"}, by=officer)
    Project.objects.filter(zone=zone).update(number=f"{year}-{before}")

    def opening(place: int) -> Callable[[], object]:
        return lambda: open_project(zone, {"name": f"项目 {place}"}, by=User.objects.get(pk=officer.pk))

    answers = in_threads(*(opening(place) for place in range(AT_ONCE)))
    assert all(isinstance(one, Project) for one in answers), answers
    numbers = set(Project.objects.filter(zone=zone).values_list("number", flat=True))
    assert numbers == {f"{year}-{before + place}" for place in range(AT_ONCE + 1)}

    def registering(place: int) -> Callable[[], object]:
        values = {
            "firm_name": f"苏州{'甲乙丙丁戊己庚辛壬癸'[place % 10]}{place}精密材料有限公司",
            "channel": "self_contact",
        }
        return lambda: register_lead(zone, values, by=User.objects.get(pk=officer.pk))

    leads = in_threads(*(registering(place) for place in range(AT_ONCE)))
    assert all(isinstance(one, Lead) for one in leads), leads


@pytest.mark.django_db(transaction=True)
def test_at_once_on_a_server() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the file is tried below: SQLite in memory locks whole tables")
    opened_at_once()


@pytest.mark.django_db
@pytest.mark.parametrize("page", [PROJECTS, LEADS], ids=["projects", "leads"])
def test_lists_and_sheets_go_on_after_four_figures(page: ListPage) -> None:
    zone = factories.make_zone()
    officer = factories.make_person("officer", zone, "promotion_officer")
    project = open_project(zone, {"name": "底"}, by=officer)
    firm = {"firm_name": "苏州启衡精密材料有限公司", "channel": "self_contact"}
    first: Any = project if page is PROJECTS else register_lead(zone, firm, by=officer)
    begin = "" if page is PROJECTS else "L"
    counted = ("2025-0002", "2025-10000", "2026-0001", "2026-9999", "2026-10000", "2026-100000")
    ordered = [f"{begin}{one}" for one in counted]
    rows: Any = type(first).objects.filter(zone=zone)
    rows.filter(pk=first.pk).update(number="before")
    for number in reversed(ordered):
        twin = rows.get(pk=first.pk)
        twin.pk, twin.number, twin._state.adding = None, number, True
        rows.bulk_create([twin])
    column = next(one for one in page.columns if one.name == "number")
    rows = rows.exclude(pk=first.pk)
    for descending in (False, True):
        found = list(rows.order_by(*column.order(descending=descending)).values_list("number", flat=True))
        assert found == (ordered[::-1] if descending else ordered)


IN_A_FILE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.attacks.test_numbers_go_on import opened_at_once
opened_at_once()
"""


def test_at_once_in_a_file(home_with_tables: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home_with_tables), "LIANTU_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "liantu.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", IN_A_FILE], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
