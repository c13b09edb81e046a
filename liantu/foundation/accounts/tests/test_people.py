"""People, roles with dates, tokens: by actions and reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from liantu.foundation.accounts import actions, reads
from liantu.foundation.accounts.abilities import NotAllowed, may
from liantu.foundation.accounts.models import ApiToken, Membership, User, Zone
from liantu.foundation.audit.models import AuditEntry
from liantu.foundation.signoff.models import SignOff
from liantu.lib.problems import ProblemsError

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


def test_a_new_person_holds_the_role_and_the_log_says_who_gave_it(zone: Zone, admin: User) -> None:
    person = add(zone, admin)
    assert person.check_password(GOOD)
    assert may(person, "prospects.view", zone)
    entry = AuditEntry.objects.get(verb="accounts.person_added")
    assert (entry.actor, entry.after) == (admin, {"role": "promotion_officer"})
    assert GOOD not in str(AuditEntry.objects.values())


def test_everything_wrong_is_said_at_once(zone: Zone, admin: User) -> None:
    with pytest.raises(ProblemsError) as refused:
        add(zone, admin, username="ROOT-OF-ZONE", role="emperor", password="123")
    assert {"username_taken", "no_role", "weak_password"} <= set(codes(refused))
    assert User.objects.count() == 1


def test_only_the_administrator_of_this_zone(zone: Zone, admin: User) -> None:
    officer = add(zone, admin)
    other = Zone.objects.create(code="o", name="乙")
    for who, where in [(officer, zone), (admin, other)]:
        with pytest.raises(NotAllowed):
            add(where, who, username="x")
        with pytest.raises(NotAllowed):
            actions.grant_role(officer, where, "observer", by=who)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(0, 0, True), (-9, -1, False), (1, 9, False), (None, None, True)]
)
def test_a_role_holds_from_a_day_until_a_day(
    zone: Zone, admin: User, starts: int | None, ends: int | None, holds: bool
) -> None:
    person, today = User.objects.create(username="p"), timezone.localdate()
    days = [today + timedelta(days=number) if number is not None else None for number in (starts, ends)]
    actions.grant_role(person, zone, "observer", by=admin, starts_on=days[0], ends_on=days[1])
    assert may(User.objects.get(pk=person.pk), "chains.view", zone) is holds


def test_crossed_days_are_refused(zone: Zone, admin: User) -> None:
    today = timezone.localdate()
    with pytest.raises(ProblemsError) as refused:
        actions.grant_role(admin, zone, "observer", by=admin, starts_on=today, ends_on=today - timedelta(days=1))
    assert codes(refused) == ["dates_crossed"]


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


def test_explain_agrees_with_may(zone: Zone, admin: User) -> None:
    """The page of reasons and the guard are one table."""
    person = add(zone, admin, role="assessor")
    for row in reads.explain(person, zone):
        assert row.allowed == may(person, row.ability.code, zone)
        assert bool(row.through) == row.allowed
        assert row.allowed or row.lacking


def test_rows_of_other_zones_are_invisible(zone: Zone, admin: User) -> None:
    other = Zone.objects.create(code="o", name="乙")
    for where in (zone, other):
        SignOff.objects.create(
            zone=where, kind="k", target_type="t", target_id="1", title="x", steps=[], requested_by=admin
        )
    assert [row.zone for row in SignOff.objects.visible_to(admin)] == [zone]
    Membership.objects.create(user=admin, zone=other, role="observer", ends_on=timezone.localdate() - timedelta(days=1))
    assert SignOff.objects.visible_to(User.objects.get(pk=admin.pk)).count() == 1


def test_a_token_is_kept_as_a_hash_and_passes_on_only_what_one_has(zone: Zone, admin: User) -> None:
    officer = add(zone, admin)
    _token, secret = actions.make_token(zone, by=officer, name="sheet", abilities=["chains.view"])
    assert secret.startswith("lt_")
    assert secret not in str(list(ApiToken.objects.values())) + str(list(AuditEntry.objects.values()))
    with pytest.raises(ProblemsError) as refused:
        actions.make_token(
            zone,
            by=officer,
            name=" ",
            abilities=["accounts.manage", "fly"],
            expires_at=timezone.now() - timedelta(days=1),
        )
    assert codes(refused) == ["not_yours", "not_yours", "no_name", "past_expiry"]
    with pytest.raises(ProblemsError) as refused:
        actions.make_token(zone, by=officer, name="x", abilities=[])
    assert codes(refused) == ["no_abilities"]


def test_others_do_not_revoke_ones_token(zone: Zone, admin: User) -> None:
    officer, other = add(zone, admin), add(zone, admin, username="data", role="data_officer")
    token, _secret = actions.make_token(zone, by=officer, name="x", abilities=["chains.view"])
    with pytest.raises(NotAllowed):
        actions.revoke_token(token, by=other)
    actions.revoke_token(token, by=admin)
    assert ApiToken.objects.get().revoked_at is not None


def test_using_a_token_writes_at_most_once_a_minute(
    zone: Zone, admin: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    token, _secret = actions.make_token(zone, by=admin, name="x", abilities=["chains.view"])
    actions.touch_token(token)
    token.refresh_from_db()
    with django_assert_num_queries(0):
        actions.touch_token(token)
