"""The pages of accounts: getting in, being locked out, the people, the reasons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liantu.foundation.accounts import actions
from liantu.people.models import Membership, User, Zone

pytestmark = pytest.mark.django_db
GOOD = "liantu-9-lotus-8"


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="z", name="甲开发区", name_en="Zone A")


@pytest.fixture
def admin(zone: Zone) -> User:
    person = User.objects.create_user("admin", password=GOOD)
    Membership.objects.create(user=person, zone=zone, role="zone_administrator")
    return person


def enter(client: Client, person: User) -> None:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


def test_too_many_wrong_passwords_lock(client: Client, admin: User, settings: object) -> None:
    answers = [
        client.post(reverse("accounts:login"), {"username": "admin", "password": f"wrong-{number}"}).status_code
        for number in range(6)
    ]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert client.post(reverse("accounts:login"), {"username": "admin", "password": GOOD}).status_code == 429


def test_a_demo_never_opens_the_superuser(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    User.objects.create_superuser("boss", password=GOOD)
    assert client.post(reverse("accounts:demo_enter"), {"username": "boss"}).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(client: Client, admin: User, zone: Zone, language: str) -> None:
    enter(client, admin)
    client.cookies.load({"liantu_language": language})
    names = ["profile", "password", "people", "abilities", "tokens"]
    for url in [*(reverse(f"accounts:{name}") for name in names), reverse("accounts:explain", args=[admin.pk])]:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in answer.content.decode()


def test_people_are_added_with_all_problems_at_once(client: Client, admin: User) -> None:
    enter(client, admin)
    url = reverse("accounts:person_add")
    wrong = client.post(url, {"username": "lin", "name": "林", "role": "emperor", "password": "1"})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert 'value="lin"' in text
    assert 'value="1"' not in text.split('name="password"')[1][:120]
    client.post(url, {"username": "lin", "name": "林", "role": "observer", "password": GOOD})
    assert Membership.objects.filter(user__username="lin", role="observer").exists()


def test_a_role_is_given_with_days_and_ended(client: Client, admin: User, zone: Zone) -> None:
    enter(client, admin)
    person = actions.add_person(zone, by=admin, username="lin", name="林", office="", role="observer", password=GOOD)
    url = reverse("accounts:role_grant")
    assert client.post(url, {"person": person.pk, "role": "assessor", "ends_on": "2026-02-31"}).status_code == 422
    assert client.post(url, {"person": "x", "role": "assessor"}).status_code == 422
    assert client.post(url, {"person": person.pk, "role": "assessor", "ends_on": "2099-12-31"}).status_code == 302
    membership = Membership.objects.get(user=person, role="assessor")
    client.post(reverse("accounts:role_end", args=[membership.pk]))
    membership.refresh_from_db()
    assert membership.ends_on == timezone.localdate() - timedelta(days=1)


def test_who_may_not_is_told_which_roles_may(client: Client, admin: User, zone: Zone) -> None:
    watcher = User.objects.create(username="watcher")
    Membership.objects.create(user=watcher, zone=zone, role="observer")
    enter(client, watcher)
    client.cookies.load({"liantu_language": "en"})
    answer = client.get(reverse("accounts:people"))
    assert answer.status_code == 403
    assert "Zone administrator" in answer.content.decode()


def test_a_password_is_changed_by_the_policy(client: Client, admin: User) -> None:
    enter(client, admin)
    url = reverse("accounts:password")
    weak = {"old_password": GOOD, "new_password1": "12345", "new_password2": "12345"}
    assert client.post(url, weak).status_code == 200
    strong = {"old_password": GOOD, "new_password1": "orchid-7-river-5", "new_password2": "orchid-7-river-5"}
    assert client.post(url, strong).status_code == 302
    admin.refresh_from_db()
    assert admin.check_password("orchid-7-river-5")
    assert client.get(reverse("accounts:profile")).status_code == 200
