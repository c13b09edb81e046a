"""A program's request with a key is done once; the same key with another body is refused in words."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from liantu.api import api
from liantu.foundation.accounts import actions
from liantu.people.models import Membership, User, Zone
from liantu.projects.leads.models import Lead
from liantu.ui import keyed, once
from liantu.ui.models import SentForm

ADDRESS = "/api/v1/leads/"
BODY = {"firm_name": "苏州启衡精密材料有限公司", "channel": "self_contact"}
KEY = "night-2026-11-30/1"


@pytest.fixture
def zone(db: None) -> Zone:
    return Zone.objects.create(code="z", name="甲开发区", name_en="Zone A")


def person(zone: Zone, name: str) -> User:
    made = User.objects.create(username=name, display_name="李")
    Membership.objects.create(user=made, zone=zone, role="promotion_officer")
    return made


def secret_of(user: User, zone: Zone, name: str = "x") -> str:
    return actions.make_token(zone, by=user, name=name, abilities=["leads.register", "leads.work", "leads.view"])[1]


def post(secret: str, body: dict[str, Any] = BODY, key: str = KEY, address: str = ADDRESS, language: str = "en") -> Any:
    headers = {"authorization": f"Bearer {secret}", "accept-language": language} | (
        {"idempotency-key": key} if key else {}
    )
    return Client().post(address, body, content_type="application/json", headers=headers)


def problem(answer: Any) -> tuple[int, str, str]:
    (one,) = answer.json()["problems"]
    return answer.status_code, one["code"], one["message"]


def test_twenty_requests_with_a_key_are_one(zone: Zone) -> None:
    secret = secret_of(person(zone, "officer"), zone)
    answers = [post(secret) for _turn in range(20)]
    assert {(one.status_code, one.content) for one in answers} == {(answers[0].status_code, answers[0].content)}
    assert answers[0].status_code in (200, 201)
    assert [one.headers.get(keyed.AGAIN) for one in answers] == [None, *["true"] * 19]
    assert Lead.objects.count() == 1


def test_another_body_under_the_key_is_refused_in_the_readers_language(zone: Zone) -> None:
    secret = secret_of(person(zone, "officer"), zone)
    assert post(secret).status_code < 300
    other = {**BODY, "firm_name": "甲公司"}
    assert problem(post(secret, other)) == (422, "key_used", "Something else was sent under this key already.")
    assert problem(post(secret, other, language="zh-hans"))[2] == "此标识已用于另一项请求。"
    assert problem(post(secret, {}, address=f"{ADDRESS}{Lead.objects.get().pk}/acts/extend"))[:2] in {
        (422, "key_used"),
        (422, "missing"),  # what does not read is told first
    }
    assert post(secret, other, key="another").status_code < 300
    assert Lead.objects.count() == 2


def test_a_key_is_of_one_person_and_one_token(zone: Zone) -> None:
    first, second = person(zone, "officer"), person(zone, "other")
    secrets = [secret_of(first, zone), secret_of(first, zone, "y"), secret_of(second, zone)]
    for number, secret in enumerate(secrets):
        assert post(secret, {**BODY, "firm_name": f"第{number}公司"}).status_code < 300
    assert Lead.objects.count() == 3


def test_what_was_refused_may_be_sent_again(zone: Zone) -> None:
    secret = secret_of(person(zone, "officer"), zone)
    assert post(secret, {**BODY, "channel": "no-such"}).status_code == 422
    assert SentForm.objects.count() == 0
    assert post(secret).status_code < 300


@pytest.mark.parametrize("key", ["汾", "a b", "x" * 201])
def test_what_is_no_key_is_told(zone: Zone, key: str) -> None:
    secret = secret_of(person(zone, "officer"), zone)
    sent = key if key.isascii() else key.encode().decode("latin-1")
    assert problem(post(secret, key=sent))[:2] == (422, "bad_key")
    assert Lead.objects.count() == 0


def test_nobody_leaves_nothing_behind(zone: Zone) -> None:
    assert post("lt_wrong").status_code == 401
    assert SentForm.objects.count() == 0


def test_a_first_that_is_at_work_or_was_broken_off_is_told(
    zone: Zone, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any
) -> None:
    secret = secret_of(person(zone, "officer"), zone)
    settings.HOME = tmp_path
    monkeypatch.setattr(once, "WAIT_SECONDS", 0.2)
    assert post(secret).status_code < 300
    SentForm.objects.update(place="", answer="")
    assert problem(post(secret))[:2] == (409, "still_at_work")
    SentForm.objects.update(process=".building-forms-0badc0de")  # nobody holds it
    assert problem(post(secret))[:2] == (409, "broken_off")
    assert Lead.objects.count() == 1
    assert SentForm.objects.count() == 0, "told once; the next sending does it"


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_are_one() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory locks whole tables; the server is tried")
    zone = Zone.objects.create(code="z", name="甲开发区")
    secret = secret_of(person(zone, "officer"), zone)
    answers: list[tuple[int, bytes]] = []

    def send() -> None:
        try:
            one = post(secret)
            answers.append((one.status_code, one.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(answers), len(set(answers)), Lead.objects.count()) == (8, 1, 1)


def test_every_operation_that_writes_says_so() -> None:
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            names = [one["name"] for one in operation.get("parameters", ())]
            assert (keyed.HEADER in names) is (method != "get"), path
