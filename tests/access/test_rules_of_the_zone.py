"""Every rule the zone may write itself: who drafts can propose, a second person can agree, the shipped text may hold."""

from __future__ import annotations

import pytest
from django.template.loader import get_template
from django.utils import timezone

from liantu.foundation.versions.reads import faults_of
from liantu.foundation.versions.slots import RuleKind, rule_kind
from liantu.people.models import Zone
from liantu.people.rules.abilities import ABILITY_BY_CODE


def roles(ability: str) -> set[str]:
    return set(ABILITY_BY_CODE[ability].roles)


def test_rooms_declare_rules() -> None:
    assert {"stage_plan"} <= {kind.code for kind in rule_kind.values()}


@pytest.mark.parametrize("kind", rule_kind.values(), ids=lambda kind: kind.code)
def test_a_rule_can_be_drafted_and_agreed_to(kind: RuleKind, db: None) -> None:
    assert roles(kind.keep) <= roles("versions.keep"), (
        "some may draft it by its own ability and not by that of the pages"
    )
    assert roles(kind.view) <= roles("versions.view") and roles(kind.keep) <= roles(kind.view)
    assert set(kind.second) & roles("signoff.decide"), "nobody of its second persons may decide a sign-off"
    assert faults_of(Zone.objects.create(code="north", name="北区"), kind, kind.shipped(timezone.localdate())) == []
    assert get_template(kind.template)
