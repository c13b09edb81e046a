"""The way about: whose side shows what, in which order; tabs and crumbs of a page; a room to come takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from liantu.lib import slots as registry
from liantu.people.models import Membership, User, Zone
from liantu.people.rules.abilities import ROLES
from liantu.ui import wiring
from liantu.ui.models import Pin
from liantu.ui.navigation.by_role import MOST, PHONE, SIDE, phone_of, side_of
from liantu.ui.navigation.menu import Menu
from liantu.ui.tests.conftest import make_person, make_zone
from liantu.ui.wiring import NavGroup, NavItem, Seen, Wiring

EVERYTHING = {code for line in SIDE.values() for word in line.split() for code in word.split("/")}


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Slots hold after a test what they held before it."""
    held = [registry.slot_named(name) for name in ("nav_group", "nav", "nav_within", "new")]
    kept = [(slot, dict(slot._fillings)) for slot in held]
    yield
    for slot, fillings in kept:
        slot._fillings.clear()
        slot._fillings.update(fillings)


def seen_as(*roles: str) -> Seen:
    """Somebody with these roles."""
    zone = make_zone()
    person = User.objects.create_user(f"with-{'-'.join(roles)}")
    for role in roles:
        Membership.objects.create(user=person, zone=zone, role=role)
    return Seen(person, zone)


def codes(menu: Menu) -> list[str]:
    """What stands at the side."""
    return [entry.code for entry in menu.side]


# -- the table ----------------------------------------------------------------------------------------------------


def test_every_role_has_a_side_and_none_is_too_long() -> None:
    assert {role.code for role in ROLES} <= set(SIDE)
    assert set(PHONE) <= set(SIDE)
    for role in SIDE:
        assert 0 < len(side_of({role}, EVERYTHING.__contains__)) < MOST, role


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({"today", "chains", "targets", "outreach", "projects", "enterprises"}, "today chains targets outreach projects enterprises"),
        (EVERYTHING, "today chains targets outreach projects approvals sites aftercare"),
        ({"projects"}, "projects"),
        (set(), ""),
    ],
)  # fmt: skip
def test_a_room_that_is_not_there_is_absent_and_another_stands_in(there: set[str], expected: str) -> None:
    assert side_of({"promotion_officer"}, there.__contains__) == expected.split()


def test_who_has_several_roles_gets_what_stands_high_with_any_of_them() -> None:
    both = side_of({"promotion_officer", "chain_chief"}, EVERYTHING.__contains__)
    assert both[:3] == ["today", "my_chain", "chains"]
    assert len(both) == MOST == len(set(both))
    assert len(side_of(set(SIDE), EVERYTHING.__contains__)) == MOST
    assert side_of({"ambassador", "chamber_of_commerce"}, EVERYTHING.__contains__) == ["today", "leads", "challenges"]


def test_the_bar_of_a_phone_is_filled_up_from_the_side() -> None:
    assert phone_of({"promotion_officer"}, EVERYTHING.__contains__) == ["today", "projects", "outreach"]
    assert phone_of({"zone_leadership"}, EVERYTHING.__contains__) == ["cockpit", "signoff", "duties"]
    assert phone_of({"data_officer"}, EVERYTHING.__contains__) == ["today", "registers", "documents"]
    assert phone_of({"third_party_agency"}, EVERYTHING.__contains__) == ["today", "leads"]


# -- on a page ----------------------------------------------------------------------------------------------------


def test_a_room_to_come_takes_its_place_by_its_wiring_alone(db: None) -> None:
    seen = seen_as("promotion_officer")
    before = codes(Menu(seen))
    rooms = Wiring(
        "plots",
        groups=(NavGroup("sites", "Plots", 55, "map"),),
        nav=(NavItem("sites", "Plots", "ui:methods", "map"), NavItem("sites", "Works", "ui:search", "map", order=101)),
    )
    wiring.connect([("plots.wiring", rooms)], abilities=())
    after = codes(Menu(seen))
    assert [code for code in after if code != "sites"] == before
    assert after[after.index("projects") + 1] == "sites"
    inside = Menu(seen, reverse("ui:methods"))
    assert [str(page.item.label) for page, _is_current in inside.tabs] == ["Plots", "Works"]
    assert [entry.code for entry in inside.side if entry.is_current] == ["sites"]


def test_the_tab_of_a_page_is_marked_and_what_lies_below_belongs_to_it(db: None) -> None:
    seen = seen_as("promotion_officer")
    board = Menu(seen, reverse("projects:board"))
    assert board.is_tab
    assert [page.key for page, is_current in board.tabs if is_current] == ["projects:board"]
    thing = Menu(seen, "/projects/23/")
    assert not thing.is_tab
    assert [page.key for page, is_current in thing.tabs if is_current] == ["projects:list"]
    assert [entry.code for entry in thing.side if entry.is_current] == ["projects"]


