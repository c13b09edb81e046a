"""The one guard of a view: who is sent to the door, who is told why not, and what the view may count on."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory

from liantu.people.abilities import NotAllowed, needs
from liantu.people.models import Membership, User, Zone
from liantu.people.reads import zones_of
from liantu.people.requests import NoZoneError, ZoneRequest, in_zone, put_zone

pytestmark = pytest.mark.django_db


@needs("accounts.manage")
def who_and_where(request: ZoneRequest, number: int) -> HttpResponse:
    return HttpResponse(f"{request.user.username} {request.zone.code} {number}")


@needs()
def anybody_of_the_zone(request: ZoneRequest) -> HttpResponse:
    return HttpResponse(request.zone.code)


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="north", name="北区")


def person(name: str, zone: Zone | None, role: str = "zone_administrator") -> User:
    user = User.objects.create(username=name)
    if zone is not None:
        Membership.objects.create(user=user, zone=zone, role=role)
    return user


def asked(rf: RequestFactory, user: User | AnonymousUser, zone: Zone | None) -> ZoneRequest:
    request = rf.get("/somewhere/?q=1")
    request.user = user
    put_zone(request, zone)
    return request  # type: ignore[return-value]  # as the server hands it to the guard


def test_a_view_gets_person_and_zone(rf: RequestFactory, zone: Zone) -> None:
    assert who_and_where(asked(rf, person("admin", zone), zone), 7).content == b"admin north 7"


def test_a_stranger_is_sent_to_the_door_and_back(rf: RequestFactory) -> None:
    answer = who_and_where(asked(rf, AnonymousUser(), None), 7)
    assert answer.headers["Location"] == "/login/?next=/somewhere/%3Fq%3D1"


def test_without_the_ability_the_roles_that_have_it_are_named(rf: RequestFactory, zone: Zone) -> None:
    guest = person("guest", zone, "observer")
    with pytest.raises(NotAllowed) as refused:
        who_and_where(asked(rf, guest, zone), 7)
    assert refused.value.roles == ("Zone administrator",)
    assert anybody_of_the_zone(asked(rf, guest, zone)).content == b"north"


def test_a_person_of_no_zone_is_told_so(rf: RequestFactory, zone: Zone) -> None:
    nobody = person("nobody", None)
    for view in (anybody_of_the_zone, lambda request: who_and_where(request, 1)):
        with pytest.raises(NoZoneError):
            view(asked(rf, nobody, None))
    with pytest.raises(NoZoneError):
        in_zone(asked(rf, AnonymousUser(), zone))


@pytest.mark.parametrize("address", ["/", "/search/", "/system/people/", "/chains/", "/enterprises/"])
def test_a_person_of_no_zone_sees_a_page_that_says_what_to_do(client: Client, address: str) -> None:
    client.force_login(person("nobody", None), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address)
    assert answer.status_code == 403
    assert "您今天在任何园区都没有角色" in answer.content.decode()


def test_the_zones_one_can_switch_between(zone: Zone) -> None:
    admin = person("admin", zone)
    Zone.objects.create(code="far", name="远区")
    assert zones_of(admin) == [zone]
    assert zones_of(AnonymousUser()) == []


def test_an_unknown_ability_is_a_mistake_of_the_program() -> None:
    with pytest.raises(AssertionError, match="no\\.such"):
        needs("no.such")
