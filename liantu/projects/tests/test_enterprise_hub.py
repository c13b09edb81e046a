"""The page of an enterprise is where its threads meet: visits, contacts, leads, projects, and what is begun with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.chains import factories
from liantu.enterprises.factories import make_enterprise
from liantu.enterprises.models import Enterprise
from liantu.outreach.actions import PersonGiven, StopGiven, log_engagement
from liantu.projects.leads.actions import register_lead
from liantu.projects.models import Project
from liantu.projects.tests.conftest import World
from liantu.sources.factories import make_release

FIRM = "汾泽冷轧科技有限公司"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def firm(world: World, ready: Callable[..., Project]) -> Enterprise:
    """An enterprise that was visited, has a lead and a project."""
    one = make_enterprise(world.zone, FIRM, province="江苏", city="苏州", credit_code="")
    today = timezone.localdate()
    given = {"kind": "negotiation", "title": "谈厂房面积", "outcome": "consensus"}
    log_engagement(
        world.zone, given, by=world.officer, when=f"{today}", stops=[StopGiven(FIRM)],
        people=[PersonGiven("吴志明", "董事长", FIRM, "13800000001")],
    )  # fmt: skip
    lead = {"firm_name": FIRM, "channel": "exhibition", "content": "冷轧"}
    register_lead(world.zone, lead, by=world.officer)
    project = ready()
    Project.objects.filter(pk=project.pk).update(investor=one)
    return one


def test_what_every_room_has_of_it_stands_on_one_page(
    world: World, firm: Enterprise, django_assert_max_num_queries: Any
) -> None:
    client = client_of(world.officer)
    page = client.get(firm.get_absolute_url()).content.decode()
    assert "谈厂房面积" in page and "登记了线索" in page and "冷轧板项目" in page  # the timeline and its lists
    assert "吴志明" in page and "13800000001" not in page
    for address in ("outreach:log", "leads:new"):
        assert f"{reverse(address)}?firm={firm.pk}" in page
    assert "谈厂房面积" in client.get(firm.get_absolute_url(), {"tab": "visits"}).content.decode()
    for tab in ("chains", "sources", "record"):
        assert client.get(firm.get_absolute_url(), {"tab": tab}).status_code == 200
    with django_assert_max_num_queries(40):
        client.get(firm.get_absolute_url())


def test_who_may_not_see_a_room_learns_nothing_of_it_here(world: World, firm: Enterprise) -> None:
    data_officer = factories.make_person("agent", world.zone, "approval_agent")
    page = client_of(data_officer).get(firm.get_absolute_url())
    if page.status_code == 200:
        text = page.content.decode()
        assert "吴志明" not in text and "登记了线索" not in text
    far = factories.make_person("far", factories.make_zone(code="far"), "promotion_officer")
    assert client_of(far).get(firm.get_absolute_url()).status_code == 404
    log = client_of(far).get(reverse("outreach:log"), {"firm": firm.pk})
    assert log.status_code == 200 and FIRM not in log.content.decode()  # a key of another zone tells nothing


def test_what_is_known_stands_in_the_forms_already(world: World, firm: Enterprise) -> None:
    client = client_of(world.officer)
    visit = client.get(reverse("outreach:log"), {"firm": firm.pk}).content.decode()
    assert FIRM in visit and "江苏苏州" in visit and "吴志明" in visit and "13800000001" not in visit
    lead = client.get(reverse("leads:new"), {"firm": firm.pk}).content.decode()
    assert FIRM in lead and "江苏" in lead and "苏州" in lead and "吴志明" in lead
    for wrong in ("x", "-1", "99999999"):
        assert client.get(reverse("leads:new"), {"firm": wrong}).status_code == 200


def test_a_firm_of_the_register_is_taken_in_by_the_press_that_begins_something(world: World, tmp_path: Path) -> None:
    release, client = make_release(world.zone, tmp_path), client_of(world.officer)
    address = reverse("enterprises:register_row", args=[release.release_id, 0])
    page = client.get(address).content.decode()
    take = reverse("enterprises:take_in", args=[release.release_id, 0])
    assert f'action="{take}"' in page and 'name="then" value="log"' in page and 'value="lead"' in page
    assert not Enterprise.objects.exists()
    begun = client.post(take, {"then": "log"})
    one = Enterprise.objects.get()
    assert begun["Location"] == f"{reverse('outreach:log')}?firm={one.pk}"
    assert one.name in client.get(begun["Location"]).content.decode()
    again = client.get(address).content.decode()
    assert one.get_absolute_url() in again and f"?firm={one.pk}" in again
    assert client.post(take, {"then": "https://elsewhere.example/"})["Location"] == one.get_absolute_url()
    assert client.post(take)["Location"] == one.get_absolute_url()
