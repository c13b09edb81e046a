"""Whoever is named in a form is active, works in the zone today and may do what he is named for.

Marked: somebody of another zone, somebody who left, somebody who cannot log in, all of this zone's roles otherwise; and
somebody of this zone who holds none of the roles it takes. No form offers them, no posted key names them, on a page or
by a program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django import forms
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.foundation.accounts.actions import grant_role
from liantu.lib.problems import ProblemsError
from liantu.people.models import EXTERNAL, Membership, User, Zone
from liantu.people.reads import known_in, present_in
from liantu.people.rules.abilities import ROLES
from liantu.ui.act_forms import Person
from liantu.ui.acts import declared
from tests.attacks.fuzz_inputs import value_of
from tests.attacks.places import rows_of

INSIDE = [role.code for role in ROLES if role.code not in EXTERNAL]
# fields that name people by number among choices of their own
BY_CHOICE = {"owner", "assignee", "to", "person"}
# several people, chosen by what they may do
SEVERAL = {"reviewers"}


@pytest.fixture
def keeper(demo_zone: Zone) -> User:
    """Somebody of every role, beside those who must not be named."""
    today = timezone.localdate()
    there = Zone.objects.create(code="elsewhere", name="别处开发区")
    for name, zone, more in (
        ("everything", demo_zone, {}),
        ("far", there, {}),
        ("left", demo_zone, {"ends_on": today - timedelta(days=1)}),
        ("early", demo_zone, {"starts_on": today + timedelta(days=1)}),
        ("asleep", demo_zone, {}),
    ):
        one = User.objects.create(username=name, display_name=f"⚑{name}", is_active=name != "asleep")
        Membership.objects.bulk_create(Membership(user=one, zone=zone, role=role, **more) for role in INSIDE)
    outside = User.objects.create(username="outside", display_name="⚑outside")
    Membership.objects.create(user=outside, zone=demo_zone, role="ambassador")
    return User.objects.get(username="everything")


def nobodies() -> list[User]:
    return list(User.objects.filter(username__in=("far", "left", "early", "asleep")))


def asked_people(zone: Zone, by: User) -> Iterator[tuple[Any, Any, Any, str, forms.Field]]:
    """Every field of every act that names a person: acts, act, thing, name, field as the form offers it."""
    for acts in declared():
        thing = rows_of(acts.model._meta.label, zone).first()
        for act in acts.acts:
            for name, one in act.fields().items():
                names_rows = isinstance(one, forms.ModelChoiceField) and one.queryset.model is User
                names_number = name in BY_CHOICE and isinstance(one, forms.TypedChoiceField)
                if names_rows or names_number:
                    assert thing is not None, f"the demo has no {acts.model.__name__} for {act.verb}"
                    form = act.form(thing=thing, user=by, zone=zone)
                    yield acts, act, thing, name, form.fields[name]


def test_every_field_of_rows_of_people_says_who(demo_zone: Zone, keeper: User) -> None:
    seen = []
    for acts, act, _thing, name, field in asked_people(demo_zone, keeper):
        seen.append(f"{acts.room}.{act.verb}.{name}")
        if isinstance(field, forms.ModelChoiceField):
            said = isinstance(field, Person) or hasattr(act.form, f"rows_{name}")
            assert said, f"{seen[-1]}: make it a Person, with may= or inside=, or say rows_{name}"
    assert len(seen) >= 10, seen


def test_nobody_is_offered_who_may_not_be_named(demo_zone: Zone, keeper: User) -> None:
    wrong = []
    for acts, act, _thing, name, field in asked_people(demo_zone, keeper):
        offered = {str(getattr(value, "value", value)) for value, _label in field.choices}  # type: ignore[attr-defined]
        strangers = nobodies()
        roles = getattr(field, "roles", None)
        if roles is not None and "ambassador" not in roles:
            strangers.append(User.objects.get(username="outside"))
        wrong += [f"{acts.room}.{act.verb}.{name} offers {one}" for one in strangers if str(one.pk) in offered]
        assert offered - {""}, f"{acts.room}.{act.verb}.{name} offers nobody"
    assert not wrong, "\n".join(wrong)


def test_nobody_is_taken_who_may_not_be_named(demo_zone: Zone, keeper: User) -> None:
    """The key posted as a page and as a program posts it: refused at its field, and nobody is named afterwards."""
    client, wrong, sent = Client(), [], 0
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")

    def row(rows: models.QuerySet[Any]) -> str:
        found = rows_of(rows.model._meta.label, demo_zone).first()
        return str(found.pk) if found is not None else "1"

    for acts, act, thing, name, _field in list(asked_people(demo_zone, keeper)):
        given: dict[str, Any] = {
            other: value_of(Random(1), one, row)
            for other, one in act.form(thing=thing, user=keeper, zone=demo_zone).fields.items()
            if not isinstance(one, forms.FileField) and other != "revision"
        }
        for person in nobodies():
            several = isinstance(act.fields()[name], forms.ModelMultipleChoiceField)
            page = client.post(acts.url(act, thing), {**given, name: [person.pk] if several else person.pk})
            where = f"{acts.room}.{act.verb}.{name} {person}"
            if page.status_code != 422:
                wrong.append(f"{where}: the page answers {page.status_code}")
            body = {**given, name: [person.pk] if several else person.pk}
            program = client.post(
                f"/api/v1/{acts.room}/{acts.below}{thing.pk}/acts/{act.verb}",
                json.dumps(body), content_type="application/json",
            )  # fmt: skip
            told = {one["where"].split(".")[-1] for one in program.json().get("problems", ())}
            if program.status_code != 422 or name not in told:
                wrong.append(f"{where}: a program is answered {program.status_code} {told}")
            sent += 1
    assert not wrong, "\n".join(wrong)
    assert sent >= 40


def test_who_is_told_and_named_is_one_question(demo_zone: Zone, keeper: User) -> None:
    names = set(present_in(demo_zone).values_list("username", flat=True))
    assert {"everything", "outside"} <= names
    assert not names & {one.username for one in nobodies()}
    assert "outside" not in present_in(demo_zone, INSIDE).values_list("username", flat=True)


def test_a_role_is_given_to_nobody_of_elsewhere_or_locked_out(demo_zone: Zone, keeper: User) -> None:
    known = set(known_in(demo_zone).values_list("username", flat=True))
    assert "left" in known
    assert not known & {"far", "asleep"}
    with pytest.raises(ProblemsError):
        grant_role(User.objects.get(username="asleep"), demo_zone, "observer", by=keeper)
    client = Client()
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    for name, status in (("asleep", 422), ("far", 422), ("left", 302)):
        pk = User.objects.get(username=name).pk
        answer = client.post(
            reverse("accounts:role_grant"), {"person": pk, "role": "chain_chief", "starts_on": "2026-01-01"}
        )
        assert answer.status_code == status, name
