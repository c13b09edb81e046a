"""Duties for programs: one's own, those about a thing, and their steps, by the rules of the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from liantu.foundation.duties import actions
from liantu.foundation.duties.actions import Owed
from liantu.foundation.duties.models import Duty
from liantu.foundation.duties.tests.test_duties import GIVER, cast


def texts(client: Client, **asked: object) -> list[str]:
    answer = client.get("/api/v1/duties/", asked)
    assert answer.status_code == 200, answer.content
    return [one["text"] for one in answer.json()]


def take(client: Client, duty: Duty, verb: str, **given: Any) -> Any:
    return client.post(f"/api/v1/duties/{duty.pk}/acts/{verb}", given, content_type="application/json")


@pytest.mark.django_db
def test_list_one_and_step() -> None:
    people, day = cast(), timezone.localdate()
    duty, other = (
        actions.give_duty(GIVER, Owed(text, owner.pk, day), about=people.zone, zone=people.zone, by=people.leader)
        for text, owner in (("核实", people.owner), ("拜访", people.stranger))
    )
    client = Client()
    client.force_login(people.owner)
    assert texts(client, who="mine") == ["核实"]
    assert texts(client, who="given") == []
    assert texts(client, about=f"accounts.zone:{people.zone.pk}") == ["核实", "拜访"]
    assert texts(client, about=f"accounts.zone:{people.zone.pk + 1}") == []
    assert texts(client, state="done") == []
    assert client.get("/api/v1/duties/", {"about": "zone"}).status_code == 422
    assert client.get("/api/v1/duties/", {"who": "all"}).status_code == 422

    told = client.get(f"/api/v1/duties/{duty.pk}").json()
    assert (told["owner"], told["given_by"], told["steps"]) == ("officer", "data", ["finish", "hand"])
    assert client.get(f"/api/v1/duties/{other.pk}").json()["steps"] == []

    assert [one["where"] for one in take(client, duty, "finish").json()["problems"]] == ["note"]
    done = take(client, duty, "finish", note="已办", revision=told["revision"])
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert take(client, duty, "finish", note="已办", revision=told["revision"]).status_code == 422
    assert take(client, other, "finish", note="已办").status_code == 422
    client.force_login(people.leader)
    assert take(client, duty, "confirm", note="属实").json()["state"] == "confirmed"
