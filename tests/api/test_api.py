"""The interface for programs: who gets in, what a token passes on, one shape of errors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from liantu.api import ROOMS, api
from liantu.foundation.accounts import actions
from liantu.people.models import ApiToken, Membership, User, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return Zone.objects.create(code="z", name="甲开发区", name_en="Zone A")


@pytest.fixture
def officer(zone: Zone) -> User:
    person = User.objects.create(username="officer", display_name="李")
    Membership.objects.create(user=person, zone=zone, role="promotion_officer")
    return person


def get(client: Client, path: str, secret: str = "", language: str = "en") -> Any:
    headers = {"accept-language": language} | ({"authorization": f"Bearer {secret}"} if secret else {})
    return client.get(path, headers=headers)


def code_of(response: Any) -> tuple[int, str]:
    (problem,) = response.json()["problems"]
    assert set(problem) == {"code", "message", "where", "place", "fix"}
    return response.status_code, problem["code"]


def test_every_room_with_an_interface_is_mounted() -> None:
    assert {"chains", "enterprises", "sources"} <= set(ROOMS)
    paths = api.get_openapi_schema()["paths"]
    assert "/api/v1/me" in paths
    assert any(path.startswith("/api/v1/chains/") for path in paths)


def test_nobody_gets_nothing(client: Client) -> None:
    for path in api.get_openapi_schema()["paths"]:
        if "{" not in path:
            response = client.get(path)
            assert response.status_code in (401, 405), path
    assert code_of(get(client, "/api/v1/me")) == (401, "log_in_first")
    assert code_of(get(client, "/api/v1/me", "lt_wrong")) == (401, "token_unknown")


def test_a_token_narrows_what_its_person_may(client: Client, zone: Zone, officer: User) -> None:
    token, secret = actions.make_token(zone, by=officer, name="x", abilities=["chains.view"])
    answer = get(client, "/api/v1/me", secret).json()
    assert (answer["username"], answer["zone"]["name"], answer["abilities"]) == ("officer", "Zone A", ["chains.view"])
    assert get(client, "/api/v1/chains/", secret).status_code == 200
    refused = get(client, "/api/v1/enterprises/", secret)
    assert code_of(refused) == (403, "not_allowed")
    assert refused.json()["problems"][0]["where"] == "enterprises.view"
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert secret not in str(ApiToken.objects.values().get())


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This token expired on"), ("zh-hans", "该令牌已于")], ids=["en", "zh"]
)
def test_an_expired_token_says_so(client: Client, zone: Zone, officer: User, language: str, words: str) -> None:
    token, secret = actions.make_token(zone, by=officer, name="x", abilities=["chains.view"])
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    response = get(client, "/api/v1/me", secret, language)
    assert code_of(response) == (401, "token_expired")
    assert response.json()["problems"][0]["message"].startswith(words)


def test_revoked_or_left(client: Client, zone: Zone, officer: User) -> None:
    token, secret = actions.make_token(zone, by=officer, name="x", abilities=["chains.view"])
    Membership.objects.filter(user=officer).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert code_of(get(client, "/api/v1/me", secret)) == (401, "token_without_role")
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert code_of(get(client, "/api/v1/me", secret)) == (401, "token_without_role")
    actions.revoke_token(token, by=officer)
    assert code_of(get(client, "/api/v1/me", secret)) == (401, "token_revoked")


def test_a_session_gets_in_with_all_its_abilities(client: Client, officer: User) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert "enterprises.view" in get(client, "/api/v1/me").json()["abilities"]
    assert code_of(get(client, "/api/v1/enterprises/9999")) == (404, "not_found")
    wrong = get(client, "/api/v1/enterprises/?limit=many")
    assert wrong.status_code == 422
    assert wrong.json()["problems"][0]["where"].endswith("limit")


def test_a_person_of_no_zone_learns_so_and_who_it_is(client: Client, zone: Zone) -> None:
    person = User.objects.create(username="nobody")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert get(client, "/api/v1/me").json()["zone"] is None
    for path in api.get_openapi_schema()["paths"]:
        if "{" not in path and path != "/api/v1/me":
            response = get(client, path)
            assert response.status_code == 405 or code_of(response) == (403, "no_zone"), path


def test_the_description_is_read_offline_by_people_logged_in(client: Client, officer: User) -> None:
    assert client.get("/api/v1/docs").status_code == 302
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/api/v1/docs").content.decode()
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page


def test_mistakes_are_told_in_the_readers_language(client: Client, officer: User) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    (problem,) = get(client, "/api/v1/enterprises/?limit=0").json()["problems"]
    assert problem["message"] == "The value must be at least 1."
    assert problem["where"] == "limit"
    (problem,) = get(client, "/api/v1/enterprises/?limit=x", language="zh-hans").json()["problems"]
    assert problem["message"] == "这里应填整数。"


def test_every_address_below_the_root_answers_in_json(client: Client) -> None:
    for method in (client.get, client.post):
        response = method("/api/v1/no/such/thing", headers={"accept-language": "en"})
        assert code_of(response) == (404, "not_found")


def test_what_broke_is_named_by_its_log_line(
    client: Client, officer: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("liantu.sources.reads.releases_for", broken)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    response = get(client, "/api/v1/sources/registers")
    assert code_of(response) == (500, "broken")
    assert response["X-Request-Id"] in response.json()["problems"][0]["message"]
    assert "secret" not in response.content.decode()
    assert "a secret detail" in caplog.text


def test_me_names_the_token(client: Client, zone: Zone, officer: User) -> None:
    _token, secret = actions.make_token(zone, by=officer, name="nightly report", abilities=[])
    answer = get(client, "/api/v1/me", secret).json()
    assert (answer["token"], answer["abilities"], answer["roles"]) == ("nightly report", [], ["promotion_officer"])


def test_a_token_works_in_its_own_zone_only(client: Client, zone: Zone, officer: User) -> None:
    other = Zone.objects.create(code="a", name="乙开发区", name_en="Zone B")
    Membership.objects.create(user=officer, zone=other, role="data_officer")
    _token, secret = actions.make_token(zone, by=officer, name="x", abilities=["sources.view"])
    assert get(client, "/api/v1/me", secret).json()["zone"]["code"] == "z"


class TestTargets:
    """The ranked list, over the demo register."""

    def ask(self, client: Client, query: str = "") -> Any:
        from liantu.chains.models import Chain
        from liantu.chains.reads import published_version, template_of

        chain = Chain.objects.order_by("pk").first()
        version = published_version(chain)
        node = template_of(version).nodes[0].code
        return get(client, f"/api/v1/targets/{chain.code}/{node}{query}")

    def test_ranked_with_parts(self, client: Client, log_in: Any) -> None:
        log_in("officer")
        answer = self.ask(client, "?top=5").json()
        assert answer["total"] >= len(answer["targets"]) > 0
        assert [row["rank"] for row in answer["targets"]] == list(range(1, len(answer["targets"]) + 1))
        scores = [row["score"] for row in answer["targets"]]
        assert scores == sorted(scores, reverse=True)
        assert {part["factor"] for part in answer["targets"][0]["parts"]} >= {"text", "neighbours"}

        refused = self.ask(client, "?w_role=9&age_min=x&capital_min=5&capital_max=1").json()["problems"]
        assert {problem["where"] for problem in refused} == {"w_role", "age_min", "capital"}
        assert self.ask(client, "?top=1001").status_code == 422
        assert get(client, "/api/v1/targets/no/such").status_code == 404
        log_in("ambassador1")
        assert code_of(self.ask(client)) == (403, "not_allowed")
