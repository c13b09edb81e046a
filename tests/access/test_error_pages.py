"""What a person reads when something went wrong: what happened, what to do, in both languages, with debugging off."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from liantu.people.models import Membership, User, Zone


@pytest.fixture(autouse=True)
def _as_installed(settings: Any) -> None:
    settings.DEBUG = False
    settings.ROOT_URLCONF = "tests.access.failing_urls"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def observer(client: Client, db: None) -> User:
    zone = Zone.objects.create(code="north", name="北区")
    user = User.objects.create_user("observer", password="x")
    Membership.objects.create(user=user, zone=zone, role="observer")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def text_of(response: Any) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "path", "status", "words"),
    [
        ("zh-hans", "/nowhere/", 404, "页面不存在.*返回今日"),
        ("en", "/nowhere/", 404, "This page is not here.*Search for it"),
        ("zh-hans", "/suspicious/", 400, "请求"),
        ("en", "/suspicious/", 400, "could not be read.*Nothing was saved"),
        ("zh-hans", "/broken/", 500, "系统出错了"),
        ("en", "/broken/", 500, "Nothing was saved and the error is in the log"),
    ],
)
def test_page_says_what_happened_and_what_to_do(
    client: Client, language: str, path: str, status: int, words: str
) -> None:
    client.cookies["liantu_language"] = language
    response = client.get(path)
    assert response.status_code == status
    assert re.search(words, text_of(response), re.DOTALL), text_of(response)
    assert "secret detail" not in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_not_allowed_names_the_act_and_the_roles(client: Client, observer: User) -> None:
    client.cookies["liantu_language"] = "en"
    response = client.get("/system/people/")
    assert response.status_code == 403
    assert "“Manage people and roles” needs one of these roles: Zone administrator" in text_of(response)
    client.cookies["liantu_language"] = "zh-hans"
    said = text_of(client.get("/system/people/"))
    assert "管理人员与角色" in said
    assert "需要以下角色之一" in said


@pytest.mark.parametrize(("role", "way_on"), [("observer", "/system/abilities/"), ("ambassador", "/")])
def test_not_allowed_leads_where_the_person_may_go(client: Client, observer: User, role: str, way_on: str) -> None:
    Membership.objects.update(role=role)
    page = client.get("/system/people/").content.decode()
    assert f'class="button button-main" href="{way_on}"' in page
    assert client.get(way_on).status_code == 200


def test_the_500_page_stands_without_a_database(client: Client) -> None:
    """No database is allowed in this test: a session cookie makes the first look-up fail."""
    client.cookies["sessionid"] = "anything"
    response = client.get("/")
    assert response.status_code == 500
    assert "系统出错了" in text_of(response)


def test_the_500_page_names_its_log_lines(client: Client) -> None:
    response = client.get("/broken/")
    assert response["X-Request-Id"] in text_of(response)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "登录"), ("en", "Wait a quarter of an hour")])
def test_too_many_attempts(client: Client, settings: Any, language: str, words: str) -> None:
    client.cookies["liantu_language"] = language
    User.objects.create_user("chief", password="right-password")
    wrong = {"username": "chief", "password": "wrong"}
    answers = [client.post("/login/", wrong).status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    locked = client.post("/login/", {"username": "chief", "password": "right-password"})
    assert locked.status_code == 429
    assert words in text_of(locked)


@pytest.mark.django_db
def test_a_lock_falls_on_one_name_at_one_place(client: Client, settings: Any) -> None:
    User.objects.create_user("chief", password="right-password")
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        client.post("/login/", {"username": "somebody", "password": "wrong"})
    assert client.post("/login/", {"username": "chief", "password": "right-password"}).status_code == 302


@pytest.mark.django_db
def test_a_stale_form_says_so() -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = strict.post("/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "表单" in text_of(response)
