"""Pages of accounts: logging in and out, switching, people, tokens; nothing of another zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from liantu.foundation.accounts.tests.conftest import PASSWORD
from liantu.people.models import ApiToken, Membership, User, Zone

Enter = Callable[[User], Client]
Make = Callable[..., User]


def test_log_in_and_out(client: Client, admin: User) -> None:
    assert client.get("/system/people/").headers["Location"] == "/login/?next=/system/people/"
    response = client.post("/login/", {"username": "admin", "password": PASSWORD, "next": "/system/people/"})
    assert response.headers["Location"] == "/system/people/"
    assert client.get("/login/").status_code == 302
    client.post("/logout/")
    assert client.get("/system/people/").status_code == 302
    assert client.get("/logout/").status_code == 405


def test_logging_in_leads_nowhere_else(client: Client, admin: User) -> None:
    response = client.post("/login/", {"username": "admin", "password": PASSWORD, "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("given", [("admin", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_log_in_says_the_same_for_name_and_password(
    client: Client, admin: User, given: tuple[str, str]
) -> None:
    response = client.post("/login/", {"username": given[0], "password": given[1]})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_inactive_person_stays_out(client: Client, admin: User) -> None:
    User.objects.update(is_active=False)
    assert client.post("/login/", {"username": "admin", "password": PASSWORD}).status_code == 200


def test_demo_doors_are_shut_outside_a_demo(client: Client, admin: User, settings: Any) -> None:
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/enter/", {"username": "admin"}).status_code == 404
    assert "demo-people" not in client.get("/login/").content.decode()


def test_demo_people_by_role(client: Client, admin: User, person: Make, settings: Any) -> None:
    settings.DEMO = True
    User.objects.create_superuser("root", password="x")
    person("watcher", "observer")
    page = client.get("/login/").content.decode()
    assert page.count('class="person"') == 2
    assert client.post("/demo/enter/", {"username": "root"}).status_code == 404
    assert client.post("/demo/enter/", {"username": "watcher"}).status_code == 302
    assert client.get("/system/abilities/").status_code == 200


def test_language_switch(client: Client, db: None) -> None:
    assert "登录" in client.get("/login/").content.decode()
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert "Password" in client.get("/login/").content.decode()
    client.post("/language/", {"language": "zh-hans", "next": "/login/"})
    assert "密码" in client.get("/login/").content.decode()


def test_zone_switch_only_among_ones_own(enter: Enter, admin: User, other_zone: Zone) -> None:
    third = Zone.objects.create(code="third", name="第三区")
    Membership.objects.create(user=admin, zone=other_zone, role="observer")
    client = enter(admin)
    assert client.get("/system/people/").status_code == 200
    client.post("/me/zone/", {"zone": other_zone.pk})
    assert client.get("/system/people/").status_code == 403  # an observer there
    for wrong in (third.pk, "x", "", "-1", "９", "²"):
        client.post("/me/zone/", {"zone": wrong})
        assert client.session["zone_id"] == other_zone.pk


def test_a_zone_left_is_left_at_once(enter: Enter, admin: User, other_zone: Zone) -> None:
    Membership.objects.create(user=admin, zone=other_zone, role="zone_administrator")
    client = enter(admin)
    client.post("/me/zone/", {"zone": other_zone.pk})
    Membership.objects.filter(zone=other_zone).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert "北区" in client.get("/system/people/").content.decode()


def test_a_person_without_any_role_sees_nothing(enter: Enter, person: Make) -> None:
    client = enter(person("nobody"))
    assert client.get("/").status_code == 403
    assert client.get("/me/").status_code == 200


def test_people_of_another_zone_are_not_here(enter: Enter, admin: User, person: Make, other_zone: Zone) -> None:
    stranger = person("stranger", "observer", where=other_zone)
    client = enter(admin)
    assert "stranger" not in client.get("/system/people/").content.decode()
    assert client.get(f"/system/abilities/{stranger.pk}/").status_code == 404
    assert client.post(f"/system/people/{stranger.memberships.get().pk}/end/").status_code == 404
    granted = client.post("/system/people/roles/", {"person": stranger.pk, "role": "zone_administrator"})
    assert granted.status_code == 422
    assert not stranger.memberships.filter(role="zone_administrator").exists()


def test_add_give_end(enter: Enter, admin: User) -> None:
    client = enter(admin)
    form = {"username": "new", "name": "新人", "office": "", "role": "observer", "password": PASSWORD}
    assert client.post("/system/people/add/", form).status_code == 302
    again = client.post("/system/people/add/", form)
    assert again.status_code == 422
    assert 'value="新人"' in again.content.decode()
    assert PASSWORD not in again.content.decode()
    new = User.objects.get(username="new")
    days = {"person": new.pk, "role": "assessor", "starts_on": "2026-01-01", "ends_on": "2099-12-31"}
    assert client.post("/system/people/roles/", days).status_code == 302
    assert new.memberships.get(role="assessor").ends_on.isoformat() == "2099-12-31"
    for wrong in ("2026-02-30", "soon", "0000-00-00"):
        assert client.post("/system/people/roles/", days | {"ends_on": wrong}).status_code == 422
    for wrong in ("x", "", "²", "9" * 6):
        assert client.post("/system/people/roles/", days | {"person": wrong}).status_code == 422
    client.post(f"/system/people/{new.memberships.get(role='assessor').pk}/end/")
    assert User.objects.get(pk=new.pk).roles_in(new.memberships.first().zone) == {"observer"}


def test_changing_the_password_keeps_the_session(enter: Enter, admin: User) -> None:
    client = enter(admin)
    form = {"old_password": PASSWORD, "new_password1": "anders-genug-7", "new_password2": "anders-genug-7"}
    assert client.post("/me/password/", form | {"old_password": "wrong"}).status_code == 200
    assert client.post("/me/password/", form).status_code == 302
    assert client.get("/me/").status_code == 200
    assert User.objects.get(pk=admin.pk).check_password("anders-genug-7")


def test_token_page(enter: Enter, admin: User, person: Make) -> None:
    client = enter(admin)
    asked = {"name": "报表", "days": "30", "abilities": ["chains.view", "sources.view"]}
    page = client.post("/system/tokens/", asked).content.decode()
    token = ApiToken.objects.get()
    assert f"<code>{token.prefix}" in page
    assert token.abilities == ["chains.view", "sources.view"]
    assert 29 <= (token.expires_at - timezone.now()).days <= 30
    assert page.count("lt_") > client.get("/system/tokens/").content.decode().count("lt_")  # the secret, once
    for wrong in ("0", "3651", "x", "1e3"):
        refused = client.post("/system/tokens/", asked | {"days": wrong})
        assert refused.status_code == 422
        assert 'value="报表"' in refused.content.decode()
    other = enter(person("officer", "promotion_officer"))
    assert other.post(f"/system/tokens/{token.pk}/revoke/").status_code == 404
    assert enter(admin).post(f"/system/tokens/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_pages_ask_a_constant_number_of_queries(
    enter: Enter, admin: User, person: Make, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client = enter(admin)
    for number in range(12):
        person(f"p{number}", "observer", "assessor")
    for path in ("/system/people/", "/system/abilities/", "/system/tokens/", f"/system/abilities/{admin.pk}/"):
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200


def test_nothing_inline(enter: Enter, admin: User, settings: Any) -> None:
    """The content security policy forbids inline styles and handlers; the pages must not need them."""
    settings.DEMO = True
    pages = [Client().get("/login/")]
    client = enter(admin)
    pages += [client.get(path) for path in ("/system/people/", "/system/abilities/", "/system/tokens/", "/demo/")]
    for page in pages:
        text = page.content.decode()
        assert " style=" not in text
        assert "onclick" not in text
        assert "<style" not in text
