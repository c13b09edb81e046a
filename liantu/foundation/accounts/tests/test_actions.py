"""What changes people, roles and tokens: who may, what is refused, what the log says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from liantu.audit.models import AuditEntry
from liantu.foundation.accounts import actions
from liantu.lib.problems import ProblemsError
from liantu.people import reads
from liantu.people.abilities import NotAllowed, may, require
from liantu.people.models import ApiToken, Membership, User, Zone
from liantu.people.rules.abilities import ABILITIES

NEW = {"username": "new", "name": "新人", "office": "办公室", "role": "observer", "password": "geheim-genug-9"}


def codes(refused: pytest.ExceptionInfo[ProblemsError]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("id").last()  # type: ignore[return-value]


def test_add_person(zone: Zone, admin: User) -> None:
    made = actions.add_person(zone, by=admin, **NEW)
    assert made.check_password(NEW["password"])
    assert made.roles_in(zone) == {"observer"}
    entry = last_entry()
    assert (entry.verb, entry.actor, entry.zone) == ("accounts.person_added", admin, zone)


def test_add_person_tells_everything_wrong_at_once(zone: Zone, admin: User) -> None:
    with pytest.raises(ProblemsError) as refused:
        actions.add_person(zone, by=admin, **NEW | {"username": "ADMIN", "role": "king", "password": "123"})
    assert codes(refused) == {"username_taken", "no_role", "weak_password"}
    assert not User.objects.filter(display_name="新人").exists()


@pytest.mark.parametrize("role", ["zone_leadership", "chain_chief", "data_officer", "observer", "ambassador"])
def test_only_an_administrator_manages_people(zone: Zone, person: Callable[..., User], role: str) -> None:
    somebody = person("somebody", role)
    membership = somebody.memberships.get()
    for act in (
        lambda: actions.add_person(zone, by=somebody, **NEW),
        lambda: actions.grant_role(somebody, zone, "zone_administrator", by=somebody),
        lambda: actions.end_role(membership, by=somebody, on=date(2026, 1, 1)),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not AuditEntry.objects.exists()


def test_an_administrator_elsewhere_is_nobody_here(admin: User, other_zone: Zone) -> None:
    with pytest.raises(NotAllowed):
        actions.add_person(other_zone, by=admin, **NEW)


def test_roles_count_from_their_first_to_their_last_day(zone: Zone, admin: User, person: Callable[..., User]) -> None:
    today = timezone.localdate()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    somebody = person("somebody")
    for starts_on, ends_on, holds in (
        (None, None, True),
        (today, today, True),
        (tomorrow, None, False),
        (None, yesterday, False),
    ):
        actions.grant_role(somebody, zone, "observer", by=admin, starts_on=starts_on, ends_on=ends_on)
        again = User.objects.get(pk=somebody.pk)
        assert again.roles_in(zone) == (frozenset({"observer"}) if holds else frozenset())
        assert may(again, "chains.view", zone) is holds
        assert (zone.pk in again.zone_ids()) is holds
    assert Membership.objects.filter(user=somebody).count() == 1


def test_crossed_days_are_refused(zone: Zone, admin: User) -> None:
    with pytest.raises(ProblemsError) as refused:
        actions.grant_role(admin, zone, "observer", by=admin, starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 1))
    assert codes(refused) == {"dates_crossed"}


def test_the_last_administrator_stays(zone: Zone, admin: User, person: Callable[..., User]) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(ProblemsError) as refused:
        actions.end_role(admin.memberships.get(), by=admin, on=yesterday)
    assert codes(refused) == {"last_administrator"}
    second = person("second", "zone_administrator")
    User.objects.filter(pk=second.pk).update(is_active=False)  # a person locked out is no administrator
    with pytest.raises(ProblemsError):
        actions.end_role(admin.memberships.get(), by=admin, on=yesterday)
    User.objects.filter(pk=second.pk).update(is_active=True)
    actions.end_role(admin.memberships.get(), by=admin, on=yesterday)
    assert User.objects.get(pk=admin.pk).roles_in(zone) == frozenset()


def test_token_is_shown_once_and_kept_as_a_hash(zone: Zone, admin: User) -> None:
    token, secret = actions.make_token(zone, by=admin, name="n", abilities=["chains.view"])
    assert secret.startswith("lt_")
    assert len(secret) > 40
    assert secret not in str(ApiToken.objects.values().get())
    assert secret not in str(AuditEntry.objects.values().get())
    assert token.token_hash == actions.token_hash(secret)


def test_a_token_passes_on_no_more_than_its_person_has(zone: Zone, person: Callable[..., User]) -> None:
    officer = person("officer", "promotion_officer")
    with pytest.raises(ProblemsError) as refused:
        actions.make_token(
            zone,
            by=officer,
            name=" ",
            abilities=["accounts.manage", "no.such"],
            expires_at=timezone.now() - timedelta(seconds=1),
        )
    assert codes(refused) == {"not_yours", "no_name", "past_expiry"}
    with pytest.raises(NotAllowed):
        actions.make_token(zone, by=person("watcher", "observer"), name="x", abilities=[])


def test_a_token_cannot_make_tokens_unless_it_was_made_for_that(zone: Zone, admin: User) -> None:
    admin.token_abilities = frozenset({"chains.view"})
    with pytest.raises(NotAllowed):
        actions.make_token(zone, by=admin, name="x", abilities=["chains.view"])
    admin.token_abilities = frozenset({"accounts.token", "chains.view"})
    with pytest.raises(ProblemsError) as refused:
        actions.make_token(zone, by=admin, name="x", abilities=["accounts.manage"])
    assert codes(refused) == {"not_yours"}


def test_revoking(zone: Zone, admin: User, person: Callable[..., User]) -> None:
    officer = person("officer", "promotion_officer")
    token, _secret = actions.make_token(zone, by=officer, name="x", abilities=[])
    with pytest.raises(NotAllowed):
        actions.revoke_token(token, by=person("watcher", "observer"))
    actions.revoke_token(token, by=admin)
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None


def test_using_a_token_often_writes_once_a_minute(
    zone: Zone, admin: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    token, _secret = actions.make_token(zone, by=admin, name="x", abilities=[])
    actions.touch_token(token)
    token.refresh_from_db()
    with django_assert_num_queries(0):
        actions.touch_token(token)


def test_not_allowed_speaks_the_readers_language(zone: Zone, person: Callable[..., User]) -> None:
    watcher = person("watcher", "observer")
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language), pytest.raises(NotAllowed) as refused:
            require(watcher, "chains.publish_template", zone)
        said[language] = str(refused.value)
    assert "Zone administrator" in said["en"]
    assert "Chain chief" in said["en"]
    assert "链长" in said["zh-hans"]
    assert not set("abcdefghij") & set(said["zh-hans"])


def test_explanation_agrees_with_the_answer(zone: Zone, person: Callable[..., User]) -> None:
    chief = person("chief", "chain_chief", "observer")
    rows = {row.ability.code: row for row in reads.explain(chief, zone)}
    assert set(rows) == {ability.code for ability in ABILITIES}
    for code, row in rows.items():
        assert row.allowed is may(chief, code, zone) is bool(row.through)


def test_people_by_role_asks_a_constant_number_of_queries(
    person: Callable[..., User], django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(3):
        person(f"chief{number}", "chain_chief", "observer")
    with django_assert_num_queries(2):
        (group,) = reads.people_by_role()
    assert [member.username for member in group.people] == ["chief0", "chief1", "chief2"]


@pytest.mark.parametrize(("name", "found"), [("officer", True), ("", False), ("nobody", False), ("root", False)])
def test_whom_the_identity_provider_may_name(person: Callable[..., User], name: str, found: bool) -> None:
    person("officer", "promotion_officer")
    User.objects.create_superuser("root", password="x")
    assert (reads.person_for_claim(name) is not None) is found
