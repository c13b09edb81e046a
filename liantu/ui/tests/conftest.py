"""People and a zone for the frame's tests; permission is answered by a stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from liantu.foundation.accounts.models import Membership, User, Zone


@pytest.fixture
def zone(db: None) -> Zone:
    """A zone."""
    return Zone.objects.create(code="lanxi", name="岚溪经济开发区", name_en="Lanxi Economic Development Zone")


@pytest.fixture
def officer(zone: Zone) -> User:
    """A zone administrator (may see every component)."""
    user = User.objects.create_user(
        "lin", password="a-long-password-1", display_name="林晓", display_name_en="Lin Xiao"
    )
    Membership.objects.create(user=user, zone=zone, role="zone_administrator")
    return user


@pytest.fixture
def staff(client: Client, officer: User) -> Iterator[Client]:
    """A browser with the administrator logged in."""
    client.force_login(officer)
    return client
