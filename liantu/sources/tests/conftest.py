"""A zone, its people, a clean registers folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liantu.people.models import User, Zone
from liantu.sources.factories import make_person, make_zone


@pytest.fixture(autouse=True)
def registers(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Every test builds into its own folder."""
    settings.REGISTERS_DIR, settings.HOME = tmp_path / "home" / "registers", tmp_path / "home"
    settings.MEDIA_ROOT = str(tmp_path / "home" / "files")
    yield settings.REGISTERS_DIR
    shutil.rmtree(tmp_path / "home", ignore_errors=True)


@pytest.fixture
def zone() -> Zone:
    return make_zone()


@pytest.fixture
def officer(zone: Zone) -> User:
    return make_person(zone)


@pytest.fixture
def reader(zone: Zone) -> User:
    return make_person(zone, "observer")


@pytest.fixture
def stranger() -> User:
    return make_person(make_zone("south"), username="stranger")
