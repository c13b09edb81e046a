"""What looks like a number and is none, in every address and field that takes one: never an answer of 500."""

from __future__ import annotations

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from liantu.chains.models import Chain
from liantu.foundation.versions.models import RuleVersion
from liantu.outreach.models import Agreement
from liantu.people.models import Membership, User, Zone
from liantu.ui.models import ImportBatch

HOSTILE = ("²", "９", "٣", "①", "-1", "1e3", "0x1", "9" * 30, "9223372036854775807", "\x00", "0", "00", " 1")
MONTHS = ("²026-0²", "2026-²1", "0000-01", "0001-01", "9999-12", "2026-13", "２０２６-０１", "2026-00")


@pytest.fixture
def client_of_all(demo_zone: Zone) -> Client:
    person = User.objects.create(username="everything")
    roles = ("zone_administrator", "zone_leadership", "promotion_officer", "chain_chief", "data_officer")
    Membership.objects.bulk_create(Membership(user=person, zone=demo_zone, role=role) for role in roles)
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def first(model: type[models.Model]) -> models.Model:
    row = model._default_manager.first()
    assert row is not None
    return row


def test_addresses(client_of_all: Client, demo_zone: Zone) -> None:
    chain = Chain.objects.filter(zone=demo_zone)[0].code
    asked = [
        (reverse("suggestions:new"), ("row",)),
        (reverse("leads:new"), ("row", "suggestion")),
        (reverse("outreach:log"), ("row",)),
        (reverse("outreach:month"), ("month",)),
        (reverse("work:year", args=[chain]), ("year",)),
        (reverse("chains:compare", args=[chain]), ("old", "new", "from", "to")),
        (reverse("duties:hand_over"), ("from",)),
        (reverse("outreach:agreement_list"), ("page",)),
    ]
    wrong, answered = [], 0
    for address, names in asked:
        for name in names:
            for text in (*HOSTILE, *(MONTHS if name == "month" else ())):
                code = client_of_all.get(address, {name: text}).status_code
                answered += code == 200
                if code >= 500:
                    wrong.append(f"{address}?{name}={text!r}: {code}")
    assert not wrong, "\n".join(wrong)
    assert answered > 80


def test_fields(client_of_all: Client, demo_zone: Zone) -> None:
    chain = Chain.objects.filter(zone=demo_zone)[0].code
    batch = ImportBatch.objects.create(
        user=User.objects.get(username="everything"), zone=demo_zone, table=Agreement._meta.label_lower,
        file_name="a.csv", headers=["kind", "title"], rows=[], mapping={},
    )  # fmt: skip
    asked = [
        (reverse("accounts:switch_zone"), "zone"),
        *((reverse(f"chains:{name}", args=[chain]), "revision") for name in ("editor", "undo", "drop", "publish")),
    ]
    sheet = reverse("outreach:agreement_batch", args=[batch.pk])
    wrong = []
    for text in HOSTILE:
        sent = [(address, {name: text}) for address, name in asked]
        sent.append((sheet, {"columns": "1", f"column-{text}": "title"}))
        for address, data in sent:
            code = client_of_all.post(address, data).status_code
            if code >= 500:
                wrong.append(f"{address} {data!r}: {code}")
    assert not wrong, "\n".join(wrong)


def test_rules_that_are_like_others(client_of_all: Client, demo_zone: Zone) -> None:
    kind = first(RuleVersion).kind if RuleVersion.objects.exists() else "lead_clock"  # type: ignore[attr-defined]
    for text in HOSTILE:
        assert client_of_all.get(reverse("versions:new", args=[kind]), {"like": text}).status_code in (200, 404)
