"""People, roles with dates, tokens: by actions and reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from liantu.foundation.accounts import actions
from liantu.foundation.flows.models import SignOff
from liantu.lib.problems import ProblemsError
from liantu.people.abilities import may
from liantu.people.models import Membership, User, Zone

pytestmark = pytest.mark.django_db
GOOD = "liantu-9-lotus-8"


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="z", name="甲开发区")


@pytest.fixture
def admin(zone: Zone) -> User:
    person = User.objects.create(username="root-of-zone")
    Membership.objects.create(user=person, zone=zone, role="zone_administrator")
    return person


def add(zone: Zone, by: User, **fields: str) -> User:
    given = {"username": "lin", "name": "林", "office": "", "role": "promotion_officer", "password": GOOD} | fields
    return actions.add_person(zone, by=by, **given)


def codes(refused: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_the_last_administrator_stays(zone: Zone, admin: User) -> None:
    mine, yesterday = admin.memberships.get(), timezone.localdate() - timedelta(days=1)
    with pytest.raises(ProblemsError) as refused:
        actions.end_role(mine, by=admin, on=yesterday)
    assert codes(refused) == ["last_administrator"]
    second = add(zone, admin, role="zone_administrator")
    actions.end_role(mine, by=second, on=yesterday)
    assert not may(User.objects.get(pk=admin.pk), "accounts.manage", zone)


def test_an_inactive_person_may_nothing(zone: Zone, admin: User) -> None:
    admin.is_active = False
    assert not may(admin, "today.view", zone)


def test_rows_of_other_zones_are_invisible(zone: Zone, admin: User) -> None:
    other = Zone.objects.create(code="o", name="乙")
    for where in (zone, other):
        SignOff.objects.create(
            zone=where, kind="k", target_type="t", target_id="1", title="x", steps=[], requested_by=admin
        )
    assert [row.zone for row in SignOff.objects.visible_to(admin)] == [zone]
    Membership.objects.create(user=admin, zone=other, role="observer", ends_on=timezone.localdate() - timedelta(days=1))
    assert SignOff.objects.visible_to(User.objects.get(pk=admin.pk)).count() == 1
