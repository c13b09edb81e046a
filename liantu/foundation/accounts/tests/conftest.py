"""Two zones and the people of the first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from liantu.people.models import Membership, User, Zone

PASSWORD = "geheim-genug-9"


@pytest.fixture
def zone(db: None) -> Zone:
    return Zone.objects.create(code="north", name="北区", name_en="North")


@pytest.fixture
def other_zone(db: None) -> Zone:
    return Zone.objects.create(code="south", name="南区", name_en="South")


@pytest.fixture
def person(zone: Zone) -> Callable[..., User]:
    """Make a person with roles in the first zone."""

    def make(username: str, *roles: str, where: Zone | None = None) -> User:
        user = User.objects.create_user(username, password=PASSWORD, display_name=username.title())
        for role in roles:
            Membership.objects.create(user=user, zone=where or zone, role=role)
        return user

    return make


@pytest.fixture
def admin(person: Callable[..., User]) -> User:
    return person("admin", "zone_administrator")


@pytest.fixture
def enter(client: Client) -> Callable[[User], Client]:
    """The client, logged in."""

    def log_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in
