"""People and a zone for the frame's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from liantu.lib.slots import all_slots
from liantu.people.models import Membership, User, Zone


def make_zone(code: str = "lanxi") -> Zone:
    """A zone."""
    named = {"name": f"{code}经济开发区", "name_en": f"{code} zone"}
    return Zone.objects.get_or_create(code=code, defaults=named)[0]


def make_person(name: str, zone: Zone, role: str = "zone_administrator") -> User:
    """A person with a role in a zone ("" = no role that may do anything there)."""
    user, _made = User.objects.get_or_create(username=name)
    if role:
        Membership.objects.get_or_create(user=user, zone=zone, role=role)
    return user


@pytest.fixture
def zone(db: None) -> Zone:
    """The zone of the test."""
    return make_zone()


@pytest.fixture
def staff(client: Client, zone: Zone) -> Client:
    """A browser with the zone administrator logged in."""
    client.force_login(make_person("lin", zone))
    return client


@pytest.fixture
def slots_as_before() -> Iterator[None]:
    """Every slot holds after a test what it held before it: a room that was wired in for one test goes again."""
    kept = [(slot, dict(slot._fillings)) for slot in all_slots()]
    yield
    for slot, fillings in kept:
        slot._fillings.clear()
        slot._fillings.update(fillings)
