"""Pairs that may be one stand after every act as if all enterprises were compared."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.enterprises import actions, reads
from liantu.enterprises.doubles import ENTERPRISES
from liantu.enterprises.models import Enterprise, EnterpriseImport, EnterpriseMerge
from liantu.foundation.likeness.reads import alike, found_anew, is_kept
from liantu.lib.problems import ProblemsError
from liantu.people.models import User, Zone
from liantu.sources.factories import credit_code

pytestmark = pytest.mark.django_db

NAMES = (
    "岚川有限公司",
    "岚川股份有限公司",
    "岚川厂",
    "岚川有限公司苏州分公司",
    "禹泽有限公司",
    "禹泽有限公司（原岚川厂）",
)
WALKS = st.lists(
    st.tuples(
        st.sampled_from(("add", "add", "name", "city", "alias", "merge", "part", "list", "unlist", "apart")),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    min_size=4,
    max_size=14,
)


def act(zone: Zone, by: User, verb: str, one: int, two: int) -> None:
    """One act, possible or not."""
    rows = list(Enterprise.objects.filter(zone=zone, merged_into__isnull=True).order_by("pk"))
    some, other = (rows[one % len(rows)], rows[two % len(rows)]) if rows else (None, None)
    name, city = NAMES[two % len(NAMES)], ("", "苏州市", "运城市")[one % 3]
    merge = EnterpriseMerge.objects.filter(undone_at__isnull=True).last()
    applied = EnterpriseImport.objects.filter(state="applied").last()
    if verb == "add":
        given = {"name": name, "city": city, "credit_code": credit_code(one) if one < 3 else ""}
        actions.add_enterprise(zone, given, by=by, source="走访")
    elif verb == "name" and some:
        actions.correct_enterprise(some, "name", name, by=by, source="执照")
    elif verb == "city" and some:
        actions.correct_enterprise(some, "city", city, by=by, source="执照")
    elif verb == "alias" and some:
        actions.add_name(some, name, by=by)
    elif verb == "merge" and some and other:
        actions.merge_enterprises(some, other, by=by, reason="一家")
    elif verb == "part" and merge:
        actions.undo_merge(merge, by=by)
    elif verb == "apart" and some and other and some != other:
        actions.keep_apart(some, other, by=by)
    elif verb == "list":
        text = f"企业名称,城市\n{name},{city}\n{NAMES[one % len(NAMES)]},\n"
        started = actions.start_enterprise_import(zone, SimpleUploadedFile("x.csv", text.encode()), by=by)
        actions.apply_import(started, by=by)
    elif verb == "unlist" and applied:
        actions.undo_import(applied, by=by)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS)
def test_kept_pairs_equal_comparing_all_after_every_act(zone: Zone, officer: User, walk: list[Any]) -> None:
    with transaction.atomic():
        actions.add_enterprise(zone, {"name": NAMES[0]}, by=officer, source="走访")
        for step in walk:
            with suppress(ProblemsError), transaction.atomic():
                act(zone, officer, *step)
            assert is_kept(ENTERPRISES, zone)
            anew = found_anew(ENTERPRISES, zone)
            assert alike(ENTERPRISES, zone, most=500) == (anew, len(anew)), step
            reads.duplicates(zone)
        transaction.set_rollback(True)
