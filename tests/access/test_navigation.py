"""No way leads to a closed door: every entry, tab, room and thing to begin opens for everybody who is shown it."""

from __future__ import annotations

import pytest
from django.test import Client

from liantu.demo.people import PEOPLE
from liantu.people.models import EXTERNAL, Membership, User, Zone
from liantu.people.rules.abilities import ROLES
from liantu.ui.navigation.by_role import MOST
from liantu.ui.navigation.menu import Menu
from liantu.ui.wiring import Seen

CAST = [person.username for person in PEOPLE] + [f"only-{role.code}" for role in ROLES]


def _menu(username: str, zone: Zone) -> tuple[Menu, Client]:
    """The menu of somebody of the cast, or of somebody who holds one role and nothing else."""
    if username.startswith("only-"):
        person = User.objects.create_user(username)
        Membership.objects.create(user=person, zone=zone, role=username.removeprefix("only-"))
    person = User.objects.get(username=username)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return Menu(Seen(person, zone)), client


@pytest.mark.parametrize("username", CAST)
def test_every_way_opens_for_whoever_is_shown_it(demo_zone: Zone, username: str) -> None:
    menu, client = _menu(username, demo_zone)
    ways = {entry.url for entry in (*menu.side, *menu.phone)}
    ways |= {page.url for room in menu.rooms for page in room.pages}
    ways |= {one.url for one in menu.new}
    assert 0 < len(menu.side) <= MOST
    wrong = [(way, status) for way in sorted(ways) if (status := client.get(way).status_code) != 200]
    assert not wrong, f"{username}: {wrong}"


@pytest.mark.parametrize("username", CAST)
def test_people_outside_see_few_rooms_and_everything_at_their_side_stands_in_more(
    demo_zone: Zone, username: str
) -> None:
    menu, _client = _menu(username, demo_zone)
    every = {page.url for room in menu.rooms for page in room.pages}
    assert {entry.url for entry in menu.side} <= every
    roles = menu.seen.user.roles_in(demo_zone)
    if roles <= EXTERNAL:
        assert len(menu.side) <= 4
        assert len(every) <= 8
