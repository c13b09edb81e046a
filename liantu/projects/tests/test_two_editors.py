"""Two officers at one project at once: the second is told what changed, and nothing is silently overwritten."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from liantu.chains import factories
from liantu.lib.problems import ProblemsError
from liantu.people.models import User
from liantu.projects import actions
from liantu.projects.leads.actions import register_lead
from liantu.projects.leads.models import Lead
from liantu.projects.models import Project

ROOT = Path(__file__).resolve().parents[3]


def in_threads(*works: Callable[[], object]) -> list[object]:
    """Run the works at the same moment in threads of their own; what each gave or raised."""
    start = Barrier(len(works))
    answers: list[object] = [None] * len(works)

    def run(place: int) -> None:
        try:
            start.wait(timeout=20)
            answers[place] = works[place]()
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return answers


def editors_at_once() -> None:
    """One of two edits made at once stands; the other is refused and says who changed what to what."""
    zone = factories.make_zone(code="editors")
    first = factories.make_person("first", zone, "promotion_officer")
    second = factories.make_person("second", zone, "promotion_officer")
    project = actions.open_project(zone, {"name": "冷轧项目"}, by=first)

    def change(person: User, value: str) -> Callable[[], object]:
        return lambda: actions.change_project(
            Project.objects.get(pk=project.pk), {"product": value}, by=User.objects.get(pk=person.pk), revision=1
        )

    answers = in_threads(change(first, "甲产品"), change(second, "乙产品"))
    refused = [one for one in answers if isinstance(one, ProblemsError)]
    assert len(refused) == 1, answers
    project.refresh_from_db()
    assert project.revision == 2 and project.product in ("甲产品", "乙产品")
    told = refused[0].problems[0]
    assert told.code == "somebody_was_faster" and told.params["after"] == project.product


def registrations_at_once() -> None:
    """Of three registrations of one enterprise made at once one is first, and the others are refused."""
    zone = factories.make_zone(code="registrations")
    people = [factories.make_person(f"p{number}", zone, "promotion_officer") for number in range(3)]
    values = {"firm_name": "苏州启衡精密材料有限公司", "channel": "self_contact"}

    def register(person: User) -> Callable[[], object]:
        return lambda: register_lead(zone, values, by=User.objects.get(pk=person.pk))

    answers = in_threads(*(register(person) for person in people))
    assert sum(isinstance(one, Lead) for one in answers) == 1, answers
    assert sum(isinstance(one, ProblemsError) for one in answers) == 2, answers
    assert Lead.objects.filter(zone=zone).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("check", [editors_at_once, registrations_at_once])
def test_at_once_on_a_server(check: Callable[[], None]) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the file is tried below: SQLite in memory locks whole tables")
    check()


IN_A_FILE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from liantu.projects.tests.test_two_editors import editors_at_once, registrations_at_once
editors_at_once()
registrations_at_once()
"""


def test_at_once_in_a_file(home_with_tables: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LIANTU_")}
    environ |= {"LIANTU_HOME": str(home_with_tables), "LIANTU_DEBUG": "1", "DJANGO_SETTINGS_MODULE": "liantu.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", IN_A_FILE], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=600
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
