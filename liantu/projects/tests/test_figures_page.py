"""The page of figures: every number opens its rows, goals are the zone's own, what is to be decided stands first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from liantu.chains import factories
from liantu.foundation.flows.actions import decide
from liantu.foundation.flows.reads import open_for
from liantu.foundation.versions import actions as versions
from liantu.foundation.versions.actions import VERSIONS
from liantu.lib.problems import ProblemsError
from liantu.projects import figures_page, reads
from liantu.projects.models import LightRecord, Project
from liantu.projects.rule_kinds import YEAR_GOALS
from liantu.projects.rules.year_goals import gone_of_year, year_of
from liantu.projects.tests.conftest import World
from liantu.ui.wiring import Seen

YEAR = timezone.localdate().year


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def signed(world: World, ready: Callable[..., Project], wan_yuan: int, on: date, **more: object) -> Project:
    """A project as it stands after it was signed."""
    project = ready()
    Project.objects.filter(pk=project.pk).update(
        stage="signed", signed_on=on, signed_wan_yuan=wan_yuan, name=f"签约 {wan_yuan}", **more
    )
    return Project.objects.get(pk=project.pk)


def goals(world: World, text: str) -> None:
    """The zone's goals, agreed by a second person."""
    admin = factories.make_person("admin", world.zone, "zone_administrator")
    made = versions.draft(world.zone, YEAR_GOALS, text, by=admin, in_force_on=timezone.localdate(), note="年初下达")
    asked = open_for(VERSIONS.name, versions.publish(made, by=admin))
    assert asked is not None
    decide(asked, "agreed", by=world.boss)


def test_the_number_of_a_tile_is_the_sum_of_the_rows_it_opens(world: World, ready: Callable[..., Project]) -> None:
    for amount in (120_000, 80_000):
        signed(world, ready, amount, date(YEAR, 1, 15))
    signed(world, ready, 50_000, date(YEAR - 1, 6, 1))
    page = client_of(world.boss).get("/projects/figures/").content.decode()
    tile = re.search(r'<a class="tile" href="([^"]+)">.*?<strong>(.*?)</strong>', page, re.DOTALL)
    assert tile is not None and tile[2] == "20"
    rows = client_of(world.boss).get(tile[1].replace("&amp;", "&")).content.decode()
    assert "签约 120000" in rows and "签约 80000" in rows and "签约 50000" not in rows


def test_goals_are_shown_only_when_the_zone_agreed_to_them(world: World, ready: Callable[..., Project]) -> None:
    signed(world, ready, 300_000, date(YEAR, 1, 15))
    client = client_of(world.boss)
    assert "target-bar" not in client.get("/projects/figures/").content.decode()
    goals(world, f"years:\n- year: {YEAR}\n  signed_wan_yuan: 600000\n")
    page = client.get("/projects/figures/").content.decode()
    assert "达年目标 50%" in page and page.count('class="target-bar"') == 1
    other = client.get("/projects/figures/", {"chain": "x"}).content.decode()
    assert "target-bar" not in other, "a goal of the zone is no goal of one chain"


@pytest.mark.parametrize("text", ["years:\n- year: 26\n", "years:\n- year: 2026\n- year: 2026\n", "year: 1\n"])
def test_goals_that_contradict_themselves_are_refused(world: World, text: str) -> None:
    with pytest.raises(ProblemsError):
        reads.read_goals(text)


def test_the_trend_adds_up_beside_the_year_before(world: World, ready: Callable[..., Project]) -> None:
    signed(world, ready, 100_000, date(YEAR, 1, 15))
    signed(world, ready, 40_000, date(YEAR - 1, 1, 20))
    asked = figures_page.asked_of(Seen(world.boss, world.zone), {})
    with translation.override("zh-hans"):
        told = figures_page._trend(None, asked)  # type: ignore[arg-type]
    assert told["trend"].rows[0] == ("1月", 4.0, 10.0)
    assert told["note"] == "亿元，比去年同期多 6.0"
    sheet = client_of(world.boss).get("/projects/figures/", {"chart": "signed-by-month"})
    assert sheet.headers["Content-Type"].startswith("text/csv")


def test_what_stands_still_is_to_be_decided_and_tells_for_how_long(world: World, ready: Callable[..., Project]) -> None:
    project, today = ready(), timezone.localdate()
    old = today - timedelta(days=160)
    Project.objects.filter(pk=project.pk).update(stage="negotiation", stage_since_on=old, light="red")
    page = client_of(world.boss).get("/projects/figures/").content.decode()
    assert f"定：{project} 在谈停 160 天" in page and "常用 60 天" in page


def test_red_is_compared_with_a_week_ago_only_where_somebody_looked(
    world: World, ready: Callable[..., Project]
) -> None:
    project, today = ready(), timezone.localdate()
    Project.objects.filter(pk=project.pk).update(light="red")
    client = client_of(world.boss)
    assert "比上周" not in client.get("/projects/figures/").content.decode()
    LightRecord.objects.create(zone=world.zone, project=project, on=today - timedelta(days=9), light="green")
    page = client.get("/projects/figures/").content.decode()
    assert "比上周多 1 个" in page and "转红" in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_wall_shows_the_same_without_a_frame(world: World, ready: Callable[..., Project], language: str) -> None:
    signed(world, ready, 120_000, date(YEAR, 1, 15))
    client = client_of(world.boss)
    client.cookies["liantu_language"] = language
    page = client.get("/projects/figures/wall/").content.decode()
    assert 'data-theme="dark"' in page and 'hx-trigger="every 300s"' in page
    assert "nav" not in re.findall(r"<(\w+)", page)


def test_a_year_of_the_address_is_shown_whole_and_nonsense_is_this_year(world: World) -> None:
    seen = Seen(world.boss, world.zone)
    past = figures_page.asked_of(seen, {"year": f"{YEAR - 1}"})
    assert (past.since, past.until, past.gone) == (date(YEAR - 1, 1, 1), date(YEAR - 1, 12, 31), 1.0)
    for query in ({}, {"year": "x"}, {"year": "9999"}, {"since": "x"}):
        assert figures_page.asked_of(seen, query).since == date(YEAR, 1, 1)
    part = figures_page.asked_of(seen, {"since": f"{YEAR}-02-01", "until": f"{YEAR}-02-20"})
    assert part.year is None and part.gone is None


def test_how_much_of_a_year_has_gone() -> None:
    assert gone_of_year(date(2026, 12, 31)) == 1.0
    assert round(gone_of_year(date(2028, 2, 29)), 4) == round(60 / 366, 4)
    assert year_of(date(2026, 1, 1), date(2026, 3, 5)) == 2026
    assert year_of(date(2026, 1, 1), date(2027, 1, 1)) is None


def test_numbers_do_not_cost_more_queries_with_more_projects(
    world: World, ready: Callable[..., Project], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    signed(world, ready, 120_000, date(YEAR, 1, 15))
    client = client_of(world.boss)
    client.get("/projects/figures/")
    with django_assert_max_num_queries(90):  # type: ignore[attr-defined]
        client.get("/projects/figures/")
