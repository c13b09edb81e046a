"""A zone with a chain and a register that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from liantu.chains import factories
from liantu.chains.models import Chain
from liantu.people.models import User, Zone
from liantu.sources.models import RegisterRelease


@dataclass
class World:
    """What the tests of the room stand in."""

    zone: Zone
    admin: User
    officer: User
    chief: User
    leadership: User
    chain: Chain
    release: RegisterRelease
    client: Client

    def login(self, user: User) -> Client:
        """A browser of ``user``."""
        client = Client()
        client.force_login(user)
        return client


@pytest.fixture
def world(db: None, tmp_path: Path) -> World:
    """A zone in 运城 with its people, one chain in force and one register in use; the administrator logged in."""
    zone = factories.make_zone()
    admin = factories.make_person("admin", zone, "zone_administrator", "data_officer")
    chain = factories.make_chain(zone, admin)
    release = factories.make_release(zone, admin, tmp_path)
    client = Client()
    client.force_login(admin)
    return World(
        zone,
        admin,
        factories.make_person("officer", zone, "promotion_officer"),
        factories.make_person("chief", zone, "chain_chief"),
        factories.make_person("boss", zone, "zone_leadership"),
        chain,
        release,
        client,
    )
