"""What every test shares: the demo zone, and real data where it stands beside the project."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SHARED_DATA = Path(os.environ.get("LIANTU_SHARED_DATA", Path(__file__).resolve().parent.parent / "shared" / "data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests that need the real data where it is absent; continuous integration must have it."""
    if SHARED_DATA.is_dir():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"the real data must be at {SHARED_DATA} in continuous integration")
    skip = pytest.mark.skip(reason="the real data is not beside the project")
    for item in items:
        if "shared_data" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data."""
    return SHARED_DATA


@pytest.fixture
def demo_zone(db: None) -> Any:
    """The demo zone with a small register; the register is built once a session, the rows for every test."""
    from liantu.demo.build import build_demo

    return build_demo(rows=3000, projects=4)


@pytest.fixture
def log_in(client: Any, demo_zone: Any) -> Callable[[str], Any]:
    """Log the test client in as a demo person; answers the person."""

    def enter(username: str) -> Any:
        from liantu.foundation.accounts.models import User

        person = User.objects.get(username=username)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return person

    return enter
