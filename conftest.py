"""What every test shares: a data folder of its own, and real data where it stands beside the project."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

os.environ["LIANTU_HOME"] = tempfile.mkdtemp(prefix="liantu-test-")
os.environ.setdefault("LIANTU_DEBUG", "1")

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