def test_pages_of_a_room_without_tabs_stand_under_the_room_it_names(db: None) -> None:
    menu = Menu(seen_as("promotion_officer"), reverse("work:year", args=["premium-steel"]), "work")
    assert menu.room is not None
    assert menu.room.group.code == "chains"


def test_a_page_that_stands_by_itself_is_marked_before_its_room(db: None) -> None:
    seen = seen_as("zone_leadership")
    assert "signoff" in codes(Menu(seen))
    assert [entry.code for entry in Menu(seen, reverse("signoff:list")).side if entry.is_current] == ["signoff"]
    data = seen_as("data_officer")
    assert [entry.code for entry in Menu(data, reverse("products:list")).side if entry.is_current] == ["registers"]


@pytest.mark.parametrize(
    ("path", "title", "given", "expected"),
    [
        ("/projects/", "Projects", [("Projects", "")], []),
        ("/projects/23/", "A works", [("Projects", "/projects/"), ("A works", "")], ["项目"]),
        ("/projects/23/change/", "Change", [("Projects", "/projects/"), ("A works", "/projects/23/")], ["项目", "A works"]),
        ("/outreach/contacts/3/", "Lin", [("Contacts", "/outreach/contacts/"), ("Lin", "")], ["走访洽谈", "Contacts"]),
        ("/projects/23/x/y/", "Y", [("a", "/a/"), ("b", "/b/"), ("c", "/c/")], ["项目", "b", "c"]),
        ("/profile/", "Me", [("Me", "/profile/")], []),
    ],
)  # fmt: skip
def test_crumbs_lead_here_and_never_name_this_page(
    db: None, path: str, title: str, given: list[tuple[Any, str]], expected: list[str]
) -> None:
    menu = Menu(seen_as("promotion_officer"), path)
    room = [(label if label != "Projects" else "项目", url) for label, url in given]
    assert [str(label) for label, _url in menu.crumbs(title, room)] == expected


# -- all rooms, and what one puts at one's side -------------------------------------------------------------------


def test_the_page_of_all_rooms_is_narrowed_by_a_part_of_a_name(client: Client, zone: Zone) -> None:
    client.force_login(make_person("lin", zone, "promotion_officer"))
    whole = client.get(reverse("ui:more"))
    assert len(whole.context["rooms"]) > 6
    narrow = client.get(reverse("ui:more"), {"q": "看板"})
    assert [[line.page.key for line in lines] for _room, lines in narrow.context["rooms"]] == [["projects:board"]]
    assert "没有这个名称的功能" in client.get(reverse("ui:more"), {"q": "zzzz"}).content.decode()


def test_one_page_is_pinned_and_taken_away_again(client: Client, zone: Zone) -> None:
    person = make_person("lin", zone, "promotion_officer")
    client.force_login(person)
    client.get(reverse("ui:more"))
    client.post(reverse("ui:pin"), {"page": "outreach:contacts"})
    assert client.get("/search/").content.decode().count("nav-outreach:contacts") == 1
    client.post(reverse("ui:pin"), {"page": "documents:watches"})
    assert [pin.page for pin in Pin.objects.all()] == ["documents:watches"]
    assert codes(Menu(Seen(person, zone)))[-1] == "documents:watches"
    client.post(reverse("ui:pin"), {"page": "documents:watches"})
    assert not Pin.objects.exists()
    assert "documents:watches" not in codes(Menu(Seen(person, zone)))


def test_nobody_pins_what_she_may_not_open(client: Client, zone: Zone) -> None:
    client.force_login(make_person("guest", zone, "observer"))
    assert client.post(reverse("ui:pin"), {"page": "accounts:people"}).status_code == 404
    assert client.post(reverse("ui:pin"), {"page": "no:such"}).status_code == 404
    assert not Pin.objects.exists()


def test_nine_at_the_side_with_what_is_pinned(db: None) -> None:
    seen = seen_as(*(role.code for role in ROLES))
    assert len(codes(Menu(seen))) == MOST
    Pin.objects.create(user=seen.user, zone=seen.zone, page="jobs:schedules")
    again = Seen(User.objects.get(pk=seen.user.pk), seen.zone)
    from liantu.ui.navigation.keeping import forget

    forget(seen.user)
    assert len(codes(Menu(again))) == MOST
    assert codes(Menu(again))[-1] == "jobs:schedules"
