"""Which tests run again on the second database: those whose answer can differ there.

The full run takes every test on SQLite first and then, with ``--second-database``, these on PostgreSQL. A test that
opens no database (rules, engine, reader, charts, architecture, examples of the documentation) answers the same on both
by its nature and is found by that, not by a list. Of the tests that do open one, ``PROVEN`` names those that ask
nothing new of it; everything else (models, actions, reads, jobs, flows, migrations, pages, the interface) runs twice.
"""

from __future__ import annotations

import pytest

PROVEN = {
    "liantu/ui/": "what is drawn; the rows it is drawn from are read by the rooms' own tests",
    "tests/docs/": "published pages against the code",
    "tests/architecture/": "the text of the sources",
    "tests/access/test_error_pages.py": "how a refusal looks",
    "tests/access/test_refusals_in_chinese.py": "the words of refusals",
    "tests/access/test_reading_writes_nothing.py": "what a page asks for is in the program, not in the database",
    "tests/access/test_cast.py": "abilities do not live in the database; one person who may open every page walks there",
}
YET_TWICE = (
    "tests/access/test_cast.py::test_the_cast_walks_everywhere[admin]",
    "tests/architecture/test_kept_tables.py::test_kept_tables_are_those_the_migrations_make",
)
OPENS_A_DATABASE = {"db", "transactional_db", "django_db_setup"}


def may_differ(item: pytest.Item) -> bool:
    """Whether a test can give another answer on another database."""
    opens = item.get_closest_marker("django_db") or OPENS_A_DATABASE & set(getattr(item, "fixturenames", ()))
    return bool(opens) and (item.nodeid in YET_TWICE or not item.nodeid.startswith(tuple(PROVEN)))


def leave_the_others_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Takes out of ``items`` what the first run has proven for both databases."""
    items[:], others = [one for one in items if may_differ(one)], [one for one in items if not may_differ(one)]
    config.hook.pytest_deselected(items=others)
