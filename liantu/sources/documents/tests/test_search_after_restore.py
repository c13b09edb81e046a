"""A search finds documents again after a restore: its index is no rows, it is made anew from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from liantu.foundation.system import actions
from liantu.people.models import Membership, User, Zone
from liantu.sources.documents.actions import bring_text
from liantu.sources.documents.finding import find


@pytest.fixture(autouse=True)
def empty_index(transactional_db: None) -> Iterator[None]:
    """The index is no table of a model: nobody empties it after a test that really writes."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_pairs")


@pytest.mark.django_db(transaction=True)
def test_documents_are_found_after_a_restore(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT, settings.REGISTERS_DIR = tmp_path, str(tmp_path / "f"), tmp_path / "r"
    zone = Zone.objects.create(code="north", name="北区")
    officer = User.objects.create_user("officer", password="geheim-genug", display_name="王")
    Membership.objects.create(user=officer, zone=zone, role="promotion_officer")
    bring_text(zone, "岚川轧钢有限公司拟在北区投资建设储能电站项目，总投资十二亿元。", by=None)
    path = actions.back_up(tmp_path / "one.zip")
    bring_text(zone, "后来的储能文件，还原之后不应再被找到。", by=None)
    actions.restore(path, force=True)
    assert len(find(officer, zone, "储能电站")) == 1
    assert not find(officer, zone, "后来的")
