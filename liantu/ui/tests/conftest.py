"""People and a zone for the frame's tests, found by name: the frame does not import the rooms above it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client


def make_zone(code: str = "lanxi") -> Any:
    """A zone."""
    zones = apps.get_model("accounts", "Zone")._default_manager
    return zones.get_or_create(code=code, defaults={"name": f"{code}经济开发区", "name_en": f"{code} zone"})[0]


def make_person(name: str, zone: Any, role: str = "zone_administrator") -> Any:
    """A person with a role in a zone ("" = no role that may do anything there)."""
    user, _made = get_user_model()._default_manager.get_or_create(username=name)
    if role:
        apps.get_model("accounts", "Membership")._default_manager.get_or_create(user=user, zone=zone, role=role)
    return user


@pytest.fixture
def zone(db: None) -> Any:
    """The zone of the test."""
    return make_zone()


@pytest.fixture
def staff(client: Client, zone: Any) -> Client:
    """A browser with the zone administrator logged in."""
    client.force_login(make_person("lin", zone))
    return client
