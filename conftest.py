"""What every test shares: the demo zone, and real data where it stands beside the project."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kept import KeptZone, file_of_tables, kept_tables, kept_zone
from tests.second_database import leave_the_others_out

SHARED_DATA = Path(os.environ.get("LIANTU_SHARED_DATA", Path(__file__).resolve().parent.parent / "shared" / "data"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """An option for the second half of the full run."""
    parser.addoption("--second-database", action="store_true", help="only tests that can differ on another database")


def pytest_configure() -> None:
    """Nothing depends on how fast the machine is, and the invented people have no passwords to hide."""
    import hypothesis
    from django.conf import settings

    from liantu.ui.assets import join

    hypothesis.settings.register_profile(
        "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("house")
    join()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(trylast=True)  # after the marks of the journeys
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests that need the real data where it is absent; continuous integration must have it."""
    if config.getoption("--second-database"):
        leave_the_others_out(config, items)
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


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    django_db_createdb: bool,
) -> Iterator[None]:
    """The test database of this process: its tables are copied from those made once by the migrations."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    verbosity = request.config.option.verbose
    with django_db_blocker.unblock(), kept_tables(connection, anew=django_db_createdb):
        made = setup_databases(verbosity, interactive=False, aliases=["default"], serialized_aliases=[])
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What the frame keeps for a minute is kept by numbers of people, and each test counts them from the beginning."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def language_of_the_installation() -> Iterator[None]:
    """What a page or a command was asked in last stays active in the process; no test hands it to the next."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture
def home_with_tables(tmp_path: Path, django_db_setup: None) -> Path:
    """A data folder for another process; its SQLite database has the tables already, where they are kept."""
    if file_of_tables().is_file():
        shutil.copyfile(file_of_tables(), tmp_path / "liantu.sqlite3")
    return tmp_path


@pytest.fixture(scope="session")
def demo_rows(django_db_setup: None, django_db_blocker: Any, django_db_createdb: bool) -> KeptZone:
    """The rows and files of the demo zone with a small register, built once."""
    from django.db import connection
    from django.test import override_settings

    from liantu.demo.build import build_demo

    def build(home: Path) -> None:
        with override_settings(HOME=home, REGISTERS_DIR=home / "registers", MEDIA_ROOT=str(home / "files")):
            build_demo(rows=3000, projects=4)

    with django_db_blocker.unblock():
        return kept_zone(connection, build, anew=django_db_createdb)


@pytest.fixture
def demo_zone(demo_rows: KeptZone, db: None, settings: Any) -> Any:
    """The demo zone: its rows stand in the transaction of the test, its files in the data folder."""
    from django.db import connection

    from liantu.demo.people import ZONE
    from liantu.people.models import Zone

    demo_rows.put(connection, Path(settings.HOME))
    return Zone.objects.get(code=ZONE["code"])


@pytest.fixture
def log_in(client: Any, demo_zone: Any) -> Callable[[str], Any]:
    """Log the test client in as a demo person; answers the person."""

    def enter(username: str) -> Any:
        from liantu.people.models import User

        person = User.objects.get(username=username)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return person

    return enter
