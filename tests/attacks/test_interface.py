"""The interface for programs and the way in: what is described is what is answered, and nobody guesses without end."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from liantu.api import api
from liantu.foundation.accounts import actions
from liantu.people.models import Membership, User, Zone

pytestmark = pytest.mark.django_db
GOOD = "liantu-trial-2026"


@pytest.fixture
def officer() -> User:
    person = User.objects.create_user(username="officer", password=GOOD)
    zone = Zone.objects.create(code="z", name="甲开发区", name_en="Zone A")
    Membership.objects.create(user=person, zone=zone, role="promotion_officer")
    return person


def logged_in(client: Client, person: User) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_description_is_for_people_and_programs_that_are_known(client: Client, officer: User) -> None:
    path = "/api/v1/openapi.json"
    assert client.get(path).status_code == 302
    assert client.get(path, headers={"authorization": "Bearer lt_wrong"}).status_code == 401
    zone = Zone.objects.get()
    _token, secret = actions.make_token(zone, by=officer, name="x", abilities=["chains.view"])
    assert client.get(path, headers={"authorization": f"Bearer {secret}"}).json()["paths"]
    assert logged_in(client, officer).get(path).json()["paths"]


def test_every_operation_names_its_refusals() -> None:
    described = api.get_openapi_schema()
    operations = [one for path in described["paths"].values() for one in path.values()]
    assert len(operations) > 30
    for one in operations:
        assert {401, 403, 404, 409, 422, 429} <= set(one["responses"]), one["operationId"]
        assert one["responses"][422]["content"]["application/json"]["schema"]["$ref"].endswith("/RefusalOut")
    assert {"RefusalOut", "ProblemOut"} <= set(described["components"]["schemas"])


FORBIDDEN = {
    "date": ["5", "1700000000", "2026-02-30", "2026-1-1", "x"],
    "integer": ["x", "1.5", ""],
    "enum": ["no-such", "CITY"],
    "pattern": ["projects.project:１２", "x\n", "drop table"],
}


def forbidden(schema: dict[str, Any]) -> list[str]:
    """Values that the schema of a parameter does not allow."""
    kinds = schema.get("anyOf", [schema])
    found = []
    for one in kinds:
        if one.get("format") == "date":
            found += FORBIDDEN["date"]
        elif one.get("type") == "integer":
            found += FORBIDDEN["integer"] + [
                str(one[end] + step) for end, step in (("maximum", 1), ("minimum", -1)) if end in one
            ]
        elif "enum" in one:
            found += FORBIDDEN["enum"]
        elif "pattern" in one:
            found += FORBIDDEN["pattern"]
        if "maxLength" in one:
            found.append("x" * (one["maxLength"] + 1))
    return found


def test_what_the_description_forbids_is_refused(client: Client, officer: User) -> None:
    logged_in(client, officer)
    wrong, tried = [], 0
    for path, operations in api.get_openapi_schema()["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            if parameter["in"] != "query":
                continue
            address = path.replace("{code}", "x").replace("{pk}", "1").replace("{chain_code}/{node_code}", "x/y")
            for value in forbidden(parameter["schema"]):
                tried += 1
                if (status := client.get(address, {parameter["name"]: value}).status_code) != 422:
                    wrong.append(f"{path}?{parameter['name']}={value[:30]}: {status}")
    assert not wrong, "\n".join(wrong)
    assert tried > 40


def test_guesses_of_the_old_password_end_like_guesses_at_the_door(client: Client, officer: User, settings: Any) -> None:
    logged_in(client, officer)
    new = {"new_password1": "another-good-one-77", "new_password2": "another-good-one-77"}
    path = reverse("accounts:password")
    answers = [
        client.post(path, {"old_password": f"wrong{n}", **new}).status_code for n in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    assert client.post(path, {"old_password": GOOD, **new}).status_code == 429
    officer.refresh_from_db()
    assert officer.check_password(GOOD)


def test_the_right_old_password_changes_it(client: Client, officer: User) -> None:
    logged_in(client, officer)
    new = {"new_password1": "another-good-one-77", "new_password2": "another-good-one-77"}
    assert client.post(reverse("accounts:password"), {"old_password": GOOD, **new}).status_code == 302
    officer.refresh_from_db()
    assert officer.check_password("another-good-one-77")


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "a", "name": "b"}', b'{"name": NaN}', b'{"name": -Infinity}', b'{"name": "\\ud800"}', b'{"\\udfff": 1}',
        b'{"name": "a\\u0000b"}', b'{"name": "\xed\xa0\x80"}', b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe\xfa",
        '{"name": "a\x00"}'.encode("utf-16"), b"", b'{"name": 1' + b"0" * 6_000 + b"}",
    ],
)  # fmt: skip
def test_a_body_that_means_more_than_one_thing(client: Client, officer: User, body: bytes) -> None:
    path = "/api/v1/leads/1/acts/feed_back"
    answer = logged_in(client, officer).post(path, body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json()["problems"][0]["message"]


def test_a_body_of_any_writing_is_read(client: Client, officer: User) -> None:
    body = '{"note": "\\ud83d\\ude00 \\u94fe 🏭"}'
    answer = logged_in(client, officer).post("/api/v1/leads/1/acts/feed_back", body, content_type="application/json")
    assert answer.status_code == 404
