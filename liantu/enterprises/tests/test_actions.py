"""Writes of the enterprises room: taking in, correcting, merging and back, lists and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ForeignKey

from liantu.audit.models import AuditEntry
from liantu.enterprises import actions, reads, sheets
from liantu.enterprises.factories import make_enterprise
from liantu.enterprises.models import (
    DistinctPair,
    Enterprise,
    EnterpriseFact,
    EnterpriseImport,
    EnterpriseMerge,
    EnterpriseName,
)
from liantu.enterprises.slots import on_enterprise_merged
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import NotAllowed
from liantu.people.models import User, Zone
from liantu.sources.factories import HEADER, ROWS, credit_code, csv_text, make_release

pytestmark = pytest.mark.django_db
A, B = credit_code(1), credit_code(2)


def codes(caught: pytest.ExceptionInfo[ProblemsError]) -> set[str]:
    return {problem.code for problem in caught.value.problems}


def test_touching_makes_one_row_with_sources(zone: Zone, officer: User, tmp_path: Path) -> None:
    release = make_release(zone, tmp_path)
    (row,) = release.open().find(credit_code=A)
    enterprise = actions.touch_from_register(release, row["enterprise_id"], by=officer, zone=zone)
    again = actions.touch_from_register(release, row["enterprise_id"], by=officer, zone=zone)
    assert enterprise == again
    assert Enterprise.objects.count() == 1
    assert enterprise.capital_wan_yuan == Decimal(5000)
    assert enterprise.registered_on == date(2001, 5, 6)
    facts = EnterpriseFact.objects.filter(enterprise=enterprise)
    assert {fact.source for fact in facts} == {"市场监督管理局"}
    assert {fact.kind for fact in facts} == {"observed"}
    assert {fact.as_of_on for fact in facts} == {date(2026, 3, 5)}
    with pytest.raises(ProblemsError):
        actions.touch_from_register(release, 10**9, by=officer, zone=zone)


def test_touching_finds_the_enterprise_typed_in_without_code(zone: Zone, officer: User, tmp_path: Path) -> None:
    typed = make_enterprise(zone, "岚川轧钢有限公司")
    release = make_release(zone, tmp_path)
    (row,) = release.open().find(credit_code=A)
    assert actions.touch_from_register(release, row["enterprise_id"], by=officer, zone=zone) == typed


def test_a_correction_keeps_the_old_value(zone: Zone, officer: User) -> None:
    enterprise = actions.add_enterprise(zone, {"name": "岚川厂", "city": "运城市"}, by=officer, source="走访")
    actions.correct_enterprise(enterprise, "city", "苏州市", by=officer, source="营业执照", reason="搬迁")
    actions.correct_enterprise(enterprise, "name", "岚川有限公司", by=officer, source="营业执照")
    (line,) = [line for line in reads.fact_lines(enterprise) if line.field == "city"]
    assert line.current is not None
    assert line.current.value == "苏州市"
    assert [fact.value for fact in line.earlier] == ["运城市"]
    assert [name.name for name in enterprise.names.all()] == ["岚川厂"]
    entry = AuditEntry.objects.filter(verb="enterprises.corrected").order_by("sequence").first()
    assert entry is not None
    assert (entry.before, entry.after) == ({"city": "运城市"}, {"city": "苏州市"})


def test_everything_wrong_is_said_at_once(zone: Zone, officer: User) -> None:
    make_enterprise(zone, credit_code=A)
    with pytest.raises(ProblemsError) as caught:
        actions.add_enterprise(zone, {"name": "", "credit_code": A, "registered_on": "?"}, by=officer, source="")
    assert codes(caught) == {"no_name", "no_fact_source", "bad_day", "code_taken"}
    with pytest.raises(ProblemsError) as caught:
        actions.correct_enterprise(make_enterprise(zone, "乙"), "zone_id", "9", by=officer, source="x", kind="guessed")
    assert codes(caught) == {"not_correctable", "bad_kind"}


def snapshot() -> dict[str, Any]:
    """Every row a merge can touch, without the moments of change."""
    return {
        model.__name__: list(
            model.objects.order_by("pk").values(*[f.attname for f in model._meta.fields if f.name != "changed_at"])
        )
        for model in (Enterprise, EnterpriseName, EnterpriseFact, DistinctPair)
    }


def test_undoing_a_merge_restores_exactly(zone: Zone, officer: User) -> None:
    survivor = actions.add_enterprise(
        zone, {"name": "岚川有限公司", "city": "运城市"}, by=officer, source="走访", in_zone=False
    )
    absorbed = actions.add_enterprise(
        zone,
        {"name": "岚川集团有限公司", "credit_code": A, "capital_wan_yuan": "500", "city": "苏州市"},
        by=officer,
        source="名录",
    )
    actions.add_name(survivor, "东风厂", by=officer)
    actions.add_name(absorbed, "东风厂", by=officer)
    actions.add_name(absorbed, "红旗厂", by=officer)
    before = snapshot()
    merge = actions.merge_enterprises(survivor, absorbed, by=officer, reason="同一家")
    survivor.refresh_from_db()
    assert (survivor.credit_code, survivor.city, survivor.in_zone) == (A, "运城市", True)
    assert {name.name for name in survivor.names.all()} == {"东风厂", "红旗厂", "岚川集团有限公司"}
    assert list(reads.enterprises_for(officer, zone)) == [survivor]
    assert reads.survivor_of(Enterprise.objects.get(pk=absorbed.pk)) == survivor
    merge = EnterpriseMerge.objects.select_related("survivor", "absorbed").get(pk=merge.pk)
    actions.undo_merge(merge, by=officer)
    assert snapshot() == before
    with pytest.raises(ProblemsError) as caught:
        actions.undo_merge(merge, by=officer)
    assert codes(caught) == {"undone_before"}


def test_undoing_keeps_what_was_corrected_since(zone: Zone, officer: User) -> None:
    survivor, absorbed = make_enterprise(zone, "甲厂"), make_enterprise(zone, "乙厂", city="苏州市", credit_code=A)
    merge = actions.merge_enterprises(survivor, absorbed, by=officer, reason="同一家")
    survivor.refresh_from_db()
    actions.correct_enterprise(survivor, "city", "无锡市", by=officer, source="走访")
    actions.undo_merge(EnterpriseMerge.objects.get(pk=merge.pk), by=officer)
    survivor.refresh_from_db()
    assert (survivor.city, survivor.credit_code) == ("无锡市", "")


def test_what_cannot_be_merged(zone: Zone, officer: User, stranger: User) -> None:
    first, second, third = (make_enterprise(zone, name) for name in ("甲", "乙", "丙"))
    with pytest.raises(ProblemsError) as caught:
        actions.merge_enterprises(first, first, by=officer, reason="")
    assert codes(caught) == {"same_record", "no_merge_reason"}
    merge = actions.merge_enterprises(first, second, by=officer, reason="x")
    with pytest.raises(ProblemsError):
        actions.merge_enterprises(third, second, by=officer, reason="x")
    actions.merge_enterprises(third, first, by=officer, reason="x")
    with pytest.raises(ProblemsError) as caught:
        actions.undo_merge(EnterpriseMerge.objects.get(pk=merge.pk), by=officer)
    assert codes(caught) == {"merged_on"}
    with pytest.raises(NotAllowed):
        actions.merge_enterprises(first, third, by=stranger, reason="x")


STAYS = {
    "enterprises.enterprise.merged_into": "points from absorbed to survivor: it is the merge itself",
    "enterprises.enterprisemerge.survivor": "the record of the merge",
    "enterprises.enterprisemerge.absorbed": "the record of the merge",
    "enterprises.distinctpair.first": "a judgement on these two records",
    "enterprises.distinctpair.second": "a judgement on these two records",
}


def test_every_foreign_key_to_an_enterprise_is_covered_by_a_merge() -> None:
    """Say it in your wiring.py: ``answers=moves("app.model", "field")``."""
    keys = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Enterprise
    }
    covered = {filling.key for filling in on_enterprise_merged.fillings()}
    assert keys - covered - set(STAYS) == set(), "rows that a merge would leave behind"
    assert covered | set(STAYS) <= keys, "handlers or exceptions for keys that are gone"


def sheet(rows: list[tuple[str, ...]], header: Any = HEADER) -> SimpleUploadedFile:
    return SimpleUploadedFile("名录.csv", csv_text(rows, header).encode("gb18030"))


def test_a_list_is_applied_and_taken_back(zone: Zone, officer: User) -> None:
    here = actions.add_enterprise(
        zone, {"name": ROWS[0][0], "credit_code": A}, by=officer, source="走访", in_zone=False
    )
    before = snapshot()
    rows = [*ROWS, ("", "", "", "", "", "没有名称", "", ""), (ROWS[2][0], credit_code(3), *ROWS[2][2:])]
    started = actions.start_enterprise_import(zone, sheet(rows), by=officer)
    plan = sheets.plan_import(started)
    assert plan.counts() == {"create": 2, "update": 1, "same": 0, "unclear": 1}
    assert plan.refused == 1
    assert snapshot() == before
    receipt = actions.apply_import(started, by=officer)
    assert receipt["create"] == 2
    assert receipt["refused"] == 1
    assert receipt["refused_file"]
    here.refresh_from_db()
    assert here.in_zone
    assert here.city == "运城"
    assert Enterprise.objects.count() == 3
    with pytest.raises(ProblemsError) as caught:
        actions.apply_import(started, by=officer)
    assert codes(caught) == {"past_preview"}
    actions.undo_import(started, by=officer)
    after = snapshot()
    assert after["Enterprise"] == before["Enterprise"]
    assert after["EnterpriseName"] == before["EnterpriseName"]
    facts = [{**fact, "superseded_at": None} for fact in after["EnterpriseFact"]]
    assert facts == before["EnterpriseFact"]
    assert all(fact["superseded_at"] is None for fact in after["EnterpriseFact"])


def test_taking_a_list_back_is_refused_whole_when_it_is_used(zone: Zone, officer: User) -> None:
    started = actions.start_enterprise_import(zone, sheet(list(ROWS)), by=officer)
    actions.apply_import(started, by=officer)
    made = Enterprise.objects.order_by("pk")
    actions.merge_enterprises(made[0], made[1], by=officer, reason="x")
    with pytest.raises(ProblemsError) as caught:
        actions.undo_import(EnterpriseImport.objects.get(pk=started.pk), by=officer)
    assert codes(caught) == {"used_since"}
    assert Enterprise.objects.count() == 3


def test_a_list_that_cannot_be_read_changes_nothing(zone: Zone, officer: User) -> None:
    started = actions.start_enterprise_import(
        zone, SimpleUploadedFile("x.csv", "产品,单价\n钢带,3\n".encode()), by=officer
    )
    with pytest.raises(ProblemsError):
        actions.apply_import(started, by=officer)
    started.refresh_from_db()
    assert started.state == EnterpriseImport.State.PREVIEW
    assert not Enterprise.objects.exists()


def test_pairs_kept_apart_are_not_offered_again(zone: Zone, officer: User) -> None:
    first, second = make_enterprise(zone, "岚川有限公司"), make_enterprise(zone, "岚川 有限公司")
    pairs, total = reads.duplicates(zone)
    assert total == 1
    assert {pairs[0].first, pairs[0].second} == {first, second}
    actions.keep_apart(second, first, by=officer)
    assert reads.duplicates(zone) == ([], 0)
